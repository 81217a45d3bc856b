"""The first page at work: from a new library to a story that is played."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.connections.provider_tiles import Group
from desktop.parts.telling import Telling
from desktop.session.feature import SessionFeature
from desktop.shell.switching import Switching
from desktop.shell.window import MainWindow
from desktop.texts.welcome import BEGIN
from desktop.widgets.strip import Strip
from engine.app import Engine
from engine.domain.adventure import Adventure
from engine.domain.ids import ProviderId

if TYPE_CHECKING:
    from desktop.welcome.page import WelcomePage

_BUILT_IN = ProviderId("builtin")


class Welcoming(QObject):
    """Shows the page where no story has begun, and again when it is asked for."""

    add_requested = Signal(object)
    """A `Group` of providers to add a connection of."""
    search_requested = Signal()
    """Servers that run on this computer are looked for."""

    def __init__(
        self,
        window: MainWindow,
        engine: Engine,
        session: SessionFeature,
        switching: Switching,
        telling: Telling,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._session = session
        self._switching = switching
        self._telling = telling
        self._adventures: tuple[Adventure, ...] = ()
        switching.accepted.connect(lambda: self.offer_to_begin(window.strip))
        window.strip.pressed.connect(self.answer)

    @property
    def is_needed(self) -> bool:
        return self._session.turns.session is None

    def show(self) -> None:
        self._telling.start(self._show)

    @cached_property
    def _page(self) -> "WelcomePage":
        """Made when it is first shown: most starts go on with a story."""
        from desktop.welcome.page import WelcomePage

        page = WelcomePage(self._window.theme)
        page.play_requested.connect(lambda: self._telling.start(self._play))
        page.key_requested.connect(lambda: self.add_requested.emit(Group.KEY))
        page.server_requested.connect(self._find_servers)
        page.begin_requested.connect(self._begin)
        self._window.add_welcome_page(page)
        return page

    async def _show(self) -> None:
        self._adventures = await self._engine.adventures()
        self._page.show_stories([each.title for each in self._adventures])
        self._window.show_welcome()

    async def _play(self) -> None:
        """Begin on the model that is built in, whatever the roles used before."""
        used = {each.connection.provider for each in self._engine.connections.role_models()}
        built_in = next(
            (each for each in self._switching.connections if each.provider == _BUILT_IN), None
        )
        if built_in is not None and used != {_BUILT_IN}:
            await self._engine.connections.switch_to(built_in)
            self._switching.switched.emit()
        self._begin()

    def _begin(self) -> None:
        if self._adventures:
            self._session.sessions.begin_session(self._adventures[self._page.story])
            self._window.show_session()

    def _find_servers(self) -> None:
        self.add_requested.emit(Group.COMPUTER)
        self.search_requested.emit()

    def offer_to_begin(self, strip: Strip) -> None:
        """The connection works and is accepted, as `strip` says: the next press plays."""
        if self.is_needed:
            self._page.show_begin()
            others = [button.text() for button in strip.buttons]
            strip.say(strip.sentence, (BEGIN, *others), "ask")
            strip.buttons[0].setFocus()

    def answer(self, pressed: str) -> None:
        if pressed == BEGIN:
            self._begin()
