"""Tiers and the grid as the player changes them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.connections.role_lines import FactsOf
from desktop.parts.abilities import model_name
from desktop.texts import tiers as texts
from engine.domain.ids import ProfileId
from engine.domain.tasks import Complexity, Task
from engine.domain.tiers import GRID, Tier
from engine.settings import Settings

TIERS: Final[Mapping[Tier, str]] = {
    Tier.SMALL: texts.SMALL,
    Tier.MEDIUM: texts.MEDIUM,
    Tier.LARGE: texts.LARGE,
    Tier.PREMIUM: texts.PREMIUM,
}
REMEMBERED: Final = (Task.RULE_EVALUATION, Task.INTENT)
"""Tasks that ask the same question more than once."""

Named = tuple[ProfileId, str]
"""A profile and how its model is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersView:
    """`profiles` are all there are to choose from."""

    profiles: tuple[Named, ...]
    tiers: Mapping[Tier, tuple[Named, ...]]
    grid: Mapping[tuple[Task, Complexity], Tier]
    pinned: Mapping[Task, Complexity | None]
    remembers: Mapping[Task, bool]


def tiers_view(settings: Settings, facts_of: FactsOf) -> TiersView:
    labels = {each.id: each.label for each in settings.connections}
    named = {
        each.id: f"{model_name(facts_of(each))} · {labels[each.connection]}"
        for each in settings.profiles
        if each.connection in labels
    }
    return TiersView(
        profiles=tuple(named.items()),
        tiers={
            tier: tuple((id_, named[id_]) for id_ in settings.tier_profiles(tier) if id_ in named)
            for tier in Tier
        },
        grid={cell: settings.tier_for(*cell) for cell in GRID},
        pinned={task: settings.task_setting(task).complexity for task in Task},
        remembers={task: settings.task_setting(task).remembers for task in REMEMBERED},
    )
