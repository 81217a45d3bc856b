"""KoboldCPP: the OpenAI chat protocol, and pages of its own for everything else."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import httpx
from contract import MODEL, WINDOW, Case, Recorded, Serve, json_answer
from wire import KEY, a_provider, delta, streamed
from wires import openai_compatible

from engine.domain.constraints import Rung
from engine.domain.providers import FREE, Dialect, ModelFacts
from engine.providers.koboldcpp import KoboldCpp

URL = "http://127.0.0.1:5001"
GENKEY = "TRIPTYCH00"
PROVIDER = a_provider(
    Dialect(constraints={Rung.NATIVE: "grammar", Rung.JSON: "response_format"}), local=True
)


def connected(serve: Serve, key: str | None = KEY) -> KoboldCpp:
    client = httpx.AsyncClient(transport=httpx.MockTransport(serve))
    return KoboldCpp(
        provider=PROVIDER, base_url=URL, key=key, client=client, new_key=lambda: GENKEY
    )


VERSION = {"result": "KoboldCpp", "version": "1.102", "protected": False}


def running(chat: Serve | None = None, **pages: object) -> Serve:
    """A KoboldCPP that answers by the last part of the path."""
    known = {
        "model": {"result": f"koboldcpp/{MODEL}"},
        "true_max_context_length": {"value": WINDOW},
        "version": VERSION,
        "abort": {"success": "true"},
        **pages,
    }

    def serve(request: httpx.Request) -> httpx.Response:
        if chat and request.url.path.startswith("/v1/"):
            return chat(request)
        page = known[request.url.path.rpartition("/")[2]]
        return page if isinstance(page, httpx.Response) else httpx.Response(200, json=page)

    return serve


def _with_own_pages(make: Callable[[], Serve]) -> Callable[[], Serve]:
    return lambda: running(make())


def _detail(status: int, **detail: str) -> Callable[[], Serve]:
    return json_answer(status, {"detail": detail})


_CASES: Mapping[Case, Callable[[], Serve]] = {
    case: _with_own_pages(make)
    for case, make in openai_compatible.WIRE.cases.items()
    if case not in (Case.NO_CREDIT, Case.MODELS, Case.MODELS_BAD_KEY)
} | {
    Case.BAD_KEY: _detail(401, error="Unauthorized", msg=f"Authentication failed: {KEY}"),
    Case.BROKEN: _detail(503, msg="Server is busy; please try again later.",
                         type="service_unavailable"),
    Case.NO_FINISH: _with_own_pages(lambda: lambda _: streamed(delta(content="Rain"))),
    Case.MODELS: running,
    Case.MODELS_BAD_KEY: _detail(401, error="Unauthorized", msg=f"Authentication failed: {KEY}"),
}  # fmt: skip


def aborted(server: Recorded) -> bool:
    """Whether the server was told by its own word, and by the closed stream."""
    told = [each for each in server.requests if each.url.path == "/api/extra/abort"]
    asked = [json.loads(each.content).get("genkey") for each in server.requests if each.content]
    return len(told) == 1 and len({*asked}) == 1 and openai_compatible.WIRE.saw_stop(server)


WIRE = replace(
    openai_compatible.WIRE,
    name="koboldcpp",
    connect=connected,
    cases=_CASES,
    lacks={Case.NO_CREDIT: "nobody pays for it"},
    facts=ModelFacts(
        model=MODEL, context_window=WINDOW, running_window=WINDOW, price=FREE, loaded=True
    ),
    streams=lambda pieces: running(lambda _: streamed(*pieces)),
    saw_stop=aborted,
)
