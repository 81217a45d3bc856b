"""A turn as far as it has come: what is written, what has changed, and keeping it."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from engine.domain.adventure import Adventure
from engine.domain.ids import MessageId
from engine.domain.messages import Message, MessageStatus
from engine.domain.prompts import Prompt
from engine.domain.rules import SystemMessage
from engine.domain.sessions import Earlier, JournalEntry, OpenSession, TurnRecord
from engine.domain.world import Effect, WorldState, apply
from engine.errors import StorageError
from engine.play.tools import Tools
from engine.rules.steps import Outcome
from engine.storage.journal import journal_write
from engine.storage.summaries import latest_summary
from engine.storage.turns import commit_turn

log = logging.getLogger("triptych.play")

JOURNAL_SECONDS = 0.5
"""How often a streaming reply is put into the journal: what a killed program loses at most."""


@dataclass(slots=True, kw_only=True)
class Progress:
    """What a turn has come to so far.

    `before` is the path up to the player's message; the first `already_stored` replies were
    written by an earlier turn.
    """

    tools: Tools
    session: OpenSession
    before: tuple[Message, ...]
    player: Message
    state: WorldState
    replies: list[Message] = field(default_factory=list)
    already_stored: int = 0
    open_reply: Message | None = None
    continued: Message | None = None
    """The reply that the open one goes on from."""
    prompts: dict[MessageId, Prompt] = field(default_factory=dict)
    head_stays: bool = False
    """What is written is kept beside the story, until the player goes on from it."""
    beside: tuple["Progress", ...] = ()
    """Those that are written at the same time, which the journal keeps too."""

    @property
    def adventure(self) -> Adventure:
        return self.session.adventure

    @property
    def path(self) -> tuple[Message, ...]:
        return (*self.before, self.player, *self.replies)

    @property
    def latest(self) -> tuple[Message, ...]:
        """The last message, and the one before it if there is one."""
        return (*self.before[-1:], self.player, *self.replies)[-2:]

    @property
    def new_replies(self) -> tuple[Message, ...]:
        return tuple(self.replies[self.already_stored :])

    @property
    def kept(self) -> tuple[Message, ...]:
        """What there is to keep by now: new replies, and the words of the open one."""
        words = self._new_words()
        return (*self.new_replies, words) if words else self.new_replies

    @property
    def instructions(self) -> tuple[SystemMessage, ...]:
        """What rules have told whoever speaks next."""
        told = (message.instructions for message in (self.player, *self.replies))
        return tuple(each for instructions in told for each in instructions)

    def change(self, effect: Effect) -> None:
        """The world changes with the player's message."""
        self.state = apply(self.state, effect)
        self.player = replace(self.player, effects=(*self.player.effects, effect))

    def settle(self, outcome: Outcome) -> None:
        """The rules before the reply are through."""
        self.state = outcome.state
        self.player = _with_outcome(self.player, outcome)

    def finish_reply(self, reply: Message, outcome: Outcome | None) -> Message:
        """The open reply is written, and judged unless it broke off."""
        if outcome:
            self.state = outcome.state
            reply = _with_outcome(replace(reply, text=outcome.reply), outcome)
        self.replies.append(reply)
        self.open_reply = None
        return reply

    def roll(self, low: int, high: int) -> int:
        """Throw a die and record it with the player's message."""
        thrown = self.tools.roll(low, high)
        self.player = replace(self.player, dice=(*self.player.dice, thrown))
        return thrown

    async def journal(self) -> None:
        """Keep what there is, in case the program is killed."""
        entry = JournalEntry(
            session=self.session.id,
            player=self.player,
            finished=(*self.new_replies, *(each for other in self.beside for each in other.kept)),
            open=self._new_words(),
        )
        await self.tools.db.run(partial(journal_write, entry=entry))

    async def earlier(self) -> Earlier | None:
        """The summary that tells most of what came before the player's message."""
        known = self.session.earlier
        if known is None or known.covers <= len(self.before):
            return known
        return await self.tools.db.run(partial(latest_summary, path=self.before))

    @asynccontextmanager
    async def journalling(self) -> AsyncGenerator[None, None]:
        """Keep what is being written as it grows, and also while a model falls silent."""
        task = asyncio.create_task(self._journal_as_it_grows())  # noqa: TID251 - ended below
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait((task,))

    async def commit(self) -> None:
        """Make everything that was written part of the story, in one transaction."""
        record = TurnRecord(
            session=self.session.id,
            player=self.player,
            replies=self.new_replies,
            prompts={id_: prompt for id_, prompt in self.prompts.items() if self._is_kept(id_)},
            head_stays=self.head_stays,
        )
        await self.tools.db.run(partial(commit_turn, turn=record))

    def keep_open_reply(self) -> Message | None:
        """The reply that was being written becomes part of the story, marked; None if empty."""
        reply, self.open_reply = self._new_words(), None
        if reply is None:
            return None
        reply = replace(reply, status=MessageStatus.INTERRUPTED)
        self.replies.append(reply)
        return reply

    def _new_words(self) -> Message | None:
        """The open reply, if anything was written in it."""
        before = self.continued.text if self.continued else ""
        return self.open_reply if self.open_reply and self.open_reply.text != before else None

    async def _journal_as_it_grows(self) -> None:
        kept = None
        while True:
            await asyncio.sleep(JOURNAL_SECONDS)
            if self.open_reply is None or self.open_reply is kept:
                continue
            kept = self.open_reply
            try:
                await self.journal()
            except StorageError as error:
                # There may be room again by the time the turn is committed, and that tells.
                log.warning("the journal could not be written: %s", type(error).__name__)

    def _is_kept(self, id_: MessageId) -> bool:
        return any(reply.id == id_ for reply in self.replies)


def _with_outcome(message: Message, outcome: Outcome) -> Message:
    return replace(
        message,
        status=MessageStatus.COMPLETE,
        effects=(*message.effects, *outcome.effects),
        judgements=outcome.judgements,
        instructions=outcome.instructions,
        dice=(*message.dice, *outcome.dice),
    )
