"""The program's mark and what is shown, which open the menu; and the Alt key, which does too."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy
from typing_extensions import override

from desktop.parts.model_roles import tone
from desktop.qt.icons import Icon, paint_icon
from desktop.qt.theme import Theme
from desktop.texts import shell as texts
from engine.domain.tasks import ModelRole

_MARK: Final = 26
_GAP: Final = 12
_PADDING: Final = 6
_TITLE: Final = 15
_LEAST_TITLE: Final = 40
_CHEVRON: Final = 14
_BARS: Final = ((ModelRole.MAIN, 3, 18), (ModelRole.COT, 1, 24), (ModelRole.UTILITY, 4, 18))


class MenuButton(QAbstractButton):
    """Opens its menu without waiting for the answer."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self.menu = QMenu(self)
        self.setText(title)
        self.setAccessibleName(texts.MENU)
        self.setToolTip(texts.MENU)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open)
        theme.changed.connect(self.updateGeometry)

    def show_title(self, title: str) -> None:
        self.setText(title)
        self.updateGeometry()

    def open(self) -> None:
        if not self.menu.isEmpty():
            self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
            self.menu.setActiveAction(self.menu.actions()[0])

    @override
    def sizeHint(self) -> QSize:
        # Room that is a fraction of a pixel short would cost the title its last letters.
        text = QFontMetrics(self._font()).horizontalAdvance(self.text()) + 2
        width = self._text_left() + text + _PADDING + self._theme.px(_CHEVRON) + _PADDING
        height = max(_MARK, QFontMetrics(self._font()).height()) + 2 * 3
        return QSize(width, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(2 * _PADDING + _MARK, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_mark(painter, (self.height() - _MARK) // 2)
        self._paint_title(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        is_lit = self.underMouse() or self.isDown() or self.menu.isVisible()
        painter.setPen(self._colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("surface") if is_lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _paint_mark(self, painter: QPainter, above: int) -> None:
        """The three bars."""
        painter.setPen(Qt.PenStyle.NoPen)
        for place, (role, top, height) in enumerate(_BARS):
            painter.setBrush(self._colour(tone(role)))
            left = _PADDING + 1 + place * 9
            painter.drawRoundedRect(QRectF(left, above + top, 6, height), 2.5, 2.5)

    def _paint_title(self, painter: QPainter) -> None:
        chevron = self._theme.px(_CHEVRON)
        right = self.width() - _PADDING - chevron
        room = QRect(self._text_left(), 0, right - _PADDING - self._text_left(), self.height())
        if room.width() < _LEAST_TITLE:
            return
        painter.setFont(self._font())
        painter.setPen(self._colour("strong"))
        title = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)
        square = QRect(right, 0, chevron, self.height())
        paint_icon(painter, square, self._theme, Icon.CHEVRON_DOWN, "faint")

    def _text_left(self) -> int:
        return _PADDING + _MARK + _GAP

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(_TITLE))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))


class AltKey(QObject):
    """Watches the key events of a window for Alt that is pressed and released alone."""

    pressed_alone = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_alone = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._is_alone = event.key() == Qt.Key.Key_Alt and not _others(event)
        elif kind is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if self._is_alone and event.key() == Qt.Key.Key_Alt and not event.isAutoRepeat():
                self._is_alone = False
                self.pressed_alone.emit()
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut, QEvent.Type.Wheel):
            self._is_alone = False
        return super().eventFilter(watched, event)


def _others(event: QKeyEvent) -> bool:
    """Whether another modifier is held too."""
    return bool(event.modifiers() & ~Qt.KeyboardModifier.AltModifier)
