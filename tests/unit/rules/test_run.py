"""The order in which rules act, and what they act on."""

from dataclasses import replace
from typing import get_args

import pytest

from engine.domain.ids import CharacterId, ItemId, ProfileId, RuleId
from engine.domain.rules import (
    Action,
    Answered,
    Branch,
    Cue,
    CueJudge,
    JudgedText,
    Judgement,
    ModelJudge,
    MoveItem,
    NewScene,
    NextRule,
    NoVerdict,
    Operation,
    Operator,
    Phase,
    Position,
    Question,
    RewritePost,
    SetVariable,
    SystemMessage,
    Unclear,
    VariableCondition,
)
from engine.domain.world import Cause, CauseKind, HolderKind, Scope, Variable, fold
from engine.rules.steps import Ask, Changed, Fired, Judged, Rewrite, Rewritten, Roll, Step

AFTER = Phase.AFTER_REPLY
MODEL = ModelJudge(profile=ProfileId("cot"), model="a-model")


def note(text):
    return SetVariable(name="notes", value=text, operation=Operation.APPEND)


def next_rule(name):
    return NextRule(rule=RuleId(name))


def when(name, value):
    return (VariableCondition(name=name, operator=Operator.EQUAL, value=value),)


def notes(played):
    return played.outcome.state.variables.get(Variable(name="notes"), "")


def fired(played):
    return [(step.rule.id, step.tag) for step in played.of(Fired)]


def test_rules_act_strictly_in_their_order(facts, make_rule, play):
    played = play([make_rule("b", note("b1"), note("b2")), make_rule("a", note("a"))], facts)
    assert notes(played) == "b1/b2/a"


def test_only_the_rules_of_the_phase_act(facts, make_rule, play):
    rules = [make_rule("before", note("before")), make_rule("after", note("after"), phase=AFTER)]
    assert notes(play(rules, facts)) == "before"
    assert notes(play(rules, facts, phase=AFTER)) == "after"


def test_conditions_are_put_to_the_world_as_it_is_when_the_rules_turn_comes(facts, make_rule, play):
    rules = [
        make_rule("first", SetVariable(name="quest", value="delivered")),
        make_rule("was so", note("was so"), conditions=when("quest", "carried")),
        make_rule("is so", note("is so"), conditions=when("quest", "delivered")),
    ]
    assert notes(play(rules, facts)) == "is so"


def test_a_rule_without_a_question_takes_its_first_branch_without_a_tag(facts, make_rule, play):
    branches = (
        Branch(tag="YES", actions=(note("yes"),)),
        Branch(actions=(note("one"),)),
        Branch(actions=(note("two"),)),
    )
    played = play([make_rule(branches=branches)], facts)
    assert notes(played) == "one"
    assert fired(played) == [("rule", "")]
    assert played.outcome.judgements == ()


def test_a_rule_with_tags_alone_and_no_question_does_nothing(facts, make_rule, play):
    played = play([make_rule(branches=(Branch(tag="YES", actions=(note("yes"),)),))], facts)
    assert played.steps == ()


def test_a_rule_that_has_nothing_to_decide_takes_its_default_unasked(facts, make_asking, play):
    rule = make_asking(branches=(Branch(actions=(note("default"),)),))
    assert notes(play([rule], facts)) == "default"


VERDICTS = [
    (Answered(tag="YES", judge=MODEL), "yes"),
    (Answered(tag="NO", judge=MODEL), "no"),
    (Answered(tag="", judge=MODEL), "neither"),
    (Answered(tag="YES", judge=MODEL, confidence=0.8), "yes"),
    (Unclear(judge=MODEL), ""),
    (NoVerdict(failure="Nobody answered."), ""),
]


@pytest.mark.parametrize(("verdict", "expected"), VERDICTS)
def test_an_answer_takes_its_branch_and_no_answer_takes_none(
    facts, make_asking, play, verdict, expected
):
    branches = tuple(
        Branch(tag=tag, actions=(note(text),))
        for tag, text in (("YES", "yes"), ("NO", "no"), ("", "neither"))
    )
    question = Question(text="Is (player) here?", threshold=0.8)
    rule = make_asking("r", question=question, branches=branches)
    played = play([rule], facts, verdicts=[verdict])
    judgement = Judgement(
        rule=RuleId("r"), rule_name="Rule r", question="Is Ada here?", verdict=verdict
    )
    assert notes(played) == expected
    assert played.outcome.judgements == (judgement,)
    assert played.of(Judged) == [Judged(judgement=judgement)]
    assert [tag for _, tag in fired(played)] == ([verdict.tag] if expected else [])


