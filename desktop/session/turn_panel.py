"""The turn as it happens: its calls, its rules with their verdicts, and what they changed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.parts.figures import seconds_text
from desktop.qt.theme import Theme
from desktop.session.rule_card import RuleCardView
from desktop.session.turn_view import RuleCard, TurnView
from desktop.session.waterfall import Waterfall
from desktop.widgets.breaking import breakable
from desktop.widgets.labels import label, panel

EMPTY: Final = (
    "Here you see how each turn comes about: which models were called, what every rule asked, "
    "the verdict with the words it rests on, and what it changed in the world."
)
_LATER_MS: Final = 50
_SOON_MS: Final = 5
_NEW_CARDS: Final = 2


class TurnPanel(QScrollArea):
    """Shows a `TurnView` soon after it is told of it, a few cards at a time.

    The story comes first: a request must not wait for the panel that tells of it.
    """

    evidence_requested = Signal(str)
    """The words in the story that a verdict rests on."""

    def __init__(self, theme: Theme) -> None:
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
        self.calls = Waterfall(theme)
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
        self.calls.show_view(view)
        self._show_cards(view.cards)
        self._changes.setText(breakable("\n".join(line.text for line in view.effects)))
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
            self._add_card(card)
        if len(missing) > _NEW_CARDS:
            self._timer.start(_SOON_MS)

    def _all_cards(self) -> list[RuleCardView]:
        items = (self._cards.itemAt(place) for place in range(self._cards.count()))
        found = (item.widget() for item in items if item)
        return [widget for widget in found if isinstance(widget, RuleCardView)]

    def _add_card(self, card: RuleCard) -> None:
        view = RuleCardView(card)
        view.evidence_requested.connect(self.evidence_requested)
        self._cards.addWidget(view)

    def _column(self) -> QWidget:
        column = panel("side")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (self._empty, self._heading, self._intent, self.calls, self._rules_heading):
            layout.addWidget(widget)
        layout.addLayout(self._cards)
        layout.addWidget(self._changes_heading)
        layout.addWidget(self._changes)
        layout.addStretch(1)
        return column


def _heading(view: TurnView) -> str:
    parts = [f"TURN {view.turn}"]
    if view.calls:
        calls = "1 CALL" if len(view.calls) == 1 else f"{len(view.calls)} CALLS"
        parts.append(calls)
    if not view.ended:
        parts.append("PLAYING")
    elif view.took is not None:
        parts.append(seconds_text(view.took).upper())
    return " · ".join(parts)
