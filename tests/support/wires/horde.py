"""AI Horde: submit, ask again and again how it fares, take the answer or take it back."""

from collections.abc import Callable, Mapping, Sequence

import httpx
from contract import MODEL, TEXT, THOUGHT, WAIT, WINDOW, Case, Recorded, Serve, Wire
from wire import KEY, a_provider

from engine.domain.providers import FREE, ModelFacts
from engine.providers.horde import Horde

URL = "https://aihorde.net/api/v2"
ID = "5c8a2e6e-1"
PROVIDER = a_provider(auth_header="apikey", auth_scheme="", free=True)

SUBMITTED = httpx.Response(202, json={"id": ID, "kudos": 12.4})
WAITING = {"done": False, "faulted": False, "is_possible": True, "queue_position": 3,
           "wait_time": 42, "generations": []}  # fmt: skip


def connected(serve: Serve, key: str | None = KEY, pauses: list[float] | None = None) -> Horde:
    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    client = httpx.AsyncClient(transport=httpx.MockTransport(serve))
    return Horde(provider=PROVIDER, base_url=URL, key=key, client=client, pause=pause)


def done(text: str = TEXT, state: str = "ok") -> dict[str, object]:
    generation = {"text": text, "state": state, "model": MODEL, "worker_name": "w"}
    return {**WAITING, "done": True, "queue_position": 0, "generations": [generation]}


def queue(
    *statuses: Mapping[str, object] | httpx.Response | Exception,
    submitted: httpx.Response = SUBMITTED,
    **pages: object,
) -> Serve:
    """Takes a request, then says `statuses` in turn; `pages` by the last part of the path."""
    left = list(statuses)

    def serve(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/generate/text/async"):
            return submitted
        if request.method == "DELETE":
            return httpx.Response(200, json=WAITING)
        page = left.pop(0) if ID in path else pages[path.rpartition("/")[2]]
        if isinstance(page, Exception):
            raise page
        return page if isinstance(page, httpx.Response) else httpx.Response(200, json=page)

    return serve


def _said(*statuses: Mapping[str, object] | httpx.Response | Exception) -> Callable[[], Serve]:
    return lambda: queue(*statuses)


def _refusal(
    status: int, rc: str, message: str, headers: Mapping[str, str] | None = None
) -> Callable[[], Serve]:
    body = {"message": message, "rc": rc}
    return lambda: lambda _: httpx.Response(status, json=body, headers=headers)


def taken_back(server: Recorded) -> bool:
    return ("DELETE", f"/api/v2/generate/text/status/{ID}") in [
        (each.method, each.url.path) for each in server.requests
    ]


LISTED: Sequence[Mapping[str, object]] = (
    {"name": "rare-1", "count": 1, "queued": 0, "eta": 0},
    {"name": MODEL, "count": 7, "queued": 10, "eta": 20},
)
WORKERS: Sequence[Mapping[str, object]] = (
    {"name": "a", "models": [MODEL], "max_context_length": 4096, "max_length": 512},
    {"name": "b", "models": [MODEL], "max_context_length": WINDOW, "max_length": 512},
)

_CASES: Mapping[Case, Callable[[], Serve]] = {
    Case.PLAIN: _said(WAITING, done()),
    Case.INLINE_REASONING: _said(done(f"<think>{THOUGHT}</think>\n{TEXT}")),
    Case.REFUSED_PROMPT: _said(done("", "censored")),
    Case.NO_USAGE: _said(done()),
    Case.EMPTY_FRAMES: _said({}, WAITING, {"done": None}, done()),
    Case.ERROR_IN_200: _said({**WAITING, "faulted": True}),
    Case.BAD_KEY: _refusal(401, "InvalidAPIKey", f"No user matching the key {KEY}"),
    Case.NO_CREDIT: _refusal(403, "KudosUpfront", "This request costs kudos upfront"),
    Case.FORBIDDEN: _refusal(403, "Forbidden", "Not from here"),
    Case.RATE_LIMITED: _refusal(
        429, "TooManyPrompts", "Parallel requests exceeded", {"retry-after": str(WAIT)}
    ),
    Case.RATE_LIMITED_WITHOUT_HINT: _refusal(429, "TooManyPrompts", "Parallel requests exceeded"),
    Case.BROKEN: _refusal(500, "", "Internal error"),
    Case.UNKNOWN_MODEL: _said({**WAITING, "is_possible": False}),
    Case.MALFORMED: lambda: queue(submitted=httpx.Response(202, json={"oops": 1})),
    Case.WEB_PAGE: lambda: lambda _: httpx.Response(200, html="<html>Welcome</html>"),
    Case.CUT_BEFORE: _said(WAITING, httpx.ReadError("")),
    Case.MODELS: lambda: queue(models=[LISTED[1]], workers=list(WORKERS)),
    Case.MODELS_BAD_KEY: _refusal(401, "InvalidAPIKey", f"No user matching the key {KEY}"),
}

_WHOLE = "an answer comes whole or not at all"

WIRE = Wire(
    name="horde",
    connect=connected,
    cases=_CASES,
    lacks={
        Case.REASONING: "it has no field for thoughts",
        Case.LENGTH: "it does not say why an answer ended",
        Case.FILTERED: _WHOLE,
        Case.USAGE: "it counts no tokens",
        Case.CUT_PROMPT: "it counts no tokens",
        Case.COMMENTS: "it streams nothing",
        Case.NO_END_MARK: _WHOLE,
        Case.NO_FINISH: _WHOLE,
        Case.ERROR_AFTER_TEXT: _WHOLE,
        Case.TOO_LONG: "a prompt that no volunteer takes is not possible, as an unknown model is",
        Case.REFUSED_PARAMETER: "how it words a refused value is not known here",
        Case.MALFORMED_AFTER_TEXT: _WHOLE,
        Case.CUT_IN_MIDDLE: _WHOLE,
        Case.STOPPED: f"{_WHOLE}; it is stopped while it waits",
    },
    facts=ModelFacts(model=MODEL, context_window=WINDOW, price=FREE),
)
