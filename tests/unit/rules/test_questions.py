"""What is asked, what cues settle, and how far an answer is believed."""

from dataclasses import replace

import pytest

from engine.domain.ids import ProfileId
from engine.domain.rules import (
    Answered,
    Branch,
    Cue,
    CueJudge,
    JudgedText,
    ModelJudge,
    NoVerdict,
    Question,
    RenderedQuestion,
    Unclear,
)
from engine.domain.world import Variable
from engine.rules.questions import checked, cue_verdict, judged_text, open_question, rendered, taken

MODEL = ModelJudge(profile=ProfileId("cot"), model="a-model")
ASKED = RenderedQuestion(text="So?", options=("YES", "NO"), judged="She takes it and nods.")

BEFORE_REPLY = {
    JudgedText.USER_MESSAGE: "I give Mara the letter.",
    JudgedText.LAST_EXCHANGE: "Mara: And to you.\nAda: I give Mara the letter.",
    JudgedText.FULL_CONVERSATION: (
        "Ada: Good day.\nMara: And to you.\nAda: I give Mara the letter."
    ),
    JudgedText.REPLY: "",
    JudgedText.CONVERSATION_AND_REPLY: (
        "Ada: Good day.\nMara: And to you.\nAda: I give Mara the letter."
    ),
}
AFTER_REPLY = {
    **BEFORE_REPLY,
    JudgedText.LAST_EXCHANGE: "Ada: I give Mara the letter.\nMara: She takes it and nods.",
    JudgedText.REPLY: "She takes it and nods.",
    JudgedText.CONVERSATION_AND_REPLY: (
        "Ada: Good day.\nMara: And to you.\nAda: I give Mara the letter.\n"
        "Mara: She takes it and nods."
    ),
}


@pytest.mark.parametrize("about", JudgedText)
def test_every_kind_of_text_can_be_judged(facts, replied, about):
    assert judged_text(about, facts) == BEFORE_REPLY[about]
    assert judged_text(about, replied) == AFTER_REPLY[about]


def test_what_nobody_said_leaves_no_line(facts):
    silent = replace(facts, user_message="", history=())
    assert judged_text(JudgedText.LAST_EXCHANGE, silent) == ""
    assert judged_text(JudgedText.FULL_CONVERSATION, replace(silent, history=("A: b",))) == "A: b"


def test_a_reply_without_a_character_is_the_narrators(replied):
    narrated = replace(replied, speaker=None, user_message="")
    assert judged_text(JudgedText.LAST_EXCHANGE, narrated) == "Narrator: She takes it and nods."


def test_a_question_is_filled_in_and_carries_all_that_makes_it_a_request(facts, make_rule):
    rule = make_rule(
        question=Question(
            text="Does (PLAYER) pay (character) [global,gold] at (setting)?",
            about=JudgedText.USER_MESSAGE,
            threshold=0.7,
            profile=ProfileId("judge"),
        ),
        branches=(Branch(tag="GIVES (character)"), Branch(tag="NO"), Branch(tag="NO"), Branch()),
    )
    assert rendered(rule, facts) == RenderedQuestion(
        text="Does Ada pay Mara 10 at The Inn?",
        options=("GIVES Mara", "NO"),
        judged="I give Mara the letter.",
        none_of_these=True,
        threshold=0.7,
        profile=ProfileId("judge"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[player,strength] [actor,trust] [character,trust] [setting,noise]", "12 2 2 3"),
        ("[Global,gold] [GLOBAL, gold ] [global,missing].", "10 10 ."),
        ("[global,rich] [world,gold] (someone)", "false [world,gold] (someone)"),
    ],
)
def test_placeholders_are_replaced_in_every_scope(facts, make_asking, text, expected):
    assert rendered(make_asking(question=Question(text=text)), facts).text == expected


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is(facts, make_asking):
    variables = {**facts.state.variables, Variable(name="x"): "[global,gold] (player)"}
    told = replace(facts, state=replace(facts.state, variables=variables))
    rule = make_asking(question=Question(text="[global,x]"))
    assert rendered(rule, told).text == "[global,gold] (player)"


def test_without_a_speaker_there_is_no_character_to_name(facts, make_asking):
    rule = make_asking(question=Question(text="<(character)[character,trust]>"))
    assert rendered(rule, replace(facts, speaker=None)).text == "<>"


def test_people_and_places_that_are_not_in_the_adventure_go_by_their_ids(facts, make_asking):
    rule = make_asking(question=Question(text="(character) at (setting)"))
    elsewhere = replace(facts, speaker="stranger", state=replace(facts.state, place="moon"))
    assert rendered(rule, elsewhere).text == "stranger at moon"


def test_nothing_is_asked_where_there_is_nothing_to_decide(facts, make_rule):
    assert rendered(make_rule(), facts) is None
    assert rendered(make_rule(question=Question(text="So?")), facts) is None


