"""What the contract asks of every adapter, and how an adapter's own wire is described to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpx
from wire import Body

from engine.domain.calls import Usage
from engine.domain.providers import ModelFacts
from engine.providers.base import Adapter, ReasoningText, TextDelta

TEXT = "Rain falls."
HALF = "Rain"
THOUGHT = "Hm."
WAIT = 2.5
"""Seconds a rate limit with a hint asks for."""

MODEL = "acme-1"
WINDOW = 32_768

COUNTED = Usage(input=12, output=5, cached=8, reasoning=3)
LISTED = ModelFacts(model=MODEL, context_window=WINDOW)

Serve = Callable[[httpx.Request], httpx.Response]


class Case(StrEnum):
    """What a backend may do. Each is a sentence about it."""

    PLAIN = "it says TEXT in several pieces and stops"
    REASONING = "it thinks THOUGHT, apart from saying TEXT"
    INLINE_REASONING = "it writes THOUGHT between <think> marks before TEXT"
    LENGTH = "it says HALF and runs into the token limit"
    FILTERED = "it says HALF and is stopped by a filter"
    REFUSED_PROMPT = "it refuses the prompt without a word"
    USAGE = "it says TEXT and counts the wire's `usage`"
    NO_USAGE = "it says TEXT and counts nothing"
    CUT_PROMPT = "it says TEXT and counts 12 tokens of a prompt that had many more"
    EMPTY_FRAMES = "among saying TEXT it sends frames that say nothing"
    COMMENTS = "among saying TEXT it sends whatever keeps a connection alive"
    NO_END_MARK = "it says TEXT, why it stops, and hangs up without its usual farewell"
    NO_FINISH = "it says HALF and hangs up politely without saying why"
    ERROR_IN_200 = "it is overloaded, and says so with status 200"
    ERROR_AFTER_TEXT = "it says HALF, then that it is overloaded"
    BAD_KEY = "it refuses the key and repeats it"
    NO_CREDIT = "the account is empty"
    FORBIDDEN = "the key may not use this"
    RATE_LIMITED = "too many requests; WAIT seconds, please"
    RATE_LIMITED_WITHOUT_HINT = "too many requests"
    BROKEN = "it has a fault of its own"
    TOO_LONG = "the prompt does not fit the model"
    UNKNOWN_MODEL = "there is no such model"
    REFUSED_PARAMETER = "it refuses the parameter top_p by name"
    MALFORMED = "it sends a frame that is none"
    MALFORMED_AFTER_TEXT = "it says HALF, then sends a frame that is none"
    WEB_PAGE = "a web page answers"
    CUT_BEFORE = "the connection breaks before any text"
    CUT_IN_MIDDLE = "it says HALF and the connection breaks"
    STOPPED = "it says HALF and would go on for long"
    MODELS = "it lists MODEL"
    MODELS_BAD_KEY = "it refuses the key when asked for its models"


class Recorded:
    """A server that remembers what it was asked and the bodies it answered with."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self.requests: list[httpx.Request] = []
        self.bodies: list[object] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._serve(request)
        self.bodies.append(answer.stream)
        return answer


def hung_up(server: Recorded) -> bool:
    """Whether the reader closed the stream it was being answered with."""
    return any(isinstance(body, Body) and body.closed for body in server.bodies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """How one adapter's backend does what the contract asks about.

    `cases` gives a server for each case, `lacks` the reason why its protocol has no such thing.
    `connect` makes an adapter with `wire.KEY` whose requests go to a server. `told` is a whole
    stream in the bytes of the protocol that says these parts; `streams` a server that sends bytes
    in pieces. Both are None where nothing is streamed. `pictures` finds the type and the encoded
    data of each picture in the body of a request, the type "" where the wire does not say it; None
    where models see none.
    """

    name: str
    connect: Callable[[Serve], Adapter]
    cases: Mapping[Case, Callable[[], Serve]]
    lacks: Mapping[Case, str] = field(default_factory=dict)
    usage: Usage = COUNTED
    facts: ModelFacts = LISTED
    told: Callable[[Sequence[TextDelta | ReasoningText]], bytes] | None = None
    streams: Callable[[Iterable[bytes]], Serve] | None = None
    pictures: Callable[[Any], list[tuple[str, str]]] | None = None
    saw_stop: Callable[[Recorded], bool] = hung_up


def always(make: Callable[[], httpx.Response]) -> Callable[[], Serve]:
    """A server that answers every request with a new response."""
    return lambda: lambda _: make()


def json_answer(
    status: int, body: object, headers: Mapping[str, str] | None = None
) -> Callable[[], Serve]:
    return always(lambda: httpx.Response(status, json=body, headers=headers))