def test_a_verdict_is_judged_by_what_the_rule_asks_for(facts, make_asking, play):
    rule = make_asking("r", note("yes"), question=Question(text="So?", threshold=0.8))
    unsure = Answered(tag="YES", judge=MODEL, confidence=0.79, evidence="never said")
    played = play([rule], facts, verdicts=[unsure])
    assert notes(played) == ""
    assert played.outcome.judgements[0].verdict == Unclear(judge=MODEL, confidence=0.79)


def test_none_of_these_without_a_branch_for_it_is_no_verdict(facts, make_asking, play):
    played = play([make_asking("r", note("yes"))], facts, verdicts=[""])
    assert isinstance(played.outcome.judgements[0].verdict, NoVerdict)
    assert fired(played) == []


def test_cues_settle_a_question_before_a_model_is_asked(facts, make_asking, play):
    branches = (
        Branch(tag="YES", cues=(Cue(text="letter"),), actions=(note("yes"),)),
        Branch(tag="NO"),
    )
    played = play([make_asking(branches=branches)], facts)
    verdict = Answered(tag="YES", judge=CueJudge(cue="letter"), evidence="letter")
    assert notes(played) == "yes"
    assert played.of(Ask) == []
    assert played.outcome.judgements[0].verdict == verdict


def test_the_questions_still_to_come_are_told_ahead_as_they_stand(facts, make_asking, play):
    asks_gold = Question(text="Are [global,gold] coins enough?")
    settled = (
        Branch(tag="YES", cues=(Cue(text="letter"),), actions=(note("x"),)),
        Branch(tag="NO"),
    )
    rules = [
        make_asking("a", SetVariable(name="gold", value=3)),
        make_asking("b", question=asks_gold),
        make_asking("c", branches=settled),
        make_asking("d", conditions=when("gold", 3)),
        make_asking("e", phase=AFTER),
        make_asking("f"),
    ]
    played = play(rules, facts, verdicts=["YES", "NO", "NO", "NO"])
    told = [[question.text for question in ask.ahead] for ask in played.of(Ask)]
    asked = [ask.question.text for ask in played.of(Ask)]
    assert asked == ["Is a so?", "Are 3 coins enough?", "Is d so?", "Is f so?"]
    assert told == [
        ["Are 10 coins enough?", "Is f so?"],
        ["Is d so?", "Is f so?"],
        ["Is f so?"],
        [],
    ]


def test_the_next_rule_runs_on_the_spot(facts, make_rule, play):
    rules = [
        make_rule("a", note("a1"), next_rule("b"), note("a2")),
        make_rule("b", note("b1"), next_rule("c"), note("b2"), conditions=()),
        make_rule("c", note("c"), conditions=()),
        make_rule("d", note("d")),
    ]
    assert notes(play(rules, facts)) == "a1/b1/c/b2/a2/d"


def test_the_next_rule_still_has_its_own_turn(facts, make_rule, play):
    rules = [make_rule("a", next_rule("b"), note("a")), make_rule("b", note("b"))]
    assert notes(play(rules, facts)) == "b/a/b"


def test_the_next_rule_runs_only_if_its_conditions_hold_by_then(facts, make_rule, play):
    rules = [
        make_rule("a", next_rule("b"), SetVariable(name="gold", value=0), next_rule("b")),
        make_rule("b", note("b"), conditions=when("gold", 0), phase=AFTER),
    ]
    assert notes(play(rules, facts)) == "b"


def test_a_chain_enters_each_rule_once_and_so_it_ends(facts, make_rule, play):
    rules = [
        make_rule("a", note("a"), next_rule("b"), next_rule("a"), next_rule("b"), next_rule("c")),
        make_rule("b", note("b"), next_rule("a"), next_rule("b"), next_rule("c")),
        make_rule("c", note("c"), next_rule("b"), conditions=()),
    ]
    assert notes(play(rules, facts)) == "a/b/c/b/a/c"


