"""Choosing a model by typing: over the page, below the button that opened it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.connections.model_list import ModelDelegate, ModelListModel
from desktop.connections.model_orders import LABELS, Order, ordered
from desktop.connections.model_rows import ModelRow, matching
from desktop.connections.order_box import OrderBox
from desktop.qt.theme import Theme
from desktop.texts import connections as texts
from desktop.widgets.labels import ElidedLabel, label
from desktop.widgets.search_field import SearchField
from engine.domain.providers import Connection

_WIDTH: Final = 560
_HEIGHT: Final = 430
_MARGIN: Final = 16


class ModelPicker(QFrame):
    chosen = Signal(str, str)
    """A connection's id and a model."""
    closed = Signal()

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self.setProperty("look", "strip")
        self._theme = theme
        self._page = page
        self._below: QWidget | None = None
        self._back: QWidget | None = None
        self._rows: tuple[ModelRow, ...] = ()
        self._connections: tuple[Connection, ...] = ()
        self._title = label("", "strong")
        self._progress = ElidedLabel("", "small")
        self.field = SearchField(texts.SEARCH_MODELS)
        self.field.textChanged.connect(self._filter)
        self.field.stepped.connect(self._step)
        self.field.entered.connect(self._choose_current)
        self.order = OrderBox(texts.ORDER_OF_MODELS, LABELS.items())
        self.field.left.connect(lambda: self._leave_for(self.order))
        self.order.chosen.connect(lambda: self._filter(self.field.text()))
        self.order.left.connect(lambda: self._leave_for(self.field))
        self.order.escaped.connect(self.close_)
        self.models = ModelListModel(self)
        self.list = self._view()
        self._lay_out()
        self.hide()

    @property
    def progress(self) -> str:
        return self._progress.text()

    def open_below(self, widget: QWidget, title: str) -> None:
        """Open empty; `show_rows` fills it, and again when more is known."""
        self._below, self._back = widget, QApplication.focusWidget() or widget
        self._title.setText(title)
        self.setAccessibleName(title)
        self._rows = ()
        self.field.clear()
        self._filter("")
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def show_rows(
        self, rows: Sequence[ModelRow], connections: Sequence[Connection], progress: str
    ) -> None:
        """`connections` are those on which a typed name may be used."""
        self._rows, self._connections = tuple(rows), tuple(connections)
        self._progress.setText(progress)
        self._progress.setVisible(bool(progress))
        self._filter(self.field.text())

    def close_(self) -> None:
        if self.isHidden():
            return
        if self._back is not None and (self.field.hasFocus() or self.order.hasFocus()):
            self._back.setFocus()
        self.hide()
        self.closed.emit()

    def _leave_for(self, allowed: QWidget) -> None:
        """Close, unless the focus only went on to the other widget here."""
        if QApplication.focusWidget() is not allowed:
            self.close_()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """The tab key stays here, where there are two widgets to go to."""
        other = self.order if self.field.hasFocus() else self.field
        other.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def place(self) -> None:
        """Below its button, moved as far as it must to be inside the page."""
        if self._below is None:
            return
        page, theme = self._page.rect(), self._theme
        room = page.size() - QSize(2 * _MARGIN, 2 * _MARGIN)
        size = QSize(theme.px(_WIDTH), theme.px(_HEIGHT)).boundedTo(room)
        at = self._below.mapTo(self._page, QPoint(0, self._below.height() + 6))
        x = min(max(at.x(), _MARGIN), page.width() - _MARGIN - size.width())
        y = min(max(at.y(), _MARGIN), page.height() - _MARGIN - size.height())
        self.setGeometry(QRect(QPoint(x, y), size))

    def _filter(self, text: str) -> None:
        """In the order that is chosen; what is typed comes last."""
        before = self._current()
        rows = matching(
            ordered(self._rows, Order(self.order.currentData())), text, self._connections
        )
        self.models.set_rows(rows)
        place = rows.index(before) if before in rows and not text else 0
        self._go_to(place)

    def _step(self, by: int) -> None:
        last = len(self.models.rows) - 1
        self._go_to(min(max(self.list.currentIndex().row() + by, 0), last))

    def _go_to(self, place: int) -> None:
        self.list.setCurrentIndex(self.models.index(place))

    def _current(self) -> ModelRow | None:
        place = self.list.currentIndex().row()
        return self.models.rows[place] if 0 <= place < len(self.models.rows) else None

    def _choose_current(self) -> None:
        if row := self._current():
            self.close_()
            self.chosen.emit(row.connection, row.model)

    def _view(self) -> QListView:
        view = QListView()
        view.setProperty("look", "bare")
        view.setAccessibleName(texts.MODELS_NAME)
        view.setModel(self.models)
        view.setItemDelegate(ModelDelegate(self._theme, view))
        view.setUniformItemSizes(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.clicked.connect(self._choose_current)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.order)
        column.addLayout(top)
        column.addWidget(self.field)
        QWidget.setTabOrder(self.order, self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self._progress)
