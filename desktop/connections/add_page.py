"""Adding a connection in three steps: where the models run, how to get in, which ones to use."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.connections.choices import BUILT_IN
from desktop.connections.connection_form import ConnectionForm
from desktop.connections.first_models import FirstModels
from desktop.connections.provider_tiles import Group, provider_groups
from desktop.qt.theme import Theme
from desktop.texts import connections as texts
from desktop.widgets.escape import Escape
from desktop.widgets.labels import label
from desktop.widgets.tiles import TileBoard, TileValue
from engine.domain.providers import Provider


class AddPage(QWidget):
    closed = Signal()
    abandoned = Signal()
    """The player went back: what is being checked is no longer wanted."""
    built_in_requested = Signal()
    """What runs inside the program has a page of its own."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("look", "story")
        self._providers: dict[str, Provider] = {}
        self._tiles: dict[str, TileValue] = {}
        self._title = label(texts.WHERE, "dim")
        self.board = TileBoard(theme)
        self.board.chosen.connect(self._go_on_with)
        self.form = ConnectionForm(theme)
        self.form.others_requested.connect(self._back)
        self.models = FirstModels()
        self.cancel = QPushButton(texts.CANCEL)
        self.cancel.clicked.connect(self._close)
        Escape(self).pressed.connect(self._step_back)
        self._lay_out()

    def show_providers(self, providers: Sequence[Provider]) -> None:
        """Shown once: there are as many as the program began with."""
        groups = provider_groups(providers)
        self._providers = {each.id: each for each in providers}
        self._tiles = {tile.id: tile for _, tiles in groups for tile in tiles}
        self.board.show_groups(groups)

    def begin(self, group: Group) -> None:
        self._show(self.board)
        self.board.focus_group(list(Group).index(group))

    def fill_in(self, provider: str, address: str, key: str) -> None:
        """The form of a provider with what is known already."""
        self._choose(provider)
        self.form.address.setText(address)
        self.form.key.setText(key)

    def show_form(self) -> None:
        self._show(self.form)
        self.form.begin()

    def show_first_models(self) -> None:
        self._show(self.models)
        self.models.begin()

    def _go_on_with(self, id_: str) -> None:
        if self._providers[id_].adapter == BUILT_IN:
            self.built_in_requested.emit()
        else:
            self._choose(id_)

    def _choose(self, id_: str) -> None:
        self.form.show_provider(self._providers[id_], self._tiles[id_])
        self.show_form()

    def _step_back(self) -> None:
        if self.form.isHidden():
            self._close()
        else:
            self._back()

    def _back(self) -> None:
        self.abandoned.emit()
        self.form.key.clear()
        self._show(self.board)
        self.board.focus_group(0)

    def _close(self) -> None:
        self.abandoned.emit()
        self.form.key.clear()
        self.closed.emit()

    def _show(self, step: QWidget) -> None:
        for widget in (self.board, self.form, self.models):
            widget.setVisible(widget is step)
        self._title.setVisible(step is self.board)
        self.cancel.setVisible(step is not self.models)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.addWidget(label(texts.ADD_NAME, "headline"))
        names.addWidget(self._title)
        top = QHBoxLayout()
        top.addLayout(names, 1)
        top.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 22)
        layout.setSpacing(16)
        layout.addLayout(top)
        for step in (self.board, self.form, self.models):
            layout.addWidget(step)
        layout.addStretch(1)
        self._show(self.board)
