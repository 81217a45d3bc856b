"""Models that are proposed for a kind of writing, with the values and parameters they go with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.offers import Gone
from engine.domain.providers import Connection, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulePreset:
    """One proposal for `module`. `schema` names the form that answers have, "" for none, and
    `rung` how the model is held to it. Any of `also` does as well as `provider`.
    """

    module: str
    provider: ProviderId
    model: str
    temperature: float
    top_p: float
    note: str
    max_tokens: int | None = None
    extra_params: Mapping[str, object] = field(default_factory=dict)
    schema: str = ""
    rung: Rung = Rung.JSON
    also: tuple[ProviderId, ...] = ()

    def profile_at(self, connection: ConnectionId, model: str) -> Profile:
        """The profile it makes at a connection, where the model may have another name by now."""
        return Profile(
            id=ProfileId(f"{connection}:{self.module}:{model}"),
            connection=connection,
            model=model,
            temperature=self.temperature,
            top_p=self.top_p,
            max_tokens=self.max_tokens,
            extra_params=self.extra_params,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulePresets:
    """All that are shipped. `modules` are their names for readers, `schemas` the forms."""

    modules: Mapping[str, str]
    schemas: Mapping[str, Mapping[str, object]]
    presets: tuple[ModulePreset, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPreset:
    """A preset as it stands with the player's connections.

    Without a `connection` the provider `missing` has to be added first. `gone` tells what became
    of a model that is no longer offered.
    """

    preset: ModulePreset
    module: str
    connection: Connection | None
    missing: str = ""
    gone: Gone | None = None
