"""Having a model answer a rule's question, and reading its answer as a verdict."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from engine.domain.answers import Answer
from engine.domain.calls import CallEvent, Cost, CostSource
from engine.domain.consent import Ask, Consent, ConsentQuestion, Question
from engine.domain.constraints import ANSWER_FIELD, Choice, Constraint, JsonSchema
from engine.domain.ids import CallId, MessageId, ProfileId, SessionId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.rules import (
    Answered,
    JudgeFacts,
    ModelJudge,
    NoVerdict,
    RenderedQuestion,
    Unclear,
    Verdict,
)
from engine.domain.tasks import Task
from engine.domain.text import find_evidence
from engine.errors import EngineError
from engine.prompt.tokens import BYTES_PER_TOKEN
from engine.routing.attempts import prompt_tokens
from engine.routing.escalating import Checks
from engine.routing.remembering import ask_remembering
from engine.routing.requests import CallRequest, Escalation
from engine.routing.router import Router
from engine.rules.questions import checked
from engine.storage import ledger
from engine.storage.database import Database

NONE_OF_THESE = "[NONE OF THESE]"
UNCLEAR = "[UNCLEAR]"
EVIDENCE_FIELD = "evidence"
NOTHING = Cost(amount=Decimal(0), source=CostSource.FREE)

_INSTRUCTIONS = (
    "You judge what happens in a story. Read the text, then answer the question from the text "
    "alone. Answer with one of the options exactly as written. If the text does not settle it, "
    f"answer {UNCLEAR}."
)
_QUOTE = (
    f"As {EVIDENCE_FIELD}, repeat word for word the shortest part of the text your answer rests "
    "on, or leave it empty."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelJudging:
    """Judges on behalf of one message; `message` is None for what is asked again later.

    With `anew` no answer is taken that was given before.
    """

    router: Router
    ask: Ask
    notify: Callable[[CallEvent], None]
    new_call: Callable[[], CallId]
    session: SessionId
    turn: int
    message: MessageId | None = None
    checks: Checks = field(default_factory=dict)
    anew: bool = False
    _calls: dict[RenderedQuestion, list[CallId]] = field(default_factory=dict)
    _speculation: list[CallId] = field(default_factory=list)
    _beside: dict[RenderedQuestion, set[RenderedQuestion]] = field(default_factory=dict)
    """For each question that is being answered, those that were with it at the same time."""
    _second: dict[RenderedQuestion, Verdict] = field(default_factory=dict)
    """What came of those that went on to another model."""
    _declined: set[ProfileId] = field(default_factory=set)
    """Those that the player does not want to pay for."""

    def is_reliable(self) -> bool:
        """Whether the model that would judge is not known to answer at chance."""
        try:
            stop = self.router.first_stop(self._request((), None, None))
            return self.router.facts(stop).judges is not False
        except EngineError:
            return True

    def slots(self) -> int:
        """How many questions may be asked at once."""
        try:
            return self.router.slots(self.router.first_stop(self._request((), None, None)))
        except EngineError:
            return 1

    async def verdict(self, question: RenderedQuestion) -> Verdict:
        """The verdict on `question`; `NoVerdict` with the reason when nobody answered."""
        reliable = self.is_reliable()
        request = fitting(self.router, question, partial(self._request_for, quote=reliable))
        calls = self._calls[question] = [request.call]

        def another_call() -> CallId:
            calls.append(self.new_call())
            return calls[-1]

        with self._together(question) as beside:
            try:
                answer = await self._answer(request, self.ask, another_call)
            except EngineError as error:
                return NoVerdict(failure=str(error))
        return _verdict(question, answer, _facts(answer, together=len(beside)), reliable=reliable)

    async def escalated(self, question: RenderedQuestion, verdict: Verdict) -> Verdict:
        """What a stronger model says where `verdict` is unclear, else `verdict`.

        It stays where nobody stronger is set up, may be asked, or answers.
        """
        first = checked(verdict, question)
        if not isinstance(first, Unclear) or not isinstance(first.judge, ModelJudge):
            return verdict
        if question not in self._second:
            self._second[question] = await self._beyond(question, first.judge) or verdict
        return self._second[question]

    async def _beyond(self, question: RenderedQuestion, judge: ModelJudge) -> Verdict | None:
        request = self._request_for(question, quote=True)
        escalation = self.router.escalation(request, judge.profile, self.checks)
        if escalation is None or escalation.profile in self._declined:
            return None
        made = partial(self._request_for, quote=True, escalation=escalation)
        request = fitting(self.router, question, made)
        try:
            answer = await self._answer(request, self._noting, self.new_call)
        except EngineError:
            return None
        facts = replace(_facts(answer, together=0), escalated_from=judge.model)
        return _verdict(question, answer, facts, reliable=True)

    async def _answer(
        self, request: CallRequest, ask: Ask, another_call: Callable[[], CallId]
    ) -> Answer:
        return await ask_remembering(
            self.router, request, ask, self.notify, another_call, tells=_tells, anew=self.anew
        )

    async def _noting(self, question: Question) -> Consent:
        """The player's answer; a no holds for every question of this phase."""
        answer = await self.ask(question)
        if answer is Consent.NO and isinstance(question, ConsentQuestion):
            self._declined.add(question.profile)
        return answer

    def not_needed(self, question: RenderedQuestion) -> None:
        """A question asked ahead was asked in vain."""
        self._speculation.extend(self._calls.pop(question, ()))

    async def book_speculation(self, db: Database) -> None:
        """Let the ledger say which calls were asked in vain."""
        if self._speculation:
            await db.run(partial(ledger.mark_unused, calls=tuple(self._speculation)))

    @contextmanager
    def _together(self, question: RenderedQuestion) -> Iterator[set[RenderedQuestion]]:
        """The others that are with the judge while the body runs."""
        beside = set(self._beside)
        for others in self._beside.values():
            others.add(question)
        self._beside[question] = beside
        try:
            yield beside
        finally:
            del self._beside[question]

    def _request_for(
        self,
        question: RenderedQuestion,
        *,
        quote: bool,
        escalation: Escalation | None = None,
    ) -> CallRequest:
        request = self._request(*worded(question, quote=quote), question)
        return replace(request, escalation=escalation)

    def _request(
        self,
        messages: tuple[ChatMessage, ...],
        constraint: Constraint | None,
        question: RenderedQuestion | None,
    ) -> CallRequest:
        return CallRequest(
            call=self.new_call(),
            task=Task.RULE_EVALUATION,
            messages=messages,
            constraint=constraint,
            rule_profile=question.profile if question else None,
            aside=True,
            session=self.session,
            turn=self.turn,
            message=self.message,
        )


