"""Ollama's own protocol: a line of JSON for each piece."""

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
from wire import KEY, Body, a_provider

from engine.domain.calls import Usage
from engine.domain.constraints import Rung
from engine.domain.providers import FREE, Dialect, ModelFacts
from engine.providers.base import ReasoningText, TextDelta
from engine.providers.ollama import Ollama

URL = "http://127.0.0.1:11434"
PROVIDER = a_provider(
    Dialect(constraints={Rung.JSON: "format"}, constrained_body={"think": False}), local=True
)


def connected(serve: Serve, key: str | None = KEY) -> Ollama:
    client = httpx.AsyncClient(transport=httpx.MockTransport(serve))
    return Ollama(provider=PROVIDER, base_url=URL, key=key, client=client)


def line(content: str = "", **fields: object) -> bytes:
    message = {"role": "assistant", "content": content}
    if thought := fields.pop("thinking", None):
        message["thinking"] = thought
    body = {"model": MODEL, "created_at": "2026-11-21T08:00:00Z", "message": message, "done": False}
    return json.dumps({**body, **fields}).encode() + b"\n"


def done(reason: str | None = "stop", **counts: int) -> bytes:
    why = {"done_reason": reason} if reason else {}
    return line(done=True, total_duration=1, **why, **counts)


def streamed(*pieces: bytes | Exception) -> httpx.Response:
    headers = {"content-type": "application/x-ndjson"}
    return httpx.Response(200, headers=headers, stream=Body(pieces))


def _stream(*pieces: bytes | Exception) -> Callable[[], Serve]:
    return always(lambda: streamed(*pieces))


def _refusal(
    status: int, message: str, headers: Mapping[str, str] | None = None
) -> Callable[[], Serve]:
    return json_answer(status, {"error": message}, headers)


def _told(parts: Sequence[TextDelta | ReasoningText]) -> bytes:
    lines = [
        line(part.text) if isinstance(part, TextDelta) else line(thinking=part.text)
        for part in parts
    ]
    return b"".join((*lines, done()))


def _streams(pieces: Iterable[bytes]) -> Serve:
    return lambda _: streamed(*pieces)


TAGS = {"models": [{"name": MODEL, "model": MODEL, "size": 4_000_000_000}]}
SHOWN = {
    "capabilities": ["completion", "vision"],
    "model_info": {"general.architecture": "llama", "llama.context_length": WINDOW},
}
LOADED = {"models": [{"name": MODEL, "size_vram": 1, "context_length": 4096}]}


def library(**pages: object) -> Serve:
    """Answers by the last part of the path: `tags`, `show`, `ps`."""
    known = {"tags": TAGS, "show": SHOWN, "ps": LOADED, **pages}

    def serve(request: httpx.Request) -> httpx.Response:
        page = known[request.url.path.rpartition("/")[2]]
        return page if isinstance(page, httpx.Response) else httpx.Response(200, json=page)

    return serve


SAID = (line(TEXT[:5]), line(TEXT[5:]))
COUNTS = {"prompt_eval_count": 12, "eval_count": 5}

_CASES: Mapping[Case, Callable[[], Serve]] = {
    Case.PLAIN: _stream(*SAID, done()),
    Case.REASONING: _stream(line(thinking=THOUGHT), *SAID, done()),
    Case.INLINE_REASONING: _stream(line("<thi"), line(f"nk>{THOUGHT}</think>\n"), *SAID, done()),
    Case.LENGTH: _stream(line(HALF), done("length")),
    Case.USAGE: _stream(*SAID, done(**COUNTS)),
    Case.NO_USAGE: _stream(*SAID, done()),
    Case.CUT_PROMPT: _stream(*SAID, done(**COUNTS)),
    Case.EMPTY_FRAMES: _stream(line(), b"{}\n", SAID[0], line(), SAID[1], done()),
    Case.COMMENTS: _stream(b"\n", SAID[0], b"\r\n \n", SAID[1], done()),
    Case.NO_END_MARK: _stream(*SAID, done(None).rstrip()),
    Case.NO_FINISH: _stream(line(HALF)),
    Case.ERROR_IN_200: _stream(b'{"error": "the server is overloaded"}\n'),
    Case.ERROR_AFTER_TEXT: _stream(line(HALF), b'{"error": "the server is overloaded"}\n'),
    Case.BAD_KEY: _refusal(401, f"unauthorized: {KEY}"),
    Case.FORBIDDEN: _refusal(403, "forbidden"),
    Case.RATE_LIMITED: _refusal(429, "too many requests", {"retry-after": str(WAIT)}),
    Case.RATE_LIMITED_WITHOUT_HINT: _refusal(429, "too many requests"),
    Case.BROKEN: _refusal(500, "llama runner process has terminated"),
    Case.TOO_LONG: _refusal(400, "the input length exceeds the context length"),
    Case.UNKNOWN_MODEL: _refusal(404, f"model '{MODEL}' not found"),
    Case.REFUSED_PARAMETER: _refusal(400, "option 'top_p' must be of type float32"),
    Case.MALFORMED: _stream(b"{oops\n"),
    Case.MALFORMED_AFTER_TEXT: _stream(line(HALF), b"{oops\n"),
    Case.WEB_PAGE: always(lambda: httpx.Response(200, html="<html>Welcome</html>")),
    Case.CUT_BEFORE: _stream(httpx.ReadError("")),
    Case.CUT_IN_MIDDLE: _stream(line(HALF), httpx.RemoteProtocolError("peer closed")),
    Case.STOPPED: _stream(line(HALF), *SAID * 50, done()),
    Case.MODELS: library,
    Case.MODELS_BAD_KEY: _refusal(401, f"unauthorized: {KEY}"),
}


def _pictures(body: Any) -> list[tuple[str, str]]:
    return [("", data) for data in body["messages"][-1]["images"]]


WIRE = Wire(
    name="ollama",
    connect=connected,
    cases=_CASES,
    lacks={
        Case.FILTERED: "it filters nothing",
        Case.REFUSED_PROMPT: "it filters nothing",
        Case.NO_CREDIT: "nobody pays for it",
    },
    usage=Usage(input=12, output=5),
    facts=ModelFacts(
        model=MODEL, context_window=WINDOW, price=FREE, tags=("vision",), loaded=True, images=True
    ),
    told=_told,
    streams=_streams,
    pictures=_pictures,
)
