"""What a role's card says of its model, its fallbacks and its connection. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from desktop.parts.figures import price_text, speed_text, tokens_text
from engine.app import RoleModel
from engine.domain.calls import LastCall
from engine.domain.ids import ProfileId
from engine.domain.providers import Connection, ModelFacts

DEARER: Final = "may cost more: asks first"
DOES_NOT_JUDGE: Final = "does not judge reliably"
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "good": ("The connection answered when it was checked.", "good"),
    "bad": ("The connection refused. Open it in the list to see why.", "bad"),
    "faint": ("The connection was not checked yet.", "dim"),
}
"""What a connection's mark means in words, and how its dot looks."""


def facts_text(facts: ModelFacts, call: LastCall | None = None) -> str:
    """Context, price, speed and what to beware of; what is not known is left out."""
    parts = []
    if facts.context_window:
        parts.append(f"{tokens_text(facts.context_window)} context")
    if facts.price:
        parts.append(price_text(facts.price))
    if call and (speed := speed_text(call)):
        parts.append(speed)
    if facts.judges is False:
        parts.append(DOES_NOT_JUDGE)
    return " · ".join(parts)


def fallback_lines(
    role: RoleModel, connections: Sequence[Connection], asks_first: Collection[ProfileId]
) -> tuple[str, ...]:
    """What is tried after the first model, numbered from 2."""
    labels = {each.id: each.label for each in connections}
    lines = []
    for place, each in enumerate(role.fallbacks, 2):
        line = f"{place}  {each.model} · {labels.get(each.connection, each.connection)}"
        lines.append(f"{line} · {DEARER}" if each.id in asks_first else line)
    return tuple(lines)
