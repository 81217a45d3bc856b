"""Two replies side by side: both are written, and the player goes on from one of them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.domain.adventure import Character
from engine.domain.consent import Ask, Consent, Question
from engine.domain.ids import ProfileId
from engine.domain.messages import MessageStatus
from engine.domain.sessions import Earlier
from engine.errors import EngineError
from engine.play.events import Compared, CompareEvent, Emit, Side, SideAsked, SideEnded
from engine.play.progress import Progress
from engine.play.speaking import Speaking
from engine.play.tools import Tools
from engine.play.turn import BROKE_OFF, STOPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """`profiles` are those of the first and of the second side; neither falls back to another."""

    tools: Tools
    ask: Ask
    emit: Callable[[CompareEvent], None]
    profiles: tuple[ProfileId, ProfileId]

    async def write(self, progress: Progress, cast: Sequence[Character | None]) -> str:
        """Have the first of `cast` written on both sides, at the same time.

        One that fails leaves the other. The sentence why there is none at all, "" if there is.
        """
        earlier = await progress.earlier()
        first, second = (replace(progress, replies=list(progress.replies)) for _ in Side)
        first.beside, second.beside = (second,), (first,)
        try:
            async with asyncio.TaskGroup() as group:
                written = [
                    group.create_task(self._written(side, own, cast[0], earlier, profile))
                    for side, own, profile in zip(Side, (first, second), self.profiles, strict=True)
                ]
        finally:
            progress.replies += (*first.new_replies, *second.new_replies)
            progress.prompts |= first.prompts | second.prompts
        if progress.new_replies:
            return ""
        return " ".join(dict.fromkeys(task.result() for task in written))

    async def _written(
        self,
        side: Side,
        progress: Progress,
        speaker: Character | None,
        earlier: Earlier | None,
        profile: ProfileId,
    ) -> str:
        """One side, told as such; the sentence why it ended early, "" if it did not."""
        speaking = Speaking(tools=self.tools, ask=self._ask_on(side), emit=self._emit_on(side))
        sentence = STOPPED
        try:
            async with progress.journalling():
                reply = await speaking.reply(progress, speaker, earlier, profile, compared=True)
            is_broken = reply.status is MessageStatus.INTERRUPTED
            sentence = BROKE_OFF if is_broken else ""
        except EngineError as error:
            sentence = str(error)
        finally:
            speaking.keep(progress)
            self.emit(SideEnded(side=side, sentence=sentence))
        return sentence

    def _emit_on(self, side: Side) -> Emit:
        return lambda event: self.emit(Compared(side=side, event=event))

    def _ask_on(self, side: Side) -> Ask:
        async def ask(question: Question) -> Consent:
            self.emit(SideAsked(side=side))
            try:
                return await self.ask(question)
            finally:
                self.emit(SideAsked(side=side, answered=True))

        return ask