def test_a_long_chain_ends_as_well(facts, make_rule, play):
    rules = [make_rule(str(n), note(n), next_rule(str(n + 1)), conditions=()) for n in range(3000)]
    rules.append(make_rule("first", next_rule("0")))
    assert notes(play(rules, facts)).endswith("/2999")


def test_a_chain_passes_over_rules_that_are_missing_or_off(facts, make_rule, play):
    rules = [
        make_rule("a", next_rule("nobody"), next_rule("off"), note("a")),
        make_rule("off", note("off"), enabled=False),
    ]
    assert notes(play(rules, facts)) == "a"


def test_of_two_rules_with_one_id_the_first_is_the_next_rule(facts, make_rule, play):
    rules = [make_rule("b", note("1"), phase=AFTER), make_rule("b", note("2"), phase=AFTER)]
    assert notes(play([make_rule("a", next_rule("b")), *rules], facts)) == "1"


@pytest.mark.parametrize(
    ("about", "given_reply", "runs"),
    [
        (JudgedText.USER_MESSAGE, False, True),
        (JudgedText.REPLY, False, False),
        (JudgedText.CONVERSATION_AND_REPLY, False, False),
        (JudgedText.REPLY, True, True),
        (JudgedText.USER_MESSAGE, True, True),
    ],
)
def test_a_chain_crosses_phases_where_there_is_a_text_to_judge(
    facts, replied, make_rule, make_asking, play, *, about, given_reply, runs
):
    here, there = (AFTER, Phase.BEFORE_REPLY) if given_reply else (Phase.BEFORE_REPLY, AFTER)
    target = make_asking("b", note("b"), question=Question(text="So?", about=about), phase=there)
    rules = [make_rule("a", next_rule("b"), phase=here), target]
    played = play(rules, replied if given_reply else facts, phase=here, verdicts=["YES"])
    assert notes(played) == ("b" if runs else "")


def test_a_rule_about_the_reply_is_passed_over_before_there_is_one(facts, make_asking, play):
    rule = make_asking(question=Question(text="So?", about=JudgedText.REPLY))
    assert play([rule], facts).steps == ()


def test_a_rule_of_one_speaker_leaves_the_others_replies_alone(replied, make_rule, play):
    rule = make_rule("r", note("r"), phase=AFTER, speaker=CharacterId("tom"))
    assert notes(play([rule], replied, phase=AFTER)) == ""
    assert notes(play([rule], replace(replied, speaker=CharacterId("tom")), phase=AFTER)) == "r"


def test_a_rewritten_reply_is_what_later_rules_judge(replied, make_rule, make_asking, play):
    about_reply = Question(text="So?", about=JudgedText.REPLY)
    rewrite = RewritePost(instruction="Let (character) bow.", profile=ProfileId("writer"))
    rules = [
        make_asking("a", phase=AFTER, question=about_reply),
        make_rule("b", rewrite, note("b"), phase=AFTER),
        make_asking("c", phase=AFTER, question=about_reply),
    ]
    played = play(rules, replied, phase=AFTER, verdicts=["NO", "NO"], rewrites=["Mara bows."])
    before = "She takes it and nods."
    assert [ask.question.judged for ask in played.of(Ask)] == [before, "Mara bows."]
    assert [ask.ahead for ask in played.of(Ask)] == [(played.of(Ask)[0].question,), ()]
    assert played.of(Rewrite) == [
        Rewrite(
            rule=rules[1],
            text=before,
            instruction="Let Mara bow.",
            profile=ProfileId("writer"),
        )
    ]
    assert played.of(Rewritten) == [Rewritten(rule=rules[1], before=before, after="Mara bows.")]
    assert played.outcome.reply == "Mara bows."
    assert notes(played) == "b"


@pytest.mark.parametrize("rewritten", [None, "", " \n", "She takes it and nods."])
def test_a_rewrite_that_failed_keeps_the_reply(replied, make_rule, play, rewritten):
    rule = make_rule("r", RewritePost(instruction="Bow."), note("r"), phase=AFTER)
    played = play([rule], replied, phase=AFTER, rewrites=[rewritten])
    assert played.outcome.reply == replied.reply
    assert played.of(Rewritten) == []
    assert notes(played) == "r"


