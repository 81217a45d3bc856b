"""Whether a reply may be shown while it is written, or may still be rewritten."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from engine.domain.rules import (
    Action,
    Always,
    Condition,
    Match,
    NextRule,
    Phase,
    RewritePost,
    Rule,
    SetVariable,
    VariableCondition,
)
from engine.rules.conditions import applies, condition_holds
from engine.rules.facts import Facts
from engine.rules.questions import rendered

_Possible = Callable[[Rule], bool]


def drafts(rules: Sequence[Rule], facts: Facts) -> bool:
    """Whether a rule after the reply that `facts.speaker` is to give could have it rewritten.

    Errs on the side of yes: any answer may come, and what a rule may set may have any value.
    """
    foreseen = replace(facts, reply=facts.reply or "…")
    everything = tuple(_actions(rules, foreseen, lambda rule: True))
    written = {action.name for action in everything if isinstance(action, SetVariable)}
    possible = _actions(rules, foreseen, lambda rule: _could_hold(rule, foreseen, written))
    return any(isinstance(action, RewritePost) for action in possible)


def _actions(rules: Sequence[Rule], facts: Facts, possible: _Possible) -> Iterator[Action]:
    """All that could happen after the reply, through every *next rule*."""
    by_id = {rule.id: rule for rule in reversed(rules)}
    due = [rule for rule in rules if rule.phase is Phase.AFTER_REPLY and rule.conditions]
    seen = set()
    while due:
        rule = due.pop()
        if rule.id in seen or not applies(rule, facts) or not possible(rule):
            continue
        seen.add(rule.id)
        actions = _branch_actions(rule, facts)
        yield from actions
        named = [action.rule for action in actions if isinstance(action, NextRule)]
        due += [by_id[id_] for id_ in named if id_ in by_id]


def _branch_actions(rule: Rule, facts: Facts) -> tuple[Action, ...]:
    """The actions of the branches that some answer could take."""
    untagged = [branch for branch in rule.branches if not branch.tag][:1]
    branches = untagged if rendered(rule, facts) is None else rule.branches
    return tuple(action for branch in branches for action in branch.actions)


def _could_hold(rule: Rule, facts: Facts, written: set[str]) -> bool:
    if not rule.conditions:
        return True
    held = (_condition_could_hold(condition, facts, written) for condition in rule.conditions)
    return all(held) if rule.match is Match.ALL else any(held)


def _condition_could_hold(condition: Condition, facts: Facts, written: set[str]) -> bool:
    match condition:
        case Always():
            return True
        case VariableCondition():
            may_differ = condition.name in written or (written and "[" in str(condition.value))
            return bool(may_differ) or condition_holds(condition, facts)
        case _:
            assert_never(condition)
