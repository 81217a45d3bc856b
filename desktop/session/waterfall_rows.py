"""A turn's calls as rows in time: one for each call, one for all questions together. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from desktop.parts.abilities import short_name
from desktop.parts.figures import seconds_text
from desktop.parts.model_roles import NAMES, TASKS
from desktop.session.turn_calls import CallLine, CallState, Step
from desktop.session.turn_view import TurnView
from desktop.texts import right as texts
from engine.domain.tasks import ModelRole, Task

STATES: Final = {
    CallState.RUNNING: texts.RUNNING,
    CallState.WAITING: texts.WAITING,
    CallState.FAILED: texts.FAILED,
    CallState.STOPPED: texts.STOPPED,
}
_SHORTEST_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A call from `start` to `end`, as shares of the time shown; it failed at `failures`."""

    start: float
    end: float
    is_open: bool
    failures: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterfallRow:
    """One row. `time` is how long it took or how it stands; `steps` what came in between."""

    name: str
    model_role: ModelRole
    bars: tuple[Bar, ...]
    time: str
    steps: tuple[Step, ...]
    details: str


def waterfall_rows(view: TurnView, now: float) -> tuple[WaterfallRow, ...]:
    """The rows at `now`, on the clock that the view's times are of."""
    ends = [now if call.ended is None else call.ended for call in view.calls]
    until = max(ends, default=now) if view.ended else now
    shown = max(until - view.began, _SHORTEST_SECONDS)
    groups = _grouped(view.calls)
    return tuple(
        _row(name, calls, view.began, shown, now)
        for name, calls in zip(_names(groups), groups, strict=True)
    )


def _grouped(calls: Iterable[CallLine]) -> list[tuple[CallLine, ...]]:
    """Questions that follow one another are one row."""
    groups: list[tuple[CallLine, ...]] = []
    for is_rule, found in groupby(calls, key=lambda call: call.task is Task.RULE_EVALUATION):
        together = tuple(found)
        groups.extend([together] if is_rule else [(call,) for call in together])
    return groups


def _names(groups: Sequence[Sequence[CallLine]]) -> list[str]:
    """What each is for; the model where several write for the same speaker."""
    models: dict[str, set[str]] = defaultdict(set)
    for first, *_ in groups:
        if first.writes:
            models[first.writes].add(short_name(first.model))
    return [
        short_name(calls[0].model) if len(models[calls[0].writes]) > 1 else _name(calls)
        for calls in groups
    ]


def _row(
    name: str, calls: Sequence[CallLine], began: float, shown: float, now: float
) -> WaterfallRow:
    last = calls[-1]
    time, models = _time(calls), ", ".join(dict.fromkeys(call.model for call in calls))
    return WaterfallRow(
        name=name,
        model_role=last.model_role,
        bars=tuple(_bar(call, began, shown, now) for call in calls),
        time=time,
        steps=_steps(calls),
        details=texts.CALL_DETAILS.format(
            name=_name(calls),
            role=NAMES[last.model_role],
            models=models,
            provider=last.provider,
            time=time,
        ),
    )


def _steps(calls: Sequence[CallLine]) -> tuple[Step, ...]:
    """Each once for questions that met the same; at last what they wait for."""
    came = (step for call in calls for step in call.steps)
    waits = (Step(text=call.note) for call in calls if call.note)
    if len(calls) == 1:
        return (*came, *waits)
    return tuple(dict.fromkeys((*came, *waits)))


def _name(calls: Sequence[CallLine]) -> str:
    first = calls[0]
    if len(calls) > 1:
        return texts.RULES_TOGETHER.format(count=len(calls))
    return first.writes or TASKS[first.task]


def _bar(call: CallLine, began: float, shown: float, now: float) -> Bar:
    def share(at: float) -> float:
        return min(max((at - began) / shown, 0.0), 1.0)

    return Bar(
        start=share(call.began),
        end=share(now if call.ended is None else call.ended),
        is_open=call.is_open,
        failures=tuple(share(at) for at in call.failures),
    )


def _time(calls: Sequence[CallLine]) -> str:
    states = [call.state for call in calls]
    for state in (CallState.RUNNING, CallState.WAITING):
        if state in states:
            return STATES[state]
    ends = [call.ended for call in calls if call.ended is not None]
    took = seconds_text(max(ends) - calls[0].began) if ends else ""
    told = next((STATES[state] for state in states if state in STATES), "")
    return " ".join(part for part in (told, took) if part)
