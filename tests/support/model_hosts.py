"""Connections that say which models they have, or why they do not; what they write is scripted."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from decimal import Decimal

from local_running import Runner

from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts, Price, Provider
from engine.errors import AuthenticationError, ConnectionFailedError, EngineError
from engine.providers.base import Adapter, Completion, StreamEvent
from engine.providers.scripted import Scripted

WRONG_KEY = "sk-or-v1-a-typo"
MANY = 342
Host = Callable[[Scripted, Provider, str | None], Adapter]


@dataclass(frozen=True, slots=True)
class Listing:
    """`adapter`, with these models or this failure when it is asked for its models."""

    adapter: Scripted
    listed: tuple[ModelFacts, ...] | EngineError

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return self.adapter.rungs

    def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        return self.adapter.stream(completion)

    async def models(self) -> tuple[ModelFacts, ...]:
        if isinstance(self.listed, EngineError):
            raise self.listed
        return self.listed

    async def aclose(self) -> None:
        await self.adapter.aclose()


def no_lists(adapter: Scripted, provider: Provider, key: str | None) -> Adapter:
    return adapter


def usual_hosts(adapter: Scripted, provider: Provider, key: str | None) -> Adapter:
    """OpenRouter has many models and refuses one key; LM Studio has one; KoboldCPP is off."""
    return Listing(adapter, _listed(provider, key))


def built_in_host(adapter: Scripted, provider: Provider, key: str | None) -> Adapter:
    """As usual, and someone who runs the models of this computer."""
    if provider.adapter == "builtin":
        return Runner()
    return usual_hosts(adapter, provider, key)


def _listed(provider: Provider, key: str | None) -> tuple[ModelFacts, ...] | EngineError:
    if key == WRONG_KEY:
        sentence = f"{provider.label} refused the key. Paste it again under Models & connections."
        return AuthenticationError(provider.label, sentence, status=401)
    match provider.id:
        case "openrouter":
            more = (_many(number) for number in range(MANY - len(provider.models)))
            return (*provider.models, *more)
        case "lm_studio":
            free = Price(input=Decimal(0), output=Decimal(0))
            return (ModelFacts(model="qwen3-8b", context_window=32768, price=free),)
        case "koboldcpp":
            place = "127.0.0.1:5001"
            sentence = f"Nothing answers at {place}. See that KoboldCPP runs and serves there, then try again."
            return ConnectionFailedError(provider.label, sentence)
        case _:
            return provider.models


def _many(number: int) -> ModelFacts:
    cents = Decimal(number % 40) / 10
    return ModelFacts(
        model=f"maker-{number % 17}/storyteller-{number}b",
        name=f"Storyteller {number}B",
        context_window=32768 * (1 + number % 4),
        price=Price(input=cents, output=4 * cents),
    )