def fitting(
    router: Router, question: RenderedQuestion, made: Callable[[RenderedQuestion], CallRequest]
) -> CallRequest:
    """The request, with no more of the judged text than fits: its end, which is the newest."""
    whole = made(question)

    def messages(budget: int) -> tuple[ChatMessage, ...]:
        too_much = prompt_tokens(whole.messages) - budget
        if too_much <= 0:
            return whole.messages
        kept = question.judged[int(too_much * BYTES_PER_TOKEN) + 1 :]
        return made(replace(question, judged=kept)).messages

    return replace(whole, messages=messages(router.prompt_budget(whole)), shrink=messages)


def worded(
    question: RenderedQuestion, *, quote: bool
) -> tuple[tuple[ChatMessage, ...], Constraint]:
    """The question as a model gets it, and what its answer must look like."""
    return _messages(question, quote=quote), _constraint(question, quote=quote)


def said(text: str) -> tuple[str | None, str]:
    """What an answer of that form chooses, and the words it quotes.

    "" is *none of these*, None is *unclear*.
    """
    chosen, quoted = _read(text)
    if chosen == UNCLEAR:
        return None, quoted
    tag = "" if chosen == NONE_OF_THESE else chosen.removeprefix("[").removesuffix("]")
    return tag, quoted


def _options(question: RenderedQuestion) -> tuple[str, ...]:
    none = (NONE_OF_THESE,) if question.none_of_these else ()
    return (*(f"[{tag}]" for tag in question.options), *none, UNCLEAR)


def _constraint(question: RenderedQuestion, *, quote: bool) -> Constraint:
    """A model that judges also quotes; one that does not is only held to the options."""
    choice = Choice(options=_options(question))
    if not quote:
        return choice
    return JsonSchema(
        name="verdict",
        schema={
            "type": "object",
            "properties": {
                EVIDENCE_FIELD: {"type": "string"},
                ANSWER_FIELD: {"type": "string", "enum": list(choice.options)},
            },
            "required": [EVIDENCE_FIELD, ANSWER_FIELD],
            "additionalProperties": False,
        },
    )


def _messages(question: RenderedQuestion, *, quote: bool) -> tuple[ChatMessage, ...]:
    instructions = f"{_INSTRUCTIONS} {_QUOTE}" if quote else _INSTRUCTIONS
    asked = (
        f"Text:\n{question.judged}\n\nQuestion: {question.text}\n"
        f"Options: {', '.join(_options(question))}"
    )
    return (
        ChatMessage(chat_role=ChatRole.SYSTEM, text=instructions),
        ChatMessage(chat_role=ChatRole.USER, text=asked),
    )


def _tells(text: str) -> bool:
    """Whether an answer of that form chooses anything."""
    return said(text)[0] is not None


def _facts(answer: Answer, *, together: int) -> JudgeFacts:
    if answer.remembered:
        return JudgeFacts(
            temperature=answer.temperature, seconds=0.0, cost=NOTHING, remembered=True
        )
    return JudgeFacts(
        temperature=answer.temperature,
        seconds=answer.row.seconds,
        cost=answer.row.cost,
        together=together,
    )


def _verdict(
    question: RenderedQuestion, answer: Answer, facts: JudgeFacts, *, reliable: bool
) -> Verdict:
    tag, quoted = said(answer.text)
    row = answer.row
    judge = ModelJudge(profile=row.profile, model=row.model, reliable=reliable, facts=facts)
    evidence = find_evidence(quoted, question.judged)
    if tag is None:
        return Unclear(judge=judge, evidence=evidence)
    return Answered(tag=tag, judge=judge, evidence=evidence)


def _read(text: str) -> tuple[str, str]:
    """The option chosen and the words quoted for it."""
    if not text.startswith("{"):
        return text, ""
    fields = json.loads(text)
    return str(fields[ANSWER_FIELD]), str(fields[EVIDENCE_FIELD])
