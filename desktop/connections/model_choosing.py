"""Fills the list of models: what is known at once, then what each connection says it has."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.connections.check_lines import brief_text
from desktop.connections.choices import BUILT_IN
from desktop.connections.model_picker import ModelPicker
from desktop.connections.model_rows import ModelRow, model_row, nearest_row
from desktop.connections.offered import Offered
from desktop.parts.telling import Telling
from desktop.texts import connections as texts
from engine.app import Engine
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.offers import Gone
from engine.domain.providers import Connection, ModelFacts, Profile

Choose = Callable[[ConnectionId, str], None]


class ModelChoosing(QObject):
    learnt = Signal()
    """A connection was asked: its state is known."""

    def __init__(
        self, picker: ModelPicker, engine: Engine, offered: Offered, telling: Telling
    ) -> None:
        super().__init__(picker)
        self._picker = picker
        self._engine = engine
        self._offered = offered
        self._telling = telling
        self._choose: Choose | None = None
        self._connections: tuple[Connection, ...] = ()
        self._used = ""
        self._first: ConnectionId | None = None
        picker.chosen.connect(self._chosen)

    def open(
        self,
        below: QWidget,
        title: str,
        choose: Choose,
        *,
        used: str = "",
        first: ConnectionId | None = None,
        only: Connection | None = None,
    ) -> None:
        """Let the player choose a model below a widget; `choose` hears which.

        `used` is the model in use now, `first` the connection whose models come first. With
        `only`, no other connection is offered.
        """
        self._choose, self._used, self._first = choose, used, first
        known = self._engine.providers
        every = [each for each in self._engine.settings.connections if each.provider in known]
        ordered = sorted(every, key=lambda each: each.id != first)
        self._connections = (only,) if only else tuple(ordered)
        self._picker.open_below(below, title)
        for connection in self._connections:
            if not self._offered.knows(connection.id):
                self._telling.start(self._ask, connection)
        self._show()

    def refresh(self) -> None:
        """More is known of the connections than before."""
        if self._picker.isVisible():
            self._show()

    async def _ask(self, connection: Connection) -> None:
        try:
            # How it is stands in the list's last line, and in the list of connections.
            await self._offered.check(connection)
        finally:
            self.learnt.emit()

    def _show(self) -> None:
        gone = self._gone()
        rows = [
            self._row(each, facts, gone)
            for each in self._connections
            for facts in self._offered.models(each)
        ]
        typing = [each for each in self._connections if self._takes_names(each)]
        self._picker.show_rows(rows, typing, self._progress(len(rows)))

    def _takes_names(self, connection: Connection) -> bool:
        """Whether it may have models that nobody lists: the built-in ones are files."""
        provider = self._engine.providers.get(connection.provider)
        return provider is not None and provider.adapter != BUILT_IN

    def _row(self, connection: Connection, facts: ModelFacts, gone: Gone | None) -> ModelRow:
        facts = self._offered.judging(connection.id, facts)
        rung = self._offered.rung(connection.id, facts.model)
        check = self._engine.model_checks.of(connection.id, facts.model)
        row = model_row(connection, facts, self._used, rung, judged=brief_text(check))
        is_there = connection.id == self._first
        is_nearest = gone is not None and is_there and facts.model == gone.nearest
        return nearest_row(row, gone.model) if gone and is_nearest else row

    def _gone(self) -> Gone | None:
        """The model in use, if its service does not list it any more."""
        if self._first is None:
            return None
        used = Profile(id=ProfileId(""), connection=self._first, model=self._used)
        return self._engine.offers.gone(used)

    def _progress(self, models: int) -> str:
        known, is_asking = self._offered.knows, self._offered.is_asking
        open_ = [e.label for e in self._connections if is_asking(e.id) or not known(e.id)]
        if open_:
            return texts.ASKING.format(labels=", ".join(open_))
        silent = self._silent()
        if not models and not silent:
            return texts.NOBODY_LISTS
        return " · ".join(silent)

    def _silent(self) -> Sequence[str]:
        """The connections that did not answer, each with its state."""
        return [
            f"{each.label}: {self._offered.line(each)}"
            for each in self._connections
            if self._offered.failed(each.id)
        ]

    def _chosen(self, connection: str, model: str) -> None:
        if self._choose is not None:
            self._choose(ConnectionId(connection), model)
