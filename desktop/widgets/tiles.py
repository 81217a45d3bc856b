"""Tiles to choose from, in groups: a mark with letters, a name and a line below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.widgets.labels import label

_WIDTH: Final = 240
_HEIGHT: Final = 78
_MARK: Final = 38
_PADDING: Final = 12
_MOST_LINES: Final = 3
_GAP: Final = 10
_ARROWS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


@dataclass(frozen=True, slots=True, kw_only=True)
class TileValue:
    """`tone` is the token of the mark's colour; `whole` says more than there is room for."""

    id: str
    title: str
    line: str
    letters: str
    tone: str
    whole: str = ""


class TileMark(QWidget):
    """Letters on a rounded square."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._letters = self._tone = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mark(self, letters: str, tone: str) -> None:
        self._letters, self._tone = letters, tone
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_MARK), self._theme.px(_MARK))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tone:
            paint_mark(painter, QRectF(self.rect()), self._letters, self._tone, self._theme)


class Tile(QAbstractButton):
    def __init__(self, value: TileValue, theme: Theme) -> None:
        super().__init__()
        self.value = value
        self._theme = theme
        self.setText(value.title)
        self.setAccessibleName(value.title)
        self.setAccessibleDescription(value.whole or value.line)
        self.setToolTip(value.whole or value.line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in _ARROWS:
            # The board knows where it leads.
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        mark, left = self._theme.px(_MARK), self._theme.px(_PADDING)
        box = QRectF(left, (self.height() - mark) / 2, mark, mark)
        paint_mark(painter, box, self.value.letters, self.value.tone, self._theme)
        self._paint_texts(painter, left + mark + left)

    def _paint_ground(self, painter: QPainter) -> None:
        lit = "accent" if self.hasFocus() else "dim" if self.underMouse() else "border"
        painter.setPen(self._colour(lit))
        painter.setBrush(self._colour("raised" if self.isDown() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)

    def _paint_texts(self, painter: QPainter, left: int) -> None:
        title, small = _title_font(self.font()), _small(self.font())
        padding = self._theme.px(_PADDING)
        heights = QFontMetrics(title).height(), QFontMetrics(small).height()
        width = self.width() - left - padding
        lines = _lines(self.value.line, QFontMetrics(small), width)
        top = (self.height() - heights[0] - len(lines) * heights[1]) // 2
        for text, font, token, height in (
            (self.value.title, title, "strong", heights[0]),
            *((line, small, "dim", heights[1]) for line in lines),
        ):
            painter.setFont(font)
            painter.setPen(self._colour(token))
            elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, top, width, height), Qt.AlignmentFlag.AlignVCenter, elided)
            top += height

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))


class TileBoard(QWidget):
    """Arrow keys go from tile to tile, over the ends of groups too."""

    chosen = Signal(str)
    """A tile's id."""
    went_to = Signal(QWidget)
    """This tile has the focus now, and should be in sight."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grids: list[tuple[QGridLayout, list[Tile]]] = []
        self._columns = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP)
        theme.changed.connect(self._arrange)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return tuple(tile for _, tiles in self._grids for tile in tiles)

    def show_groups(self, groups: Sequence[tuple[str, Sequence[TileValue]]]) -> None:
        """Shown once: `groups` have a heading and their tiles."""
        for heading, values in groups:
            grid = QGridLayout()
            grid.setSpacing(_GAP)
            self._column.addWidget(label(heading, "caption"))
            self._column.addLayout(grid)
            self._column.addSpacing(_GAP)
            tiles = [Tile(value, self._theme) for value in values]
            for tile in tiles:
                tile.clicked.connect(lambda _=False, id_=tile.value.id: self.chosen.emit(id_))
            self._grids.append((grid, tiles))
        self._arrange()

    def focus_group(self, place: int) -> None:
        """Go to the first tile of a group."""
        self._go_to(self._grids[place][1][0])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        tiles = self.tiles
        here = next((place for place, tile in enumerate(tiles) if tile.hasFocus()), None)
        there = None if here is None else self._next_to(here, Qt.Key(event.key()))
        if there is None:
            super().keyPressEvent(event)
        else:
            self._go_to(tiles[there])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _go_to(self, tile: Tile) -> None:
        tile.setFocus(Qt.FocusReason.TabFocusReason)
        self.went_to.emit(tile)

    def _next_to(self, here: int, key: Qt.Key) -> int | None:
        last = len(self.tiles) - 1
        match key:
            case Qt.Key.Key_Left:
                return max(here - 1, 0)
            case Qt.Key.Key_Right:
                return min(here + 1, last)
            case Qt.Key.Key_Down:
                return self._nearest(here, below=True)
            case Qt.Key.Key_Up:
                return self._nearest(here, below=False)
            case _:
                return None

    def _nearest(self, here: int, *, below: bool) -> int:
        """The tile of the next row that is nearest to the column; the same one at the end."""
        tiles = self.tiles
        x, y = tiles[here].x(), tiles[here].y()
        sign = 1 if below else -1
        others = [
            (sign * (tile.y() - y), abs(tile.x() - x), place)
            for place, tile in enumerate(tiles)
            if sign * (tile.y() - y) > 0
        ]
        return min(others)[2] if others else here

    def _arrange(self) -> None:
        columns = max(self.width() // (self._theme.px(_WIDTH) + _GAP), 1)
        for grid, tiles in self._grids:
            for column in range(max(columns, self._columns)):
                grid.setColumnStretch(column, 1 if column < columns else 0)
            for place, tile in enumerate(tiles):
                tile.setMinimumHeight(self._theme.px(_HEIGHT))
                tile.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                grid.addWidget(tile, place // columns, place % columns)
        self._columns = columns


def paint_mark(painter: QPainter, box: QRectF, letters: str, tone: str, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tokens.named(tone)))
    painter.drawRoundedRect(box, 8, 8)
    font = _title_font(painter.font())
    painter.setFont(font)
    painter.setPen(QColor(theme.tokens.strong))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)


def _title_font(font: QFont) -> QFont:
    title = QFont(font)
    title.setWeight(QFont.Weight.DemiBold)
    return title


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(round(font.pixelSize() * 0.9), 8))
    return small


def _lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """`text` in a few lines; the last one keeps what does not fit, to be elided."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < _MOST_LINES - 1:
        line = words.pop(0)
        while words and metrics.horizontalAdvance(f"{line} {words[0]}") < width - 4:
            line = f"{line} {words.pop(0)}"
        lines.append(line)
    return [*lines, " ".join(words)] if words else lines
