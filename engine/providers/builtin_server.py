"""The server inside a running child of the built-in model, and what can be asked of it.

The story keeps slot 0 and its cached prefix; questions and bookkeeping are answered in slot 1.
"""

from dataclasses import dataclass, replace

import httpx
from pydantic import TypeAdapter

from engine.providers.base import Completion
from engine.providers.llama_process import Listening, LlamaProcess
from engine.providers.openai_compatible import OpenAICompatible

STORY_SLOT = 0
ASIDE_SLOT = 1
MEASURED_TOKENS = 32

_DEATH_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotState:
    """A place for one request at a time, with a cache of its own. `n_ctx` is in tokens."""

    id: int
    n_ctx: int
    is_processing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timings:
    predicted_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    timings: _Timings


_slots: TypeAdapter[tuple[SlotState, ...]] = TypeAdapter(tuple[SlotState, ...])
_measured: TypeAdapter[_Measured] = TypeAdapter(_Measured)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltinServer:
    """`model` is what it serves, `wire` how it is talked to."""

    model: str
    listening: Listening
    process: LlamaProcess
    client: httpx.AsyncClient
    wire: OpenAICompatible

    def placed(self, completion: Completion) -> Completion:
        """The completion, in the slot it belongs to."""
        slot = self._slot(aside=completion.aside)
        extras = {"cache_prompt": True, "id_slot": slot, **completion.extra_params}
        return replace(completion, extra_params=extras)

    async def slots(self) -> tuple[SlotState, ...]:
        """Raise `httpx.HTTPError`."""
        response = await self.client.get(
            f"{self.listening.url}/slots", headers=self.listening.headers
        )
        return _slots.validate_json(response.raise_for_status().content)

    async def measured(self) -> float:
        """Tokens a second, in the slot where that costs the story nothing. Raise as `slots`."""
        asked = {
            "prompt": "Once upon a time",
            "n_predict": MEASURED_TOKENS,
            "ignore_eos": True,
            "cache_prompt": False,
            "id_slot": self._slot(aside=True),
        }
        response = await self.client.post(
            f"{self.listening.url}/completion", json=asked, headers=self.listening.headers
        )
        content = response.raise_for_status().content
        return _measured.validate_json(content).timings.predicted_per_second

    async def died(self) -> bool:
        """Whether the child is gone; one that dropped a connection gets a while to be seen dying."""
        return await self.process.is_gone_within(_DEATH_SECONDS)

    def _slot(self, *, aside: bool) -> int:
        return ASIDE_SLOT if aside and self.listening.slots > ASIDE_SLOT else STORY_SLOT
