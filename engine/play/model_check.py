"""Checking how well a model judges: questions with known answers, put to it as a rule's are."""

from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Final

from engine.domain.answers import Answer
from engine.domain.calls import CallEvent, CallFinished, LedgerRow, Outcome
from engine.domain.consent import refuse
from engine.domain.constraints import Constraint
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.model_checks import (
    CheckCase,
    CheckedAnswer,
    CheckForm,
    CheckProgress,
    CheckSheet,
    CheckSpeed,
    ModelCheck,
    found,
)
from engine.domain.tasks import Task
from engine.domain.text import find_evidence
from engine.errors import (
    BadResponseError,
    EngineError,
    RestingError,
    SpendingLimitError,
    TruncatedError,
)
from engine.play.judging import said, worded
from engine.play.tools import new_call
from engine.routing.constrained import ask_constrained
from engine.routing.requests import CallRequest, Values
from engine.routing.router import Router

FAILURES_TO_GIVE_UP: Final = 3
"""In a row, before anything was answered."""

_FACTS = "Read the text, then answer the question from the text alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChecking:
    """One check. The settings of `router` must hold the model's `checked_profile`.

    `values` are the task's, which a rule's question goes with. With `quote` the model is asked as one that judges is: for the words its answer rests on, too.
    """

    router: Router
    sheet: CheckSheet
    connection: ConnectionId
    model: str
    values: Values
    quote: bool
    now: Callable[[], datetime]
    _answers: list[CheckedAnswer] = field(default_factory=list)
    _rows: list[LedgerRow] = field(default_factory=list)

    async def run(self) -> AsyncGenerator[CheckProgress | ModelCheck, None]:
        """How far it is, at last what was found.

        A call that fails is no answer. Raise an `EngineError` when nothing answers at all, the
        model is left alone because it keeps failing, or the player's limit leaves no room.
        """
        for case in self.sheet.cases:
            yield self._progress()
            self._answers.append(await self._answered(case))
        yield self._progress()
        json_ok = await self._fills_in(self.sheet.form)
        yield found(
            self._answers,
            connection=self.connection,
            model=self.model,
            at=self.now(),
            json_ok=json_ok,
            speed=speed_of(self._rows),
        )

    async def most(self) -> Decimal | None:
        """US dollars it can cost if every answer is as long as it may be; None if not known."""
        return await self.router.most([*map(self._asked, self.sheet.cases), self._form_asked()])

    def _progress(self) -> CheckProgress:
        return CheckProgress(done=len(self._answers), of=self.sheet.questions)

    async def _answered(self, case: CheckCase) -> CheckedAnswer:
        try:
            answer = await self._answer(self._asked(case))
        except EngineError as error:
            self._require_hope(error)
            return CheckedAnswer(truth=case.truth, failed=True)
        if answer is None:
            return CheckedAnswer(truth=case.truth)
        tag, quoted = said(answer.text)
        return CheckedAnswer(
            truth=case.truth,
            in_form=True,
            is_right=tag == case.answer,
            is_verbatim=find_evidence(quoted, case.text) is not None if quoted else None,
        )

    async def _fills_in(self, form: CheckForm) -> bool | None:
        try:
            return await self._answer(self._form_asked()) is not None
        except EngineError:
            return None

    async def _answer(self, request: CallRequest) -> Answer | None:
        """None for an answer that came to its end without the form asked for."""
        before = len(self._rows)
        try:
            return await ask_constrained(self.router, request, refuse, self._note, new_call)
        except TruncatedError:
            raise
        except BadResponseError:
            if any(row.outcome is Outcome.FINISHED for row in self._rows[before:]):
                return None
            raise

    def _note(self, event: CallEvent) -> None:
        if isinstance(event, CallFinished):
            self._rows.append(event.row)

    def _require_hope(self, error: EngineError) -> None:
        """Raise `error` where the other questions would fail as well."""
        tried = len(self._answers) + 1
        hopeless = tried >= FAILURES_TO_GIVE_UP and all(each.failed for each in self._answers)
        if hopeless or _is_left_alone(error) or isinstance(error, SpendingLimitError):
            raise error

    def _asked(self, case: CheckCase) -> CallRequest:
        return self._request(*worded(case.rendered, quote=self.quote))

    def _form_asked(self) -> CallRequest:
        form = self.sheet.form
        asked = f"Text:\n{form.text}\n\nQuestion: {form.question}"
        messages = (
            ChatMessage(chat_role=ChatRole.SYSTEM, text=_FACTS),
            ChatMessage(chat_role=ChatRole.USER, text=asked),
        )
        return self._request(messages, form.constraint)

    def _request(self, messages: tuple[ChatMessage, ...], constraint: Constraint) -> CallRequest:
        return CallRequest(
            call=new_call(),
            task=Task.RULE_EVALUATION,
            messages=messages,
            constraint=constraint,
            request_profile=checked_profile(self.connection, self.model),
            request_values=self.values,
            may_fall_back=False,
            aside=True,
        )


def _is_left_alone(error: EngineError) -> bool:
    """Whether the model was not asked because it keeps failing."""
    cause = error.__cause__
    return isinstance(cause, ExceptionGroup) and cause.subgroup(RestingError) is not None


def checked_profile(connection: ConnectionId, model: str) -> ProfileId:
    """By which the ledger tells the calls of a check apart from a story's."""
    return ProfileId(f"model-check:{connection}:{model}")


def speed_of(rows: Iterable[LedgerRow]) -> CheckSpeed:
    """How fast the calls were answered together."""
    ended = [(row, row.first_token) for row in rows if row.outcome is Outcome.FINISHED]
    streamed = [(row, first) for row, first in ended if first is not None]
    writing = sum(row.seconds - first for row, first in streamed)
    tokens = sum(row.usage.output for row, _ in streamed)
    return CheckSpeed(
        seconds=sum(row.seconds for row, _ in ended),
        first_token=median(first for _, first in streamed) if streamed else None,
        tokens_per_second=tokens / writing if writing > 0 else None,
    )
