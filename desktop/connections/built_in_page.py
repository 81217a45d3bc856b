"""The models that run inside the program: those that are here, and those that can be had."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.connections.built_in_card import BuiltInCard
from desktop.connections.built_in_lines import BuiltInView, runtime_text
from desktop.connections.download_board import DownloadBoard
from desktop.qt.theme import Theme
from desktop.texts import built_in as texts
from desktop.widgets.escape import Escape
from desktop.widgets.file_drop import FileDrop
from desktop.widgets.labels import label
from desktop.widgets.slices import Slices
from desktop.widgets.strip import Strip
from engine.domain.local_models import Runtime

_MARGINS: Final = (28, 22, 28, 22)


class BuiltInPage(QWidget):
    closed = Signal()
    opened = Signal()
    file_requested = Signal()
    folder_requested = Signal()
    card_added = Signal(BuiltInCard)
    """It tells for itself what is asked of its model."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("look", "story")
        self._theme = theme
        self._runtime: Runtime | None = None
        self._is_narrow = False
        self._slices = Slices(self)
        self.cards: dict[str, BuiltInCard] = {}
        self.failure = Strip()
        self.notice = Strip()
        self.add_file = _button(texts.ADD_FILE, texts.ADD_FILE_NAME)
        self.add_file.clicked.connect(self.file_requested)
        self.add_folder = _button(texts.ADD_FOLDER, texts.ADD_FOLDER_NAME)
        self.add_folder.clicked.connect(self.folder_requested)
        self.close_button = _button(texts.CLOSE, texts.CLOSE_NAME)
        self.close_button.clicked.connect(self.closed)
        self.downloads = DownloadBoard()
        self.drop = FileDrop(self)
        self.drop.hovered.connect(self._show_drop)
        self._computer = label("", "small", wrap=True)
        self._hint = label(texts.DROP, "faint", wrap=True)
        self._empty = label(texts.LOOKING, "dim", wrap=True)
        self._column = QVBoxLayout()
        self._column.setSpacing(12)
        Escape(self).pressed.connect(self.closed)
        self._lay_out()

    @property
    def computer(self) -> str:
        return self._computer.text()

    @property
    def empty(self) -> str:
        """What stands where no model does, "" where there are some."""
        return "" if self._empty.isHidden() else self._empty.text()

    def show_models(self, views: Sequence[BuiltInView]) -> None:
        """Cards that are there already stay, with their focus; others come one after another."""
        names = [view.model for view in views]
        for model in [each for each in self.cards if each not in names]:
            self._remove(self.cards.pop(model))
        self._slices.start(self._showing(views))
        self._empty.setText(texts.NO_MODELS)
        self._empty.setVisible(not views)

    def _showing(self, views: Sequence[BuiltInView]) -> Iterator[None]:
        for place, view in enumerate(views):
            if view.model in self.cards:
                self.cards[view.model].show_model(view)
            else:
                self._add(place, view)
            yield

    def show_model(self, view: BuiltInView) -> None:
        if view.model in self.cards:
            self.cards[view.model].show_model(view)

    def set_narrow(self, narrow: bool) -> None:
        self._is_narrow = narrow
        self.downloads.set_narrow(narrow)
        for card in self.cards.values():
            card.set_narrow(narrow)

    def show_runtime(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._computer.setText(runtime_text(runtime))
        for card in self.cards.values():
            card.show_runtime(runtime)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit()

    def _add(self, place: int, view: BuiltInView) -> None:
        card = self.cards[view.model] = BuiltInCard(self._theme, view)
        card.set_narrow(self._is_narrow)
        if self._runtime:
            card.show_runtime(self._runtime)
        self._column.insertWidget(place, card)
        self.card_added.emit(card)

    def _remove(self, card: BuiltInCard) -> None:
        if card.isAncestorOf(self.focusWidget()):
            self.add_file.setFocus()
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _show_drop(self, is_held: bool) -> None:
        self._hint.setText(texts.DROP_NOW if is_held else texts.DROP)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*_MARGINS)
        layout.setSpacing(12)
        layout.addLayout(self._head())
        layout.addWidget(self.failure)
        layout.addWidget(self.notice)
        layout.addLayout(self._adding())
        layout.addWidget(self._empty)
        layout.addLayout(self._column)
        for text, look in ((texts.DOWNLOADS, "caption"), (texts.DOWNLOADS_EXPLAINED, "small")):
            made = label(text, look, wrap=look == "small")
            made.setContentsMargins(4, 8 if look == "caption" else 0, 4, 0)
            layout.addWidget(made)
        layout.addWidget(self.downloads)
        layout.addStretch(1)

    def _head(self) -> QHBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(4)
        names.addWidget(label(texts.TITLE, "headline"))
        names.addWidget(label(texts.EXPLAINED, "dim", wrap=True))
        names.addWidget(self._computer)
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addLayout(names, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _adding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(4, 8, 0, 0)
        row.setSpacing(8)
        row.addWidget(label(texts.HERE, "caption"))
        row.addSpacing(10)
        row.addWidget(self._hint, 1)
        row.addWidget(self.add_file)
        row.addWidget(self.add_folder)
        return row


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name)
    return button
