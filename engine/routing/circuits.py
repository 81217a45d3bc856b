"""Leaving a model alone that keeps failing, and asking it carefully when it may be back."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Final

from engine.domain.ids import ConnectionId
from engine.domain.providers import Profile
from engine.errors import (
    AuthenticationError,
    BadResponseError,
    ConnectionFailedError,
    EngineError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    RateLimitedError,
)
from engine.providers.base import Adapter

FAILURES: Final = 3
"""Attempts in a row; then a model is left alone."""

RESTS: Final = (5.0, 15.0, 45.0, 135.0, 300.0)
"""Seconds, longer each time that it fails again."""

LONGEST_REST: Final = 3600.0
"""Whatever a provider asks for."""

_FOR_THE_PLAYER: Final = (AuthenticationError, OutOfCreditError)
_AT_ONCE: Final = (*_FOR_THE_PLAYER, ModelNotFoundError)
_COUNTED: Final = (
    *_AT_ONCE,
    BadResponseError,
    ConnectionFailedError,
    OverloadedError,
    RateLimitedError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Seconds for which a model is left alone, None until the player acts, and its last failure."""

    seconds: float | None
    error: EngineError


@dataclass(slots=True, kw_only=True)
class _Circuit:
    """Open until `until` by the loop's clock; half-open from then on, when one call may probe."""

    adapter: Adapter
    failures: int = 0
    openings: int = 0
    until: float | None = None
    error: EngineError | None = None
    probe: asyncio.Event | None = None

    def close(self) -> None:
        self.failures, self.openings, self.until = 0, 0, None


@dataclass(slots=True, kw_only=True)
class Circuits:
    """One circuit for each connection and model.

    A circuit belongs to the adapter it was opened with: with another key or address, all begins
    anew.
    """

    clock: Callable[[], float]
    _known: dict[tuple[ConnectionId, str], _Circuit] = field(default_factory=dict)

    async def rest(self, profile: Profile, adapter: Adapter) -> Rest | None:
        """Why the profile's model must not be asked now; None when it may.

        While another call probes whether it is back, what that finds is waited for.
        """
        while (circuit := self._of(profile, adapter)).probe is not None:
            await circuit.probe.wait()
        return self._rest_of(circuit)

    @contextmanager
    def asking(self, profile: Profile, adapter: Adapter) -> Generator[Callable[[], None]]:
        """The body asks the model; what is yielded is to be called when it answers."""
        circuit = self._of(profile, adapter)
        probe = asyncio.Event() if circuit.until is not None else None
        circuit.probe = probe

        def answered() -> None:
            circuit.close()
            _end(circuit, probe)

        try:
            yield answered
        except _COUNTED as error:
            if probe is not None:  # who waits for what it finds goes on before it is given up
                circuit.error = error
                circuit.until = self.clock() + _rest_after(error, circuit.openings)
            raise
        finally:
            _end(circuit, probe)

    def is_shaken(self, profile: Profile) -> bool:
        """Whether the model failed so often that one more failure is enough."""
        circuit = self._known.get((profile.connection, profile.model))
        return circuit is not None and circuit.until is not None

    def gave_up(self, profile: Profile, error: EngineError, tries: int) -> Rest | None:
        """A call gave up after so many tries; the rest which that begins, if it does.

        Only what tells of the model's state counts; a prompt that it refused does not.
        """
        circuit = self._known.get((profile.connection, profile.model))
        if circuit is None or not isinstance(error, _COUNTED):
            return None
        circuit.failures += tries
        circuit.error = error
        if circuit.failures < FAILURES and not circuit.openings and not isinstance(error, _AT_ONCE):
            return None
        circuit.until = self.clock() + _rest_after(error, circuit.openings)
        circuit.openings += 1
        return self._rest_of(circuit)

    def wake(self, connection: ConnectionId | None = None) -> None:
        """The player acted: the models of `connection`, or all, may be probed at once."""
        for key, circuit in self._known.items():
            if circuit.until is not None and connection in (None, key[0]):
                circuit.until = self.clock()

    def _rest_of(self, circuit: _Circuit) -> Rest | None:
        if circuit.until is None or circuit.error is None or circuit.until <= self.clock():
            return None
        seconds = None if circuit.until == inf else circuit.until - self.clock()
        return Rest(seconds=seconds, error=circuit.error)

    def _of(self, profile: Profile, adapter: Adapter) -> _Circuit:
        key = (profile.connection, profile.model)
        known = self._known.get(key)
        if known is None or known.adapter is not adapter:
            known = self._known[key] = _Circuit(adapter=adapter)
        return known


def _end(circuit: _Circuit, probe: asyncio.Event | None) -> None:
    if probe is not None:
        probe.set()
        if circuit.probe is probe:
            circuit.probe = None


def _rest_after(error: EngineError, openings: int) -> float:
    if isinstance(error, _FOR_THE_PLAYER):
        return inf
    usual = RESTS[min(openings, len(RESTS) - 1)]
    hint: float | None = getattr(error, "retry_after", None)
    return usual if hint is None else min(max(usual, hint), LONGEST_REST)
