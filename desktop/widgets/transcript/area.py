"""The scrolled area that shows a column of messages and follows its model."""

from typing import Final, NamedTuple

from PySide6.QtCore import (
    QElapsedTimer,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget
from typing_extensions import override

from desktop.widgets.transcript.column import Column, Seen
from desktop.widgets.transcript.glide import Glide
from desktop.widgets.transcript.message import Frame
from desktop.widgets.transcript.model import TranscriptModel
from desktop.widgets.transcript.painting import Attention, paint_message
from desktop.widgets.transcript.reader import Inks, Reader
from desktop.widgets.transcript.sheet import Sheet
from desktop.widgets.transcript.style import DARK, TranscriptStyle
from desktop.widgets.transcript.thumbnails import Thumbnails, paint_thumbnails

_REPAINT_MS: Final = 33
_WHEEL_NOTCH: Final = 120
_LINES_PER_NOTCH: Final = 3


class _Above(NamedTuple):
    """The rows before one: how high they are, and where on the screen they end."""

    height: int
    bottom: int


class TranscriptArea(QAbstractScrollArea):
    """Shows and scrolls; what a reader can press and type is the view's business."""

    newest_hidden = Signal(bool)
    """The end of the text went out of view, or came back."""
    unseen_changed = Signal(int)
    """How many messages have come at the end since that went out of view."""
    zoom_requested = Signal(int)
    """Ctrl and the wheel: 1 for larger text, -1 for smaller."""

    def __init__(
        self,
        model: TranscriptModel,
        style: TranscriptStyle = DARK,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._sheet = Sheet(style)
        self._inks = Inks.of(self._sheet)
        self.column = Column(model, self._frame())
        self.reader = Reader(model, self.column)
        self.thumbnails = Thumbnails(self)
        self._glide = Glide(self.scroll_by, self)
        self._waiting: set[str] = set()
        self._since_repaint = QElapsedTimer()
        self._since_repaint.start()
        self._repaint_timer = QTimer(self, singleShot=True)
        self._repaint_timer.timeout.connect(self._show_changes)
        self._syncing = False
        self._hidden = False
        self._unseen = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._follow(model)

    def set_style(self, style: TranscriptStyle) -> None:
        self._use(Sheet(style, self._sheet.scale))

    def set_text_scale(self, scale: float) -> None:
        """1 is the style's own size."""
        self._use(Sheet(self._sheet.style, scale))

    def set_smooth(self, smooth: bool) -> None:
        """Whether the wheel glides; off for readers who want less motion."""
        self._glide.smooth = smooth

    def scroll_to_newest(self) -> None:
        self.column.following = True
        self._glide.stop()
        self.refresh()

    def scroll_to_oldest(self) -> None:
        """Stay at the beginning, also when all of it could be seen."""
        self.column.scroll_to(0)
        self.column.following = False
        self._glide.stop()
        self.refresh()

    def scroll_by(self, pixels: int) -> None:
        self.column.scroll_by(pixels)
        self.refresh()

    def refresh(self) -> None:
        """Lay out what is in view, and paint it all when Qt next paints."""
        self.column.settle()
        self._sync_scroll_bar()
        self.viewport().update()
        self._tell_whether_newest_is_hidden()

    def row_area(self, place: int) -> QRect:
        """The message at `place` on the viewport."""
        top, height = self.column.top(place), self.column.heights[place]
        return QRect(self.column_left, top, self.column.frame.width, height)

    @property
    def column_left(self) -> int:
        return (self.width() - self.column.frame.width) // 2

    def in_column(self, point: QPoint) -> QPoint:
        """A viewport's point from the column's left edge."""
        return point - QPoint(self.column_left, 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.column.resize(self._frame(), self.viewport().height())
        self.refresh()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._syncing:
            self._glide.stop()
            self.column.scroll_by(self.verticalScrollBar().value() - self.column.offset)
            self.refresh()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if notches:
                self.zoom_requested.emit(1 if notches > 0 else -1)
        elif not event.pixelDelta().isNull():
            self.scroll_by(-event.pixelDelta().y())
        else:
            self._glide.by(-round(notches * _LINES_PER_NOTCH * self.line_step))

    @property
    def line_step(self) -> int:
        """About one line of prose."""
        return self._sheet.px(self._sheet.style.type.prose_size * 1.5)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._sheet.color("background"))
        for seen in self.column.seen():
            if self._painted_area(seen.place).intersects(event.rect()):
                self._paint(painter, seen, event.rect())
        painter.end()

    def attention(self, place: int) -> Attention:
        """What the reader does with the message at `place`."""
        return Attention()

    def _paint(self, painter: QPainter, seen: Seen, dirty: QRect) -> None:
        origin = QPoint(self.column_left, seen.top)
        painter.translate(origin)
        marks = self.reader.marks(seen.place, self._inks)
        clip = dirty.translated(-origin)
        paint_message(painter, seen.message, clip, marks, self.attention(seen.place))
        paint_thumbnails(painter, seen.message, self.thumbnails)
        painter.translate(-origin)

    def _painted_area(self, place: int) -> QRect:
        """With the ring around the current message, which goes beyond the column."""
        area = self.row_area(place)
        return QRect(0, area.top(), self.viewport().width(), area.height())

    def _written_area(self) -> QRect:
        """All of the viewport that anything is painted on. What lies over its edges, such as the
        handle of a splitter, would keep Qt from moving what is painted."""
        beside = self._sheet.space.margin // 2
        width = self.column.frame.width + 2 * beside
        return QRect(self.column_left - beside, 0, width, self.viewport().height())

    def _use(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._inks = Inks.of(sheet)
        self.column.resize(self._frame(), self.viewport().height())
        self.refresh()

    def _frame(self) -> Frame:
        space = self._sheet.style.space
        # Of the whole width, so that nothing moves when the scroll bar comes.
        room = self.width() - 2 * self._sheet.px(space.margin)
        return Frame(sheet=self._sheet, width=max(min(room, self._sheet.px(space.column)), 1))

    def _sync_scroll_bar(self) -> None:
        bar = self.verticalScrollBar()
        self._syncing = True
        bar.setRange(0, self.column.greatest_offset)
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self.line_step)
        bar.setValue(self.column.offset)
        self._syncing = False

    def _tell_whether_newest_is_hidden(self) -> None:
        hidden = not self.column.following
        if hidden != self._hidden:
            self._hidden = hidden
            self._count_unseen(0)
            self.newest_hidden.emit(hidden)

    def _count_unseen(self, count: int) -> None:
        if count != self._unseen:
            self._unseen = count
            self.unseen_changed.emit(count)

    def _follow(self, model: TranscriptModel) -> None:
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._insert)
        model.rowsRemoved.connect(self._remove)
        model.dataChanged.connect(self._change)

    def _reset(self) -> None:
        self._waiting.clear()
        self._glide.stop()
        self.column.reset()
        self.reader.forget_places()
        self.refresh()

    def _insert(self, _parent: QModelIndex, first: int, last: int) -> None:
        before = self._rows_before(first)
        for place in range(first, last + 1):
            self.column.insert(place)
        self._refresh_from(first, before)
        if self._hidden and last == self.model.rowCount() - 1:
            self._count_unseen(self._unseen + last - first + 1)

    def _remove(self, _parent: QModelIndex, first: int, last: int) -> None:
        first_unseen = self.model.rowCount() + last + 1 - first - self._unseen
        self._count_unseen(self._unseen - max(last + 1 - max(first, first_unseen), 0))
        self.column.remove(first, last)
        self.reader.forget_places()
        self.refresh()

    def _change(self, first: QModelIndex, last: QModelIndex) -> None:
        """Deltas come faster than the eye sees: they are shown together, at most every 33 ms."""
        for place in range(first.row(), last.row() + 1):
            self._waiting.add(self.model.row(place).id)
        if not self._repaint_timer.isActive():
            self._repaint_timer.start(max(_REPAINT_MS - self._since_repaint.elapsed(), 0))

    def _show_changes(self) -> None:
        self._since_repaint.restart()
        places = [self.model.place_of(row_id) for row_id in self._waiting if row_id in self.model]
        self._waiting.clear()
        if not places:
            return
        first = min(places)
        before = self._rows_before(first)
        offset, total = self.column.offset, self.column.heights.total
        for place in places:
            self.column.change(place)
        self.column.settle()
        if (offset, total) != (self.column.offset, self.column.heights.total):
            self._refresh_from(first, before)
            return
        for place in places:
            self.viewport().update(self._painted_area(place))

    def _rows_before(self, place: int) -> _Above:
        return _Above(height=self.column.heights.before(place), bottom=self.column.top(place))

    def _refresh_from(self, place: int, before: _Above) -> None:
        """As `refresh`, where nothing changed before `place`: what is painted of that only moves."""
        self.column.settle()
        is_whole = self.devicePixelRatioF().is_integer()
        if self.column.is_held or not is_whole or self._rows_before(place).height != before.height:
            self.refresh()
            return
        self._sync_scroll_bar()
        top = self.column.top(place)
        self.viewport().scroll(0, top - before.bottom, self._written_area())
        self.viewport().update(self.viewport().rect().adjusted(0, max(top, 0), 0, 0))
        self._tell_whether_newest_is_hidden()
