"""Anthropic's messages, streamed as named server-sent events."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import httpx
from contract import (
    HALF,
    MODEL,
    TEXT,
    THOUGHT,
    WAIT,
    WINDOW,
    Case,
    Serve,
    Wire,
    always,
    json_answer,
)
from wire import KEY, streamed

from engine.domain.calls import Usage
from engine.domain.ids import ProviderId
from engine.domain.providers import ModelFacts, Provider
from engine.providers.anthropic import Anthropic
from engine.providers.base import ReasoningText, TextDelta

PROVIDER = Provider(
    id=ProviderId("acme"),
    label="Acme",
    adapter="anthropic",
    auth_header="x-api-key",
    auth_scheme="",
    headers={"anthropic-version": "2023-06-01"},
)


def connected(serve: Serve, provider: Provider = PROVIDER, **fields: object) -> Anthropic:
    client = httpx.AsyncClient(transport=httpx.MockTransport(serve))
    fields = {"key": KEY, "base_url": "https://acme.test/v1", **fields}
    return Anthropic(provider=provider, client=client, **fields)


def event(kind: str, **fields: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


def delta(kind: str, index: int = 0, **fields: object) -> bytes:
    return event("content_block_delta", index=index, delta={"type": kind, **fields})


def says(text: str) -> bytes:
    return delta("text_delta", text=text)


def thinks(text: str) -> bytes:
    return delta("thinking_delta", thinking=text)


def ends(reason: str, **fields: object) -> bytes:
    return event("message_delta", delta={"stop_reason": reason, "stop_sequence": None}, **fields)


def starts(**fields: object) -> bytes:
    return event("message_start", message={"id": "msg-1", "type": "message", **fields})


START = starts() + event("content_block_start", index=0, content_block={"type": "text", "text": ""})
COUNTED = starts(
    usage={
        "input_tokens": 1,
        "cache_read_input_tokens": 8,
        "cache_creation_input_tokens": 3,
        "output_tokens": 1,
    }
)
USED = {"output_tokens": 5, "output_tokens_details": {"thinking_tokens": 3}}
BLOCK_END = event("content_block_stop", index=0)
FAREWELL = event("message_stop")
SAID = (says(TEXT[:5]), says(TEXT[5:]))
STOP = BLOCK_END + ends("end_turn")
OVERLOADED = {"type": "overloaded_error", "message": "Overloaded"}


def stream(*pieces: bytes | Exception) -> Callable[[], Serve]:
    return always(lambda: streamed(*pieces))


def refusal(
    status: int, kind: str, message: str, headers: Mapping[str, str] | None = None
) -> Callable[[], Serve]:
    error = {"type": kind, "message": message}
    return json_answer(status, {"type": "error", "error": error, "request_id": "req-1"}, headers)


def _told(parts: Sequence[TextDelta | ReasoningText]) -> bytes:
    said = [says(part.text) if isinstance(part, TextDelta) else thinks(part.text) for part in parts]
    return b"".join((START, *said, STOP, FAREWELL))


def _streams(pieces: Iterable[bytes]) -> Serve:
    return lambda _: streamed(*pieces)


_CASES: Mapping[Case, Callable[[], Serve]] = {
    Case.PLAIN: stream(START, *SAID, STOP, FAREWELL),
    Case.REASONING: stream(
        starts(),
        event("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""}),
        thinks(THOUGHT),
        delta("signature_delta", signature="c2lnbmVk"),
        BLOCK_END,
        *SAID,
        STOP,
        FAREWELL,
    ),
    Case.INLINE_REASONING: stream(
        START, says("<th"), says(f"ink>{THOUGHT}</think>"), *SAID, STOP, FAREWELL
    ),
    Case.LENGTH: stream(START, says(HALF), BLOCK_END, ends("max_tokens"), FAREWELL),
    Case.FILTERED: stream(START, says(HALF), BLOCK_END, ends("refusal"), FAREWELL),
    Case.REFUSED_PROMPT: stream(starts(), ends("refusal", usage={"output_tokens": 0}), FAREWELL),
    Case.USAGE: stream(COUNTED, *SAID, BLOCK_END, ends("end_turn", usage=USED), FAREWELL),
    Case.NO_USAGE: stream(START, *SAID, STOP, FAREWELL),
    Case.CUT_PROMPT: stream(COUNTED, *SAID, BLOCK_END, ends("end_turn", usage=USED), FAREWELL),
    Case.EMPTY_FRAMES: stream(
        event("ping"),
        START,
        says(""),
        *SAID,
        delta("citations_delta", citation={}),
        event("content_block_delta", index=0, delta=None),
        STOP,
        FAREWELL,
    ),
    Case.COMMENTS: stream(b": hi\n\n", START, SAID[0], event("ping"), SAID[1], STOP, FAREWELL),
    Case.NO_END_MARK: stream(START, *SAID, STOP),
    Case.NO_FINISH: stream(START, says(HALF)),
    Case.ERROR_IN_200: stream(event("error", error=OVERLOADED)),
    Case.ERROR_AFTER_TEXT: stream(START, says(HALF), event("error", error=OVERLOADED)),
    Case.BAD_KEY: refusal(401, "authentication_error", f"invalid x-api-key {KEY}"),
    Case.NO_CREDIT: refusal(402, "billing_error", "Your credit balance is too low"),
    Case.FORBIDDEN: refusal(403, "permission_error", "Your key may not use this resource"),
    Case.RATE_LIMITED: refusal(
        429, "rate_limit_error", "Too many tokens", {"retry-after": str(WAIT)}
    ),
    Case.RATE_LIMITED_WITHOUT_HINT: refusal(429, "rate_limit_error", "Too many tokens"),
    Case.BROKEN: refusal(529, "overloaded_error", "Overloaded"),
    Case.TOO_LONG: refusal(
        400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"
    ),
    Case.UNKNOWN_MODEL: refusal(404, "not_found_error", "model: acme-1"),
    Case.REFUSED_PARAMETER: refusal(
        400, "invalid_request_error", "top_p: Extra inputs are not permitted"
    ),
    Case.MALFORMED: stream(b"event: message_start\ndata: {oops\n\n"),
    Case.MALFORMED_AFTER_TEXT: stream(START, says(HALF), b"data: {oops\n\n"),
    Case.WEB_PAGE: always(lambda: httpx.Response(200, html="<html>Welcome</html>")),
    Case.CUT_BEFORE: stream(START, httpx.ReadError("")),
    Case.CUT_IN_MIDDLE: stream(START, says(HALF), httpx.RemoteProtocolError("peer closed")),
    Case.STOPPED: stream(START, says(HALF), *SAID * 50, STOP),
    Case.MODELS: json_answer(
        200,
        {
            "data": [
                {"id": "acme-0", "display_name": "Acme Zero", "lifecycle": "retired"},
                {
                    "id": MODEL,
                    "display_name": "Acme One",
                    "max_input_tokens": WINDOW,
                    "max_tokens": 8192,
                    "capabilities": {"image_input": {"supported": True}},
                    "lifecycle": "active",
                },
            ],
            "has_more": False,
            "last_id": MODEL,
        },
    ),
    Case.MODELS_BAD_KEY: refusal(401, "authentication_error", f"invalid x-api-key {KEY}"),
}


def _pictures(body: Any) -> list[tuple[str, str]]:
    blocks = body["messages"][-1]["content"]
    found = [block["source"] for block in blocks if block["type"] == "image"]
    return [(each["media_type"], each["data"]) for each in found]


WIRE = Wire(
    name="anthropic",
    connect=connected,
    cases=_CASES,
    usage=Usage(input=12, output=5, cached=8, cache_write=3, reasoning=3),
    facts=ModelFacts(
        model=MODEL, name="Acme One", context_window=WINDOW, max_output=8192, images=True
    ),
    told=_told,
    streams=_streams,
    pictures=_pictures,
)
