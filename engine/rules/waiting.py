"""Which rules wait for the world to change, and for what. Pure."""

from collections.abc import Iterable

from engine.domain.adventure import Adventure
from engine.domain.rules import Match, Rule, UnmetCondition, VariableCondition, WaitingRule
from engine.domain.world import WorldState
from engine.rules.conditions import condition_holds, holds
from engine.rules.facts import Facts, filled, value_of, variable_label, variable_named
from engine.rules.scalars import shown


def waiting(adventure: Adventure, state: WorldState) -> tuple[WaitingRule, ...]:
    """The rules that are on but whose conditions do not hold, in the author's order."""
    found = (_waiting(rule, adventure, state) for rule in adventure.rules if rule.enabled)
    return tuple(each for each in found if each is not None)


def _waiting(rule: Rule, adventure: Adventure, state: WorldState) -> WaitingRule | None:
    facts = Facts(adventure=adventure, state=state, user_message="", speaker=rule.speaker)
    if not rule.conditions or holds(rule, facts):
        return None
    unmet = tuple(_unmet(rule.conditions, facts))
    if not unmet:
        return None
    return WaitingRule(
        rule=rule.id,
        name=rule.name,
        unmet=unmet,
        any_one=rule.match is Match.ANY,
        asks=rule.question is not None,
    )


def _unmet(conditions: Iterable[object], facts: Facts) -> Iterable[UnmetCondition]:
    """Those that can be told now: whose variables they are depends on who speaks for some."""
    for condition in conditions:
        if not isinstance(condition, VariableCondition) or condition_holds(condition, facts):
            continue
        variable = variable_named(condition.name, condition.scope, facts)
        if variable is None:
            continue
        current = value_of(condition.name, condition.scope, facts)
        wanted = condition.value
        yield UnmetCondition(
            what=variable_label(variable, facts),
            operator=condition.operator,
            wanted=filled(wanted, facts) if isinstance(wanted, str) else shown(wanted),
            current=None if current is None else shown(current),
        )
