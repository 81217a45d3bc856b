"""Playing turns: what the player asks for goes to the engine, what happens comes back as values."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from desktop.qt.tasks import Tasks
from desktop.session.endings import Circumstances, Ending, Offer, ending
from desktop.session.story_rows import StoryRows, Swipes
from desktop.session.turn_calls import WRITING
from desktop.session.turn_view import TurnView, reduced, restored
from engine.app import Engine
from engine.domain.calls import AttemptFailed, CallFinished, NextModel, ProfileSkipped
from engine.domain.consent import Ask
from engine.domain.ids import MessageId, ProfileId, SessionId
from engine.domain.manners import Said
from engine.domain.sessions import OpenSession
from engine.errors import EngineError
from engine.play.events import MessageStarted, TurnEvent, TurnStarted, TurnStopped
from engine.settings import BUILTIN_CONNECTION

Turn = AsyncGenerator[TurnEvent, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the player asked for. `again` is what asks for the same once more.

    `written` is what stood in the field, `message` the reply that another one is to replace.
    """

    play: Callable[[SessionId], Turn]
    again: Offer
    written: str = ""
    message: MessageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """Something else that is played in a session. `stop` is what Stop means meanwhile.

    `leave` ends it with what there is: the session is about to be closed.
    """

    work: Callable[[SessionId], Awaitable[None]]
    stop: Callable[[], None]
    leave: Callable[[], None]


