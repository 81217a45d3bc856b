"""Having a model answer a rule's question, and reading its answer as a verdict."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from engine.domain.calls import CallEvent
from engine.domain.consent import Ask
from engine.domain.constraints import ANSWER_FIELD, Choice, Constraint, JsonSchema
from engine.domain.ids import CallId, SessionId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.rules import Answered, ModelJudge, NoVerdict, RenderedQuestion, Unclear, Verdict
from engine.domain.tasks import Task
from engine.domain.text import find_evidence
from engine.errors import EngineError
from engine.prompt.tokens import BYTES_PER_TOKEN
from engine.routing.attempts import prompt_tokens
from engine.routing.constrained import Answer, ask_constrained
from engine.routing.requests import CallRequest
from engine.routing.router import Router
from engine.storage import ledger
from engine.storage.database import Database

NONE_OF_THESE = "[NONE OF THESE]"
UNCLEAR = "[UNCLEAR]"
EVIDENCE_FIELD = "evidence"

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
    """Judges on behalf of one turn of one session."""

    router: Router
    ask: Ask
    notify: Callable[[CallEvent], None]
    new_call: Callable[[], CallId]
    session: SessionId
    turn: int
    _calls: dict[RenderedQuestion, list[CallId]] = field(default_factory=dict)
    _speculation: list[CallId] = field(default_factory=list)

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
        request = self._fitting(question, quote=reliable)
        calls = self._calls[question] = [request.call]

        def another_call() -> CallId:
            calls.append(self.new_call())
            return calls[-1]

        try:
            answer = await ask_constrained(
                self.router, request, self.ask, self.notify, another_call
            )
        except EngineError as error:
            return NoVerdict(failure=str(error))
        return _verdict(question, answer, reliable=reliable)

    def not_needed(self, question: RenderedQuestion) -> None:
        """A question asked ahead was asked in vain."""
        self._speculation.extend(self._calls.pop(question, ()))

    async def book_speculation(self, db: Database) -> None:
        """Let the ledger say which calls were asked in vain."""
        if self._speculation:
            await db.run(partial(ledger.mark_unused, calls=tuple(self._speculation)))

    def _fitting(self, question: RenderedQuestion, *, quote: bool) -> CallRequest:
        """The request, with no more of the judged text than fits: its end, which is the newest."""
        constraint = _constraint(question, quote=quote)
        request = self._request(_messages(question, quote=quote), constraint, question)
        too_much = prompt_tokens(request.messages) - self.router.prompt_budget(request)
        if too_much <= 0:
            return request
        kept = question.judged[int(too_much * BYTES_PER_TOKEN) + 1 :]
        shortened = replace(question, judged=kept)
        return replace(request, messages=_messages(shortened, quote=quote))

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
        )


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


def _verdict(question: RenderedQuestion, answer: Answer, *, reliable: bool) -> Verdict:
    chosen, quoted = _read(answer.text)
    judge = ModelJudge(profile=answer.row.profile, model=answer.row.model, reliable=reliable)
    evidence = find_evidence(quoted, question.judged)
    if chosen == UNCLEAR:
        return Unclear(judge=judge, evidence=evidence)
    tag = "" if chosen == NONE_OF_THESE else chosen.removeprefix("[").removesuffix("]")
    return Answered(tag=tag, judge=judge, evidence=evidence)


def _read(text: str) -> tuple[str, str]:
    """The option chosen and the words quoted for it."""
    if not text.startswith("{"):
        return text, ""
    fields = json.loads(text)
    return str(fields[ANSWER_FIELD]), str(fields[EVIDENCE_FIELD])
