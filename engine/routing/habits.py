"""What models were found to do, remembered beyond this run."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from engine.domain.calls import CallValue, CallValues, ValueSource
from engine.domain.constraints import Rung
from engine.domain.habits import NO_HABITS, ModelHabits
from engine.domain.ids import ConnectionId
from engine.domain.providers import Profile
from engine.routing.protocols import HabitStore

_LEFT_OUT: Final = CallValue(value=None, source=ValueSource.OMITTED, capped="refused by the model")
_SAME: Final = {"maxcompletiontokens": "max_tokens", "maxoutputtokens": "max_tokens"}


class Habits:
    """The habits of all models. They are read once; what is learnt is kept at once."""

    def __init__(self, store: HabitStore) -> None:
        self._store = store
        self._known: dict[tuple[ConnectionId, str], ModelHabits] | None = None

    async def of(self, profile: Profile) -> ModelHabits:
        known = await self._all()
        return known.get((profile.connection, profile.model), NO_HABITS)

    async def rungs(self) -> Mapping[tuple[ConnectionId, str], Rung]:
        """Of those models that had to be moved from their first rung."""
        known = await self._all()
        return {key: value.rung for key, value in known.items() if value.rung is not None}

    async def hold_to(self, profile: Profile, rung: Rung) -> None:
        """From now on, ask this model on `rung`."""
        await self._learn(profile, replace(await self.of(profile), rung=rung))

    async def leave_out(self, profile: Profile, parameter: str) -> None:
        """From now on, do not send this model `parameter`."""
        habits = await self.of(profile)
        await self._learn(profile, replace(habits, refuses=habits.refuses | {parameter}))

    async def forget(self, connection: ConnectionId) -> None:
        """Whatever was learnt about the models of a connection."""
        known = await self._all()
        self._known = {key: value for key, value in known.items() if key[0] != connection}
        await self._store.forget(connection)

    async def _learn(self, profile: Profile, habits: ModelHabits) -> None:
        known = await self._all()
        known[profile.connection, profile.model] = habits
        await self._store.keep(profile.connection, profile.model, habits)

    async def _all(self) -> dict[tuple[ConnectionId, str], ModelHabits]:
        if self._known is None:
            self._known = dict(await self._store.load())
        return self._known


def refused_parameter(named: str | None, params: Mapping[str, object]) -> str | None:
    """Which of the values we send a service means by the name it gives; None for none of them."""
    if named is None:
        return None
    ours = {_plain(name): name for name in ("temperature", "top_p", "max_tokens", *params)}
    return ours.get(_plain(_SAME.get(_plain(named), named)))


def without_refused(values: CallValues, refuses: frozenset[str]) -> CallValues:
    """The values of a call as far as the model takes them."""
    return replace(
        values,
        temperature=_LEFT_OUT if "temperature" in refuses else values.temperature,
        top_p=_LEFT_OUT if "top_p" in refuses else values.top_p,
        max_tokens=_LEFT_OUT if "max_tokens" in refuses else values.max_tokens,
    )


def _plain(name: str) -> str:
    """A name without what services write differently in it."""
    return name.replace("_", "").lower()
