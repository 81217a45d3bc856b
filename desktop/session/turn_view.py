"""What the turn panel shows, as one value made from the turn's events. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from desktop.session.effect_lines import EffectLine, effect_line
from engine.domain.adventure import Adventure, opening_state
from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallEvent,
    CallFinished,
    CallQueued,
    CooledDown,
    FellBack,
    Outcome,
)
from engine.domain.ids import CallId, RuleId
from engine.domain.messages import Message
from engine.domain.prompts import Segment
from engine.domain.rules import Verdict
from engine.domain.tasks import ModelRole, Task
from engine.domain.world import Effect, apply, fold
from engine.play.events import (
    EffectApplied,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCard:
    """One run of one rule. `verdict` is None while it is being judged, or if nothing was asked."""

    rule: RuleId
    name: str
    question: str = ""
    verdict: Verdict | None = None
    fired: bool = False
    rewrote: bool = False
    effects: tuple[EffectLine, ...] = ()
    asked: float | None = None
    seconds: float | None = None
    """From the question to the verdict; None where that was not seen."""

    @property
    def is_asking(self) -> bool:
        return bool(self.question) and self.verdict is None


class CallState(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt:
    """An attempt that came to nothing, and why."""

    at: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call, from `began` to `ended` on the clock of whoever hears the events, in seconds.

    `seconds` and `ended` are None until it ended; `note` says what went wrong on the way;
    `writes` is the name above the reply that it writes.
    """

    call: CallId
    task: Task
    model_role: ModelRole
    model: str
    provider: str
    state: CallState = CallState.RUNNING
    seconds: float | None = None
    note: str = ""
    writes: str = ""
    began: float = 0.0
    ended: float | None = None
    failures: tuple[FailedAttempt, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in (CallState.RUNNING, CallState.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """One turn, as far as it has come. `effects` are those that no rule brought about.

    `segments` are the parts of the prompt sent last. `took` is in seconds, None until the turn
    ended.
    """

    turn: int = 0
    cards: tuple[RuleCard, ...] = ()
    effects: tuple[EffectLine, ...] = ()
    calls: tuple[CallLine, ...] = ()
    intent: str = ""
    ended: bool = True
    speaker: str = ""
    segments: tuple[Segment, ...] = ()
    began: float = 0.0
    took: float | None = None


def reduced(  # noqa: PLR0911 - one for each event
    view: TurnView, event: TurnEvent, at: float = 0.0
) -> TurnView:
    """The view after `event`, which was heard `at` seconds on the listener's clock."""
    match event:
        case TurnStarted(message=message):
            return TurnView(turn=message.turn, ended=False, began=at)
        case IntentRead(kind=kind, by=by):
            return replace(view, intent=f"{kind.replace('_', ' ')}, read by {by}")
        case QuestionAsked(rule=rule, rule_name=name, question=question):
            return _with_card(view, RuleCard(rule=rule, name=name, question=question, asked=at))
        case VerdictGiven() | RuleFired() | MessageRewritten():
            return _with_rule_event(view, event, at)
        case EffectApplied():
            return _with_effect(view, event)
        case (
            AttemptStarted()
            | AttemptFailed()
            | CallQueued()
            | CooledDown()
            | FellBack()
            | CallFinished()
        ):
            return _with_call_event(view, event, at)
        case MessageStarted() | PromptAssembled():
            return _with_reply(view, event)
        case TurnStopped() | TurnFinished():
            return _ended(view, at)
        case ReasoningDelta() | ReplyDelta() | MessageDropped() | MessageFinished():
            return view
        case _:
            assert_never(event)


def restored(adventure: Adventure, path: Sequence[Message]) -> TurnView:
    """The last turn of `path` as its saved messages tell it; calls are not saved with them."""
    turn = path[-1].turn if path else 0
    last = [message for message in path if message.turn == turn]
    before = (effect for message in path if message.turn != turn for effect in message.effects)
    state = fold(opening_state(adventure), before)
    view = TurnView(turn=turn)
    for message in last:
        for judgement in message.judgements:
            view = _with_rule_event(view, VerdictGiven(judgement=judgement))
        for effect in message.effects:
            line = effect_line(adventure, state, effect)
            view = _with_line(_with_card_for(view, adventure, effect), effect, line)
            state = apply(state, effect)
    return view


def _with_reply(view: TurnView, event: MessageStarted | PromptAssembled) -> TurnView:
    match event:
        case MessageStarted(message=message):
            return replace(view, speaker=message.author.name)
        case PromptAssembled(prompt=prompt):
            return replace(view, segments=prompt.segments)
        case _:
            assert_never(event)


def _ended(view: TurnView, at: float) -> TurnView:
    calls = tuple(_as_ended(call, at) for call in view.calls)
    return replace(view, ended=True, calls=calls, took=at - view.began)


def _with_card(view: TurnView, card: RuleCard) -> TurnView:
    return replace(view, cards=(*view.cards, card))


def _with_rule_event(
    view: TurnView, event: VerdictGiven | RuleFired | MessageRewritten, at: float | None = None
) -> TurnView:
    match event:
        case VerdictGiven(judgement=judged):
            card = RuleCard(rule=judged.rule, name=judged.rule_name, question=judged.question)
            view = _with_last(view, card, lambda each: each.is_asking)
            return _changed_last(view, judged.rule, verdict=judged.verdict, at=at)
        case RuleFired(rule=rule, rule_name=name):
            card = RuleCard(rule=rule, name=name)
            view = _with_last(view, card, lambda each: not each.fired)
            return _changed_last(view, rule, fired=True)
        case MessageRewritten(rule=rule):
            return _changed_last(view, rule, rewrote=True)
        case _:
            assert_never(event)


def _with_last(view: TurnView, card: RuleCard, fits: Callable[[RuleCard], bool]) -> TurnView:
    """`view` whose last card of the rule fits; `card` is added if it does not."""
    last = next((each for each in reversed(view.cards) if each.rule == card.rule), None)
    return view if last and fits(last) else _with_card(view, card)


def _changed_last(
    view: TurnView,
    rule: RuleId,
    *,
    verdict: Verdict | None = None,
    at: float | None = None,
    fired: bool = False,
    rewrote: bool = False,
    effect: EffectLine | None = None,
) -> TurnView:
    """`view` with what is given added to the last card of `rule`."""
    cards = list(view.cards)
    place = max((at for at, card in enumerate(cards) if card.rule == rule), default=None)
    if place is None:
        return view
    card = cards[place]
    cards[place] = replace(
        card,
        verdict=verdict or card.verdict,
        seconds=_since(card.asked, at) if verdict else card.seconds,
        fired=fired or card.fired,
        rewrote=rewrote or card.rewrote,
        effects=(*card.effects, effect) if effect else card.effects,
    )
    return replace(view, cards=tuple(cards))


def _since(asked: float | None, at: float | None) -> float | None:
    return None if asked is None or at is None else at - asked


def _with_effect(view: TurnView, event: EffectApplied) -> TurnView:
    line = EffectLine(what=event.description, before=event.before, after=event.after)
    return _with_line(view, event.effect, line)


def _with_line(view: TurnView, effect: Effect, line: EffectLine) -> TurnView:
    rule = effect.cause.rule
    if rule is None or not any(card.rule == rule for card in view.cards):
        return replace(view, effects=(*view.effects, line))
    return _changed_last(view, rule, effect=line, fired=True)


def _with_card_for(view: TurnView, adventure: Adventure, effect: Effect) -> TurnView:
    """`view` with a card for the rule that asked nothing but changed something."""
    rule = effect.cause.rule
    if rule is None or any(card.rule == rule for card in view.cards):
        return view
    name = next((each.name for each in adventure.rules if each.id == rule), str(rule))
    return _with_card(view, RuleCard(rule=rule, name=name, fired=True))


def _with_call_event(view: TurnView, event: CallEvent, at: float) -> TurnView:
    match event:
        case AttemptStarted():
            return _with_attempt(view, event, at)
        case AttemptFailed(call=call, sentence=sentence):
            return _changed_call(view, call, lambda line: _failed(line, sentence, at))
        case CallQueued(call=call):
            return _changed_call(view, call, lambda line: _waiting(line, _queue_note(event)))
        case CooledDown(call=call, seconds=seconds):
            note = f"trying again in {seconds:.0f} s"
            return _changed_call(view, call, lambda line: _waiting(line, note))
        case FellBack(call=call, next=following):
            note = f"{following} takes over"
            return _changed_call(view, call, lambda line: _waiting(line, note))
        case CallFinished(row=row):
            return _changed_call(view, row.call, lambda line: _finished(line, event, at))
        case _:
            assert_never(event)


def _with_attempt(view: TurnView, event: AttemptStarted, at: float) -> TurnView:
    before = next((each for each in view.calls if each.call == event.call), None)
    if before is None:
        return replace(view, calls=(*view.calls, _begun(event, view.speaker, at)))
    line = replace(
        before, state=CallState.RUNNING, model=event.model, provider=event.provider, seconds=None
    )
    return replace(view, calls=tuple(line if each is before else each for each in view.calls))


def _begun(event: AttemptStarted, speaker: str, at: float) -> CallLine:
    return CallLine(
        call=event.call,
        task=event.task,
        model_role=event.model_role,
        model=event.model,
        provider=event.provider,
        writes=speaker if event.task in (Task.CHARACTER_REPLY, Task.NARRATION) else "",
        began=at,
    )


def _failed(line: CallLine, sentence: str, at: float) -> CallLine:
    failures = (*line.failures, FailedAttempt(at=at, sentence=sentence))
    return replace(line, state=CallState.FAILED, note=sentence, failures=failures, ended=at)


def _waiting(line: CallLine, note: str) -> CallLine:
    return replace(line, state=CallState.WAITING, note=note, ended=None)


def _queue_note(event: CallQueued) -> str:
    at = "" if event.place is None else f", place {event.place}"
    about = "" if event.seconds is None else f", about {event.seconds:.0f} s"
    return f"in the queue{at}{about}"


def _finished(line: CallLine, finished: CallFinished, at: float) -> CallLine:
    """What went wrong on the way stays; an outcome is told where nothing else says why."""
    row = finished.row
    match row.outcome:
        case Outcome.FINISHED | Outcome.UNUSED:
            state = CallState.FINISHED
        case Outcome.STOPPED | Outcome.PREEMPTED:
            state = CallState.STOPPED
        case Outcome.INTERRUPTED | Outcome.FAILED:
            state = CallState.FAILED
        case _:
            assert_never(row.outcome)
    before = "" if line.state is CallState.WAITING else line.note
    note = finished.note or before or (row.outcome.value if state is CallState.FAILED else "")
    return replace(line, state=state, note=note, seconds=row.seconds, ended=at)


def _as_ended(call: CallLine, at: float) -> CallLine:
    """A call that a turn leaves open when it ends was stopped with it."""
    return replace(call, state=CallState.STOPPED, note="", ended=at) if call.is_open else call


def _changed_call(view: TurnView, call: CallId, change: Callable[[CallLine], CallLine]) -> TurnView:
    changed = (change(each) if each.call == call else each for each in view.calls)
    return replace(view, calls=tuple(changed))
