"""The contract of the OpenAI-compatible adapter, on the wire."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import (
    DONE,
    KEY,
    Body,
    Server,
    a_completion,
    a_provider,
    connected,
    delta,
    end_of,
    events_of,
    frame,
    streamed,
    text_in,
    thoughts_in,
    usage,
)

from engine.domain.calls import FinishReason, Usage
from engine.domain.constraints import Choice, Rung
from engine.domain.providers import Dialect
from engine.errors import (
    AuthenticationError,
    BadParameterError,
    BadResponseError,
    ConnectionFailedError,
    ContextTooLongError,
    FilteredError,
    InterruptedStreamError,
    ModelLoadingError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    PermissionDeniedError,
    RateLimitedError,
)
from engine.paths import resources_folder
from engine.providers.base import TextDelta
from engine.providers.openai_compatible import OpenAICompatible
from engine.providers.registry import load_providers

STOP = delta("stop")
CHOICE = Choice(options=("[YES]", "[NO]"))


async def answered(*pieces: bytes | Exception, provider=None) -> list:
    return await events_of(connected(Server(streamed(*pieces)), provider))


async def refused(status: int, body: object, headers: dict[str, str] | None = None) -> None:
    await events_of(connected(Server(httpx.Response(status, json=body, headers=headers))))


# What is sent


async def test_an_openai_call_is_an_ordinary_httpx_request():
    server = Server(streamed(delta(content="Rain."), STOP, DONE))
    provider = a_provider(headers={"X-Title": "Triptych", "X-Both": "provider"})
    adapter = connected(server, provider, headers={"X-Both": "connection"})
    assert text_in(await events_of(adapter, a_completion("Go on.", temperature=0.3))) == "Rain."
    (request,) = server.requests
    assert str(request.url) == "https://acme.test/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["x-title"] == "Triptych"
    assert request.headers["x-both"] == "connection"
    assert server.body["messages"] == [{"role": "user", "content": "Go on."}]
    assert server.body["temperature"] == 0.3
    assert server.body["stream"] is True


async def test_a_key_goes_where_the_provider_wants_it():
    server = Server(streamed(STOP))
    provider = a_provider(auth_header="api-key", auth_scheme="")
    await events_of(connected(server, provider, key=f" {KEY}\n"))
    assert server.requests[0].headers["api-key"] == KEY
    # Azure takes a bearer for a token of another kind, and refuses it.
    assert "authorization" not in server.requests[0].headers


async def test_a_deployment_stands_in_the_address_with_the_version_behind_it():
    azure = load_providers(resources_folder() / "providers")["azure_openai_deployments"]
    server = Server(streamed(STOP))
    named = replace(a_completion(), model="azure/my deployment")
    await events_of(connected(server, azure, base_url="https://acme.test/openai"), named)
    (request,) = server.requests
    assert request.url.raw_path == (
        b"/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21"
    )
    assert json.loads(request.content)["model"] == "my deployment"
    server = Server(httpx.Response(200, json={"data": []}))
    await connected(server, azure, base_url="https://acme.test/openai").models()
    assert str(server.requests[0].url) == "https://acme.test/openai/models?api-version=2024-10-21"


async def test_a_profile_may_send_headers_and_query_of_its_own():
    azure = load_providers(resources_folder() / "providers")["azure_openai_deployments"]
    server = Server(streamed(STOP))
    beside = {"extra_query": {"api-version": "2024-06-01"}, "extra_headers": {"X-Title": "Mine"}}
    asked = replace(a_completion(), model="mine", extra_params={**beside, "seed": 7})
    await events_of(connected(server, azure, base_url="https://acme.test/openai"), asked)
    (request,) = server.requests
    assert request.url.params["api-version"] == "2024-06-01"
    assert request.headers["X-Title"] == "Mine"
    assert json.loads(request.content)["seed"] == 7
    assert not beside.keys() & json.loads(request.content).keys()


async def test_a_list_with_more_to_say_is_asked_for_where_there_is_one():
    nanogpt = load_providers(resources_folder() / "providers")["nanogpt"]
    server = Server(httpx.Response(200, json={"data": [{"id": "acme-1"}]}))
    await connected(server, nanogpt).models()
    assert str(server.requests[0].url) == "https://acme.test/v1/models?detailed=true"


async def test_a_server_without_keys_needs_none():
    server = Server(streamed(delta(content="Hi."), STOP))
    assert text_in(await events_of(connected(server, key=None))) == "Hi."


async def test_the_environment_of_another_service_is_not_sent_along(monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.test")
    server = Server(streamed(STOP))
    await events_of(connected(server))
    (request,) = server.requests
    assert request.url.host == "acme.test"
    assert not [name for name in request.headers if name.startswith("openai-")]


@pytest.mark.parametrize("key", ["sk-ключ", "two\nlines"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_told(key):
    with pytest.raises(AuthenticationError, match="Paste it again") as refusal:
        connected(Server(streamed()), key=key)
    assert key not in str(refusal.value)


def test_the_rungs_are_those_of_the_dialect_strictest_first():
    offered = {Rung.TOOL: "tools", Rung.NATIVE: "grammar"}
    adapter = connected(Server(streamed()), a_provider(Dialect(constraints=offered)))
    assert adapter.rungs == (Rung.NATIVE, Rung.TOOL, Rung.PLAIN)


async def test_a_constraint_reaches_the_server():
    server = Server(streamed(delta(content="[NO]"), STOP))
    adapter = connected(server, a_provider(Dialect(constraints={Rung.NATIVE: "grammar"})))
    held = a_completion(constraint=CHOICE, rung=Rung.NATIVE)
    assert text_in(await events_of(adapter, held)) == "[NO]"
    assert server.body["grammar"] == 'root ::= "[YES]" | "[NO]"'


# What comes back


async def test_an_answer_arrives_in_deltas_and_ends_once():
    events = await answered(
        delta(role="assistant"), delta(content="Ra"), delta(content="in."), STOP
    )
    assert events[:2] == [TextDelta(text="Ra"), TextDelta(text="in.")]
    assert end_of(events).reason is FinishReason.STOP
    assert end_of(events).request_id == "chat-1"


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_thoughts_come_apart_from_the_text(field):
    events = await answered(delta(**{field: "Hm."}), delta(content="\n\nRain."), STOP)
    assert (thoughts_in(events), text_in(events)) == ("Hm.", "Rain.")


async def test_a_thought_under_two_names_is_told_once():
    both = delta(reasoning="Hm.", reasoning_content="Hm.")
    inline = delta(content="<think>Hm.</think>Rain.")
    events = await answered(both, inline, STOP)
    assert (thoughts_in(events), text_in(events)) == ("Hm.", "Rain.")


async def test_thoughts_inside_the_text_are_taken_out_of_it():
    events = await answered(delta(content="<thi"), delta(content="nk>Hm.</think> Rain."), STOP)
    assert (thoughts_in(events), text_in(events)) == ("Hm.", "Rain.")


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("stop", FinishReason.STOP),
        ("tool_calls", FinishReason.STOP),
        ("eos", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("content_filter", FinishReason.FILTERED),
        ("SAFETY", FinishReason.FILTERED),
        ("abort", FinishReason.INTERRUPTED),
        (None, FinishReason.INTERRUPTED),
    ],
)
async def test_the_finish_reason_has_one_normal_form(reason, expected):
    events = await answered(delta(content="Rain"), delta(reason), DONE)
    assert end_of(events).reason is expected


async def test_a_refusal_in_a_field_of_its_own_is_filtered():
    events = await answered(delta(refusal="I cannot."), STOP)
    assert end_of(events).reason is FinishReason.FILTERED


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 4}, Usage(input=9, output=4)),
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 4,
                "total_tokens": 13,
                "prompt_tokens_details": {"cached_tokens": 5, "cache_write_tokens": 3},
                "completion_tokens_details": {"reasoning_tokens": 3},
            },
            Usage(input=9, output=4, cached=5, reasoning=3, cache_write=3),
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 20},
            Usage(input=9, output=11, reasoning=7),
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": None, "prompt_tokens_details": None},
            Usage(input=9),
        ),
    ],
)
async def test_usage_has_one_normal_form(counts, expected):
    events = await answered(delta(content="Rain."), STOP, usage(**counts), DONE)
    assert end_of(events).usage == expected


async def test_the_last_of_repeated_usages_counts():
    first, last = (
        usage(prompt_tokens=9, completion_tokens=1),
        usage(prompt_tokens=9, completion_tokens=2),
    )
    assert end_of(await answered(first, delta(content="Rain."), STOP, last)).usage == Usage(
        input=9, output=2
    )


async def test_no_usage_is_not_zero_usage():
    assert end_of(await answered(delta(content="Rain."), STOP)).usage is None


async def test_the_cost_is_what_the_provider_says():
    billed = usage(prompt_tokens=9, completion_tokens=1, cost=1.5e-05)
    assert end_of(await answered(delta(content="Rain."), STOP, billed)).cost == "0.000015"


async def test_frames_without_text_are_passed_over():
    events = await answered(
        b": PROCESSING\n\n",
        frame({"choices": [], "prompt_filter_results": []}),
        frame({"choices": None}),
        frame([1]),
        delta(content=None),
        delta(content=""),
        frame({"choices": [{"index": 0, "delta": None}]}),
        b":\r\n\r\n",
        delta(content="Rain."),
        STOP,
    )
    assert text_in(events) == "Rain."
    assert end_of(events).reason is FinishReason.STOP


async def test_an_end_without_the_end_mark_is_an_end():
    assert end_of(await answered(delta(content="Rain."), STOP)).reason is FinishReason.STOP


@pytest.mark.parametrize(
    "calls",
    [
        [[{"index": 0, "function": {"name": "choice", "arguments": '{"answer":'}}],
         [{"index": 0, "function": {"arguments": '"[NO]"}'}}]],
        [[{"function": {"name": "choice", "arguments": '{"answer":"[NO]"}'}}]],
        [[{"function": {"name": "choice", "arguments": {"answer": "[NO]"}}}]],
        [[{"index": 0, "function": {"arguments": '{"answer":"[NO]"}'}},
          {"index": 1, "function": {"arguments": '{"answer":"[YES]"}'}}]],
    ],
)  # fmt: skip
async def test_the_arguments_of_the_forced_tool_are_the_text(calls):
    events = await answered(*(delta(tool_calls=call) for call in calls), delta("tool_calls"))
    assert json.loads(text_in(events)) == {"answer": "[NO]"}


async def test_a_server_that_does_not_stream_is_understood():
    whole = {
        "id": "chat-1",
        "choices": [{"message": {"content": "Rain.", "reasoning": "Hm."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 1},
    }
    events = await events_of(connected(Server(httpx.Response(200, json=whole))))
    assert (thoughts_in(events), text_in(events)) == ("Hm.", "Rain.")
    assert end_of(events).usage == Usage(input=9, output=1)


@given(st.integers(min_value=1, max_value=40))
async def test_the_cuts_between_packets_change_nothing(size):
    whole = b"".join(
        (
            b": hi\r\n\r\n",
            delta(reasoning="Hm."),
            delta(content="Rain über"),
            delta(content=" all."),
            STOP,
            DONE,
        )
    )
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    events = await answered(*pieces)
    assert (thoughts_in(events), text_in(events)) == ("Hm.", "Rain über all.")
    assert end_of(events).reason is FinishReason.STOP


# What goes wrong


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"error": {"message": "Incorrect API key provided"}}, AuthenticationError),
        (402, {"error": {"code": 402, "message": "Insufficient credits"}}, OutOfCreditError),
        (403, {"error": {"message": "Not in your region"}}, PermissionDeniedError),
        (404, {"error": {"message": "No such model"}}, ModelNotFoundError),
        (400, {"error": {"message": "no", "code": "context_length_exceeded"}}, ContextTooLongError),
        (400, {"error": {"message": "no", "param": "top_p"}}, BadParameterError),
        (500, {"error": {"message": "oops"}}, OverloadedError),
        (503, {"error": {"message": "Loading model", "code": 503}}, ModelLoadingError),
        (307, {}, ModelNotFoundError),
    ],
)
async def test_a_refusal_is_raised_as_what_it_means(status, body, expected):
    with pytest.raises(expected) as refusal:
        await refused(status, body, {"x-request-id": "r-1"})
    assert refusal.value.status == status
    assert refusal.value.request_id == "r-1"


@pytest.mark.parametrize(("headers", "wait"), [({"retry-after": "2.5"}, 2.5), ({}, None)])
async def test_a_rate_limit_carries_the_wait_it_asks_for(headers, wait):
    with pytest.raises(RateLimitedError) as refusal:
        await refused(429, {"error": {"message": "Slow down"}}, headers)
    assert refusal.value.retry_after == wait


async def test_a_refusal_is_never_tried_again_here():
    server = Server(httpx.Response(500, json={"error": {"message": "oops"}}))
    with pytest.raises(OverloadedError):
        await events_of(connected(server))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"code": 402, "message": "Insufficient credits"}, OutOfCreditError),
        ({"code": "server_error", "message": "oops"}, OverloadedError),
        ({"message": "no", "metadata": {"error_type": "content_policy_violation"}}, FilteredError),
        ("The model is loading", ModelLoadingError),
        ("oops", OverloadedError),
    ],
)
@pytest.mark.parametrize("as_stream", [True, False])
async def test_an_error_inside_a_200_is_raised_as_what_it_means(error, expected, as_stream):
    body = {"error": error}
    answer = streamed(frame(body)) if as_stream else httpx.Response(200, json=body)
    with pytest.raises(expected):
        await events_of(connected(Server(answer)))


async def test_an_error_after_text_leaves_the_text_and_the_providers_words():
    adapter = connected(
        Server(streamed(delta(content="Ra"), frame({"error": {"message": "oops"}})))
    )
    async with aclosing(adapter.stream(a_completion())) as events:
        assert await anext(events) == TextDelta(text="Ra")
        with pytest.raises(InterruptedStreamError) as broken:
            await anext(events)
    assert broken.value.details == "oops"
    assert isinstance(broken.value.__cause__, Exception)


@pytest.mark.parametrize("cut", [httpx.ReadError(""), httpx.RemoteProtocolError("peer closed")])
async def test_a_cut_before_the_first_text_is_a_failed_connection(cut):
    with pytest.raises(ConnectionFailedError, match="without an answer"):
        await answered(delta(role="assistant"), cut)


@pytest.mark.parametrize("begun", [delta(content="Ra"), delta(reasoning="Hm")])
async def test_a_cut_in_mid_stream_is_an_interruption(begun):
    with pytest.raises(InterruptedStreamError, match="What it wrote is kept"):
        await answered(begun, httpx.ReadError(""))


async def test_a_cut_after_the_finish_reason_loses_nothing():
    events = await answered(delta(content="Rain."), STOP, httpx.ReadError(""))
    assert text_in(events) == "Rain."
    assert end_of(events).reason is FinishReason.STOP


async def test_a_malformed_frame_is_no_answer():
    with pytest.raises(BadResponseError):
        await answered(b"data: {oops\n\n")


async def test_a_malformed_frame_after_text_is_an_interruption():
    with pytest.raises(InterruptedStreamError):
        await answered(delta(content="Ra"), b"data: {oops\n\n")


async def test_a_web_page_is_a_wrong_address():
    page = httpx.Response(200, html="<html>Welcome</html>")
    with pytest.raises(ModelNotFoundError, match="usually ends in /v1"):
        await events_of(connected(Server(page)))


@pytest.mark.parametrize(
    ("fault", "local", "sentence"),
    [
        (httpx.ConnectError("refused"), True, "Nothing answers at acme.test. See that Acme runs"),
        (httpx.ConnectError("refused"), False, "could not be reached"),
        (httpx.ConnectTimeout(""), False, "could not be reached"),
        (httpx.ReadTimeout(""), False, "did not answer in time"),
        (httpx.ReadError(""), False, "ended the connection"),
    ],
)
async def test_an_unreachable_server_says_what_to_do(fault, local, sentence):
    with pytest.raises(ConnectionFailedError, match=sentence):
        await events_of(connected(Server(fault), a_provider(local=local)))


async def test_closing_the_stream_closes_the_response():
    body = Body([delta(content="Ra"), delta(content="in."), STOP])
    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=body)
    async with aclosing(connected(Server(answer)).stream(a_completion())) as events:
        assert await anext(events) == TextDelta(text="Ra")
        assert not body.closed
    assert body.closed


@pytest.mark.parametrize("way", ["close", "cancel"])
async def test_a_server_sees_the_stream_being_stopped(way):
    """Over a real socket: after one delta the connection ends although more could be sent."""
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
        writer.write(head + delta(content="Ra"))
        while await reader.read(4096):
            pass
        writer.close()
        gone.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with httpx.AsyncClient(trust_env=False) as client:
            url = f"http://127.0.0.1:{port}/v1"
            adapter = OpenAICompatible(provider=a_provider(), base_url=url, key=None, client=client)
            await _stop(adapter, way)
            async with asyncio.timeout(10):
                await gone.wait()


async def _stop(adapter, way: str) -> None:
    heard = asyncio.Event()

    async def listen() -> None:
        async with aclosing(adapter.stream(a_completion())) as events:
            async for _ in events:
                heard.set()
                if way == "close":
                    return

    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(listen())
        await heard.wait()
        if way == "cancel":
            listening.cancel()


# The list of models


async def test_the_models_are_asked_for_with_the_same_headers():
    server = Server(httpx.Response(200, json={"data": [{"id": "acme-1"}]}))
    (facts,) = await connected(server).models()
    assert facts.model == "acme-1"
    assert str(server.requests[0].url) == "https://acme.test/v1/models"
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(401, json={"error": "no"}), AuthenticationError),
        (httpx.Response(200, text="hello"), ModelNotFoundError),
        (httpx.ConnectError("refused"), ConnectionFailedError),
    ],
)
async def test_a_list_that_does_not_come_says_why(answer, expected):
    with pytest.raises(expected):
        await connected(Server(answer)).models()
