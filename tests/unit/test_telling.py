"""What the terminal says of each event of a turn."""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from builders import MIRA_AUTHOR, QUAY, TODAY, a_message, an_adventure

from engine.cli.telling import cost_text, row_line, told, verdict_text
from engine.domain.adventure import opening_state
from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallFinished,
    CallQueued,
    CallValue,
    CallValues,
    CircuitOpened,
    CooledDown,
    Cost,
    CostSource,
    FellBack,
    FinishReason,
    LedgerRow,
    Outcome,
    PicturesLeftOut,
    ProfileSkipped,
    Usage,
    ValueSource,
)
from engine.domain.ids import CallId, ConnectionId, MessageId, ProfileId, RuleId, SessionId, TurnId
from engine.domain.messages import MessageStatus
from engine.domain.prompts import Prompt
from engine.domain.rules import (
    Answered,
    CueJudge,
    Judgement,
    ModelJudge,
    NoVerdict,
    Unclear,
    Verdict,
)
from engine.domain.tasks import ModelRole, Task
from engine.domain.world import Cause, CauseKind, Effect, PlayerMoved
from engine.play.events import (
    EffectApplied,
    IntentKind,
    IntentRead,
    MessageDropped,
    MessageFinished,
    MessageRewritten,
    MessageStarted,
    PromptAssembled,
    QuestionAsked,
    ReasoningDelta,
    ReplyDelta,
    RuleFired,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    TurnStopped,
    VerdictGiven,
)

REPLY = a_message(2, "She nods.", MIRA_AUTHOR)
ROW = LedgerRow(
    call=CallId("call"),
    attempt=1,
    at=TODAY,
    session=SessionId("session"),
    turn=1,
    task=Task.RULE_EVALUATION,
    model_role=ModelRole.COT,
    profile=ProfileId("judge"),
    connection=ConnectionId("acme"),
    provider="Acme",
    model="acme-1",
    character=None,
    request_id=None,
    usage=Usage(input=120, output=8),
    cost=Cost(amount=Decimal("0.0012"), source=CostSource.PRICED),
    first_token=None,
    seconds=1.26,
    outcome=Outcome.FINISHED,
    error="",
)
JUDGEMENT = Judgement(
    rule=RuleId("rule"),
    rule_name="Letter",
    question="Did she take it?",
    verdict=Answered(tag="YES", judge=CueJudge(cue="takes"), evidence="takes the letter"),
)
NOT_SET = CallValue(value=None, source=ValueSource.OMITTED)

SHOWN = (
    (TurnStarted(turn=TurnId("t"), session=SessionId("s"), message=REPLY), "turn 1"),
    (
        IntentRead(kind=IntentKind.OUT_OF_CHARACTER, destination=QUAY, by="cues"),
        "intent: out of character (cues)",
    ),
    (VerdictGiven(judgement=JUDGEMENT), "Letter: Did she take it? [YES] “takes the letter” by cue"),
    (
        EffectApplied(
            effect=Effect(change=PlayerMoved(to=QUAY), cause=Cause(kind=CauseKind.MOVE)),
            description="letter",
            before="",
            after="delivered",
        ),
        "letter: (nothing) → delivered",
    ),
    (
        AttemptFailed(
            call=CallId("c"), attempt=1, profile=ProfileId("p"), sentence="It is busy.", details=""
        ),
        "failed: It is busy.",
    ),
    (CallQueued(call=CallId("c"), profile=ProfileId("p")), "waiting in the queue\n"),
    (
        CallQueued(call=CallId("c"), profile=ProfileId("p"), place=7, seconds=40.2),
        "waiting in the queue at place 7, about 40 s",
    ),
    (
        CooledDown(call=CallId("c"), profile=ProfileId("p"), seconds=2.4, reason="It is busy."),
        "waiting 2 s before the next try",
    ),
    (
        CircuitOpened(call=CallId("c"), profile=ProfileId("p"), seconds=None, reason="No key."),
        "p rests until you try again",
    ),
    (
        ProfileSkipped(
            call=CallId("c"),
            task=Task.NARRATION,
            model_role=ModelRole.MAIN,
            profile=ProfileId("p"),
            provider="P",
            model="p-1",
            seconds=14.6,
            reason="It is busy.",
        ),
        "p is skipped: it rests for 15 s",
    ),
    (
        FellBack(call=CallId("c"), failed=ProfileId("a"), next=ProfileId("b"), reason="Busy."),
        "a did not answer; b takes over\n",
    ),
    (
        FellBack(
            call=CallId("c"), failed=ProfileId("a"), next=ProfileId("b"), reason="", agreed=True
        ),
        "a did not answer; b takes over, as you agreed",
    ),
    (
        PicturesLeftOut(call=CallId("c"), profile=ProfileId("p"), model="acme-1", count=1),
        "acme-1 takes no pictures: the picture was left out, the words were sent",
    ),
    (
        PicturesLeftOut(call=CallId("c"), profile=ProfileId("p"), model="acme-1", count=2),
        "2 pictures were left out",
    ),
    (MessageStarted(message=REPLY, draft=True), "Mira Oduya: (writing…)"),
    (ReplyDelta(message=REPLY.id, text="She nods."), "She nods."),
    (
        MessageRewritten(message=REPLY.id, rule=RuleId("tact"), before="a", after="b"),
        "rewritten by the rule tact",
    ),
    (MessageFinished(message=replace(REPLY, status=MessageStatus.INTERRUPTED)), "[…]"),
    (MessageDropped(message=REPLY.id), "nothing was written"),
    (CallFinished(row=ROW, finish=FinishReason.STOP), "acme-1"),
    (
        CallFinished(row=ROW, finish=FinishReason.STOP, note="The prompt was cut."),
        "The prompt was cut.",
    ),
    (TurnStopped(turn=TurnId("t"), sentence="You stopped."), "You stopped."),
    (
        TurnFinished(turn=TurnId("t"), state=opening_state(an_adventure())),
        "scene 1, 12:00",
    ),
)

