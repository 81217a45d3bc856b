"""The turn panel at work: live, read back, of an earlier turn, and with second looks at verdicts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from desktop.qt.tasks import Tasks
from desktop.session.controller import TurnController
from desktop.session.effect_lines import EffectLine, world_changes
from desktop.session.looks import (
    ASKING_AGAIN,
    ASKING_WHY,
    GIVEN_UP,
    Look,
    LookAction,
    failed_look,
    reason_look,
    second_look,
)
from desktop.session.origin_lines import origin_lines
from desktop.session.page import SessionPage
from desktop.session.turn_calls import read_back
from desktop.session.turn_view import TurnView, restored, with_calls
from desktop.texts import right as texts
from engine.app import Engine
from engine.domain.adventure import opening_state
from engine.domain.ids import MessageId
from engine.domain.second_look import JudgementId, SecondVerdict
from engine.domain.sessions import OpenSession
from engine.domain.world import fold
from engine.errors import EngineError


class TurnFeature(QObject):
    """A verdict's failure to be looked at again is told on its card, not in the page."""

    def __init__(
        self, page: SessionPage, engine: Engine, turns: TurnController, tasks: Tasks
    ) -> None:
        super().__init__(page)
        panel, transcript = page.panel, page.story
        self._panel = panel
        self._engine = engine
        self._turns = turns
        self._tasks = tasks
        self._ask = page.ask
        self._session: OpenSession | None = None
        self._live = TurnView()
        self._earlier: TurnView | None = None
        self._was_played = False
        self._messages: tuple[MessageId, ...] = ()
        self._looks: dict[JudgementId, Look] = {}
        self._asking: dict[JudgementId, asyncio.Task[None]] = {}
        turns.view_changed.connect(self._follow)
        turns.session_changed.connect(self._settle)
        transcript.chosen.connect(self._choose)
        panel.newest_requested.connect(self._show_newest)
        panel.look_requested.connect(self._look)
        panel.evidence_left.connect(transcript.unmark)
        panel.evidence_pointed.connect(
            lambda words, row: transcript.mark(words, row) or transcript.mark(words)
        )
        panel.evidence_requested.connect(
            lambda words, row: transcript.reveal(words, row) or transcript.reveal(words)
        )

    # Which turn is shown

    def _follow(self, view: TurnView) -> None:
        if not view.ended:
            self._earlier, self._was_played = None, True
            self._panel.show_waiting(())
            self._panel.show_origins(())
        self._live = view
        self._show()

    def _settle(self, session: OpenSession) -> None:
        if self._session is None or self._session.id != session.id:
            self._forget_looks()
        messages = tuple(each.id for each in session.path if each.turn == session.turn)
        if not self._was_played and messages != self._messages:
            self._live = replace(self._live, calls=())  # they were another version's
        self._messages, self._was_played = messages, False
        self._session, self._earlier = session, None
        self._panel.show_waiting(self._engine.waiting_rules(session))
        self._show()
        if not self._live.calls:
            self._tasks.start(self._recall(session, session.turn))
        else:
            self._tasks.start(self._tell_origins(session))

    def _choose(self, row: str) -> None:
        """Show the turn that a message belongs to."""
        session = self._session
        found = next((each for each in session.path if each.id == row), None) if session else None
        if session is None or found is None:
            return
        shown = self._earlier or self._live
        if found.turn == self._live.turn:
            self._show_newest()
        elif found.turn != shown.turn:
            self._tasks.start(self._recall(session, found.turn))

    def _show_newest(self) -> None:
        self._earlier = None
        self._show()
        if self._session:
            self._tasks.start(self._tell_origins(self._session))

    async def _tell_origins(self, session: OpenSession) -> None:
        """Show who wrote the messages of the turn that is shown."""
        shown = (self._earlier or self._live).turn
        messages = [message for message in session.path if message.turn == shown]
        try:
            origins = await self._engine.ledger.origins([message.id for message in messages])
        except EngineError:
            return  # the turn is told without them
        if self._session is session and shown == (self._earlier or self._live).turn:
            self._panel.show_origins(origin_lines(messages, origins))

    async def _recall(self, session: OpenSession, turn: int) -> None:
        """Show a turn with the calls that the ledger has of it."""
        path = [message for message in session.path if message.turn <= turn]
        messages = [message for message in path if message.turn == turn]
        try:
            rows = await self._engine.ledger.calls_of([message.id for message in messages])
        except EngineError:
            rows = ()  # the turn is told without them
        view = with_calls(restored(session.adventure, path), read_back(rows, messages))
        if self._session is not session or self._turns.is_busy:
            return
        if turn != session.turn:
            self._earlier = view
        elif not self._live.calls:
            self._live = with_calls(self._live, view.calls)
        self._show()
        await self._tell_origins(session)

    def _show(self) -> None:
        self._panel.show_view(self._earlier or self._live, is_earlier=self._earlier is not None)

    # Second looks

    def _look(self, which: JudgementId, action: str) -> None:
        match LookAction(action):
            case LookAction.WHY:
                self._begin(which, ASKING_WHY, self._reason)
            case LookAction.AGAIN:
                self._begin(which, ASKING_AGAIN, self._judge_again)
            case LookAction.APPLY:
                self._apply(which)
            case LookAction.CANCEL:
                if task := self._asking.pop(which, None):
                    task.cancel()
                    self._set_look(which, GIVEN_UP)
            case LookAction.HIDE:
                self._set_look(which, None)

    def _begin(
        self, which: JudgementId, meanwhile: Look, ask: Callable[[JudgementId], Awaitable[Look]]
    ) -> None:
        if which not in self._asking:
            self._set_look(which, meanwhile)
            self._asking[which] = self._tasks.start(self._answered(which, ask))

    async def _answered(
        self, which: JudgementId, ask: Callable[[JudgementId], Awaitable[Look]]
    ) -> None:
        try:
            look = await ask(which)
        except EngineError as error:
            look = failed_look(str(error))
        if self._asking.pop(which, None) is not None:
            self._set_look(which, look)

    async def _reason(self, which: JudgementId) -> Look:
        session = self._opened()
        return reason_look(await self._engine.reason(session.id, which, self._ask))

    async def _judge_again(self, which: JudgementId) -> Look:
        session = self._opened()
        second = await self._engine.judge_again(session.id, which, self._ask)
        message = next(each for each in session.path if each.id == which.message)
        before = message.judgements[which.index].verdict
        return second_look(before, second, _changes(session, which, second))

    def _apply(self, which: JudgementId) -> None:
        look = self._looks.get(which)
        if look is None or look.second is None:
            return
        if self._turns.is_busy:
            self._set_look(which, replace(look, sentence=texts.NOT_WHILE_PLAYING))
            return
        self._tasks.start(self._accepted(which, look.second))

    async def _accepted(self, which: JudgementId, second: SecondVerdict) -> None:
        try:
            session = await self._engine.accept(self._opened().id, which, second)
        except EngineError as error:
            self._set_look(which, failed_look(str(error)))
            return
        self._set_look(which, None)
        earlier = self._earlier
        await self._turns.show(session)
        if earlier is not None:
            await self._recall(session, earlier.turn)

    def _set_look(self, which: JudgementId, look: Look | None) -> None:
        self._looks.pop(which, None)
        if look is not None:
            self._looks[which] = look
        self._panel.show_looks(dict(self._looks))

    def _forget_looks(self) -> None:
        for task in self._asking.values():
            task.cancel()
        self._asking.clear()
        self._looks.clear()
        self._panel.show_looks({})

    def _opened(self) -> OpenSession:
        assert self._session is not None  # noqa: S101 - cards are of an open session
        return self._session


def _changes(
    session: OpenSession, which: JudgementId, second: SecondVerdict
) -> tuple[EffectLine, ...]:
    """What the world would be with `second`, beside what it is."""
    effects = (
        effect
        for message in session.path
        for effect in (second.effects if message.id == which.message else message.effects)
    )
    after = fold(opening_state(session.adventure), effects)
    return world_changes(session.adventure, session.state, after)
