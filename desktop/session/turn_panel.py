"""The turn as it happens: its calls, its rules with their verdicts, and what they changed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.parts.figures import seconds_text
from desktop.parts.model_roles import NAMES, TASKS, tone
from desktop.session.rule_card import RuleCardView
from desktop.session.turn_view import CallLine, CallState, RuleCard, TurnView
from desktop.widgets.labels import ElidedLabel, label, panel, set_tone

EMPTY: Final = (
    "Here you see how each turn comes about: which models were called, what every rule asked, "
    "the verdict with the words it rests on, and what it changed in the world."
)
_LATER_MS: Final = 50
_SOON_MS: Final = 5
_NEW_CARDS: Final = 2
STATES: Final = {
    CallState.RUNNING: "…",
    CallState.WAITING: "waiting",
    CallState.FINISHED: "",
    CallState.FAILED: "failed",
    CallState.STOPPED: "stopped",
}


class TurnPanel(QScrollArea):
    """Shows a `TurnView` soon after it is told of it, a few cards at a time.

    The story comes first: a request must not wait for the panel that tells of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Turn")
        self._view = TurnView()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show)
        self._empty = label(EMPTY, "dim", wrap=True)
        self._heading = label("", "caption")
        self._intent = label("", "small", wrap=True)
        self._calls = _Calls()
        self._rules_heading = label("RULES", "caption")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._changes_heading = label("ALSO CHANGED", "caption")
        self._changes = label("", "effects", wrap=True)
        self.setWidget(self._column())
        self._show()

    @property
    def cards(self) -> tuple[RuleCardView, ...]:
        """The cards that can be seen."""
        return tuple(card for card in self._all_cards() if not card.isHidden())

    def show_view(self, view: TurnView) -> None:
        self._view = view
        if not self._timer.isActive():
            self._timer.start(_LATER_MS)

    def _show(self) -> None:
        view = self._view
        self._empty.setVisible(not (view.calls or view.cards or view.effects))
        self._heading.setText(_heading(view))
        self._heading.setVisible(bool(view.turn))
        self._intent.setText(f"You: {view.intent}" if view.intent else "")
        self._intent.setVisible(bool(view.intent))
        self._calls.show_calls(view.calls)
        self._show_cards(view.cards)
        self._changes.setText("\n".join(line.text for line in view.effects))
        for widget in (self._changes_heading, self._changes):
            widget.setVisible(bool(view.effects))

    def _show_cards(self, cards: Sequence[RuleCard]) -> None:
        """Cards no longer needed are only hidden: the next turn fills them again."""
        self._rules_heading.setVisible(bool(cards))
        views = self._all_cards()
        for view, card in zip(views, cards, strict=False):
            view.show_card(card)
            view.show()
        for view in views[len(cards) :]:
            view.hide()
        missing = cards[len(views) :]
        for card in missing[:_NEW_CARDS]:
            self._cards.addWidget(RuleCardView(card))
        if len(missing) > _NEW_CARDS:
            self._timer.start(_SOON_MS)

    def _all_cards(self) -> list[RuleCardView]:
        items = (self._cards.itemAt(place) for place in range(self._cards.count()))
        found = (item.widget() for item in items if item)
        return [widget for widget in found if isinstance(widget, RuleCardView)]

    def _column(self) -> QWidget:
        column = panel("side")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (self._empty, self._heading, self._intent, self._calls, self._rules_heading):
            layout.addWidget(widget)
        layout.addLayout(self._cards)
        layout.addWidget(self._changes_heading)
        layout.addWidget(self._changes)
        layout.addStretch(1)
        return column


class _Calls(QWidget):
    """One line for each call: what for, which model, how long."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[_CallLine] = []

    def show_calls(self, calls: Sequence[CallLine]) -> None:
        while len(self._lines) < len(calls):
            self._lines.append(_CallLine(self._grid, len(self._lines)))
        while len(self._lines) > len(calls):
            self._lines.pop().remove(self._grid)
        for line, call in zip(self._lines, calls, strict=True):
            line.show_call(call)
        self.setVisible(bool(calls))


class _CallLine:
    """The three cells of one call."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self._shown: CallLine | None = None
        self._task = label("", "role")
        self._model = ElidedLabel("", "small")
        self._time = label("", "small")
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._task, row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._model, row, 1)
        grid.addWidget(self._time, row, 2)

    def show_call(self, call: CallLine) -> None:
        if call == self._shown:
            return
        self._shown = call
        self._task.setText(TASKS[call.task])
        set_tone(self._task, tone(call.model_role))
        self._model.setText(f"{call.model} – {call.note}" if call.note else call.model)
        state = STATES[call.state]
        took = seconds_text(call.seconds) if call.seconds is not None else ""
        self._time.setText(" ".join(part for part in (state, took) if part))
        said = f"{NAMES[call.model_role]}, {TASKS[call.task]}: {call.model}, {call.state} {took}"
        self._model.setAccessibleName(said)

    def remove(self, grid: QGridLayout) -> None:
        for cell in self._cells():
            grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()

    def _cells(self) -> tuple[QLabel, QLabel, QLabel]:
        return self._task, self._model, self._time


def _heading(view: TurnView) -> str:
    parts = [f"TURN {view.turn}"]
    if view.calls:
        calls = "1 CALL" if len(view.calls) == 1 else f"{len(view.calls)} CALLS"
        parts.append(calls)
    if not view.ended:
        parts.append("PLAYING")
    return " · ".join(parts)