def test_a_question_stays_open_only_if_the_rule_would_ask_it_now(facts, make_rule, make_asking):
    question = Question(text="So?", about=JudgedText.USER_MESSAGE)
    settled = (Branch(tag="YES", cues=(Cue(text="letter"),)), Branch(tag="NO"))
    assert open_question(make_asking(), facts) is not None
    assert open_question(make_asking(conditions=()), facts) is None
    assert open_question(make_asking(enabled=False), facts) is None
    assert open_question(make_rule(), facts) is None
    assert open_question(make_rule(question=question, branches=settled), facts) is None


def a_cue(text: str) -> tuple[Cue, ...]:
    return (Cue(text="zzz"), Cue(text=text))


CUE_CASES = [
    # cues for YES, NO and none of these; unmatched; reliable; tag, cue and evidence
    (("letter", "coin", "bow"), None, True, ("YES", "letter", "letter")),
    (("coin", "letter give", "bow"), None, True, ("NO", "letter give", "give Mara the letter")),
    (("coin", "sword", "mara"), None, True, ("", "mara", "Mara")),
    (("letter", "mara", "bow"), None, True, None),
    (("letter", "mara", "bow"), "NO", False, None),
    (("coin", "sword", "bow"), None, True, None),
    (("coin", "sword", "bow"), None, False, None),
    (("coin", "sword", "bow"), "NO", True, None),
    (("coin", "sword", "bow"), "NO", False, ("NO", "", None)),
    (("coin", "sword", "bow"), "", False, ("", "", None)),
]


@pytest.mark.parametrize(("cues", "unmatched", "reliable", "expected"), CUE_CASES)
def test_cues_settle_what_they_can(facts, make_rule, *, cues, unmatched, reliable, expected):
    rule = make_rule(
        question=Question(text="So?", about=JudgedText.USER_MESSAGE, unmatched=unmatched),
        branches=tuple(
            Branch(tag=tag, cues=a_cue(cue))
            for tag, cue in zip(("YES", "NO", ""), cues, strict=True)
        ),
    )
    going_by = replace(facts, judge_is_reliable=reliable)
    verdict = cue_verdict(rule, rendered(rule, going_by), going_by)
    if expected is None:
        assert verdict is None
    else:
        tag, cue, evidence = expected
        assert verdict == Answered(tag=tag, judge=CueJudge(cue=cue), evidence=evidence)


def test_cues_of_two_branches_with_one_tag_are_no_tie(facts, make_rule):
    rule = make_rule(
        question=Question(text="So?", about=JudgedText.USER_MESSAGE),
        branches=(
            Branch(tag="YES", cues=a_cue("letter")),
            Branch(tag="YES", cues=a_cue("give")),
        ),
    )
    verdict = cue_verdict(rule, rendered(rule, facts), facts)
    assert verdict == Answered(tag="YES", judge=CueJudge(cue="letter"), evidence="letter")


def an_answer(tag="YES", confidence=None, evidence=None):
    return Answered(tag=tag, judge=MODEL, confidence=confidence, evidence=evidence)


@pytest.mark.parametrize(
    ("confidence", "threshold", "believed"),
    [
        (None, None, True),
        (None, 0.9, True),
        (0.1, None, True),
        (0.9, 0.9, True),
        (0.89, 0.9, False),
        (0.0, 0.9, False),
        (0.0, 0.0, True),
    ],
)
def test_an_answer_less_sure_than_asked_for_is_unclear(confidence, threshold, believed):
    answer = an_answer(confidence=confidence, evidence="nods")
    verdict = checked(answer, replace(ASKED, threshold=threshold))
    unclear = Unclear(judge=MODEL, confidence=confidence, evidence="nods")
    assert verdict == (answer if believed else unclear)


@pytest.mark.parametrize(
    ("tag", "none_of_these", "offered"),
    [
        ("YES", False, True),
        ("", True, True),
        ("", False, False),
        ("MAYBE", True, False),
        ("yes", True, False),
    ],
)
def test_an_answer_that_was_not_offered_is_no_verdict(tag, none_of_these, offered):
    verdict = checked(an_answer(tag), replace(ASKED, none_of_these=none_of_these))
    assert isinstance(verdict, Answered if offered else NoVerdict)


@pytest.mark.parametrize(
    ("quoted", "kept"),
    [("takes  IT", "takes it"), ("she refuses", None), ("", None), (None, None)],
)
def test_evidence_that_is_not_in_the_judged_text_is_dropped(quoted, kept):
    assert checked(an_answer(evidence=quoted), ASKED) == an_answer(evidence=kept)
    unclear = Unclear(judge=MODEL, evidence=quoted)
    assert checked(unclear, ASKED) == replace(unclear, evidence=kept)


def test_no_verdict_stays_none():
    failed = NoVerdict(failure="Nobody answered.")
    assert checked(failed, ASKED) is failed


def test_an_answer_takes_the_first_branch_with_its_tag(facts, make_rule):
    branches = (
        Branch(tag="[global,missing]"),
        Branch(tag="ASKS (character)"),
        Branch(tag="ASKS Mara"),
        Branch(),
    )
    rule = make_rule(branches=branches)
    assert taken(rule, "ASKS Mara", facts) is branches[1]
    assert taken(rule, "", facts) is branches[3]
    assert taken(rule, "NO", facts) is None
