"""Two models compared: asked for, watched side by side, and one of the replies taken."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, assert_never

from PySide6.QtCore import QObject

from desktop.parts.profile_choices import ProfileChoice, profile_choices
from desktop.qt.dialogs import accepted
from desktop.qt.tasks import Tasks
from desktop.session.compare_dialog import CompareDialog
from desktop.session.compare_side import SideTitle
from desktop.session.compare_view import CompareView
from desktop.session.controller import Occupation, TurnController
from desktop.session.page import SessionPage
from desktop.session.story_rows import figures, story_row
from desktop.texts import comparing as texts
from desktop.widgets.transcript import Row
from engine.app import Engine
from engine.domain.ids import MessageId, ProfileId, SessionId
from engine.domain.messages import Message
from engine.domain.sessions import OpenSession
from engine.errors import EngineError
from engine.play.events import (
    Compared,
    CompareEvent,
    MessageDropped,
    MessageFinished,
    MessageStarted,
    ReasoningDelta,
    ReplyDelta,
    Side,
    SideAsked,
    SideEnded,
    TurnEvent,
    TurnStopped,
)

_MOST_WORDS: Final = 120


class CompareFeature(QObject):
    """`start` does a deed and tells the player of its failure."""

    def __init__(
        self,
        page: SessionPage,
        engine: Engine,
        turns: TurnController,
        tasks: Tasks,
        start: Callable[..., Any],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._turns = turns
        self._tasks = tasks
        self._start = start
        self._replies: dict[Side, Message] = {}
        self._taken: Side | None = None
        self._decided = asyncio.Event()
        self._is_streaming = False
        self._failure = ""

    @cached_property
    def _view(self) -> CompareView:
        view = self._page.compare
        view.taken.connect(self._take)
        view.stop_requested.connect(self._turns.stop)
        return view

    @property
    def can_compare(self) -> bool:
        """Whether there are two to compare, and something to answer."""
        session = self._turns.session
        is_begun = session is not None and len(session.path) > 1
        return is_begun and len(self._engine.settings.profiles) > 1 and not self._turns.is_busy

    def compare_last(self) -> None:
        """Compare what two models make of the last reply, or of the player's last words."""
        session = self._turns.session
        if session is not None and self.can_compare:
            last = session.path[-1]
            self.ask(None if last.by_player else last.id)

    def ask(self, message: MessageId | None) -> None:
        """Ask which two are to write `message` anew, or the reply that is owed."""
        self._start(self._ask, message)

    async def _ask(self, message: MessageId | None) -> None:
        choices = await profile_choices(self._engine)
        if len(choices) < len(Side):
            return
        dialog = CompareDialog(self._page, choices, self._profile_of(message))
        if await accepted(dialog):
            self._begin(message, dialog.chosen)

    def _begin(
        self, message: MessageId | None, chosen: tuple[ProfileChoice, ProfileChoice]
    ) -> None:
        """Nothing happens while something else is played."""

        async def work(session: SessionId) -> None:
            await self._compare(session, message, chosen)

        self._turns.occupy(Occupation(work=work, stop=self._stop, leave=self._leave))

    def _profile_of(self, message: MessageId | None) -> ProfileId | None:
        path = self._turns.session.path if self._turns.session else ()
        written = (each.facts for each in path if each.id == message and each.facts)
        return next((facts.profile for facts in written), None)

    async def _compare(
        self,
        session: SessionId,
        message: MessageId | None,
        chosen: tuple[ProfileChoice, ProfileChoice],
    ) -> None:
        self._replies, self._taken, self._failure = {}, None, ""
        self._decided = asyncio.Event()
        self._show_view(message, chosen)
        try:
            await self._stream(session, message, (chosen[0].id, chosen[1].id))
            if self._replies:
                self._view.let_choose(min(self._replies))
                await self._decided.wait()
                await self._engine.choose(session, self._chosen())
        finally:
            self._page.show_comparison(shown=False)
        if not self._replies:
            raise EngineError(self._failure)

    async def _stream(
        self,
        session: SessionId,
        message: MessageId | None,
        profiles: tuple[ProfileId, ProfileId],
    ) -> None:
        self._is_streaming = True
        try:
            stream = self._engine.compare(session, message, self._page.ask, profiles)
            async with aclosing(stream) as events:
                async for event in events:
                    self._hear(event)
        finally:
            self._is_streaming = False

    def _hear(self, event: CompareEvent) -> None:
        match event:
            case Compared(side=side, event=own):
                self._turns.watch(own)
                if side:
                    self._follow(side, own)
                elif isinstance(own, TurnStopped):
                    self._failure = own.sentence
            case SideAsked(side=side, answered=answered):
                said = texts.WRITING if answered else texts.WAITS_FOR_ANSWER
                self._view.sides[side].say(said)
            case SideEnded(side=side, sentence=sentence):
                self._end(side, sentence)
            case _:
                assert_never(event)

    def _follow(self, side: Side, event: TurnEvent) -> None:
        column = self._view.sides[side]
        if isinstance(event, MessageStarted):
            column.show_row(self._row(event.message, is_open=True))
            column.say(texts.WRITING)
        elif isinstance(event, ReplyDelta):
            column.rows.extend(event.message, event.text)
        elif isinstance(event, ReasoningDelta):
            row = column.rows.row(0)
            column.show_row(replace(row, reasoning=row.reasoning + event.text))
        elif isinstance(event, MessageDropped):
            column.rows.remove(event.message)
        elif isinstance(event, MessageFinished):
            column.show_row(self._row(event.message, is_open=False))
            self._replies[side] = event.message

    def _end(self, side: Side, sentence: str) -> None:
        column, reply = self._view.sides[side], self._replies.get(side)
        told = figures(reply) if reply else texts.NOTHING
        column.say("\n".join(filter(None, (sentence, told))), "bad" if sentence else "")
        column.end(can_take=reply is not None)

    def _row(self, message: Message, *, is_open: bool) -> Row:
        session = self._turns.session
        assert session is not None  # noqa: S101 - it is compared in a session that is shown
        row = story_row(message, session.adventure, ())
        return replace(row, actions=(), foot=None, open=is_open)

    def _chosen(self) -> MessageId:
        """The one that was taken, else the first that there is."""
        taken = self._replies.get(self._taken) if self._taken else None
        return (taken or self._replies[min(self._replies)]).id

    def _take(self, side: Side) -> None:
        """What the other has written by now stays as it is."""
        self._taken = side
        self._leave()

    def _stop(self) -> None:
        """While words come, they end; afterwards the first reply is taken."""
        if self._is_streaming:
            self._end_stream()
        else:
            self._decided.set()

    def _leave(self) -> None:
        self._decided.set()
        if self._is_streaming:
            self._end_stream()

    def _end_stream(self) -> None:
        if self._turns.session:
            self._tasks.start(self._engine.stop(self._turns.session.id))

    def _show_view(
        self, message: MessageId | None, chosen: tuple[ProfileChoice, ProfileChoice]
    ) -> None:
        session = self._turns.session
        titles = {
            side: SideTitle(model=choice.model, line=f"{choice.where} · {choice.price}")
            for side, choice in zip(Side, chosen, strict=True)
        }
        self._view.begin(_heading(session, message) if session else texts.TWO_REPLIES, titles)
        self._page.show_comparison(shown=True)


def _heading(session: OpenSession, message: MessageId | None) -> str:
    """Which words are answered."""
    end = next((i for i, each in enumerate(session.path) if each.id == message), None)
    spoken = [each for each in session.path[:end] if each.by_player]
    if not spoken:
        return texts.TWO_REPLIES
    words = " ".join(spoken[-1].text.split())
    return texts.ANSWERING.format(words=words[:_MOST_WORDS])
