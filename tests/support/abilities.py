"""What the suite proves of each provider, and the README's table of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pytest

from engine.domain.providers import Provider

BEGIN = "<!-- proven: `python tests/abilities` writes what stands here -->"
END = "<!-- /proven -->"


class Ability(StrEnum):
    CHAT = "chat"
    STREAM = "stream"
    CONSTRAINT = "constraint"
    REASONING = "reasoning"
    USAGE = "usage"
    COST = "cost"
    CANCEL = "cancel"
    IMAGE = "image"


class Level(StrEnum):
    """What stood at the other end, the most telling first."""

    LIVE = "live"
    MOCK = "mock"
    WIRE = "wire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One test shows that one provider has an ability."""

    provider: str
    ability: Ability
    level: Level


def proves(level: Level, provider: str, *abilities: Ability) -> pytest.MarkDecorator:
    """Marks a test that fails unless `provider` has all of `abilities`."""
    return pytest.mark.proves(level, provider, abilities)


def proofs_in(items: Iterable[pytest.Item]) -> list[Proof]:
    return [
        Proof(provider=provider, ability=ability, level=level)
        for item in items
        for level, provider, abilities in (mark.args for mark in item.iter_markers("proves"))
        for ability in abilities
    ]


def table(providers: Iterable[Provider], proofs: Sequence[Proof]) -> str:
    """A row for each provider, the built-in one first, then services, then local servers."""
    best: dict[tuple[str, Ability], Level] = {}
    for level in reversed(Level):
        best |= {(each.provider, each.ability): level for each in proofs if each.level is level}
    ordered = sorted(
        providers, key=lambda each: (each.adapter != "builtin", each.local, each.label)
    )
    rows = [["provider", *Ability], ["---"] * (len(Ability) + 1)]
    rows += [[each.label, *(_cell(best, each, ability) for ability in Ability)] for each in ordered]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def with_table(readme: str, written: str) -> str:
    """`readme` with `written` between its two marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{written}{END}{after}"


def _cell(best: Mapping[tuple[str, Ability], Level], provider: Provider, ability: Ability) -> str:
    level = best.get((provider.id, ability))
    return f"**{level}**" if level is Level.LIVE else level or "no"
