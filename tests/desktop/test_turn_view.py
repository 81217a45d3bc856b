"""What the turn panel shows, from events and from saved messages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import (
    LETTER,
    MIRA,
    MIRA_AUTHOR,
    QUAY,
    SESSION,
    TODAY,
    a_message,
    an_adventure,
)

from desktop.session.effect_lines import world_changes
from desktop.session.turn_calls import CallState, Step, read_back
from desktop.session.turn_view import TurnView, reduced, restored, with_calls
from desktop.texts.right import FAILURES
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
from engine.domain.ids import CallId, ConnectionId, MessageId, ProfileId, RuleId, TurnId
from engine.domain.rules import Answered, CueJudge, Judgement, NoVerdict, Phase, Rule
from engine.domain.second_look import JudgementId
from engine.domain.tasks import ModelRole, Task
from engine.domain.world import (
    Cause,
    CauseKind,
    Effect,
    Holder,
    HolderKind,
    ItemMoved,
    PlayerMoved,
    SceneStarted,
    Scope,
    TimePassed,
    Variable,
    VariableSet,
    fold,
)
from engine.errors import ProviderError, SpendingLimitError
from engine.play.events import (
    EffectApplied,
    MessageRewritten,
    MessageStarted,
    QuestionAsked,
    RuleFired,
    TurnStarted,
    TurnStopped,
    VerdictGiven,
)

RULE = RuleId("letter")
CALL = CallId("call")
BY_RULE = Cause(kind=CauseKind.RULE, rule=RULE)
YES = Answered(tag="YES", judge=CueJudge(cue="letter"), evidence="the letter")
NOT_SAID = CallValue(value=None, source=ValueSource.OMITTED)


def after(*events, view=None) -> TurnView:
    view = view or TurnView()
    for event in events:
        view = reduced(view, event)
    return view


def steps(view: TurnView) -> list[str]:
    """What happened on the way of the only call."""
    (line,) = view.calls
    return [step.text for step in line.steps]


def judged(verdict=YES) -> VerdictGiven:
    return VerdictGiven(
        judgement=Judgement(rule=RULE, rule_name="Letter", question="Handed over?", verdict=verdict)
    )


def an_effect(cause: Cause = BY_RULE) -> EffectApplied:
    change = VariableSet(variable=Variable(name="letter"), value="delivered")
    return EffectApplied(
        effect=Effect(change=change, cause=cause),
        description="letter",
        before="carried",
        after="delivered",
    )


def started(attempt: int = 1) -> AttemptStarted:
    return AttemptStarted(
        call=CALL,
        attempt=attempt,
        task=Task.NARRATION,
        model_role=ModelRole.MAIN,
        profile=ProfileId("p"),
        provider="P",
        model="m",
        values=CallValues(temperature=NOT_SAID, top_p=NOT_SAID, max_tokens=NOT_SAID),
        reason="the model role",
    )


def finished(outcome: Outcome) -> CallFinished:
    row = LedgerRow(
        call=CALL,
        attempt=1,
        at=TODAY,
        session=SESSION,
        turn=1,
        task=Task.NARRATION,
        model_role=ModelRole.MAIN,
        profile=ProfileId("p"),
        connection=ConnectionId("c"),
        provider="P",
        model="m",
        character=None,
        request_id=None,
        usage=Usage(),
        cost=Cost(amount=None, source=CostSource.UNKNOWN),
        first_token=None,
        seconds=1.5,
        outcome=outcome,
    )
    return CallFinished(row=row, finish=FinishReason.STOP)


def test_a_question_waits_for_its_verdict_on_one_card():
    asking = after(QuestionAsked(rule=RULE, rule_name="Letter", question="Handed over?"))
    assert asking.cards[0].is_asking
    answered = reduced(asking, judged())
    assert [card.verdict for card in answered.cards] == [YES]


def test_a_cue_settles_a_question_that_was_never_asked():
    assert after(judged()).cards[0].question == "Handed over?"


def test_what_a_rule_changed_stands_on_its_card_and_all_else_apart():
    fired = RuleFired(rule=RULE, rule_name="Letter", tag="YES")
    view = after(judged(), fired, an_effect(), an_effect(Cause(kind=CauseKind.TURN)))
    assert [line.text for line in view.cards[0].effects] == ["letter: carried → delivered"]
    assert len(view.cards) == len(view.effects) == 1


def test_a_rule_judged_again_for_another_reply_gets_another_card():
    fired = RuleFired(rule=RULE, rule_name="Letter", tag="YES")
    view = after(judged(), fired, judged(NoVerdict(failure="Nobody answered.")), fired, an_effect())
    assert [card.verdict for card in view.cards] == [YES, NoVerdict(failure="Nobody answered.")]
    assert [len(card.effects) for card in view.cards] == [0, 1]


def test_a_rule_that_rewrote_says_so():
    message = a_message(1)
    rewritten = MessageRewritten(message=message.id, rule=RULE, before="a", after="b")
    assert after(judged(), rewritten).cards[0].rewrote


def test_a_call_is_followed_through_its_attempts_on_one_line():
    view = after(
        started(),
        AttemptFailed(call=CALL, attempt=1, profile=ProfileId("p"), sentence="P is too busy."),
        CooledDown(call=CALL, profile=ProfileId("p"), seconds=2, reason="busy"),
    )
    assert (view.calls[0].state, steps(view)) == (
        CallState.WAITING, ["P is too busy.", "next try after 2.0 s"],
    )  # fmt: skip
    view = after(started(2), finished(Outcome.FINISHED), view=view)
    assert [(c.state, c.seconds) for c in view.calls] == [(CallState.FINISHED, 1.5)]
    assert steps(view) == ["P is too busy.", "next try after 2.0 s"]


@pytest.mark.parametrize(
    ("agreed", "told"),
    [(False, ["q takes over"]), (True, ["you agreed to what q may cost", "q takes over"])],
)
def test_another_model_that_takes_over_is_told_with_the_consent_it_had(agreed, told):
    fell_back = FellBack(
        call=CALL, failed=ProfileId("p"), next=ProfileId("q"), reason="busy", agreed=agreed
    )
    assert steps(after(started(), fell_back, started(2))) == told


def test_a_model_that_is_left_alone_is_told_on_the_calls_line():
    failed = AttemptFailed(call=CALL, attempt=1, profile=ProfileId("p"), sentence="No key.")
    opened = CircuitOpened(call=CALL, profile=ProfileId("p"), seconds=None, reason="No key.")
    view = after(started(), failed, opened)
    assert view.calls[0].state is CallState.FAILED
    assert steps(view) == ["No key.", "resting until you press Retry"]


def test_a_model_that_is_skipped_has_a_line_before_anything_is_asked():
    skipped = ProfileSkipped(
        call=CALL,
        task=Task.NARRATION,
        model_role=ModelRole.MAIN,
        profile=ProfileId("p"),
        provider="P",
        model="p-1",
        seconds=14.6,
        reason="P is busy.",
    )
    view = after(skipped)
    assert view.calls[0].state is CallState.FAILED
    assert steps(view) == ["p-1 is skipped, resting for 15 s"]
    (line,) = after(skipped, started()).calls
    assert (line.state, len(line.failures)) == (CallState.RUNNING, 1)


def test_a_call_that_waits_in_a_queue_says_where_it_stands():
    view = after(started(), CallQueued(call=CALL, profile=ProfileId("p"), place=7, seconds=40))
    assert view.calls[0].state is CallState.WAITING
    assert view.calls[0].note == "in the queue, place 7, about 40 s"
    view = reduced(view, finished(Outcome.FINISHED))
    assert (view.calls[0].state, view.calls[0].note) == (CallState.FINISHED, "")


def test_pictures_that_a_model_was_not_sent_are_told_beside_its_call():
    left_out = PicturesLeftOut(call=CALL, profile=ProfileId("p"), model="acme-1", count=1)
    ended = after(started(), left_out, finished(Outcome.FINISHED))
    assert steps(ended) == ["the picture was left out"]


def test_a_note_about_an_answer_stays_with_its_call():
    ended = replace(finished(Outcome.FINISHED), note="The prompt was cut.")
    assert steps(after(started(), ended)) == ["The prompt was cut."]


def test_times_are_those_of_whoever_hears_the_events():
    view = TurnView()
    question = QuestionAsked(rule=RULE, rule_name="Letter", question="Handed over?")
    for at, event in (
        (5.0, TurnStarted(turn=TurnId("t"), session=SESSION, message=a_message(1))),
        (5.5, question),
        (6.0, judged()),
        (6.0, MessageStarted(message=a_message(2, author=MIRA_AUTHOR), draft=False)),
        (6.5, started()),
        (8.0, TurnStopped(turn=TurnId("t"), sentence="You stopped.")),
    ):
        view = reduced(view, event, at)
    assert (view.began, view.took) == (5.0, 3.0)
    assert view.cards[0].seconds == 0.5
    (call,) = view.calls
    assert (call.writes, call.began, call.ended) == ("Mira Oduya", 6.5, 8.0)


def test_a_call_that_a_turn_leaves_open_was_stopped():
    asked = QuestionAsked(rule=RULE, rule_name="Letter", question="Handed over?")
    view = after(started(), asked, TurnStopped(turn=TurnId("t"), sentence="You stopped."))
    assert not view.cards
    assert view.calls[0].state is CallState.STOPPED
    assert view.ended


def test_a_new_turn_begins_with_an_empty_panel():
    view = after(judged(), TurnStarted(turn=TurnId("t"), session=SESSION, message=a_message(3)))
    assert view == TurnView(turn=2, ended=False, message=MessageId("m3"))


def test_the_last_turn_is_restored_from_its_messages():
    rule = Rule(id=RuleId("wind"), name="Wind", phase=Phase.BEFORE_REPLY)
    adventure = an_adventure(rules=(rule,))
    moved = Cause(kind=CauseKind.RULE, rule=rule.id)
    turn = Cause(kind=CauseKind.TURN)
    effects = (
        Effect(change=TimePassed(minutes=5), cause=turn),
        Effect(
            change=VariableSet(
                variable=Variable(name="trust", scope=Scope.CHARACTER, owner=MIRA), value=2.0
            ),
            cause=BY_RULE,
        ),
        Effect(
            change=ItemMoved(item=LETTER, to=Holder(kind=HolderKind.CHARACTER, id=MIRA)),
            cause=BY_RULE,
        ),
        Effect(change=SceneStarted(), cause=moved),
        Effect(change=PlayerMoved(to=QUAY), cause=moved),
    )
    player = replace(a_message(1), effects=effects, judgements=(judged().judgement,))
    view = restored(adventure, (a_message(0), player, a_message(2)))
    assert [card.name for card in view.cards] == ["Letter", "Wind"]
    assert [line.text for line in view.cards[0].effects] == [
        "Mira Oduya: trust: 1 → 2",
        "letter: Ada → Mira Oduya",
    ]
    assert [line.text for line in view.cards[1].effects] == [
        "scene: 1 → 2",
        "place: The Gull → The Quay",
    ]
    noon = opening_state(adventure).time
    later = noon + timedelta(minutes=5)
    assert [line.text for line in view.effects] == [f"time: {noon:%H:%M} → {later:%H:%M}"]


def booked(call: str, began: float, seconds: float, message: int, **more) -> LedgerRow:
    """A row for an attempt `began` seconds into the turn."""
    row = finished(Outcome.FINISHED).row
    at = TODAY + timedelta(seconds=began + seconds)
    id_ = MessageId(f"m{message}")
    return replace(row, call=CallId(call), at=at, seconds=seconds, message=id_, **more)


def test_the_calls_of_a_turn_are_read_back_from_the_ledger():
    messages = (a_message(1), a_message(2, author=MIRA_AUTHOR))
    rows = (
        booked("reply", 3, 2, 2, task=Task.CHARACTER_REPLY),
        booked("rule", 1, 1, 1, task=Task.RULE_EVALUATION, attempt=2),
        booked(
            "rule", 0, 1, 1, task=Task.RULE_EVALUATION, outcome=Outcome.FAILED,
            error="RateLimitedError",
        ),
        booked("elsewhere", 0, 1, 7),
    )  # fmt: skip
    rule, reply = read_back(rows, messages)
    assert rule.state is CallState.FINISHED
    assert rule.steps == (Step(text="too many requests", failed=True),)
    assert [at - rule.began for at in rule.failures] == [1]
    assert (reply.writes, reply.began - rule.began) == ("Mira Oduya", 3)
    view = with_calls(TurnView(turn=1), (rule, reply))
    assert view.took == 5


def test_a_long_time_without_a_call_is_left_out_of_what_is_read_back():
    rows = (booked("rule", 0, 1, 1), booked("reply", 600, 1, 2))
    rule, reply = read_back(rows, (a_message(1), a_message(2)))
    assert reply.began == rule.ended


def test_a_verdict_knows_which_judgement_it_is_kept_as():
    edited = replace(a_message(1), judgements=(judged().judgement, judged().judgement), edited=True)
    view = restored(an_adventure(), (a_message(0), edited))
    assert [card.which for card in view.cards] == [
        JudgementId(message=edited.id, index=index) for index in (0, 1)
    ]
    assert all(card.is_stale for card in view.cards)
    begun = TurnStarted(turn=TurnId("t"), session=SESSION, message=a_message(1))
    reply = MessageStarted(message=a_message(2), draft=False)
    live = after(begun, judged(), reply, judged())
    assert [card.which.message for card in live.cards] == ["m1", "m2"]


def test_two_worlds_are_told_apart_by_what_differs():
    adventure = an_adventure()
    before = opening_state(adventure)
    moved = ItemMoved(item=LETTER, to=Holder(kind=HolderKind.CHARACTER, id=MIRA))
    changes = (moved, VariableSet(variable=Variable(name="bell"), value=True), SceneStarted())
    state = fold(before, (Effect(change=each, cause=BY_RULE) for each in changes))
    assert [line.text for line in world_changes(adventure, before, state)] == [
        "bell: – → true",
        "letter: Ada → Mira Oduya",
        "scene: 1 → 2",
    ]


def test_every_kind_of_failure_that_the_ledger_keeps_has_words():
    kinds = {*_kinds(ProviderError), SpendingLimitError}
    assert {each.__name__ for each in kinds} <= set(FAILURES)


def _kinds(error: type[ProviderError]) -> Iterator[type[ProviderError]]:
    for each in error.__subclasses__():
        yield each
        yield from _kinds(each)