def test_without_a_reply_there_is_nothing_to_rewrite(facts, make_rule, play):
    played = play([make_rule("r", RewritePost(instruction="Bow."), note("r"))], facts)
    assert played.of(Rewrite) == []
    assert notes(played) == "r"


def test_instructions_are_collected_filled_in_and_the_rule_keeps_its_own(facts, make_rule, play):
    message = SystemMessage(text="(character) owes [global,gold].", position=Position.FIRST)
    rules = [
        make_rule("a", message, SetVariable(name="gold", value=7)),
        make_rule("b", message),
    ]
    assert play(rules, facts).outcome.instructions == (
        SystemMessage(text="Mara owes 10.", position=Position.FIRST),
        SystemMessage(text="Mara owes 7.", position=Position.FIRST),
    )
    assert rules[0].branches[0].actions[0] is message
    assert message.text == "(character) owes [global,gold]."


def test_dice_come_from_outside_and_are_recorded(facts, make_rule, play):
    roll = SetVariable(name="d", value="1-[global,gold]", operation=Operation.ROLL)
    again = SetVariable(name="notes", value="[global,d]", operation=Operation.APPEND)
    played = play([make_rule("r", roll, again, roll, again)], facts, dice=[4, 9])
    assert played.of(Roll) == [Roll(low=1, high=10)] * 2
    assert played.outcome.dice == (4, 9)
    assert notes(played) == "4/9"


def test_a_roll_without_bounds_is_passed_over(facts, make_rule, play):
    roll = SetVariable(name="d", value="some", operation=Operation.ROLL)
    played = play([make_rule("r", roll, note("r"))], facts)
    assert played.outcome.dice == ()
    assert notes(played) == "r"


def test_a_change_that_changes_nothing_is_not_told(facts, make_rule, play):
    played = play([make_rule("r", SetVariable(name="gold", value=10))], facts)
    assert played.of(Changed) == []
    assert played.outcome.effects == ()
    assert played.outcome.state == facts.state


def test_the_new_state_is_the_fold_of_the_effects_each_caused_by_its_rule(facts, make_rule, play):
    rules = [
        make_rule("a", note("a"), next_rule("b"), NewScene()),
        make_rule("b", MoveItem(item=ItemId("letter"), to=HolderKind.CHARACTER), conditions=()),
        make_rule("c", SetVariable(name="trust", value=9, scope=Scope.CHARACTER)),
    ]
    played = play(rules, facts)
    outcome = played.outcome
    assert outcome.state == fold(facts.state, outcome.effects)
    assert [step.effect for step in played.of(Changed)] == list(outcome.effects)
    assert [effect.cause for effect in outcome.effects] == [
        Cause(kind=CauseKind.RULE, rule=RuleId(name)) for name in "abac"
    ]
    assert outcome.state.scene == 2


ACTIONS = {
    SetVariable: (note("x"), Changed),
    SystemMessage: (SystemMessage(text="x"), None),
    NextRule: (next_rule("target"), Fired),
    NewScene: (NewScene(), Changed),
    RewritePost: (RewritePost(instruction="x"), Rewrite),
    MoveItem: (MoveItem(item=ItemId("lamp"), to=HolderKind.PLAYER), Changed),
}


def test_every_kind_of_action_and_every_kind_of_step_has_a_case(
    replied, make_rule, make_asking, play
):
    assert ACTIONS.keys() == set(get_args(Action))
    seen = {Ask, Judged, Roll, Rewritten}
    for action, step in ACTIONS.values():
        rules = [
            make_rule("r", action, phase=AFTER),
            make_rule("target", phase=AFTER, conditions=()),
        ]
        played = play(rules, replied, phase=AFTER, rewrites=["y"])
        told = [type(each) for each in played.steps[1:]]
        assert told == [each for each in (step, Rewritten if step is Rewrite else None) if each]
        seen.update(type(each) for each in played.steps)
    assert seen == set(get_args(Step))


def test_an_empty_list_of_rules_leaves_everything_as_it_is(replied, play):
    outcome = play([], replied, phase=AFTER).outcome
    assert (outcome.state, outcome.reply) == (replied.state, replied.reply)
    assert outcome.effects == outcome.judgements == outcome.dice == outcome.instructions == ()