class TurnController(QObject):
    """One at a time: whatever is asked for while a turn plays is not done."""

    busy_changed = Signal(bool)
    accepted = Signal(str)
    """The player's words, as they were written, are saved."""
    session_changed = Signal(object)
    """The `OpenSession` as it is now."""
    view_changed = Signal(object)
    """The `TurnView` as it is now."""
    call_finished = Signal(object)
    attempt_failed = Signal(object)
    """The `LedgerRow` of a call."""
    ended_early = Signal(object)
    """An `Ending`."""

    def __init__(
        self, engine: Engine, rows: StoryRows, tasks: Tasks, ask: Ask, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._rows = rows
        self._tasks = tasks
        self._ask = ask
        self._session: OpenSession | None = None
        self._view = TurnView()
        self._turn: asyncio.Task[None] | None = None
        self._occupation: Occupation | None = None
        self._is_started = self._is_stopping = False
        self._failed: set[ProfileId] = set()
        self._next: NextModel | None = None

    @property
    def is_busy(self) -> bool:
        return self._turn is not None

    @property
    def session(self) -> OpenSession | None:
        return self._session

    async def show(self, session: OpenSession) -> None:
        """Show a session as it is saved, with its last turn."""
        self._set_view(self._restored(session))
        self._session = session
        self._rows.show(session, await self._swipes(session))
        self.session_changed.emit(session)

    def send(self, said: Said) -> None:
        """Play a turn. Nothing happens while one plays, or for no words at all."""
        text, manner, character = said.text.strip(), said.manner, said.character
        if text:
            self._begin(
                _Asked(
                    play=lambda id_: self._engine.play_turn(
                        id_,
                        text,
                        self._ask,
                        manner,
                        character,
                        images=said.images,
                        profile=said.profile,
                    ),
                    again=Offer.SEND_AGAIN,
                    written=text,
                )
            )

    def answer_again(self, profile: ProfileId | None = None) -> None:
        """Have the player's last words answered, by `profile` or by whoever is to."""
        resume = self._engine.resume_turn
        self._begin(_Asked(play=lambda id_: resume(id_, self._ask, profile), again=Offer.ANSWER))

    def write_again(self, message: MessageId, profile: ProfileId | None = None) -> None:
        """Write another version of a reply, by `profile` or by the one that wrote it."""
        self._begin(
            _Asked(
                play=lambda id_: self._engine.regenerate(id_, message, self._ask, profile),
                again=Offer.WRITE_AGAIN,
                message=message,
            )
        )

    def go_on(self, message: MessageId, profile: ProfileId | None = None) -> None:
        """Have a reply go on where it stops, by `profile` or by the one that wrote it."""
        self._begin(
            _Asked(
                play=lambda id_: self._engine.continue_reply(id_, message, self._ask, profile),
                again=Offer.CONTINUE,
                message=message,
            )
        )

    def stop(self) -> None:
        """End the turn; what was written stays."""
        if self._turn is None or self._session is None:
            return
        if self._occupation:
            self._occupation.stop()
            return
        self._is_stopping = True
        if self._is_started:
            self._tasks.start(self._engine.stop(self._session.id))

    async def stopped(self) -> None:
        """Stop, and wait until the turn has ended."""
        turn = self._turn
        if turn is not None:
            end = self._occupation.leave if self._occupation else self.stop
            end()
            await asyncio.wait((turn,))

    def occupy(self, occupation: Occupation) -> None:
        """Play something else. Nothing happens while a turn plays."""
        if self._turn is not None or self._session is None:
            return
        self._occupation = occupation
        self._turn = self._tasks.start(self._occupied(self._session.id, occupation))
        self.busy_changed.emit(True)

    def watch(self, event: TurnEvent) -> None:
        """What happens elsewhere than in the story's rows is seen as a turn too."""
        self._set_view(reduced(self._view, event, perf_counter()))
        if isinstance(event, CallFinished):
            self.call_finished.emit(event.row)

    def _begin(self, asked: _Asked) -> None:
        if self._turn is not None or self._session is None:
            return
        self._is_started = self._is_stopping = False
        self._failed, self._next = set(), None
        self._turn = self._tasks.start(self._play(self._session.id, asked))
        self.busy_changed.emit(True)

    async def _play(self, session: SessionId, asked: _Asked) -> None:
        sentence = ""
        try:
            async with aclosing(asked.play(session)) as events:
                async for event in events:
                    if isinstance(event, TurnStopped):
                        sentence = event.sentence
                    self._take(event, asked)
            await self._refresh(session)
        except EngineError as error:
            sentence = str(error)
            await self._refresh_if_possible(session)
        finally:
            self._turn = None
            self.busy_changed.emit(False)
        if sentence:
            self.ended_early.emit(ending(sentence, self._circumstances(asked)))

    async def _occupied(self, session: SessionId, occupation: Occupation) -> None:
        sentence = ""
        try:
            await occupation.work(session)
            await self._refresh(session)
        except EngineError as error:
            sentence = str(error)
            await self._refresh_if_possible(session)
        finally:
            self._turn = self._occupation = None
            self.busy_changed.emit(False)
        if sentence:
            path = self._session.path if self._session else ()
            offers = (Offer.ANSWER,) if path and path[-1].by_player else ()
            self.ended_early.emit(Ending(sentence=sentence, offers=offers))

    def _take(self, event: TurnEvent, asked: _Asked) -> None:
        if isinstance(event, MessageStarted) and asked.message:
            self._rows.cut_before(asked.message)
        self._rows.take(event)
        self._set_view(reduced(self._view, event, perf_counter()))
        if isinstance(event, TurnStarted):
            self._start(asked)
        if isinstance(event, AttemptFailed | ProfileSkipped):
            self._failed.add(event.profile)
        if isinstance(event, AttemptFailed):
            self.attempt_failed.emit(event)
        if isinstance(event, CallFinished):
            self._next = event.next_model if event.row.task in WRITING else self._next
            self.call_finished.emit(event.row)

    def _start(self, asked: _Asked) -> None:
        self._is_started = True
        self._set_view(self._with_what_stays(asked))
        self.accepted.emit(asked.written)
        if self._is_stopping:
            self.stop()

    def _with_what_stays(self, asked: _Asked) -> TurnView:
        """What a turn that is gone on with has come to already stays in view."""
        if self._session is None or asked.again is Offer.SEND_AGAIN:
            return self._view
        path = self._session.path
        if asked.again is Offer.WRITE_AGAIN:
            path = path[: next(i for i, each in enumerate(path) if each.id == asked.message)]
        elif asked.message:
            path = path[: next(i for i, each in enumerate(path, 1) if each.id == asked.message)]
        before = restored(self._session.adventure, path)
        return replace(self._view, cards=before.cards, effects=before.effects)

    def _set_view(self, view: TurnView) -> None:
        if view is not self._view:
            self._view = view
            self.view_changed.emit(view)

    def _restored(self, session: OpenSession) -> TurnView:
        """A turn that was seen keeps what only the events tell."""
        view, shown = restored(session.adventure, session.path), self._view
        if self._session is None or self._session.id != session.id or view.turn != shown.turn:
            return view
        return replace(
            view, calls=shown.calls, intent=shown.intent, began=shown.began, took=shown.took
        )

    async def _refresh(self, session: SessionId) -> None:
        """Show what was saved. The turn panel keeps the calls, which only the events tell."""
        self._session = await self._engine.session(session)
        self._rows.show(self._session, await self._swipes(self._session))
        self.session_changed.emit(self._session)

    async def _refresh_if_possible(self, session: SessionId) -> None:
        try:
            await self._refresh(session)
        except EngineError:
            return  # the turn's own failure is told

    async def _swipes(self, session: OpenSession) -> Swipes:
        return await self._engine.all_swipes(session.id)

    def _circumstances(self, asked: _Asked) -> Circumstances:
        path = self._session.path if self._session and self._is_started else ()
        return Circumstances(
            again=asked.again,
            message=asked.message,
            last=path[-1] if path else None,
            was_wanted=self._is_stopping,
            elsewhere=self._next,
            built_in=self._built_in(),
        )

    def _built_in(self) -> ProfileId | None:
        """The built-in model, where others failed and it did not."""
        own = (
            each.id
            for each in self._engine.settings.profiles
            if each.connection == BUILTIN_CONNECTION and each.id not in self._failed
        )
        return next(own, None) if self._failed else None
