"""Asking for an answer of a given form, and checking that it has it."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import assert_never

from engine.domain.answers import Answer
from engine.domain.calls import (
    AttemptStarted,
    CallEvent,
    CallFinished,
    CallValue,
    CallValues,
    FinishReason,
    LedgerRow,
)
from engine.domain.consent import Ask
from engine.domain.constraints import Choice, Constraint, Grammar, JsonSchema, Rung, read_answer
from engine.domain.ids import CallId
from engine.domain.messages import ChatMessage, ChatRole
from engine.errors import BadResponseError, ProviderError, TruncatedError
from engine.prompt.tokens import estimate_tokens
from engine.providers.base import ReasoningText, TextDelta
from engine.routing.requests import CallRequest
from engine.routing.router import Router

RE_ASKS = 1
MORE_TOKENS = 4
"""Times the tokens of an answer that was cut off: what is cut off is mostly a model's thinking."""


async def ask_constrained(
    router: Router,
    request: CallRequest,
    ask: Ask,
    notify: Callable[[CallEvent], None],
    new_call: Callable[[], CallId],
) -> Answer:
    """The model's answer to `request`, whose `constraint` must be set.

    An answer of the wrong form moves the model one rung down; on the last rung it is asked once
    more. One that was cut off says nothing of the model: it is asked once more as before, with
    more tokens where these ran out. Raise `RoutingError` when nobody answers, `TruncatedError`
    when the tokens did not suffice, `BadResponseError` when no answer fits.
    """
    constraint = request.constraint
    assert constraint is not None  # noqa: S101 - the caller's promise
    re_asks = RE_ASKS
    while True:
        stop = router.first_stop(request)
        rung, _ = await router.rung(stop)
        given = await _given(router, _worded(request, constraint, rung), ask, notify)
        answer = read_answer(constraint, given.text, is_whole=given.is_whole)
        if answer is not None:
            return Answer(text=answer, row=given.row, temperature=given.values.temperature.value)
        if not given.is_whole or not await router.demote(stop):
            if not re_asks:
                raise _never_fits(router, request, given)
            re_asks -= 1
        if given.is_truncated:
            request = _with_more_tokens(router, request, given)
        request = replace(request, call=new_call())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What came, how it ended, and the values it was asked for with."""

    text: str
    row: LedgerRow
    finish: FinishReason
    values: CallValues

    @property
    def limit(self) -> CallValue:
        return self.values.max_tokens

    @property
    def is_whole(self) -> bool:
        return self.finish is FinishReason.STOP

    @property
    def is_truncated(self) -> bool:
        return self.finish is FinishReason.LENGTH


async def _given(
    router: Router, request: CallRequest, ask: Ask, notify: Callable[[CallEvent], None]
) -> _Given:
    events: list[CallEvent] = []

    def note(event: CallEvent) -> None:
        events.append(event)
        notify(event)

    text, row = await text_of(router, request, ask, note)
    starts = [event for event in events if isinstance(event, AttemptStarted)]
    ends = [event for event in events if isinstance(event, CallFinished)]
    return _Given(text=text, row=row, finish=ends[-1].finish, values=starts[-1].values)


def _with_more_tokens(router: Router, request: CallRequest, given: _Given) -> CallRequest:
    """The request, whose answer may be longer than the one given.

    Raise `TruncatedError` where profile, model or context allow no more.
    """
    most = _most(router, request, given)
    if most.value is None or most.value <= (given.limit.value or 0):
        raise _never_fits(router, request, given)
    return _with_tokens(request, int(most.value))


def _most(router: Router, request: CallRequest, given: _Given) -> CallValue:
    """How long the answer may be when it is asked for once more, and who says so."""
    if given.limit.value is None:
        return replace(given.limit, capped="model")
    return router.longest_answer(_with_tokens(request, int(given.limit.value) * MORE_TOKENS))


def _with_tokens(request: CallRequest, tokens: int) -> CallRequest:
    return replace(request, request_values=replace(request.request_values, max_tokens=tokens))


async def text_of(
    router: Router, request: CallRequest, ask: Ask, notify: Callable[[CallEvent], None]
) -> tuple[str, LedgerRow]:
    """The whole text of a call nobody watches. Raise what `Router.stream` raises."""
    parts: list[str] = []
    async with aclosing(router.stream(request, ask)) as outputs:
        async for output in outputs:
            match output:
                case TextDelta(text=text):
                    parts.append(text)
                case ReasoningText():
                    pass
                case CallFinished(row=row):
                    notify(output)
                    return "".join(parts), row
                case _:
                    notify(output)
    raise AssertionError("a call that does not raise ends with CallFinished")


def _worded(request: CallRequest, constraint: Constraint, rung: Rung) -> CallRequest:
    """On the plain rung nothing but words can hold the model to the form; to a grammar, on any
    rung but the native one.
    """
    held = rung is not Rung.PLAIN and not isinstance(constraint, Grammar)
    if held or rung is Rung.NATIVE:
        return request
    form = _form(constraint)
    shrink = request.shrink
    return replace(
        request,
        messages=_with_form(request.messages, form),
        shrink=shrink and (lambda budget: _with_form(shrink(budget - estimate_tokens(form)), form)),
    )


def _with_form(messages: tuple[ChatMessage, ...], form: str) -> tuple[ChatMessage, ...]:
    *before, last = messages
    if last.chat_role is ChatRole.USER:
        return (*before, replace(last, text=f"{last.text}\n\n{form}"))
    return (*messages, ChatMessage(chat_role=ChatRole.USER, text=form))


def _form(constraint: Constraint) -> str:
    match constraint:
        case Choice(options=options):
            return f"Answer with exactly one of these and nothing else: {', '.join(options)}"
        case JsonSchema(schema=schema):
            properties = schema.get("properties")
            names = ", ".join(properties) if isinstance(properties, dict) else ""
            return f"Answer with one JSON object and nothing else. Its fields: {names}."
        case Grammar(words=words):
            return f"Answer with nothing but {words}."
        case _:
            assert_never(constraint)


def _never_fits(router: Router, request: CallRequest, given: _Given) -> ProviderError:
    row = given.row
    if given.is_truncated:
        return TruncatedError(row.provider, _cut_off(given, _most(router, request, given)))
    what = "did not answer in the form asked for" if given.is_whole else "broke off its answer"
    return BadResponseError(
        row.provider, f"{row.model} {what}. Choose another model for this role."
    )


def _cut_off(given: _Given, most: CallValue) -> str:
    """A sentence about an answer that its limit cut off, and how to lift it."""
    had = given.limit.value
    at = "its limit" if had is None else f"the limit of {had:.0f} tokens"
    if most.value is not None and had is not None and most.value > had:
        remedy = "Raise the limit under What each task uses, or choose another model."
    elif most.capped == "profile":
        remedy = "Raise the limit of its profile, or choose another model for this role."
    elif most.capped == "context":
        remedy = "Its context has no room for more: choose another model for this role."
    else:
        remedy = "It can write no more: choose another model for this role."
    return f"{given.row.model} was cut off at {at} before it had answered. {remedy}"
