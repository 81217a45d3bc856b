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
    CooledDown,
    FellBack,
    Outcome,
)
from engine.domain.ids import CallId, RuleId
from engine.domain.messages import Message
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
class CallLine:
    """One call. `seconds` is None until it ended; `note` says what went wrong on the way."""

    call: CallId
    task: Task
    model_role: ModelRole
    model: str
    provider: str
    state: CallState = CallState.RUNNING
    seconds: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """One turn, as far as it has come. `effects` are those that no rule brought about."""

    turn: int = 0
    cards: tuple[RuleCard, ...] = ()
    effects: tuple[EffectLine, ...] = ()
    calls: tuple[CallLine, ...] = ()
    intent: str = ""
    ended: bool = True


def reduced(view: TurnView, event: TurnEvent) -> TurnView:  # noqa: PLR0911 - one for each event
    """The view after `event`."""
    match event:
        case TurnStarted(message=message):
            return TurnView(turn=message.turn, ended=False)
        case IntentRead(kind=kind, by=by):
            return replace(view, intent=f"{kind.replace('_', ' ')}, read by {by}")
        case QuestionAsked(rule=rule, rule_name=name, question=question):
            return _with_card(view, RuleCard(rule=rule, name=name, question=question))
        case VerdictGiven() | RuleFired() | MessageRewritten():
            return _with_rule_event(view, event)
        case EffectApplied():
            return _with_effect(view, event)
        case AttemptStarted() | AttemptFailed() | CooledDown() | FellBack() | CallFinished():
            return _with_call_event(view, event)
        case TurnStopped() | TurnFinished():
            calls = tuple(_as_ended(call) for call in view.calls)
            return replace(view, ended=True, calls=calls)
        case (
            PromptAssembled()
            | MessageStarted()
            | ReasoningDelta()
            | ReplyDelta()
            | MessageDropped()
            | MessageFinished()
        ):
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


def _with_card(view: TurnView, card: RuleCard) -> TurnView:
    return replace(view, cards=(*view.cards, card))


def _with_rule_event(
    view: TurnView, event: VerdictGiven | RuleFired | MessageRewritten
) -> TurnView:
    match event:
        case VerdictGiven(judgement=judged):
            card = RuleCard(rule=judged.rule, name=judged.rule_name, question=judged.question)
            view = _with_last(view, card, lambda each: each.is_asking)
            return _changed_last(view, judged.rule, verdict=judged.verdict)
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
        fired=fired or card.fired,
        rewrote=rewrote or card.rewrote,
        effects=(*card.effects, effect) if effect else card.effects,
    )
    return replace(view, cards=tuple(cards))


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


def _with_call_event(view: TurnView, event: CallEvent) -> TurnView:
    match event:
        case AttemptStarted():
            return _with_attempt(view, event)
        case AttemptFailed(call=call, sentence=sentence):
            return _changed_call(view, call, CallState.FAILED, note=sentence)
        case CooledDown(call=call, seconds=seconds):
            note = f"trying again in {seconds:.0f} s"
            return _changed_call(view, call, CallState.WAITING, note=note)
        case FellBack(call=call, next=following):
            return _changed_call(view, call, CallState.WAITING, note=f"{following} takes over")
        case CallFinished(row=row):
            done = row.outcome in (Outcome.FINISHED, Outcome.UNUSED)
            state = CallState.FINISHED if done else CallState.FAILED
            note = "" if done else row.outcome.value
            return _changed_call(view, row.call, state, note=note, seconds=row.seconds)
        case _:
            assert_never(event)


def _with_attempt(view: TurnView, event: AttemptStarted) -> TurnView:
    before = next((each for each in view.calls if each.call == event.call), None)
    line = CallLine(
        call=event.call,
        task=event.task,
        model_role=event.model_role,
        model=event.model,
        provider=event.provider,
        note=before.note if before else "",
    )
    if before is None:
        return replace(view, calls=(*view.calls, line))
    return replace(view, calls=tuple(line if each is before else each for each in view.calls))


def _as_ended(call: CallLine) -> CallLine:
    """A call that a turn leaves open when it ends was stopped with it."""
    is_open = call.state in (CallState.RUNNING, CallState.WAITING)
    return replace(call, state=CallState.STOPPED, note="") if is_open else call


def _changed_call(
    view: TurnView,
    call: CallId,
    state: CallState,
    *,
    note: str,
    seconds: float | None = None,
) -> TurnView:
    changed = (
        replace(each, state=state, note=note or each.note, seconds=seconds)
        if each.call == call
        else each
        for each in view.calls
    )
    return replace(view, calls=tuple(changed))
