"""Asking for an answer of a given form, and checking that it has it."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from typing import assert_never

from engine.domain.answers import Answer
from engine.domain.calls import AttemptStarted, CallEvent, CallFinished, LedgerRow
from engine.domain.consent import Ask
from engine.domain.constraints import Choice, Constraint, Grammar, JsonSchema, Rung, read_answer
from engine.domain.ids import CallId
from engine.domain.messages import ChatMessage, ChatRole
from engine.errors import BadResponseError, ProviderError
from engine.prompt.tokens import estimate_tokens
from engine.providers.base import ReasoningText, TextDelta
from engine.routing.requests import CallRequest
from engine.routing.router import Router

RE_ASKS = 1


async def ask_constrained(
    router: Router,
    request: CallRequest,
    ask: Ask,
    notify: Callable[[CallEvent], None],
    new_call: Callable[[], CallId],
) -> Answer:
    """The model's answer to `request`, whose `constraint` must be set.

    An answer of the wrong form moves the model one rung down; on the last rung it is asked once
    more. Raise `RoutingError` when nobody answers, `BadResponseError` when no answer fits.
    """
    constraint = request.constraint
    assert constraint is not None  # noqa: S101 - the caller's promise
    re_asks = RE_ASKS
    temperature: float | None = None

    def noted(event: CallEvent) -> None:
        nonlocal temperature
        if isinstance(event, AttemptStarted):
            temperature = event.values.temperature.value
        notify(event)

    while True:
        stop = router.first_stop(request)
        rung, _ = await router.rung(stop)
        text, row = await text_of(router, _worded(request, constraint, rung), ask, noted)
        answer = read_answer(constraint, text)
        if answer is not None:
            return Answer(text=answer, row=row, temperature=temperature)
        if not await router.demote(stop):
            if not re_asks:
                raise _never_fits(row)
            re_asks -= 1
        request = replace(request, call=new_call())


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


def _never_fits(row: LedgerRow) -> ProviderError:
    return BadResponseError(
        row.provider,
        f"{row.model} did not answer in the form asked for. Choose another model for this role.",
    )
