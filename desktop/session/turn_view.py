"""What the turn panel shows, as one value made from the turn's events. Pure."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from desktop.session.effect_lines import EffectLine, common_name, effect_line
from desktop.session.turn_calls import CallLine, as_ended, followed
from desktop.texts import right as texts
from engine.domain.adventure import Adventure, opening_state
from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallFinished,
    CallQueued,
    CircuitOpened,
    CooledDown,
    FellBack,
    PicturesLeftOut,
    ProfileSkipped,
)
from engine.domain.ids import MessageId, RuleId
from engine.domain.messages import Message
from engine.domain.prompts import Segment
from engine.domain.rules import Judgement, Verdict
from engine.domain.second_look import JudgementId
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
    """One run of one rule. `verdict` is None while it is being judged, or if nothing was asked.

    `which` names the judgement it is kept as; `is_stale` says that the words judged were edited.
    """

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
    which: JudgementId | None = None
    is_stale: bool = False

    @property
    def is_asking(self) -> bool:
        return bool(self.question) and self.verdict is None


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
    message: MessageId | None = None
    """The one being judged, as long as the turn is played."""
    segments: tuple[Segment, ...] = ()
    began: float = 0.0
    took: float | None = None


def reduced(  # noqa: PLR0911 - one for each event
    view: TurnView, event: TurnEvent, at: float = 0.0
) -> TurnView:
    """The view after `event`, which was heard `at` seconds on the listener's clock."""
    match event:
        case TurnStarted(message=message):
            return TurnView(turn=message.turn, message=message.id, ended=False, began=at)
        case IntentRead(kind=kind, by=by):
            return replace(view, intent=texts.intent(kind, by))
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
            | CircuitOpened()
            | ProfileSkipped()
            | FellBack()
            | PicturesLeftOut()
            | CallFinished()
        ):
            return replace(view, calls=followed(view.calls, event, view.speaker, at))
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
        earlier, view = view.cards, replace(view, message=message.id)
        for judgement in message.judgements:
            view = _with_rule_event(view, VerdictGiven(judgement=judgement))
        for effect in message.effects:
            line = effect_line(adventure, state, effect)
            view = _with_line(_with_card_for(view, adventure, effect), effect, line)
            state = apply(state, effect)
        added = _in_order(adventure, view.cards[len(earlier) :])
        view = replace(view, cards=(*view.cards[: len(earlier)], *added))
    edited = {message.id for message in last if message.edited}
    cards = (replace(each, is_stale=_is_of(each, edited)) for each in view.cards)
    return replace(view, cards=tuple(cards), message=None)


def _in_order(adventure: Adventure, cards: Sequence[RuleCard]) -> list[RuleCard]:
    """The cards of one message in the author's order, in which rules run."""
    places = {rule.id: place for place, rule in enumerate(adventure.rules)}
    return sorted(cards, key=lambda card: places.get(card.rule, -1))


def _is_of(card: RuleCard, messages: Container[MessageId]) -> bool:
    return card.which is not None and card.which.message in messages


def _with_reply(view: TurnView, event: MessageStarted | PromptAssembled) -> TurnView:
    match event:
        case MessageStarted(message=message):
            return replace(view, speaker=message.author.name, message=message.id)
        case PromptAssembled(prompt=prompt):
            return replace(view, segments=prompt.segments)
        case _:
            assert_never(event)


def _ended(view: TurnView, at: float) -> TurnView:
    calls = tuple(as_ended(call, at) for call in view.calls)
    cards = tuple(each for each in view.cards if not each.is_asking)  # nobody answers them now
    return replace(view, ended=True, calls=calls, cards=cards, took=at - view.began)


def _with_card(view: TurnView, card: RuleCard) -> TurnView:
    return replace(view, cards=(*view.cards, card))


def _with_rule_event(
    view: TurnView, event: VerdictGiven | RuleFired | MessageRewritten, at: float | None = None
) -> TurnView:
    match event:
        case VerdictGiven(judgement=judged):
            card = RuleCard(rule=judged.rule, name=judged.rule_name, question=judged.question)
            view = _with_last(view, card, lambda each: each.is_asking)
            return _with_verdict(view, judged, at)
        case RuleFired(rule=rule, rule_name=name):
            card = RuleCard(rule=rule, name=name)
            view = _with_last(view, card, lambda each: not each.fired)
            return _changed_last(view, rule, fired=True)
        case MessageRewritten(rule=rule):
            return _changed_last(view, rule, rewrote=True)
        case _:
            assert_never(event)


def _with_verdict(view: TurnView, judged: Judgement, at: float | None) -> TurnView:
    of_message = [each for each in view.cards if each.which and each.which.message == view.message]
    which = JudgementId(message=view.message, index=len(of_message)) if view.message else None
    return _changed_last(view, judged.rule, verdict=judged.verdict, which=which, at=at)


def _with_last(view: TurnView, card: RuleCard, fits: Callable[[RuleCard], bool]) -> TurnView:
    """`view` whose last card of the rule fits; `card` is added if it does not."""
    last = next((each for each in reversed(view.cards) if each.rule == card.rule), None)
    return view if last and fits(last) else _with_card(view, card)


def _changed_last(
    view: TurnView,
    rule: RuleId,
    *,
    verdict: Verdict | None = None,
    which: JudgementId | None = None,
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
        which=which or card.which,
        seconds=_since(card.asked, at) if verdict else card.seconds,
        fired=fired or card.fired,
        rewrote=rewrote or card.rewrote,
        effects=(*card.effects, effect) if effect else card.effects,
    )
    return replace(view, cards=tuple(cards))


def _since(asked: float | None, at: float | None) -> float | None:
    return None if asked is None or at is None else at - asked


def _with_effect(view: TurnView, event: EffectApplied) -> TurnView:
    what = common_name(event.effect.change) or event.description
    line = EffectLine(what=what, before=event.before, after=event.after)
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


def with_calls(view: TurnView, calls: tuple[CallLine, ...]) -> TurnView:
    """A turn that is over, with calls that were read back: their times are its own."""
    if not calls:
        return view
    began = min(call.began for call in calls)
    ends = [call.ended for call in calls if call.ended is not None]
    return replace(view, calls=calls, began=began, took=max(ends, default=began) - began)
