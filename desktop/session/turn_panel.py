"""The turn as it happens: its calls, its rules with their verdicts, and what they changed."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.parts.figures import seconds_text
from desktop.qt.theme import Theme
from desktop.session.card_words import lines_text
from desktop.session.looks import Look
from desktop.session.rule_card import RuleCardView
from desktop.session.turn_view import RuleCard, TurnView
from desktop.session.waiting_card import WaitingCard
from desktop.session.waterfall import Waterfall
from desktop.texts import right as texts
from desktop.widgets.breaking import breakable
from desktop.widgets.labels import label, panel
from desktop.widgets.scrolling import scroll_in_margin
from engine.domain.rules import WaitingRule
from engine.domain.second_look import JudgementId

_LATER_MS: Final = 50
_SOON_MS: Final = 5
_NEW_CARDS: Final = 2
_MOST_WAITING: Final = 3


class TurnPanel(QScrollArea):
    """Shows a `TurnView` soon after it is told of it, a few cards at a time.

    The story comes first: a request must not wait for the panel that tells of it.
    """

    evidence_requested = Signal(str, str)
    """The words in the story that a verdict rests on, and the id of the message judged."""
    evidence_pointed = Signal(str, str)
    evidence_left = Signal()
    look_requested = Signal(object, str)
    """A `JudgementId` and a `LookAction`."""
    newest_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(texts.TURN)
        self._view = TurnView()
        self._is_earlier = False
        self._looks: Mapping[JudgementId, Look] = {}
        self._waiting: Sequence[WaitingRule] = ()
        self._lines: Sequence[str] = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show)
        self._empty = label(texts.TURN_EMPTY, "dim", wrap=True)
        self._heading = label("", "caption")
        self.newest = QPushButton(texts.TO_NEWEST)
        self.newest.setProperty("look", "small")
        self.newest.clicked.connect(self.newest_requested)
        self._intent = label("", "small", wrap=True)
        self.calls = Waterfall(theme)
        self._origins = label("", "faint", wrap=True)
        self._origins.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._origins.hide()
        self._rules_heading = label(texts.RULES.upper(), "caption")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._waiting_cards = [WaitingCard() for _ in range(_MOST_WAITING)]
        self._more = label("", "faint", wrap=True)
        self._changes_heading = label(texts.ALSO_CHANGED.upper(), "caption")
        self._changes = label("", "effects", wrap=True)
        for caption in (self._rules_heading, self._changes_heading):
            caption.setContentsMargins(0, 6, 0, 0)
        self.setWidget(self._column())
        self._show()

    @property
    def cards(self) -> tuple[RuleCardView, ...]:
        """The cards that can be seen."""
        return tuple(card for card in self._all_cards() if not card.isHidden())

    @property
    def waiting(self) -> tuple[WaitingCard, ...]:
        """The cards of rules that wait, as far as they can be seen."""
        return tuple(card for card in self._waiting_cards if not card.isHidden())

    @property
    def heading(self) -> str:
        return self._heading.text()

    def show_view(self, view: TurnView, *, is_earlier: bool = False) -> None:
        self._view, self._is_earlier = view, is_earlier
        self._show_soon()

    def show_looks(self, looks: Mapping[JudgementId, Look]) -> None:
        self._looks = looks
        self._show_soon()

    def show_waiting(self, rules: Sequence[WaitingRule]) -> None:
        self._waiting = rules
        self._show_soon()

    @property
    def origins(self) -> str:
        return self._origins.text()

    def show_origins(self, lines: Sequence[str]) -> None:
        """Who wrote the messages of the turn."""
        self._lines = lines
        self._show_soon()

    def _show_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start(_LATER_MS)

    def _show(self) -> None:
        view = self._view
        waiting = () if self._is_earlier else self._waiting
        self._empty.setVisible(not (view.turn or view.calls or view.cards or view.effects))
        self._heading.setText(heading(view))
        self._heading.setVisible(bool(view.turn))
        self.newest.setVisible(self._is_earlier)
        self._intent.setText(view.intent)
        self._intent.setVisible(bool(view.intent))
        self.calls.show_view(view)
        self._origins.setText(breakable("\n".join(self._lines)))
        self._origins.setVisible(bool(self._lines))
        self._rules_heading.setVisible(bool(view.cards or waiting))
        self._show_cards(view.cards)
        self._show_waiting(waiting)
        self._changes.setText(breakable(lines_text(view.effects)))
        for widget in (self._changes_heading, self._changes):
            widget.setVisible(bool(view.effects))

    def _show_cards(self, cards: Sequence[RuleCard]) -> None:
        """Cards no longer needed are only hidden: the next turn fills them again."""
        views = self._all_cards()
        for view, card in zip(views, cards, strict=False):
            view.show_card(card, self._looks.get(card.which) if card.which else None)
            view.show()
        for view in views[len(cards) :]:
            view.hide()
        missing = cards[len(views) :]
        for card in missing[:_NEW_CARDS]:
            self._add_card(card)
        if len(missing) > _NEW_CARDS:
            self._timer.start(_SOON_MS)

    def _show_waiting(self, rules: Sequence[WaitingRule]) -> None:
        for place, card in enumerate(self._waiting_cards):
            card.setVisible(place < len(rules))
            if place < len(rules):
                card.show_rule(rules[place])
        more = len(rules) - _MOST_WAITING
        self._more.setText(texts.more_wait(more) if more > 0 else "")
        self._more.setVisible(more > 0)

    def _all_cards(self) -> list[RuleCardView]:
        items = (self._cards.itemAt(place) for place in range(self._cards.count()))
        found = (item.widget() for item in items if item)
        return [widget for widget in found if isinstance(widget, RuleCardView)]

    def _add_card(self, card: RuleCard) -> None:
        view = RuleCardView(card)
        view.evidence_requested.connect(self.evidence_requested)
        view.evidence_pointed.connect(self.evidence_pointed)
        view.evidence_left.connect(self.evidence_left)
        view.look_requested.connect(self.look_requested)
        self._cards.addWidget(view)

    def _column(self) -> QWidget:
        column = panel("side")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(16, 14, 16, 14)
        scroll_in_margin(self, layout)
        layout.setSpacing(8)
        layout.addWidget(self._empty)
        layout.addWidget(self._heading)
        layout.addWidget(self.newest, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._intent, self.calls, self._origins, self._rules_heading):
            layout.addWidget(widget)
        layout.addLayout(self._cards)
        for card in self._waiting_cards:
            layout.addWidget(card)
        for widget in (self._more, self._changes_heading, self._changes):
            layout.addWidget(widget)
        layout.addStretch(1)
        return column


def heading(view: TurnView) -> str:
    """`TURN 42 · 5 CALLS · 2.9 S`"""
    parts = [texts.TURN_NUMBER.format(number=view.turn)]
    if view.calls:
        parts.append(texts.calls(len(view.calls)))
    if not view.ended:
        parts.append(texts.PLAYING)
    elif view.took is not None:
        parts.append(seconds_text(view.took))
    return " · ".join(parts).upper()