SILENT = (
    AttemptStarted(
        call=CallId("c"),
        attempt=1,
        task=Task.NARRATION,
        model_role=ModelRole.MAIN,
        profile=ProfileId("p"),
        provider="Acme",
        model="acme-1",
        values=CallValues(temperature=NOT_SET, top_p=NOT_SET, max_tokens=NOT_SET),
        reason="the main model",
    ),
    QuestionAsked(rule=RuleId("rule"), rule_name="Letter", question="Did she take it?"),
    RuleFired(rule=RuleId("rule"), rule_name="Letter", tag="YES"),
    PromptAssembled(message=MessageId("m2"), prompt=Prompt(segments=(), messages=())),
    ReasoningDelta(message=MessageId("m2"), text="Hm."),
)


def test_every_event_of_a_turn_has_a_case_here():
    assert {type(event) for event, _ in SHOWN} | {type(event) for event in SILENT} == set(
        get_args(TurnEvent)
    )


@pytest.mark.parametrize(("event", "words"), SHOWN, ids=lambda value: type(value).__name__)
def test_an_event_is_told_in_words_of_the_player(event, words):
    assert words in told(event)


@pytest.mark.parametrize("event", SILENT, ids=lambda value: type(value).__name__)
def test_what_a_reader_need_not_see_is_passed_over(event):
    assert told(event) == ""


VERDICTS = (
    (Answered(tag="", judge=CueJudge(cue="")), "[none of these] by no cue matching"),
    (
        Answered(tag="NO", judge=ModelJudge(profile=ProfileId("p"), model="tiny", reliable=False)),
        "[NO] by tiny, unreliable on this model",
    ),
    (
        Unclear(judge=ModelJudge(profile=ProfileId("p"), model="big"), evidence="perhaps"),
        "[unclear] “perhaps” by big",
    ),
    (NoVerdict(failure="Acme is busy."), "[no verdict] Acme is busy."),
)


def test_every_verdict_has_a_case_here():
    assert {type(verdict) for verdict, _ in VERDICTS} == set(get_args(Verdict))


@pytest.mark.parametrize(("verdict", "text"), VERDICTS)
def test_a_verdict_says_who_gave_it_and_on_what(verdict, text):
    assert verdict_text(verdict) == text


def test_a_row_of_the_ledger_has_role_task_model_tokens_time_and_cost():
    line = row_line(replace(ROW, usage=Usage(input=120, output=8, cached=64, estimated=True)))
    assert line.split() == (
        [
            "cot",
            "rule_evaluation",
            "acme-1",
            "~120",
            "in,",
            "8",
            "out,",
            "64",
            "cached,",
            "1.3",
            "s,",
            "$0.0012,",
            "finished",
        ]
    )


@pytest.mark.parametrize(
    ("cost", "text"),
    [
        (Cost(amount=None, source=CostSource.UNKNOWN), "price not known"),
        (Cost(amount=Decimal(0), source=CostSource.FREE), "free"),
        (Cost(amount=Decimal("0.00004"), source=CostSource.ESTIMATED), "~$0.00004"),
        (Cost(amount=Decimal("0.0124"), source=CostSource.PRICED), "$0.0124"),
        (Cost(amount=Decimal("12.341"), source=CostSource.REPORTED), "$12.34"),
    ],
)
def test_money_has_the_digits_it_needs(cost, text):
    assert cost_text(cost) == text
