"""One rule of a turn: what it asked, its verdict, what that rests on, and what it changed."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from desktop.parts.model_roles import badge, tone
from desktop.session.card_words import (
    badge_of,
    effect_texts,
    evidence_of,
    foot_of,
    judge_of,
    what_followed,
)
from desktop.session.look_view import LookView
from desktop.session.looks import Look, LookAction
from desktop.session.turn_view import RuleCard
from desktop.texts import right as texts
from desktop.widgets.breaking import breakable
from desktop.widgets.labels import ElidedLabel, label, set_tone
from engine.domain.rules import ModelJudge, NoVerdict, Unclear
from engine.domain.tasks import ModelRole

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class RuleCardView(QFrame):
    """Pressed, a card asks for the words in the story that its verdict rests on.

    A text is given with the id of the message that was judged, or "".
    """

    evidence_requested = Signal(str, str)
    evidence_pointed = Signal(str, str)
    """The pointer or the focus is on the card."""
    evidence_left = Signal()
    look_requested = Signal(object, str)
    """A `JudgementId` and a `LookAction`."""

    def __init__(self, card: RuleCard) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._name = ElidedLabel("", "strong")
        self.why = QPushButton(texts.WHY)
        self.why.setProperty("look", "quiet")
        self._badge = label("", "badge")
        self._question = label("", "dim", wrap=True)
        self._quote = label("", "quote", wrap=True)
        self._effects = label("", "effects", wrap=True)
        self._followed = label("", "small", wrap=True)
        self._role = label(badge(ModelRole.COT), "role", tone(ModelRole.COT))
        self._by = label("", "faint", wrap=True)
        self._doubt = label(texts.UNRELIABLE, "badge", "warn")
        self._stale = label(texts.STALE, "badge", "warn")
        self.again = QPushButton(texts.AGAIN)
        self.again.setProperty("look", "small")
        self.look = LookView()
        self._lay_out()
        self.why.clicked.connect(lambda: self._ask(LookAction.WHY))
        self.again.clicked.connect(lambda: self._ask(LookAction.AGAIN))
        self.look.pressed.connect(lambda action: self._ask(LookAction(action)))
        self._card: RuleCard | None = None
        self.show_card(card)

    @property
    def badge(self) -> str:
        return self._badge.text()

    @property
    def quote(self) -> str:
        return self._quote.text()

    @property
    def effects(self) -> str:
        return self._effects.text()

    @property
    def foot(self) -> str:
        return self._by.text()

    @property
    def is_doubted(self) -> bool:
        return not self._doubt.isHidden()

    def show_card(self, card: RuleCard, look: Look | None = None) -> None:
        if card != self._card or self._lacks_facts(card):
            self._card = card
            self._show_verdict(card)
        self.look.show_look(look, card.name)
        is_open = isinstance(card.verdict, NoVerdict | Unclear) or card.is_stale
        self.again.setVisible(bool(card.which) and is_open and look is None)
        self.why.setVisible(bool(card.which) and judge_of(card.verdict) is not None)
        self.why.setEnabled(look is None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._request()
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._request()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._point()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.evidence_left.emit()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._point()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.evidence_left.emit()

    def _lacks_facts(self, card: RuleCard) -> bool:
        """What a verdict took does not make it another one, but it is shown."""
        return self._card is None or foot_of(card) != self._by.text()

    def _show_verdict(self, card: RuleCard) -> None:
        self._name.setText(card.name)
        badge, tone = badge_of(card)
        self._badge.setText(badge.upper())
        set_tone(self._badge, tone)
        evidence = evidence_of(card.verdict)
        judge = judge_of(card.verdict)
        self._show(self._question, card.question)
        self._show(self._quote, texts.QUOTE.format(words=evidence) if evidence else "")
        self._show(self._effects, "\n".join(effect_texts(card)))
        self._show(self._followed, what_followed(card.verdict))
        self._show(self._by, foot_of(card))
        self._role.setVisible(isinstance(judge, ModelJudge))
        self._doubt.setVisible(isinstance(judge, ModelJudge) and not judge.reliable)
        self._stale.setVisible(card.is_stale)
        self.setAccessibleName(f"{card.name}: {badge}")
        self.why.setAccessibleName(texts.WHY_OF.format(rule=card.name))
        self.again.setAccessibleName(texts.AGAIN_OF.format(rule=card.name))
        self._offer(evidence)

    def _offer(self, evidence: str) -> None:
        """A card with evidence can be pressed."""
        policy, shape = Qt.FocusPolicy, Qt.CursorShape
        self.setFocusPolicy(policy.StrongFocus if evidence else policy.NoFocus)
        self.setCursor(shape.PointingHandCursor if evidence else shape.ArrowCursor)
        self.setToolTip(texts.SHOW if evidence else "")
        self.setAccessibleDescription(texts.SHOW_BY_KEY if evidence else "")

    def _request(self) -> None:
        if evidence := self._evidence():
            self.evidence_requested.emit(evidence, self._message())

    def _point(self) -> None:
        if evidence := self._evidence():
            self.evidence_pointed.emit(evidence, self._message())

    def _evidence(self) -> str:
        """The words the second look found, or those of the verdict."""
        return self.look.words or (evidence_of(self._card.verdict) if self._card else "")

    def _message(self) -> str:
        return self._card.which.message if self._card and self._card.which else ""

    def _ask(self, action: LookAction) -> None:
        if self._card and self._card.which:
            self.look_requested.emit(self._card.which, action.value)

    def _show(self, line: QLabel, text: str) -> None:
        line.setText(breakable(text))
        line.setVisible(bool(text))

    def _lay_out(self) -> None:
        head, foot, marks = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self.why)
        head.addWidget(self._badge)
        foot.setSpacing(8)
        foot.addWidget(self._role, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._by, 1)
        for mark in (self._doubt, self._stale, self.again):
            marks.addWidget(mark)
        marks.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        for widget in (self._question, self._quote, self._effects, self._followed):
            layout.addWidget(widget)
        layout.addLayout(foot)
        layout.addLayout(marks)
        layout.addWidget(self.look)
