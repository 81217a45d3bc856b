"""One contract for every adapter: the same cases, each on the adapter's own wire.

An adapter joins by describing its wire in tests/support/wires and being named in `WIRES`.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from itertools import pairwise

import httpx
import pytest
from contract import HALF, MODEL, TEXT, THOUGHT, WAIT, Case, Recorded, Wire
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import KEY, a_completion, end_of, events_of, text_in, thoughts_in
from wires import anthropic, google_genai, horde, koboldcpp, ollama, openai_compatible

from engine.domain.calls import FinishReason
from engine.domain.images import read_image
from engine.domain.messages import ChatMessage, ChatRole
from engine.errors import (
    AuthenticationError,
    BadParameterError,
    BadResponseError,
    ConnectionFailedError,
    ContextTooLongError,
    FilteredError,
    InterruptedStreamError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    RateLimitedError,
)
from engine.providers.base import Completion, ReasoningText, TextDelta

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
WIRES = (
    openai_compatible.WIRE,
    google_genai.WIRE,
    anthropic.WIRE,
    koboldcpp.WIRE,
    ollama.WIRE,
    horde.WIRE,
)

pytestmark = pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)


def server(wire: Wire, case: Case) -> Recorded:
    if case in wire.lacks:
        pytest.skip(f"{wire.name}: {wire.lacks[case]}")
    return Recorded(wire.cases[case]())


async def answered(wire: Wire, case: Case) -> list:
    return await events_of(wire.connect(server(wire, case)))


async def failed(wire: Wire, case: Case, expected: type[ProviderError]) -> ProviderError:
    with pytest.raises(expected) as failure:
        await answered(wire, case)
    return failure.value


async def broken(wire: Wire, case: Case) -> str:
    """The text that had come when the stream broke."""
    heard: list[object] = []

    async def listen() -> None:
        async with aclosing(wire.connect(server(wire, case)).stream(a_completion())) as events:
            async for event in events:
                heard.append(event)  # noqa: PERF401 - what came before the break counts

    with pytest.raises(InterruptedStreamError, match="What it wrote is kept"):
        await listen()
    return text_in(heard)


def with_picture(text: str) -> Completion:
    image = read_image(PNG)
    message = ChatMessage(chat_role=ChatRole.USER, text=text, images=(image,))
    return replace(a_completion(), messages=(message,))


def test_every_case_is_shown_or_said_to_be_missing(wire):
    assert set(wire.cases) | set(wire.lacks) == set(Case)
    assert not set(wire.cases) & set(wire.lacks)
    assert all(wire.lacks.values())


# What comes back


async def test_a_plain_answer_arrives_whole_and_ends_once(wire):
    events = await answered(wire, Case.PLAIN)
    assert text_in(events) == TEXT
    assert not thoughts_in(events)
    assert end_of(events).reason is FinishReason.STOP


@pytest.mark.parametrize("case", [Case.REASONING, Case.INLINE_REASONING])
async def test_reasoning_never_reaches_the_reply(wire, case):
    events = await answered(wire, case)
    assert (thoughts_in(events), text_in(events)) == (THOUGHT, TEXT)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (Case.LENGTH, FinishReason.LENGTH),
        (Case.FILTERED, FinishReason.FILTERED),
        (Case.NO_FINISH, FinishReason.INTERRUPTED),
    ],
)
async def test_an_answer_that_ends_early_keeps_its_text_and_says_why(wire, case, reason):
    events = await answered(wire, case)
    assert text_in(events) == HALF
    assert end_of(events).reason is reason


async def test_a_refused_prompt_is_filtered_and_no_answer(wire):
    try:
        events = await answered(wire, Case.REFUSED_PROMPT)
    except FilteredError:
        return
    assert not text_in(events)
    assert end_of(events).reason is FinishReason.FILTERED


async def test_usage_has_one_normal_form(wire):
    assert end_of(await answered(wire, Case.USAGE)).usage == wire.usage


async def test_no_usage_is_not_zero_usage(wire):
    assert end_of(await answered(wire, Case.NO_USAGE)).usage is None


async def test_a_prompt_that_was_cut_is_counted_as_it_was_read(wire):
    events = await events_of(
        wire.connect(server(wire, Case.CUT_PROMPT)), a_completion("It rains. " * 400)
    )
    assert end_of(events).usage.input == 12


@pytest.mark.parametrize("case", [Case.EMPTY_FRAMES, Case.COMMENTS, Case.NO_END_MARK])
async def test_what_servers_do_besides_changes_nothing(wire, case):
    events = await answered(wire, case)
    assert text_in(events) == TEXT
    assert end_of(events).reason is FinishReason.STOP


async def test_a_picture_goes_along_with_the_words(wire):
    if wire.pictures is None:
        pytest.skip(f"{wire.name}: its models see no pictures")
    asked = server(wire, Case.PLAIN)
    await events_of(wire.connect(asked), with_picture("What is this?"))
    (said,) = [each.content for each in asked.requests if b"What is this?" in each.content]
    ((kind, data),) = wire.pictures(json.loads(said))
    assert kind in ("image/png", "")
    assert data == b64encode(PNG).decode()


# What goes wrong


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case.ERROR_IN_200, OverloadedError),
        (Case.BAD_KEY, AuthenticationError),
        (Case.NO_CREDIT, OutOfCreditError),
        (Case.FORBIDDEN, PermissionDeniedError),
        (Case.RATE_LIMITED, RateLimitedError),
        (Case.RATE_LIMITED_WITHOUT_HINT, RateLimitedError),
        (Case.BROKEN, OverloadedError),
        (Case.TOO_LONG, ContextTooLongError),
        (Case.UNKNOWN_MODEL, ModelNotFoundError),
        (Case.REFUSED_PARAMETER, BadParameterError),
        (Case.MALFORMED, BadResponseError),
        (Case.WEB_PAGE, ModelNotFoundError),
        (Case.CUT_BEFORE, ConnectionFailedError),
    ],
)
async def test_a_failure_is_raised_as_what_it_means(wire, case, expected):
    failure = await failed(wire, case, expected)
    assert type(failure) is expected
    assert str(failure).endswith(".")


@pytest.mark.parametrize(
    ("case", "wait"), [(Case.RATE_LIMITED, WAIT), (Case.RATE_LIMITED_WITHOUT_HINT, None)]
)
async def test_a_rate_limit_carries_the_wait_it_asks_for(wire, case, wait):
    assert (await failed(wire, case, RateLimitedError)).retry_after == wait


async def test_a_refused_parameter_is_named(wire):
    assert (await failed(wire, Case.REFUSED_PARAMETER, BadParameterError)).parameter == "top_p"


async def test_a_refusal_is_never_tried_again_here(wire):
    broken_server = server(wire, Case.BROKEN)
    with pytest.raises(OverloadedError):
        await events_of(wire.connect(broken_server))
    assert len(broken_server.requests) == 1


@pytest.mark.parametrize(
    "case", [Case.ERROR_AFTER_TEXT, Case.MALFORMED_AFTER_TEXT, Case.CUT_IN_MIDDLE]
)
async def test_a_break_after_text_is_an_interruption_that_keeps_it(wire, case):
    assert await broken(wire, case) == HALF


async def test_a_server_that_is_not_there_is_a_failed_connection(wire):
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ConnectionFailedError):
        await events_of(wire.connect(refuse))


@pytest.mark.parametrize("case", [Case.BAD_KEY, Case.MODELS_BAD_KEY])
async def test_a_refused_key_is_told_nowhere(wire, case, caplog):
    caplog.set_level("DEBUG", logger="triptych")
    adapter = wire.connect(server(wire, case))
    with pytest.raises(AuthenticationError) as refusal:
        await (adapter.models() if case is Case.MODELS_BAD_KEY else events_of(adapter))
    error = refusal.value
    for told in (str(error), repr(error), repr(error.details), repr(adapter), caplog.text):
        assert KEY not in told


# Stopping


async def test_closing_the_stream_tells_the_server(wire):
    asked = server(wire, Case.STOPPED)
    async with aclosing(wire.connect(asked).stream(a_completion())) as events:
        async for event in events:
            assert isinstance(event, TextDelta)
            assert not wire.saw_stop(asked)
            break
    assert wire.saw_stop(asked)


# The list of models


async def test_the_models_come_with_what_is_said_of_them(wire):
    assert await wire.connect(server(wire, Case.MODELS)).models() == (wire.facts,)
    assert wire.facts.model == MODEL


# The stream's bytes

_ODD = st.text(alphabet='aé😀\u2028\x85\r\n\t"\\{}[]: ', max_size=8)
_PARTS = st.lists(
    st.builds(
        lambda kind, text: kind(text=f"a{text}"), st.sampled_from((TextDelta, ReasoningText)), _ODD
    ),
    max_size=6,
)
_CUTS = st.lists(st.integers(min_value=0, max_value=2000), max_size=12)


def pieces_of(whole: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, *(cut % (len(whole) + 1) for cut in cuts), len(whole)})
    return [whole[start:end] for start, end in pairwise(places)]


def sent(wire: Wire, pieces: list[bytes]) -> Callable[[httpx.Request], httpx.Response]:
    if wire.streams is None:
        pytest.skip(f"{wire.name} streams nothing")
    return wire.streams(pieces)


@settings(max_examples=60, deadline=None)
@given(parts=_PARTS, cuts=_CUTS)
async def test_the_cuts_between_packets_change_nothing(wire, parts, cuts):
    if wire.told is None:
        pytest.skip(f"{wire.name} streams nothing")
    events = await events_of(wire.connect(sent(wire, pieces_of(wire.told(parts), cuts))))
    for found, kind in ((text_in, TextDelta), (thoughts_in, ReasoningText)):
        assert found(events) == "".join(part.text for part in parts if isinstance(part, kind))
    assert end_of(events).reason is FinishReason.STOP


@settings(max_examples=60, deadline=None)
@given(parts=_PARTS, cuts=_CUTS, noise=st.lists(st.binary(max_size=30), max_size=4))
async def test_no_bytes_whatever_break_more_than_the_answer(wire, parts, cuts, noise):
    whole = b"" if wire.told is None else wire.told(parts)
    pieces = pieces_of(whole, cuts)
    noisy = [byte for pair in zip(pieces, [*noise, b"", b"", b""], strict=False) for byte in pair]
    try:
        events = await events_of(wire.connect(sent(wire, noisy)))
    except ProviderError:
        return
    end_of(events)
