"""Driving a phase of rules: questions answered ahead of their turn, everything else in order."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Any, assert_never

from engine.domain.ids import MessageId
from engine.domain.rules import RenderedQuestion, Verdict
from engine.play.events import (
    EffectApplied,
    MessageRewritten,
    QuestionAsked,
    RuleFired,
    VerdictGiven,
)
from engine.rules.steps import (
    Ask,
    Changed,
    Fired,
    Judged,
    Outcome,
    Response,
    Rewrite,
    Rewritten,
    Roll,
    Step,
    Steps,
)

PhaseEvent = QuestionAsked | VerdictGiven | RuleFired | EffectApplied | MessageRewritten

Judging = Callable[[RenderedQuestion], Coroutine[Any, Any, Verdict]]
Escalating = Callable[[RenderedQuestion, Verdict], Awaitable[Verdict]]
Rewriter = Callable[[Rewrite], Awaitable[str | None]]


async def first_verdict(question: RenderedQuestion, verdict: Verdict) -> Verdict:
    """The verdict as it is: nobody else is asked."""
    return verdict


async def run_phase(
    steps: Steps,
    *,
    message: MessageId,
    judge: Judging,
    rewrite: Rewriter,
    roll: Callable[[int, int], int],
    slots: int,
    unused: Callable[[RenderedQuestion], None],
    escalate: Escalating = first_verdict,
) -> AsyncGenerator[PhaseEvent | Outcome, None]:
    """What happens, as it happens; the last item is the phase's `Outcome`.

    `message` is the one the phase belongs to: the player's before a reply, else the reply. No
    more than `slots` questions are with `judge` at once, one of them whose turn it is.

    A question that was put ahead and turns out not to be needed is reported to `unused` and, if
    it is still with `judge` or on its way there, cancelled after that. What is made of a verdict
    by `escalate` counts; it gets no more than one question at a time, whose turn it is. Closing the generator, or cancelling who reads
    it, ends every question before it returns. What `judge` or `rewrite` raises on behalf of the
    rule whose turn it is comes out of here; what it raises ahead counts only if it is needed.
    """
    answers = _Answers(judge, slots, unused)
    response: Response = None
    try:
        while not isinstance(step := _advanced(steps, response), Outcome):
            if event := _event(step, message):
                yield event
            response = await _response(step, answers, escalate, rewrite, roll)
        yield step
    finally:
        await answers.close()


def _advanced(steps: Steps, response: Response) -> Step | Outcome:
    try:
        return steps.send(response)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome


def _event(step: Step, message: MessageId) -> PhaseEvent | None:
    match step:
        case Ask(rule=rule, question=question):
            return QuestionAsked(rule=rule.id, rule_name=rule.name, question=question.text)
        case Judged(judgement=judgement):
            return VerdictGiven(judgement=judgement)
        case Fired(rule=rule, tag=tag):
            return RuleFired(rule=rule.id, rule_name=rule.name, tag=tag)
        case Changed(effect=effect, description=what, before=before, after=after):
            return EffectApplied(effect=effect, description=what, before=before, after=after)
        case Rewritten(rule=rule, before=before, after=after):
            return MessageRewritten(message=message, rule=rule.id, before=before, after=after)
        case Rewrite() | Roll():
            return None
        case _:
            assert_never(step)


async def _response(
    step: Step,
    answers: "_Answers",
    escalate: Escalating,
    rewrite: Rewriter,
    roll: Callable[[int, int], int],
) -> Response:
    match step:
        case Ask(question=question, ahead=ahead):
            return await escalate(question, await answers.take(question, ahead))
        case Rewrite():
            return await rewrite(step)
        case Roll(low=low, high=high):
            return roll(low, high)
        case Judged() | Fired() | Changed() | Rewritten():
            return None
        case _:
            assert_never(step)


class _Answers:
    """The phase's table of requests with their answers, and the owner of those on their way."""

    def __init__(
        self, judge: Judging, slots: int, unused: Callable[[RenderedQuestion], None]
    ) -> None:
        self._judge = judge
        self._slots = max(slots, 1)
        self._unused = unused
        self._table: dict[RenderedQuestion, asyncio.Task[Verdict]] = {}
        self._taken: set[RenderedQuestion] = set()
        self._given_up: list[asyncio.Task[Verdict]] = []

    async def take(
        self, question: RenderedQuestion, ahead: tuple[RenderedQuestion, ...]
    ) -> Verdict:
        """The answer to `question`; `ahead` is asked meanwhile, as far as there are slots."""
        self._taken.add(question)
        await self._make_way(question, ahead)
        if question not in self._table:
            self._start(question)
        task = self._table[question]
        self._fill(ahead)
        while not task.done():
            await asyncio.wait(self._running().values(), return_when=asyncio.FIRST_COMPLETED)
            # With this answer the sequence goes on, and what is worth asking may differ.
            if not task.done():
                self._fill(ahead)
        return await task

    async def close(self) -> None:
        """End every question; nothing is left behind."""
        for question in self._table:
            if question not in self._taken:
                self._unused(question)
        await _ended(*self._table.values(), *self._given_up)

    async def _make_way(
        self, question: RenderedQuestion, ahead: tuple[RenderedQuestion, ...]
    ) -> None:
        """End what nobody needs by now, and what is needed last if no slot is free then."""
        running = self._running()
        needless = [other for other in running if other != question and other not in ahead]
        if question not in self._table and len(running) - len(needless) >= self._slots:
            needless.append(next(other for other in reversed(ahead) if other in running))
        for other in needless:
            self._unused(other)
            self._given_up.append(self._table.pop(other))
        await _ended(*self._given_up)

    def _fill(self, ahead: tuple[RenderedQuestion, ...]) -> None:
        # A single slot is kept for the question whose turn it is.
        free = self._slots - len(self._running()) if self._slots > 1 else 0
        missing = [question for question in dict.fromkeys(ahead) if question not in self._table]
        for question in missing[:free]:
            self._start(question)

    def _start(self, question: RenderedQuestion) -> None:
        task = asyncio.create_task(self._judge(question))  # noqa: TID251 - ended in `close`
        self._table[question] = task

    def _running(self) -> dict[RenderedQuestion, asyncio.Task[Verdict]]:
        return {question: task for question, task in self._table.items() if not task.done()}


async def _ended(*tasks: asyncio.Task[Verdict]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
