"""What is said in a turn: a reply written, judged by the rules, and kept."""

from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from engine.domain.adventure import Character
from engine.domain.consent import Ask
from engine.domain.ids import MessageId, ProfileId
from engine.domain.messages import Message, MessageStatus
from engine.domain.rules import Phase
from engine.domain.sessions import Earlier
from engine.play.events import Emit, MessageDropped, MessageFinished
from engine.play.judged import facts_at
from engine.play.judging import ModelJudging
from engine.play.phase import run_phase
from engine.play.progress import Progress
from engine.play.replying import Writing
from engine.play.rewriting import rewritten
from engine.play.tools import Tools, new_call
from engine.rules.drafts import drafts
from engine.rules.facts import Facts
from engine.rules.run import run
from engine.rules.steps import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """Tells `emit` what happens. What is written and changed stands in the progress it is given."""

    tools: Tools
    ask: Ask
    emit: Emit

    async def settle(self, progress: Progress) -> None:
        """Have the rules judge the player's words."""
        facts = self._facts(progress)
        progress.settle(await self._phase(progress, Phase.BEFORE_REPLY, facts, progress.player))

    async def reply(
        self,
        progress: Progress,
        speaker: Character | None,
        earlier: Earlier | None,
        profile: ProfileId | None,
        *,
        compared: bool = False,
    ) -> Message:
        """Have `speaker` reply, INTERRUPTED where it broke off."""
        facts = self._facts(progress, speaker=speaker)
        continued = progress.continued
        is_judged = continued is None or continued.status is not MessageStatus.COMPLETE
        writing = Writing(
            progress=progress,
            ask=self.ask,
            emit=self.emit,
            speaker=speaker,
            summary=earlier,
            draft=is_judged and drafts(progress.adventure.rules, facts),
            profile=profile,
            compared=compared,
        )
        reply = await writing.write()
        outcome = None
        if reply.status is MessageStatus.COMPLETE and is_judged:
            facts = self._facts(progress, speaker=speaker, reply=reply.text)
            outcome = await self._phase(progress, Phase.AFTER_REPLY, facts, reply)
        reply = progress.finish_reply(reply, outcome)
        await progress.journal()
        self.emit(MessageFinished(message=reply))
        return reply

    def keep(self, progress: Progress) -> None:
        """A reply that was being written ends where it is; one without a word is dropped."""
        if begun := progress.open_reply:
            kept = progress.keep_open_reply()
            self.emit(MessageFinished(message=kept) if kept else MessageDropped(message=begun.id))

    async def _phase(
        self, progress: Progress, phase: Phase, facts: Facts, message: Message
    ) -> Outcome:
        judging = self._judging(progress, message.id)
        facts = replace(facts, judge_is_reliable=judging.is_reliable())
        events = run_phase(
            run(progress.adventure.rules, phase, facts),
            message=message.id,
            judge=judging.verdict,
            rewrite=partial(
                rewritten,
                reply=message,
                router=self.tools.router,
                ask=self.ask,
                emit=self.emit,
                facts=facts,
            ),
            roll=self.tools.roll,
            slots=judging.slots(),
            unused=judging.not_needed,
            escalate=judging.escalated,
        )
        outcome: Outcome | None = None
        try:
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, Outcome):
                        outcome = event
                    else:
                        self.emit(event)
        finally:
            await judging.book_speculation(self.tools.db)
        assert outcome is not None  # noqa: S101 - a phase's last item is its outcome
        return outcome

    def _facts(
        self,
        progress: Progress,
        *,
        speaker: Character | None = None,
        reply: str = "",
    ) -> Facts:
        return facts_at(
            progress.adventure,
            progress.state,
            progress.before,
            progress.player,
            speaker=speaker.id if speaker else None,
            reply=reply,
        )

    def _judging(self, progress: Progress, message: MessageId) -> ModelJudging:
        return ModelJudging(
            router=self.tools.router,
            ask=self.ask,
            notify=self.emit,
            new_call=new_call,
            session=progress.session.id,
            turn=progress.player.turn,
            message=message,
            checks=self.tools.checks,
        )
