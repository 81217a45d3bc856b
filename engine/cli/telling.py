"""A turn's events as a terminal tells them. Pure."""

from typing import assert_never

from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallFinished,
    CallQueued,
    CircuitOpened,
    CooledDown,
    Cost,
    CostSource,
    FellBack,
    LedgerRow,
    PicturesLeftOut,
    ProfileSkipped,
)
from engine.domain.messages import MessageStatus
from engine.domain.money import money
from engine.domain.rules import (
    Answered,
    CueJudge,
    Judge,
    JudgeFacts,
    Judgement,
    ModelJudge,
    NoVerdict,
    Unclear,
    Verdict,
)
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


def told(event: TurnEvent) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each event
    """What to print for `event`; "" for what a reader need not see."""
    match event:
        case TurnStarted(message=message):
            return f"\n— turn {message.turn}{_pictures(len(message.pictures))} —\n"
        case IntentRead(kind=kind, by=by):
            return _aside(f"intent: {kind.replace('_', ' ')} ({by})")
        case VerdictGiven(judgement=judgement):
            return _aside(verdict_line(judgement))
        case EffectApplied(description=what, before=before, after=after):
            return _aside(f"  {what}: {before or '(nothing)'} → {after}")
        case AttemptFailed(sentence=sentence):
            return _aside(f"failed: {sentence}")
        case CallQueued(place=place, seconds=seconds):
            return _aside(queue_line(place, seconds))
        case CooledDown(seconds=seconds):
            return _aside(f"waiting {seconds:.0f} s before the next try")
        case CircuitOpened(profile=profile, seconds=seconds):
            return _aside(f"{profile} {rest_line(seconds)}")
        case ProfileSkipped(profile=profile, seconds=seconds):
            return _aside(f"{profile} is skipped: it {rest_line(seconds)}")
        case FellBack(failed=failed, next=following, agreed=agreed):
            consent = ", as you agreed" if agreed else ""
            return _aside(f"{failed} did not answer; {following} takes over{consent}")
        case PicturesLeftOut(model=model, count=count):
            what = "the picture was" if count == 1 else f"{count} pictures were"
            return _aside(f"{model} takes no pictures: {what} left out, the words were sent")
        case MessageStarted(message=message, draft=draft):
            return f"\n{message.author.name}: {'(writing…) ' if draft else message.text}"
        case ReplyDelta(text=text):
            return text
        case MessageRewritten(rule=rule):
            return _aside(f"rewritten by the rule {rule}")
        case MessageFinished(message=message):
            mark = " […]" if message.status is MessageStatus.INTERRUPTED else ""
            return f"{mark}\n"
        case MessageDropped():
            return "(nothing was written)\n"
        case CallFinished(row=row, note=note):
            told = _aside(note) if note else ""
            return told + (_aside(row_line(row)) if row.first_token is None else "")
        case TurnStopped(sentence=sentence):
            return f"\n{sentence}\n"
        case TurnFinished(state=state):
            return _aside(f"scene {state.scene}, {state.time:%H:%M}")
        case (
            AttemptStarted() | QuestionAsked() | RuleFired() | PromptAssembled() | ReasoningDelta()
        ):
            return ""
        case _:
            assert_never(event)


def verdict_line(judgement: Judgement) -> str:
    """The question, its verdict, what it rests on, and who gave it."""
    return f"{judgement.rule_name}: {judgement.question} {verdict_text(judgement.verdict)}"


def verdict_text(verdict: Verdict) -> str:
    match verdict:
        case Answered(tag=tag, evidence=evidence, judge=judge):
            return f"[{tag or 'none of these'}]{_quoted(evidence)} {_by(judge)}"
        case Unclear(evidence=evidence, judge=judge):
            return f"[unclear]{_quoted(evidence)} {_by(judge)}"
        case NoVerdict(failure=failure):
            return f"[no verdict] {failure}"
        case _:
            assert_never(verdict)


def queue_line(place: int | None, seconds: float | None) -> str:
    """Where a call stands in a provider's queue, as far as it says."""
    at = "" if place is None else f" at place {place}"
    about = "" if seconds is None else f", about {seconds:.0f} s"
    return f"waiting in the queue{at}{about}"


def rest_line(seconds: float | None) -> str:
    """How long a model that kept failing is left alone."""
    return "rests until you try again" if seconds is None else f"rests for {seconds:.0f} s"


def row_line(row: LedgerRow) -> str:
    """One row of the ledger in a line."""
    tokens = f"{row.usage.input} in, {row.usage.output} out"
    if row.usage.cached:
        tokens += f", {row.usage.cached} cached"
    about = "~" if row.usage.estimated else ""
    return (
        f"{row.model_role:8} {row.task:18} {row.model:24} {about}{tokens}, {row.seconds:.1f} s, "
        f"{cost_text(row.cost)}, {row.outcome}"
    )


def cost_text(cost: Cost) -> str:
    if cost.amount is None:
        return "price not known"
    if cost.source is CostSource.FREE:
        return "free"
    mark = "~" if cost.source is CostSource.ESTIMATED else ""
    return f"{mark}{money(cost.amount)}"


def _pictures(count: int) -> str:
    return "" if not count else ", with a picture" if count == 1 else f", with {count} pictures"


def _by(judge: Judge) -> str:
    match judge:
        case CueJudge(cue=cue):
            return "by cue" if cue else "by no cue matching"
        case ModelJudge(model=model, reliable=reliable, facts=facts):
            unsure = "" if reliable else ", unreliable on this model"
            return f"by {model}{unsure}{_circumstances(facts)}"
        case _:
            assert_never(judge)


def _circumstances(facts: JudgeFacts | None) -> str:
    """What is out of the ordinary in how a verdict came about."""
    if facts is None:
        return ""
    after = f", asked after {facts.escalated_from} could not tell" if facts.escalated_from else ""
    return after + (", answered before, free" if facts.remembered else "")


def _quoted(evidence: str | None) -> str:
    return f" “{evidence}”" if evidence else ""


def _aside(line: str) -> str:
    return f"    · {line}\n"
