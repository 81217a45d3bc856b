"""Which rules wait for the world to change, and for what. Pure."""

from collections.abc import Iterable

from engine.domain.adventure import Adventure
from engine.domain.ids import RuleId
from engine.domain.rules import Match, Rule, UnmetCondition, VariableCondition, WaitingRule
from engine.domain.sessions import OpenSession
from engine.domain.world import WorldState
from engine.rules.conditions import condition_holds, holds
from engine.rules.facts import Facts, filled, value_of, variable_label, variable_named
from engine.rules.scalars import shown


def waiting(session: OpenSession) -> tuple[WaitingRule, ...]:
    """The rules that have not had their say in this story, and whose conditions do not hold."""
    heard: set[RuleId | None] = {
        judgement.rule for each in session.path for judgement in each.judgements
    }
    heard |= {effect.cause.rule for each in session.path for effect in each.effects}
    rules = (rule for rule in session.adventure.rules if rule.enabled and rule.id not in heard)
    found = (_waiting(rule, session.adventure, session.state) for rule in rules)
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
