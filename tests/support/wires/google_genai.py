"""Gemini's generateContent, streamed as server-sent events."""

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
from wire import KEY, frame, streamed

from engine.domain.ids import ProviderId
from engine.domain.providers import ModelFacts, Provider
from engine.providers.base import ReasoningText, TextDelta
from engine.providers.google_genai import GoogleGenAI

PROVIDER = Provider(
    id=ProviderId("acme"),
    label="Acme",
    adapter="google_genai",
    auth_header="x-goog-api-key",
    auth_scheme="",
)


def connected(serve: Serve, provider: Provider = PROVIDER, **fields: object) -> GoogleGenAI:
    client = httpx.AsyncClient(transport=httpx.MockTransport(serve))
    fields = {"key": KEY, "base_url": "https://acme.test/v1beta", **fields}
    return GoogleGenAI(provider=provider, client=client, **fields)


def chunk(*parts: Mapping[str, object], reason: str | None = None, **fields: object) -> bytes:
    candidate: dict[str, object] = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    if reason:
        candidate["finishReason"] = reason
    return frame({"candidates": [candidate], "responseId": "g-1", **fields})


def says(text: str, reason: str | None = None, **fields: object) -> bytes:
    return chunk({"text": text}, reason=reason, **fields)


COUNTS = {
    "promptTokenCount": 12,
    "cachedContentTokenCount": 8,
    "candidatesTokenCount": 2,
    "thoughtsTokenCount": 3,
    "totalTokenCount": 17,
}
SAID = (says(TEXT[:5]), says(TEXT[5:]))
STOP = chunk(reason="STOP")
OVERLOADED = {"error": {"code": 503, "message": "Overloaded", "status": "UNAVAILABLE"}}


def stream(*pieces: bytes | Exception) -> Callable[[], Serve]:
    return always(lambda: streamed(*pieces))


def refusal(code: int, status: str, message: str, *details: object) -> Callable[[], Serve]:
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return json_answer(code, [{"error": error}])


BAD_KEY = refusal(
    400,
    "INVALID_ARGUMENT",
    f"API key not valid: {KEY}. Please pass a valid API key.",
    {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},
)


def _told(parts: Sequence[TextDelta | ReasoningText]) -> bytes:
    said = [
        chunk({"text": part.text, "thought": isinstance(part, ReasoningText)}) for part in parts
    ]
    return b"".join((*said, STOP))


def _streams(pieces: Iterable[bytes]) -> Serve:
    return lambda _: streamed(*pieces)


_CASES: Mapping[Case, Callable[[], Serve]] = {
    Case.PLAIN: stream(*SAID, STOP),
    Case.REASONING: stream(chunk({"text": THOUGHT, "thought": True}), *SAID, STOP),
    Case.INLINE_REASONING: stream(says(f"<think>{THOUGHT}</th"), says("ink>\n"), *SAID, STOP),
    Case.LENGTH: stream(says(HALF, "MAX_TOKENS")),
    Case.FILTERED: stream(says(HALF), chunk(reason="SAFETY")),
    Case.REFUSED_PROMPT: stream(
        frame({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": COUNTS})
    ),
    Case.USAGE: stream(
        says(TEXT, usageMetadata={"promptTokenCount": 12}),
        chunk(reason="STOP", usageMetadata=COUNTS),
    ),
    Case.NO_USAGE: stream(*SAID, STOP),
    Case.CUT_PROMPT: stream(*SAID, chunk(reason="STOP", usageMetadata=COUNTS)),
    Case.EMPTY_FRAMES: stream(
        frame({"candidates": []}),
        frame({"candidates": [{"index": 0}]}),
        frame({}),
        chunk({}),
        *SAID,
        chunk(reason="FINISH_REASON_UNSPECIFIED"),
        STOP,
    ),
    Case.COMMENTS: stream(b": ping\r\n\r\n", *SAID, b":\n\n", STOP),
    Case.NO_FINISH: stream(says(HALF)),
    Case.ERROR_IN_200: stream(frame(OVERLOADED)),
    Case.ERROR_AFTER_TEXT: stream(says(HALF), frame(OVERLOADED)),
    Case.BAD_KEY: BAD_KEY,
    Case.FORBIDDEN: refusal(
        400, "FAILED_PRECONDITION", "User location is not supported for the API use."
    ),
    Case.RATE_LIMITED: refusal(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota",
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{WAIT}s"},
    ),
    Case.RATE_LIMITED_WITHOUT_HINT: refusal(429, "RESOURCE_EXHAUSTED", "Resource exhausted"),
    Case.BROKEN: refusal(500, "INTERNAL", "An internal error has occurred."),
    Case.TOO_LONG: refusal(
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ),
    Case.UNKNOWN_MODEL: refusal(404, "NOT_FOUND", "models/acme-1 is not found for API version"),
    Case.REFUSED_PARAMETER: refusal(
        400,
        "INVALID_ARGUMENT",
        "Invalid JSON payload received. Unknown name \"top_p\" at 'generation_config': "
        "Cannot find field.",
    ),
    Case.MALFORMED: stream(b"data: {oops\n\n"),
    Case.MALFORMED_AFTER_TEXT: stream(says(HALF), b"data: {oops\n\n"),
    Case.WEB_PAGE: always(lambda: httpx.Response(200, html="<html>Welcome</html>")),
    Case.CUT_BEFORE: stream(httpx.ReadError("")),
    Case.CUT_IN_MIDDLE: stream(says(HALF), httpx.RemoteProtocolError("peer closed")),
    Case.STOPPED: stream(says(HALF), *SAID * 50, STOP),
    Case.MODELS: json_answer(
        200,
        {
            "models": [
                {"name": "models/embedder", "supportedGenerationMethods": ["embedContent"]},
                {
                    "name": f"models/{MODEL}",
                    "displayName": "Acme One",
                    "inputTokenLimit": WINDOW,
                    "outputTokenLimit": 8192,
                    "supportedGenerationMethods": ["generateContent", "countTokens"],
                },
            ]
        },
    ),
    Case.MODELS_BAD_KEY: BAD_KEY,
}


def _pictures(body: Any) -> list[tuple[str, str]]:
    parts = body["contents"][-1]["parts"]
    found = [part["inlineData"] for part in parts if "inlineData" in part]
    return [(each["mimeType"], each["data"]) for each in found]


WIRE = Wire(
    name="google_genai",
    connect=connected,
    cases=_CASES,
    lacks={
        Case.NO_END_MARK: "its streams have no end mark",
        Case.NO_CREDIT: "there is no such refusal: an empty account is a quota that is used up",
    },
    facts=ModelFacts(model=MODEL, name="Acme One", context_window=WINDOW, max_output=8192),
    told=_told,
    streams=_streams,
    pictures=_pictures,
)
