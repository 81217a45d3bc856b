"""What every adapter promises."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, runtime_checkable

from engine.domain.calls import FinishReason, Usage
from engine.domain.constraints import Constraint, Rung
from engine.domain.local_models import LocalState
from engine.domain.messages import ChatMessage
from engine.domain.providers import ModelFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One request for text. None leaves a parameter out of the request altogether.

    `rung` says how a constraint is to be enforced; it is one of the adapter's `rungs`.
    `context_window` is how many tokens prompt and answer may take together, for servers that make
    room by request. `aside` marks questions and bookkeeping, which the built-in model answers in a slot of their
    own so that the story's slot keeps its cached prefix. `continues` marks a request whose last
    message is the assistant's and is to be gone on with.
    """

    model: str
    messages: tuple[ChatMessage, ...]
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    context_window: int | None = None
    constraint: Constraint | None = None
    rung: Rung = Rung.PLAIN
    extra_params: Mapping[str, object] = field(default_factory=dict)
    aside: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningText:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """The request waits its turn: at this place, for about so long; None where nobody knows."""

    place: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The end of a stream. `usage` is None where the provider reported none.

    `cost` is what the provider says it billed, in US dollars as a decimal text. `note` is a
    sentence the player should read about an answer that came all the same.
    """

    reason: FinishReason
    usage: Usage | None = None
    request_id: str | None = None
    cost: str | None = None
    note: str = ""


StreamEvent = TextDelta | ReasoningText | Queued | Finished


@runtime_checkable
class RunsModels(Protocol):
    """What an adapter can do as well that runs its models itself, on this computer."""

    def states(self) -> Mapping[str, LocalState]:
        """The models that run, start or have crashed; the others are stopped."""

    async def start(self, model: str) -> None:
        """Have `model` loaded before it is asked. Raise an `EngineError`."""

    async def stop(self) -> None:
        """End what runs, answers in progress with it."""

    async def measure(self, model: str) -> float:
        """Tokens that `model` writes in a second, measured now. Raise an `EngineError`."""


@runtime_checkable
class KnowsSlots(Protocol):
    """What only an adapter can tell that has started its server itself."""

    def slots(self) -> int | None:
        """How many calls at once what runs takes; None when nothing runs."""


@runtime_checkable
class KnowsCredit(Protocol):
    """What only some adapters can tell as well."""

    async def credit(self) -> Decimal | None:
        """US dollars left on the account; None where the service does not say.

        Raise a `ProviderError`.
        """


class Adapter(Protocol):
    """Speaks one wire protocol to one connection."""

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The rungs this backend offers, strictest first; `plain` is always the last."""

    def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        """Yield deltas, then exactly one `Finished`; raise a `ProviderError`.

        `Queued` comes before the first delta only, as often as there is news.

        A stream that ends without a finish reason ends in `Finished(INTERRUPTED)`. Closing the
        generator stops the request; iterate it under `contextlib.aclosing`.
        """

    async def models(self) -> tuple[ModelFacts, ...]:
        """The models this connection offers now. Raise a `ProviderError`."""

    async def aclose(self) -> None:
        """Release what the adapter holds."""
