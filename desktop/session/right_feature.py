"""The right column at work: the world, the prompt and the costs, read anew after every turn."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.session.controller import TurnController
from desktop.session.right import Right
from desktop.session.turn_view import TurnView
from engine.app import Engine
from engine.domain.deeds import EffectsChanged
from engine.domain.sessions import OpenSession
from engine.domain.tasks import ModelRole
from engine.domain.usage import Span
from engine.domain.world import Change

Deed = Callable[..., Awaitable[None]]

LOG_FILE: Final = "triptych.log"


class RightFeature(QObject):
    """`start` does a deed and tells the player of its failure."""

    def __init__(
        self, right: Right, engine: Engine, turns: TurnController, start: Callable[..., Any]
    ) -> None:
        super().__init__(right)
        self._right = right
        self._engine = engine
        self._turns = turns
        right.log.show_path(engine.paths.logs / LOG_FILE)
        right.log.lines.listen()
        right.log.folder_requested.connect(self._open_logs)
        right.cost.wanted.connect(lambda _: start(self._sum_up_anew))
        turns.call_finished.connect(lambda _: start(self._sum_up_if_seen))
        right.world.change_requested.connect(lambda change: start(self._change, change))
        right.world.undo_requested.connect(lambda: start(self._undo))
        turns.busy_changed.connect(right.world.set_busy)
        turns.view_changed.connect(self._show_view)
        turns.session_changed.connect(lambda session: start(self._show, session))
        right.world.set_busy(False)

    def close(self) -> None:
        self._right.log.lines.close()

    async def _show(self, session: OpenSession) -> None:
        done = self._engine.deeds(session.id).done
        can_undo = bool(done) and isinstance(done[-1], EffectsChanged)
        self._right.world.show_session(session, can_undo=can_undo)
        replies = [each for each in session.path if not each.by_player]
        segments = await self._engine.prompt_of(replies[-1].id) if replies else ()
        self._right.context.show_prompt(segments, self._window())
        await self._show_costs(session)

    async def _show_costs(self, session: OpenSession) -> None:
        by = self._right.cost.by
        ledger = self._engine.ledger
        usage = await ledger.sums(by, session.id)
        self._right.cost.show_usage(by, usage, await ledger.sums(by, since=Span.TODAY))

    async def _sum_up_anew(self) -> None:
        if self._turns.session is not None:
            await self._show_costs(self._turns.session)

    async def _sum_up_if_seen(self) -> None:
        if self._right.cost.isVisible():
            await self._sum_up_anew()

    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._engine.paths.logs)))

    def _show_view(self, view: TurnView) -> None:
        if view.segments:
            self._right.context.show_prompt(view.segments, self._window())

    def _window(self) -> int | None:
        """How many tokens the main model takes, as far as that is known."""
        roles = self._engine.connections.role_models()
        main = next((each for each in roles if each.model_role is ModelRole.MAIN), None)
        return (main.profile.context_window or main.facts.context_window) if main else None

    async def _change(self, change: Change) -> None:
        session = self._turns.session
        if session is not None and not self._turns.is_busy:
            await self._turns.show(await self._engine.change_world(session.id, change))

    async def _undo(self) -> None:
        session = self._turns.session
        if session is not None and not self._turns.is_busy:
            await self._turns.show(await self._engine.undo(session.id))
