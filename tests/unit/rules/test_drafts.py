"""Which replies may still be rewritten when they are written."""

from dataclasses import replace

import pytest

from engine.domain.ids import CharacterId, RuleId
from engine.domain.rules import (
    Branch,
    JudgedText,
    Match,
    NextRule,
    Operator,
    Phase,
    Question,
    RewritePost,
    SetVariable,
    VariableCondition,
)
from engine.rules.drafts import drafts

REWRITE = RewritePost(instruction="Let her bow.")
AFTER = Phase.AFTER_REPLY


def when(name, value, operator=Operator.EQUAL):
    return VariableCondition(name=name, operator=operator, value=value)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"phase": Phase.BEFORE_REPLY}, False),
        ({"enabled": False}, False),
        ({"speaker": CharacterId("mara")}, True),
        ({"speaker": CharacterId("tom")}, False),
        ({"conditions": ()}, False),
        ({"conditions": (when("gold", 10),)}, True),
        ({"conditions": (when("gold", 11),)}, False),
        ({"conditions": (when("gold", 10), when("quest", "x"))}, False),
        ({"conditions": (when("gold", 10), when("quest", "x")), "match": Match.ANY}, True),
        ({"branches": (Branch(tag="YES", actions=(REWRITE,)),)}, False),
        ({"branches": (Branch(), Branch(actions=(REWRITE,)))}, False),
    ],
)
def test_a_reply_is_a_draft_while_a_rule_that_rewrites_could_apply(
    facts, make_rule, fields, expected
):
    assert drafts([make_rule("r", REWRITE, **{"phase": AFTER, **fields})], facts) is expected


def test_without_a_rule_that_rewrites_no_reply_is_a_draft(facts, make_rule):
    rule = make_rule("r", SetVariable(name="gold", value=1), phase=AFTER)
    assert not drafts([rule], facts)
    assert not drafts([], facts)


def test_any_answer_to_a_question_may_come(facts, make_asking):
    about_reply = Question(text="So?", about=JudgedText.REPLY)
    branches = (Branch(tag="YES"), Branch(tag="NO", actions=(REWRITE,)))
    assert drafts([make_asking(phase=AFTER, question=about_reply, branches=branches)], facts)


def test_a_rewrite_may_come_through_a_chain_of_rules(facts, make_rule):
    def rules(**fields):
        return [
            make_rule("c", NextRule(rule=RuleId("a")), REWRITE, conditions=(), **fields),
            make_rule("b", NextRule(rule=RuleId("c")), conditions=()),
            make_rule("a", NextRule(rule=RuleId("b")), NextRule(rule=RuleId("?")), phase=AFTER),
        ]

    assert drafts(rules(), facts)
    assert not drafts(rules(enabled=False), facts)
    assert not drafts(rules()[:2], facts)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (when("quest", "delivered"), True),
        (when("gold", "[global,quest]"), True),
        (when("gold", 11), False),
    ],
)
def test_a_variable_that_a_rule_may_set_first_may_have_any_value(
    facts, make_rule, condition, expected
):
    rules = [
        make_rule("a", SetVariable(name="quest", value="?"), phase=AFTER),
        make_rule("b", REWRITE, phase=AFTER, conditions=(condition,)),
    ]
    assert drafts(rules, facts) is expected


def test_what_only_rules_before_the_reply_set_is_settled_by_then(facts, make_rule):
    rules = [
        make_rule("a", SetVariable(name="quest", value="delivered")),
        make_rule("b", REWRITE, phase=AFTER, conditions=(when("quest", "delivered"),)),
    ]
    assert not drafts(rules, facts)


def test_a_reply_that_is_there_already_may_be_a_draft_too(facts, make_rule):
    assert drafts([make_rule("r", REWRITE, phase=AFTER)], replace(facts, reply="She nods."))
