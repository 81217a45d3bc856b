"""Looking for servers on this computer, and what becomes of those that are found."""

import asyncio
from collections.abc import Iterable
from contextlib import aclosing, suppress

from PySide6.QtCore import QObject, Signal

from desktop.connections.connection_line import place_in
from desktop.connections.found_panel import FoundPanel
from desktop.connections.found_words import found_view, nothing_text
from desktop.parts.telling import Telling
from desktop.texts import findings as texts
from engine.app import Engine
from engine.domain.found import FoundServer
from engine.errors import EngineError


class LocalServers(QObject):
    """Servers go by the place they stand at."""

    use_requested = Signal(object, str)
    """A `FoundServer` and the key for it, "" for none."""

    def __init__(self, panel: FoundPanel, engine: Engine, telling: Telling) -> None:
        super().__init__(panel)
        self._panel = panel
        self._engine = engine
        self._telling = telling
        self._found: dict[str, FoundServer] = {}
        self._search: asyncio.Task[None] | None = None
        self._looks: dict[str, asyncio.Task[None]] = {}
        panel.button.begun.connect(self._begin)
        panel.button.cancelled.connect(self._end)
        panel.used.connect(self._use)
        panel.looked_again.connect(self._begin_look)
        panel.look_cancelled.connect(lambda place: self._looks[place].cancel())
        panel.declined.connect(self._decline)

    def show(self) -> None:
        """Those that are set up by now are offered no more."""
        offered = self._new(self._found.values())
        self._panel.show_servers({place_in(each.base_url): found_view(each) for each in offered})

    def _begin(self) -> None:
        self._search = self._telling.start(self._find)

    def _end(self) -> None:
        if self._search is not None:
            self._search.cancel()

    async def _find(self) -> None:
        """Each server is shown as soon as it is found; those that are gone go at the end."""
        button, found = self._panel.button, dict[str, FoundServer]()
        self._panel.say("")
        button.set_busy(True)
        try:
            async with aclosing(self._engine.connections.find_local_servers()) as servers:
                async for server in servers:
                    found[place_in(server.base_url)] = server
                    self._found |= found
                    self.show()
        finally:
            button.set_busy(False)
        self._found = found
        self.show()
        if not self._panel.cards:
            self._panel.say(nothing_text(found.values()))

    def _begin_look(self, place: str) -> None:
        self._looks[place] = self._telling.start(self._look_again, place)

    async def _look_again(self, place: str) -> None:
        """What stands at one place now."""
        origin = self._found[place].base_url.partition("://")[0] + f"://{place}"
        again, found = self._panel.cards[place].again, list[FoundServer]()
        self._panel.say("")
        again.set_busy(True)
        try:
            async with aclosing(self._engine.connections.find_local_servers((origin,))) as servers:
                async for server in servers:
                    found.append(server)
        finally:
            again.set_busy(False)
        del self._found[place]
        for server in found:
            self._found[place] = server
        if not found:
            self._panel.say(texts.GONE.format(place=place))
        self.show()

    def _use(self, place: str, key: str) -> None:
        self.use_requested.emit(self._found[place], key)

    def _decline(self, place: str) -> None:
        del self._found[place]
        self.show()

    def _new(self, servers: Iterable[FoundServer]) -> list[FoundServer]:
        taken = set(self._places())
        return [each for each in servers if place_in(each.base_url) not in taken]

    def _places(self) -> Iterable[str]:
        """Where the connections lead that are set up."""
        for connection in self._engine.settings.connections:
            with suppress(EngineError):
                yield place_in(self._engine.connections.address(connection))
