"""The services that the independent server imitates, each as it is described, over a real socket."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest
from abilities import Ability, Level, proves
from wire import KEY, a_completion, end_of, events_of, text_in

from engine.domain.calls import CostSource, FinishReason
from engine.domain.constraints import Choice, Rung, read_answer
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection
from engine.errors import (
    AuthenticationError,
    ContextTooLongError,
    InterruptedStreamError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    RateLimitedError,
)
from engine.paths import resources_folder
from engine.providers.adapters import adapter_for
from engine.providers.base import Adapter, TextDelta
from engine.providers.http import Clients
from engine.providers.registry import load_providers
from engine.routing.price_table import PriceTable
from engine.routing.pricing import cost_of, price_of

SHIPPED = load_providers(resources_folder() / "providers")
SERVED = {
    "openai": "/v1",
    "any_openai_compatible": "/v1",
    "groq": "/groq/openai/v1",
    "together": "/together/v1",
    "anthropic": "/anthropic/v1",
    "google_genai": "/gemini/v1beta",
}
"""Where the server imitates which service."""

SHAPES = ("openai", "anthropic", "google_genai")
"""One service for each protocol."""

WORDS_AFTER = {"anthropic": 5, "google_genai": 2}
"""In which event of its stream the second word comes; 3 where nothing stands here."""

STORY = {"type": "reply", "text": "Rain falls on the inn."}
CHOICE = Choice(options=("YES", "NO"))

Connect = Callable[[str], Adapter]


def broken(service: str, kind: str, **more: object) -> dict[str, object]:
    """A fault after the second word."""
    after = WORDS_AFTER.get(service, 3)
    return {"type": "stream_fault", "kind": kind, "after_chunks": after, **more}


def every(*abilities: Ability, but: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    marked = [
        pytest.param(each, marks=proves(Level.MOCK, each, *abilities))
        for each in SERVED
        if each not in but
    ]
    return pytest.mark.parametrize("service", marked)


@pytest.fixture
async def connect(mock_server) -> AsyncIterator[Connect]:
    clients = await Clients.open()

    def connected(service: str) -> Adapter:
        connection = Connection(
            id=ConnectionId("c"),
            provider=SHIPPED[service].id,
            label="Mine",
            base_url=f"{mock_server.url}{SERVED[service]}",
        )
        return adapter_for(SHIPPED[service], connection, KEY, clients, model_file=Path)

    yield connected
    await clients.aclose()


async def heard_before(adapter: Adapter, error: type[ProviderError]) -> str:
    """The text that came before the stream broke with `error`."""
    heard = ""
    with pytest.raises(error):  # noqa: PT012 - the text before the fault is what is asked for
        async with aclosing(adapter.stream(a_completion())) as events:
            async for event in events:
                heard += event.text if isinstance(event, TextDelta) else ""
    return heard


@every(Ability.CHAT, Ability.USAGE)
async def test_an_answer_arrives_whole_and_is_counted(mock_server, connect, service):
    mock_server.script(STORY)
    events = await events_of(connect(service))
    assert text_in(events) == STORY["text"]
    assert end_of(events).reason is FinishReason.STOP
    usage = end_of(events).usage
    assert min(usage.input, usage.output) > 0
    assert mock_server.verdict()["findings"] == []


@every(Ability.COST, but=("any_openai_compatible",))
async def test_what_was_counted_has_a_price(mock_server, connect, service):
    mock_server.script(STORY)
    finished = end_of(await events_of(connect(service)))
    cost = cost_of(
        finished.usage, await price_of(SHIPPED[service], SHIPPED[service].models[0], PriceTable())
    )
    assert cost.source is CostSource.PRICED
    assert cost.amount > 0


@every(Ability.STREAM, Ability.CANCEL)
async def test_words_come_while_the_server_still_writes_and_it_sees_the_stop(
    mock_server, connect, service
):
    mock_server.script(STORY, broken(service, "stall", stall_seconds=60))
    async with aclosing(connect(service).stream(a_completion())) as events:
        assert isinstance(await anext(events), TextDelta)
    (record,) = mock_server.requests()
    assert record["duration"] < 30
    assert record["completed"] is False


@pytest.mark.parametrize(
    ("service", "rung"),
    [
        pytest.param(service, rung, marks=proves(Level.MOCK, service, Ability.CONSTRAINT))
        for service, rung in (
            ("openai", Rung.JSON),
            ("openai", Rung.TOOL),
            ("any_openai_compatible", Rung.JSON),
            ("groq", Rung.JSON),
            ("groq", Rung.TOOL),
            ("together", Rung.JSON),
            ("anthropic", Rung.TOOL),
            ("google_genai", Rung.JSON),
        )
    ],
)
async def test_a_choice_is_made_in_the_services_own_form(mock_server, connect, service, rung):
    adapter = connect(service)
    assert rung in adapter.rungs
    events = await events_of(adapter, a_completion(constraint=CHOICE, rung=rung))
    assert read_answer(CHOICE, text_in(events)) in CHOICE.options
    assert len(mock_server.requests()) == 1


@pytest.mark.parametrize("service", SHAPES)
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AuthenticationError),
        (402, OutOfCreditError),
        (403, PermissionDeniedError),
        (404, ModelNotFoundError),
        (500, OverloadedError),
        (503, OverloadedError),
        (529, OverloadedError),
    ],
)
async def test_a_refusal_is_told_as_what_it_means(mock_server, connect, service, status, error):
    mock_server.script({"type": "fail", "status": status})
    with pytest.raises(error) as refusal:
        await events_of(connect(service))
    assert type(refusal.value) is error
    assert KEY not in str(refusal.value) + refusal.value.details
    assert len(mock_server.requests()) == 1


@pytest.mark.parametrize("service", SHAPES)
async def test_a_rate_limit_says_how_long(mock_server, connect, service):
    mock_server.script({"type": "fail", "status": 429, "retry_after": 2})
    with pytest.raises(RateLimitedError) as refusal:
        await events_of(connect(service))
    assert refusal.value.retry_after == 2.0


@pytest.mark.parametrize("service", SHAPES)
@pytest.mark.parametrize("kind", ["disconnect", "malformed"])
async def test_a_break_in_mid_stream_keeps_what_came(mock_server, connect, service, kind):
    mock_server.script(STORY, broken(service, kind))
    assert await heard_before(connect(service), InterruptedStreamError) == "Rain falls "


@pytest.mark.parametrize("service", SHAPES)
async def test_a_silent_truncation_is_told_as_an_interruption(mock_server, connect, service):
    mock_server.script(STORY, broken(service, "truncate"))
    events = await events_of(connect(service))
    assert end_of(events).reason is FinishReason.INTERRUPTED
    assert text_in(events) == "Rain falls "


@pytest.mark.parametrize("service", SHAPES)
async def test_a_prompt_that_is_too_long_is_told_apart(mock_server, connect, service):
    mock_server.script({"type": "fail", "status": 400, "code": "context_length_exceeded"})
    with pytest.raises(ContextTooLongError):
        await events_of(connect(service))


@pytest.mark.parametrize("service", SERVED)
async def test_the_models_are_listed(connect, service):
    assert await connect(service).models()
