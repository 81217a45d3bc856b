"""One rule of a turn: what it asked, its verdict, what that rests on, and what it changed."""

from typing import Final, assert_never

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout
from typing_extensions import override

from desktop.parts.figures import seconds_text
from desktop.session.turn_view import RuleCard
from desktop.widgets.breaking import breakable
from desktop.widgets.labels import ElidedLabel, label, set_tone
from engine.domain.rules import (
    Answered,
    CueJudge,
    Judge,
    ModelJudge,
    NoVerdict,
    Unclear,
    Verdict,
)
from engine.domain.tasks import ModelRole

UNRELIABLE: Final = "unreliable on this model"
SHOW: Final = "Show in the story"
SHOW_BY_KEY: Final = "Enter shows in the story what this verdict rests on."
BY_CUE: Final = "by a cue"
NO_CUE: Final = "no cue matched"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_SOONEST_SECONDS: Final = 0.05
_NO: Final = ("no", "none", "")


class RuleCardView(QFrame):
    """Pressed, a card asks for the words in the story that its verdict rests on."""

    evidence_requested = Signal(str)

    def __init__(self, card: RuleCard) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._name = ElidedLabel("", "strong")
        self._badge = label("", "badge")
        self._question = label("", "dim", wrap=True)
        self._quote = label("", "quote", wrap=True)
        self._effects = label("", "effects", wrap=True)
        self._role = label("cot", "role", ModelRole.COT.value)
        self._by = label("", "small", wrap=True)
        self._doubt = label(UNRELIABLE, "badge", "warn")
        self._lay_out()
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
    def is_doubted(self) -> bool:
        return not self._doubt.isHidden()

    def show_card(self, card: RuleCard) -> None:
        if card == self._card:
            return
        self._card = card
        self._name.setText(card.name)
        badge, badge_tone = badge_of(card)
        self._badge.setText(badge)
        set_tone(self._badge, badge_tone)
        evidence = evidence_of(card.verdict)
        judge = judge_of(card.verdict)
        self._show(self._question, card.question)
        self._show(self._quote, f"“{evidence}”" if evidence else "")
        self._show(self._effects, "\n".join(effect_texts(card)))
        self._show(self._by, by_text(card))
        self._role.setVisible(isinstance(judge, ModelJudge))
        self._doubt.setVisible(isinstance(judge, ModelJudge) and not judge.reliable)
        self.setAccessibleName(f"{card.name}: {badge}")
        self._offer(evidence)

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

    def _offer(self, evidence: str) -> None:
        """A card with evidence can be pressed."""
        policy, shape = Qt.FocusPolicy, Qt.CursorShape
        self.setFocusPolicy(policy.StrongFocus if evidence else policy.NoFocus)
        self.setCursor(shape.PointingHandCursor if evidence else shape.ArrowCursor)
        self.setToolTip(SHOW if evidence else "")
        self.setAccessibleDescription(SHOW_BY_KEY if evidence else "")

    def _request(self) -> None:
        evidence = evidence_of(self._card.verdict) if self._card else ""
        if evidence:
            self.evidence_requested.emit(evidence)

    def _show(self, line: QLabel, text: str) -> None:
        line.setText(breakable(text))
        line.setVisible(bool(text))

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._badge)
        foot.addWidget(self._role)
        foot.addWidget(self._by, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        for widget in (self._question, self._quote, self._effects):
            layout.addWidget(widget)
        layout.addLayout(foot)
        layout.addWidget(self._doubt)


def badge_of(card: RuleCard) -> tuple[str, str]:
    """The words of the badge and the token of its colour."""
    match card.verdict:
        case None:
            return ("ASKING…", "") if card.is_asking else ("APPLIED", "good")
        case Answered(tag=tag):
            return (tag or "none of these").upper(), "" if tag.lower() in _NO else "good"
        case Unclear():
            return "UNCLEAR", "warn"
        case NoVerdict():
            return "NO VERDICT", "bad"
        case _:
            assert_never(card.verdict)


def evidence_of(verdict: Verdict | None) -> str:
    match verdict:
        case Answered(evidence=evidence) | Unclear(evidence=evidence):
            return evidence or ""
        case NoVerdict() | None:
            return ""
        case _:
            assert_never(verdict)


def judge_of(verdict: Verdict | None) -> Judge | None:
    match verdict:
        case Answered(judge=judge) | Unclear(judge=judge):
            return judge
        case NoVerdict() | None:
            return None
        case _:
            assert_never(verdict)


def by_text(card: RuleCard) -> str:
    """Who judged, how sure and how long it took, or why nobody did."""
    match card.verdict:
        case None:
            return ""
        case (
            Answered(judge=judge, confidence=confidence)
            | Unclear(judge=judge, confidence=confidence)
        ):
            parts = [_judge_text(judge)]
            if confidence is not None:
                parts.append(f"sure to {confidence:.2f}")
            if isinstance(judge, ModelJudge) and (card.seconds or 0) >= _SOONEST_SECONDS:
                parts.append(seconds_text(card.seconds or 0))
            return " · ".join(parts)
        case NoVerdict(failure=failure):
            return failure
        case _:
            assert_never(card.verdict)


def effect_texts(card: RuleCard) -> list[str]:
    rewrote = ["rewrote the reply"] if card.rewrote else []
    return [line.text for line in card.effects] + rewrote


def _judge_text(judge: Judge) -> str:
    match judge:
        case CueJudge(cue=cue):
            return BY_CUE if cue else NO_CUE
        case ModelJudge(model=model):
            return model
        case _:
            assert_never(judge)
