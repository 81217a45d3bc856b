"""The OpenAI chat protocol, as OpenAI itself, Azure, OpenRouter and the local servers speak it."""

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
from wire import DONE, KEY, connected, delta, frame, streamed, usage

from engine.providers.base import ReasoningText, TextDelta

STOP = delta("stop")
SAID = (delta(role="assistant"), delta(content=TEXT[:5]), delta(content=TEXT[5:]))
BEGUN = delta(content=HALF)
OVERLOADED = {"error": {"message": "Overloaded", "code": "server_is_overloaded"}}


def _stream(*pieces: bytes | Exception) -> Callable[[], Serve]:
    return always(lambda: streamed(*pieces))


def _refusal(
    status: int, message: str, headers: Mapping[str, str] | None = None, **fields: object
) -> Callable[[], Serve]:
    return json_answer(status, {"error": {"message": message, **fields}}, headers)


def _counted(prompt: int = 12) -> bytes:
    return usage(
        prompt_tokens=prompt,
        completion_tokens=5,
        total_tokens=prompt + 5,
        prompt_tokens_details={"cached_tokens": 8},
        completion_tokens_details={"reasoning_tokens": 3},
    )


def _told(parts: Sequence[TextDelta | ReasoningText]) -> bytes:
    frames = [
        delta(content=part.text) if isinstance(part, TextDelta) else delta(reasoning=part.text)
        for part in parts
    ]
    return b"".join((*frames, STOP, DONE))


def _streams(pieces: Iterable[bytes]) -> Serve:
    return lambda _: streamed(*pieces)


_CASES: Mapping[Case, Callable[[], Serve]] = {
    Case.PLAIN: _stream(*SAID, STOP, DONE),
    Case.REASONING: _stream(delta(reasoning_content=THOUGHT), *SAID, STOP, DONE),
    Case.INLINE_REASONING: _stream(
        delta(content="<thi"), delta(content=f"nk>{THOUGHT}</think>\n"), *SAID, STOP, DONE
    ),
    Case.LENGTH: _stream(BEGUN, delta("length"), DONE),
    Case.FILTERED: _stream(BEGUN, delta("content_filter"), DONE),
    Case.REFUSED_PROMPT: _refusal(
        400,
        "The response was filtered",
        code="content_filter",
        innererror={"content_filter_result": {"violence": {"filtered": True}}},
    ),
    Case.USAGE: _stream(*SAID, STOP, _counted(), DONE),
    Case.NO_USAGE: _stream(*SAID, STOP, DONE),
    Case.CUT_PROMPT: _stream(*SAID, STOP, _counted(), DONE),
    Case.EMPTY_FRAMES: _stream(
        frame({"choices": [], "prompt_filter_results": []}),
        frame({"choices": None}),
        delta(content=None),
        *SAID,
        delta(content=""),
        STOP,
        DONE,
    ),
    Case.COMMENTS: _stream(b": PROCESSING\n\n", SAID[1], b":\r\n\r\n", SAID[2], STOP, DONE),
    Case.NO_END_MARK: _stream(*SAID, STOP),
    Case.NO_FINISH: _stream(BEGUN),
    Case.ERROR_IN_200: _stream(frame(OVERLOADED)),
    Case.ERROR_AFTER_TEXT: _stream(BEGUN, frame(OVERLOADED)),
    Case.BAD_KEY: _refusal(401, f"Incorrect API key provided: {KEY}", code="invalid_api_key"),
    Case.NO_CREDIT: _refusal(402, "Insufficient credits", code=402),
    Case.FORBIDDEN: _refusal(403, "Country, region, or territory not supported"),
    Case.RATE_LIMITED: _refusal(429, "Slow down", {"retry-after": str(WAIT)}),
    Case.RATE_LIMITED_WITHOUT_HINT: _refusal(429, "Slow down"),
    Case.BROKEN: _refusal(500, "The server had an error"),
    Case.TOO_LONG: _refusal(400, "Too long", code="context_length_exceeded"),
    Case.UNKNOWN_MODEL: _refusal(404, "The model does not exist", code="model_not_found"),
    Case.REFUSED_PARAMETER: _refusal(
        400, "Unsupported parameter", param="top_p", code="unsupported_parameter"
    ),
    Case.MALFORMED: _stream(b"data: {oops\n\n"),
    Case.MALFORMED_AFTER_TEXT: _stream(BEGUN, b"data: {oops\n\n"),
    Case.WEB_PAGE: always(lambda: httpx.Response(200, html="<html>Welcome</html>")),
    Case.CUT_BEFORE: _stream(httpx.ReadError("")),
    Case.CUT_IN_MIDDLE: _stream(BEGUN, httpx.RemoteProtocolError("peer closed")),
    Case.STOPPED: _stream(BEGUN, *SAID * 50, STOP),
    Case.MODELS: json_answer(200, {"data": [{"id": MODEL, "context_length": WINDOW}]}),
    Case.MODELS_BAD_KEY: _refusal(401, f"Incorrect API key provided: {KEY}"),
}


def _pictures(body: Any) -> list[tuple[str, str]]:
    content = body["messages"][-1]["content"]
    urls = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    return [tuple(url.removeprefix("data:").split(";base64,")) for url in urls]


WIRE = Wire(
    name="openai_compatible",
    connect=connected,
    cases=_CASES,
    told=_told,
    streams=_streams,
    pictures=_pictures,
)
