"""Every described provider, as it is described, on its adapter's wire: what the README claims."""

import json
from base64 import b64encode
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from abilities import Ability, Level, proves
from contract import COUNTED, MODEL, TEXT, THOUGHT, Case, Recorded, Wire
from wire import (
    DONE,
    KEY,
    Body,
    a_completion,
    delta,
    end_of,
    events_of,
    streamed,
    text_in,
    thoughts_in,
)
from wires import anthropic, google_genai, horde, koboldcpp, ollama, openai_compatible

from engine.domain.calls import CostSource, FinishReason
from engine.domain.constraints import Choice, Rung
from engine.domain.ids import ConnectionId
from engine.domain.images import read_image
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import Connection, Provider
from engine.paths import resources_folder
from engine.providers.adapters import adapter_for, speaks_http
from engine.providers.base import Adapter, Completion, Queued, TextDelta
from engine.providers.http import Clients
from engine.providers.registry import load_providers
from engine.routing.price_table import PriceTable
from engine.routing.pricing import cost_of, price_of

SHIPPED = load_providers(resources_folder() / "providers")
WIRES = {
    "openai_compatible": openai_compatible.WIRE,
    "google_genai": google_genai.WIRE,
    "anthropic": anthropic.WIRE,
    "koboldcpp": koboldcpp.WIRE,
    "ollama": ollama.WIRE,
    "horde": horde.WIRE,
}
SERVICES = [provider for provider in SHIPPED.values() if speaks_http(provider)]
PICTURE = read_image(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
YES_OR_NO = Choice(options=("YES", "NO"))
PRICED_MODELS = {"azure_openai": "gpt-4.1", "azure_openai_deployments": "gpt-4.1"}
"""Where the player names the model, one that the price table knows."""


def wire_of(provider: Provider) -> Wire:
    return WIRES[provider.adapter]


def has(case: Case) -> Callable[[Provider], bool]:
    return lambda provider: case in wire_of(provider).cases


def every(
    ability: Ability, where: Callable[[Provider], bool] = lambda _: True
) -> pytest.MarkDecorator:
    """The test runs for every service where it can, and proves that this one has the ability."""
    shown = [each for each in SERVICES if where(each)]
    marked = [
        pytest.param(each, id=each.id, marks=proves(Level.WIRE, each.id, ability)) for each in shown
    ]
    return pytest.mark.parametrize("provider", marked)


async def _no_pause(_: float) -> None:
    """A queue need not be waited for."""


def connected(provider: Provider, server: Callable[[httpx.Request], httpx.Response]) -> Adapter:
    """The provider's own adapter, at its own address, with its requests going to `server`."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    connection = Connection(
        id=ConnectionId("c"),
        provider=provider.id,
        label=provider.label,
        base_url="" if provider.base_url else "https://acme.test/v1",
    )
    clients = Clients(public=client, loopback=client)
    return adapter_for(provider, connection, KEY, clients, model_file=Path, pause=_no_pause)


def server(provider: Provider, case: Case = Case.PLAIN) -> Recorded:
    return Recorded(wire_of(provider).cases[case]())


def saying(provider: Provider, text: str) -> Recorded:
    wire = wire_of(provider)
    return Recorded(wire.streams([wire.told([TextDelta(text=text)])]))


async def body_of(adapter: Adapter, asking: Recorded, completion: Completion) -> bytes:
    """The body of the request that asks for text."""
    await events_of(adapter, completion)
    (body,) = [each.content for each in asking.requests if b"Well?" in each.content]
    return body


@every(Ability.CHAT)
async def test_an_answer_arrives_whole(provider):
    asking = server(provider)
    events = await events_of(connected(provider, asking), a_completion("Well?"))
    assert text_in(events) == TEXT
    assert end_of(events).reason is FinishReason.STOP
    assert any(b"Well?" in each.content for each in asking.requests)


@every(Ability.STREAM, has(Case.STOPPED))
async def test_the_first_words_are_read_before_the_last_are_sent(provider):
    asking = server(provider, Case.STOPPED)
    async with aclosing(connected(provider, asking).stream(a_completion())) as events:
        assert isinstance(await anext(events), TextDelta)
        bodies = [body for body in asking.bodies if isinstance(body, Body)]
        assert [body.ended for body in bodies] == [False]


@every(Ability.CONSTRAINT, lambda provider: bool(provider.dialect.constraints))
async def test_a_choice_is_asked_for_in_every_form_the_service_takes(provider):
    *enforcing, plain = connected(provider, server(provider)).rungs
    assert enforcing
    assert plain is Rung.PLAIN
    for rung in (*enforcing, plain):
        asking = saying(provider, "YES")
        adapter = connected(provider, asking)
        question = a_completion("Well?", constraint=YES_OR_NO, rung=rung)
        body = await body_of(adapter, asking, question)
        assert all(option.encode() in body for option in YES_OR_NO.options) == (rung in enforcing)


@every(Ability.REASONING)
async def test_thoughts_come_apart_from_the_text(provider):
    case = Case.REASONING if has(Case.REASONING)(provider) else Case.INLINE_REASONING
    events = await events_of(connected(provider, thinking(provider, case)))
    assert (thoughts_in(events), text_in(events)) == (THOUGHT, TEXT)


def thinking(provider: Provider, case: Case) -> Recorded:
    """Where the field has a name of its own, its thoughts are in that."""
    if wire_of(provider) is not openai_compatible.WIRE:
        return server(provider, case)
    thought = delta(**{provider.dialect.reasoning_fields[0]: THOUGHT})
    pieces = (thought, *openai_compatible.SAID, openai_compatible.STOP, DONE)
    return Recorded(lambda _: streamed(*pieces))


@every(Ability.USAGE, has(Case.USAGE))
async def test_tokens_are_counted_as_the_service_counts_them(provider):
    events = await events_of(connected(provider, server(provider, Case.USAGE)))
    assert end_of(events).usage == wire_of(provider).usage


@every(Ability.COST)
async def test_what_an_answer_cost_is_known(provider):
    case = Case.USAGE if has(Case.USAGE)(provider) else Case.NO_USAGE
    finished = end_of(await events_of(connected(provider, server(provider, case))))
    known = next((facts.model for facts in provider.models), PRICED_MODELS.get(provider.id))
    if known or provider.local or provider.free:
        facts = provider.facts_of(known or MODEL)
    else:
        (facts,) = await connected(provider, priced_list).models()
    cost = cost_of(finished.usage or COUNTED, await price_of(provider, facts, PriceTable()))
    free = provider.local or provider.free
    assert cost.source is (CostSource.FREE if free else CostSource.PRICED)
    assert bool(cost.amount) != free


def priced_list(_: httpx.Request) -> httpx.Response:
    pricing = {"prompt": "0.0000003", "completion": "0.0000025"}
    return httpx.Response(200, json={"data": [{"id": MODEL, "pricing": pricing}]})


@every(Ability.CANCEL, has(Case.STOPPED))
async def test_the_service_is_told_of_a_stop(provider):
    wire, asking = wire_of(provider), server(provider, Case.STOPPED)
    async with aclosing(connected(provider, asking).stream(a_completion())) as events:
        assert isinstance(await anext(events), TextDelta)
        assert not wire.saw_stop(asking)
    assert wire.saw_stop(asking)


@proves(Level.WIRE, "ai_horde", Ability.CANCEL)
async def test_a_queue_is_told_of_a_stop():
    asking = Recorded(horde.queue(*[horde.WAITING] * 9))
    async with aclosing(connected(SHIPPED["ai_horde"], asking).stream(a_completion())) as events:
        assert isinstance(await anext(events), Queued)
        assert not horde.taken_back(asking)
    assert horde.taken_back(asking)


@every(Ability.IMAGE, lambda provider: wire_of(provider).pictures is not None)
async def test_a_picture_goes_along(provider):
    asking = server(provider)
    said = ChatMessage(chat_role=ChatRole.USER, text="Well?", images=(PICTURE,))
    completion = replace(a_completion(), messages=(said,))
    body = await body_of(connected(provider, asking), asking, completion)
    ((_, data),) = wire_of(provider).pictures(json.loads(body))
    assert data == b64encode(PICTURE.data).decode()


def test_every_service_that_is_described_has_a_wire():
    assert {provider.adapter for provider in SERVICES} == set(WIRES)
