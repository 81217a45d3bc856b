"""Presets: named sets of assignments, and what one would change. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.model_checks import ModelCheck
from engine.domain.providers import Connection, ModelFacts, Price


class PresetName(StrEnum):
    """Those that are made from what the connections offer."""

    ALL_LOCAL = "all local"
    CHEAP = "cheap"
    BALANCED = "balanced"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedModel:
    """A model that a connection offers, with all that is known for choosing it."""

    connection: Connection
    facts: ModelFacts
    is_local: bool
    price: Price | None = None
    check: ModelCheck | None = None

    @property
    def model(self) -> str:
        return self.facts.model

    @property
    def can_judge(self) -> bool:
        """Whether it is not known to answer at chance."""
        found = self.check.judges if self.check else None
        return (self.facts.judges if found is None else found) is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetLine:
    """What is used for `what` now and then, "" for nothing, and why."""

    what: str
    before: str
    after: str
    reason: str

    @property
    def changes(self) -> bool:
        return self.before != self.after
