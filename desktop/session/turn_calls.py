"""The calls of a turn: followed as they happen, or read back from the ledger. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import assert_never

from desktop.parts.figures import number_text, pause_text
from desktop.texts import right as texts
from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallEvent,
    CallFinished,
    CallQueued,
    CircuitOpened,
    CooledDown,
    FellBack,
    LedgerRow,
    Outcome,
    PicturesLeftOut,
    ProfileSkipped,
)
from engine.domain.ids import CallId
from engine.domain.messages import Message
from engine.domain.tasks import ModelRole, Task

WRITING = (Task.CHARACTER_REPLY, Task.NARRATION)
_LONGEST_PAUSE = 2.0
_LEAST_PAUSE = 0.1


class CallState(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened on a call's way, in words."""

    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call, from `began` to `ended` on the clock of whoever hears the events, in seconds.

    `seconds` and `ended` are None until it ended; `steps` tell what happened on the way, `note`
    what it waits for now, `failures` when an attempt came to nothing. `writes` is the name above
    the reply that it writes.
    """

    call: CallId
    task: Task
    model_role: ModelRole
    model: str
    provider: str
    state: CallState = CallState.RUNNING
    seconds: float | None = None
    steps: tuple[Step, ...] = ()
    note: str = ""
    writes: str = ""
    began: float = 0.0
    ended: float | None = None
    failures: tuple[float, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in (CallState.RUNNING, CallState.WAITING)


def followed(  # noqa: PLR0911 - one for each event
    calls: tuple[CallLine, ...], event: CallEvent, speaker: str, at: float
) -> tuple[CallLine, ...]:
    """`calls` after `event`, heard `at` seconds; `speaker` is whose reply is being written."""
    match event:
        case AttemptStarted():
            return _with_attempt(calls, event, speaker, at)
        case AttemptFailed(call=call, sentence=sentence):
            return _changed(calls, call, lambda line: _failed(line, sentence, at))
        case CallQueued(call=call):
            return _changed(calls, call, lambda line: _waiting(line, _queue_note(event)))
        case CooledDown(call=call, seconds=seconds):
            again = Step(text=_next_try(seconds))
            return _changed(calls, call, lambda line: _waiting(_with(line, again)))
        case CircuitOpened(call=call, seconds=seconds):
            rest = Step(text=texts.rest(seconds))
            return _changed(calls, call, lambda line: _with(line, rest))
        case ProfileSkipped():
            return _with_skipped(calls, event, speaker, at)
        case FellBack(call=call):
            return _changed(calls, call, lambda line: _waiting(_with(line, *_fallback(event))))
        case PicturesLeftOut(call=call, count=count):
            left_out = Step(text=texts.pictures_left_out(count))
            return _changed(calls, call, lambda line: _with(line, left_out))
        case CallFinished(row=row):
            return _changed(calls, row.call, lambda line: _finished(line, row, at, event.note))
        case _:
            assert_never(event)


def as_ended(call: CallLine, at: float) -> CallLine:
    """A call that a turn leaves open when it ends was stopped with it."""
    return replace(call, state=CallState.STOPPED, note="", ended=at) if call.is_open else call


def read_back(rows: Sequence[LedgerRow], messages: Iterable[Message]) -> tuple[CallLine, ...]:
    """The calls that the ledger has of a turn, on the clock of the world."""
    lines: list[CallLine] = []
    for message in messages:
        own = sorted((row for row in rows if row.message == message.id), key=_attempt_of)
        groups = (tuple(group) for _, group in groupby(own, key=lambda row: row.call))
        lines += sorted((_read(each, message) for each in groups), key=lambda line: line.began)
    return tuple(_without_pauses(lines))


def _attempt_of(row: LedgerRow) -> tuple[CallId, datetime, int]:
    return row.call, row.at, row.attempt


def _without_pauses(lines: Iterable[CallLine]) -> Iterator[CallLine]:
    """Time in which nothing was asked, as before a reply is written anew, is left out."""
    left_out, until = 0.0, None
    for line in lines:
        ended = line.began if line.ended is None else line.ended
        if until is not None and line.began - until > _LONGEST_PAUSE:
            left_out += line.began - until
        until = ended if until is None else max(until, ended)
        yield _earlier(line, left_out)


def _earlier(line: CallLine, seconds: float) -> CallLine:
    return replace(
        line,
        began=line.began - seconds,
        ended=None if line.ended is None else line.ended - seconds,
        failures=tuple(at - seconds for at in line.failures),
    )


def _read(attempts: Sequence[LedgerRow], message: Message) -> CallLine:
    first, last = attempts[0], attempts[-1]
    failed = [row for row in attempts if row.outcome in (Outcome.FAILED, Outcome.INTERRUPTED)]
    line = CallLine(
        call=first.call,
        task=first.task,
        model_role=first.model_role,
        model=last.model,
        provider=last.provider,
        steps=_steps(attempts, failed),
        writes=message.author.name if first.task in WRITING else "",
        began=first.at.timestamp() - first.seconds,
        failures=tuple(row.at.timestamp() for row in failed),
    )
    return _finished(line, last, last.at.timestamp())


def _steps(attempts: Sequence[LedgerRow], failed: Sequence[LedgerRow]) -> tuple[Step, ...]:
    first, last = attempts[0], attempts[-1]
    steps = [Step(text=_what_failed(row.error), failed=True) for row in failed]
    if last.profile != first.profile:
        steps.append(Step(text=texts.TAKES_OVER.format(model=last.profile)))
    return tuple(steps)


def _what_failed(error: str) -> str:
    """The kind of an error in words; a call without one was interrupted."""
    return texts.FAILURES.get(error, texts.FAILED) if error else texts.INTERRUPTED


def _with_attempt(
    calls: tuple[CallLine, ...], event: AttemptStarted, speaker: str, at: float
) -> tuple[CallLine, ...]:
    before = next((each for each in calls if each.call == event.call), None)
    if before is None:
        return (*calls, _begun(event, speaker, at))
    line = replace(
        before,
        state=CallState.RUNNING,
        model=event.model,
        provider=event.provider,
        seconds=None,
        note="",
    )
    return tuple(line if each is before else each for each in calls)


def _with_skipped(
    calls: tuple[CallLine, ...], event: ProfileSkipped, speaker: str, at: float
) -> tuple[CallLine, ...]:
    """A profile that is passed over is a failure of its own, if nothing was asked before it too."""
    if not any(each.call == event.call for each in calls):
        calls = (*calls, _begun(event, speaker, at))
    note = texts.SKIPPED.format(model=event.model, rest=texts.rest(event.seconds))
    return _changed(calls, event.call, lambda line: _failed(line, note, at))


def _fallback(event: FellBack) -> tuple[Step, ...]:
    over = Step(text=texts.TAKES_OVER.format(model=event.next))
    agreed = Step(text=texts.AGREED.format(model=event.next))
    return (agreed, over) if event.agreed else (over,)


def _begun(event: AttemptStarted | ProfileSkipped, speaker: str, at: float) -> CallLine:
    return CallLine(
        call=event.call,
        task=event.task,
        model_role=event.model_role,
        model=event.model,
        provider=event.provider,
        writes=speaker if event.task in WRITING else "",
        began=at,
    )


def _failed(line: CallLine, sentence: str, at: float) -> CallLine:
    line = _with(line, Step(text=sentence, failed=True))
    return replace(line, state=CallState.FAILED, failures=(*line.failures, at), ended=at)


def _with(line: CallLine, *steps: Step) -> CallLine:
    return replace(line, steps=(*line.steps, *steps))


def _waiting(line: CallLine, note: str = "") -> CallLine:
    return replace(line, state=CallState.WAITING, note=note, ended=None)


def _next_try(seconds: float) -> str:
    if seconds < _LEAST_PAUSE:
        return texts.NEXT_TRY_AT_ONCE
    return texts.NEXT_TRY.format(seconds=pause_text(seconds))


def _queue_note(event: CallQueued) -> str:
    parts = [texts.IN_QUEUE]
    if event.place is not None:
        parts.append(texts.QUEUE_PLACE.format(place=event.place))
    if event.seconds is not None:
        parts.append(texts.ABOUT_SECONDS.format(seconds=number_text(event.seconds)))
    return ", ".join(parts)


_OUTCOMES = {Outcome.INTERRUPTED: texts.INTERRUPTED, Outcome.FAILED: texts.FAILED}


def _finished(line: CallLine, row: LedgerRow, at: float, note: str = "") -> CallLine:
    """An outcome is told where nothing else says why."""
    match row.outcome:
        case Outcome.FINISHED | Outcome.UNUSED:
            state = CallState.FINISHED
        case Outcome.STOPPED | Outcome.PREEMPTED:
            state = CallState.STOPPED
        case Outcome.INTERRUPTED | Outcome.FAILED:
            state = CallState.FAILED
        case _:
            assert_never(row.outcome)
    if note:
        line = _with(line, Step(text=note))
    elif row.outcome in _OUTCOMES and not line.steps:
        line = _with(line, Step(text=_OUTCOMES[row.outcome], failed=True))
    return replace(line, state=state, note="", seconds=row.seconds, ended=at)


def _changed(
    calls: tuple[CallLine, ...], call: CallId, change: Callable[[CallLine], CallLine]
) -> tuple[CallLine, ...]:
    return tuple(change(each) if each.call == call else each for each in calls)
