"""Rules that wait, and what they wait for, told from data."""

from dataclasses import replace

from builders import MIRA, a_message, a_session, an_adventure

from engine.domain.ids import RuleId
from engine.domain.rules import (
    Always,
    Judgement,
    Match,
    NoVerdict,
    Operator,
    Phase,
    Question,
    Rule,
    UnmetCondition,
    VariableCondition,
)
from engine.domain.world import Cause, CauseKind, Effect, SceneStarted, Scope
from engine.rules.waiting import waiting

BRAVE = VariableCondition(name="courage", operator=Operator.AT_LEAST, value=9, scope=Scope.PLAYER)
CARRIED = VariableCondition(name="letter", operator=Operator.EQUAL, value="carried")
RULE = Rule(id=RuleId("r"), name="Bravery", phase=Phase.AFTER_REPLY, conditions=(CARRIED, BRAVE))


def waiting_among(*rules, path=()):
    return waiting(a_session(an_adventure(rules=rules), path))


def test_a_rule_that_has_had_its_say_waits_no_more():
    cause = Cause(kind=CauseKind.RULE, rule=RULE.id)
    effect = Effect(change=SceneStarted(), cause=cause)
    judgement = Judgement(
        rule=RULE.id, rule_name="Bravery", question="?", verdict=NoVerdict(failure="Nobody.")
    )
    assert not waiting_among(RULE, path=(replace(a_message(1), effects=(effect,)),))
    assert not waiting_among(RULE, path=(replace(a_message(1), judgements=(judgement,)),))


def test_a_rule_waits_for_the_conditions_that_do_not_hold():
    (found,) = waiting_among(RULE)
    assert (found.name, found.asks, found.any_one) == ("Bravery", False, False)
    assert found.unmet == (
        UnmetCondition(what="Ada: courage", operator=Operator.AT_LEAST, wanted="9", current="5"),
    )


def test_a_rule_whose_question_is_still_to_be_answered_says_so():
    (found,) = waiting_among(
        replace(RULE, question=Question(text="Brave?"), match=Match.ANY, conditions=(BRAVE,))
    )
    assert (found.asks, found.any_one) == (True, True)


def test_rules_that_could_run_now_or_never_do_not_wait():
    assert not waiting_among(
        replace(RULE, conditions=(CARRIED,)),
        replace(RULE, conditions=(Always(),)),
        replace(RULE, conditions=()),
        replace(RULE, enabled=False),
        replace(RULE, match=Match.ANY),
    )


def test_whose_variable_it_is_must_be_known_before_anyone_speaks():
    trusted = replace(BRAVE, name="trust", scope=Scope.CHARACTER)
    assert not waiting_among(replace(RULE, conditions=(trusted,)))
    (found,) = waiting_among(replace(RULE, conditions=(trusted,), speaker=MIRA))
    assert found.unmet[0].what == "Mira Oduya: trust"


def test_what_is_not_there_yet_has_no_value():
    unknown = VariableCondition(name="bell", operator=Operator.EXISTS)
    (found,) = waiting_among(replace(RULE, conditions=(unknown,)))
    assert found.unmet[0].current is None
