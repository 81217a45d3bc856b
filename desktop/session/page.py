"""The page on which the story is played: three columns, plain widgets, no engine."""

import asyncio
from functools import cached_property
from typing import Final

from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.parts.figures import moment_text, plain_money
from desktop.qt.theme import Theme
from desktop.session.column_button import column_button
from desktop.session.columns import Column, Columns
from desktop.session.compare_view import CompareView
from desktop.session.composer import COLUMN, Composer
from desktop.session.log_tab import LogLines
from desktop.session.newest import NewestButton
from desktop.session.proposal_card import ProposalCard
from desktop.session.right import Right
from desktop.session.side import Side
from desktop.session.story_style import story_style
from desktop.texts import story as texts
from desktop.widgets.find_bar import FindBar
from desktop.widgets.labels import ElidedLabel, label, panel
from desktop.widgets.strip import Strip
from desktop.widgets.transcript import TranscriptModel, TranscriptView
from engine.domain.adventure import Adventure
from engine.domain.consent import Consent, LimitQuestion, Question
from engine.domain.sessions import OpenSession
from engine.domain.world import WorldState

ANSWERS: Final = {
    Consent.ONCE: texts.YES_ONCE,
    Consent.ALWAYS: texts.YES_ALWAYS,
    Consent.NO: texts.NO,
    Consent.FREE: texts.FREE_MODELS,
    Consent.RAISE: texts.RAISE_LIMIT,
    Consent.STOP: texts.STOP,
}
_ANY_WIDTH: Final = 16_777_215


class SessionPage(QWidget):
    """Asks by signals; whoever plays the story tells it what to show."""

    def __init__(self, theme: Theme, composer: Composer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.side = Side(theme)
        self.transcript = TranscriptModel(self)
        self.story = TranscriptView(self.transcript, story_style(theme))
        self.finder = FindBar(theme)
        self.composer = composer
        self.failure = Strip()
        self.consent = Strip()
        self.proposal = ProposalCard()
        self.right = Right(theme, LogLines())
        self.panel = self.right.turn
        self._place = ElidedLabel("", "strong")
        self._place.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._when = ElidedLabel("", "dim")
        self._scene = label("", "dim")
        self._foot = QWidget()
        self.newest = NewestButton(theme, self.story)
        self._connect_finder()
        self.left_button = column_button(theme, Column.LEFT)
        self.right_button = column_button(theme, Column.RIGHT)
        self.columns = Columns(theme, self.side, self._centre(), self.right, self)
        self._lay_out()
        theme.changed.connect(self._wear)
        self._wear()

    @property
    def theme(self) -> Theme:
        return self._theme

    def show_session(self, session: OpenSession) -> None:
        self._place.setText(session.adventure.place(session.state.place).name)
        self._when.setText(_when(session.adventure, session.state))
        self._scene.setText(texts.SCENE.format(number=session.state.scene))
        self.composer.set_ready(True)
        self.composer.show_moves(session.adventure.moves if session.turn == 0 else ())

    def show_found(self, message: str, words: str) -> None:
        """Bring a message into view, with the words it was found by marked."""
        self.story.set_current(message)
        self.story.reveal(words, message)

    @cached_property
    def compare(self) -> CompareView:
        """Made when it is first needed: most stories are told without it."""
        view = CompareView(self._theme)
        self._story_column.insertWidget(self._story_column.indexOf(self.story), view, 1)
        return view

    def show_comparison(self, *, shown: bool) -> None:
        """Two replies stand where the story does, until one of them is taken."""
        self.compare.setVisible(shown)
        for widget in (self.story, self.composer):
            widget.setVisible(not shown)
        (self.compare.stop if shown else self.composer.edit).setFocus()

    def open_finder(self) -> None:
        """Look for words in the story; those selected are the first guess."""
        selected = self.story.selected_text()
        self.finder.open(selected if "\n" not in selected else "")

    def find_next(self, *, forward: bool) -> None:
        """Go to another hit; without anything to look for, ask for it."""
        if self.finder.isHidden():
            self.open_finder()
        else:
            self.story.search.step(forward=forward)

    def _connect_finder(self) -> None:
        finder, search = self.finder, self.story.search
        finder.text_changed.connect(search.look_for)
        finder.stepped.connect(lambda forward: search.step(forward=forward))
        finder.closed.connect(lambda: search.look_for(""))
        search.changed.connect(lambda tally: finder.show_tally(tally.current, tally.total))

    async def ask(self, question: Question) -> Consent:
        """Ask in the page; closing the turn takes the question back."""
        answers = {_answer_text(each, question): each for each in question.answers}
        answer: asyncio.Future[Consent] = asyncio.get_running_loop().create_future()

        def take(text: str) -> None:
            if not answer.done():
                answer.set_result(answers[text])

        self.consent.pressed.connect(take)
        self.consent.say(question.sentence, tuple(answers), "ask")
        try:
            return await answer
        finally:
            self.consent.pressed.disconnect(take)
            self.consent.clear()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.columns)
        for column, button in self._column_buttons():
            button.clicked.connect(lambda _, column=column: self.columns.toggle(column))
        self.columns.changed.connect(self._show_columns)

    def _show_columns(self) -> None:
        for column, button in self._column_buttons():
            button.setChecked(self.columns.is_shown(column))

    def _column_buttons(self) -> tuple[tuple[Column, QToolButton], ...]:
        return (Column.LEFT, self.left_button), (Column.RIGHT, self.right_button)

    def _centre(self) -> QWidget:
        centre = panel("story")
        centre.setFocusProxy(self.composer.edit)
        self.side.setFocusProxy(self.side.sessions)
        self.right.setFocusProxy(self.right.tabs)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        for widget in (self.consent, self.failure, self.proposal, self.composer):
            foot.addWidget(widget)
        self.composer.setMaximumWidth(_ANY_WIDTH)
        self._story_column = layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scene_bar())
        layout.addWidget(self.finder)
        layout.addWidget(self.story, 1)
        layout.addLayout(_centred(self._foot))
        return centre

    def _scene_bar(self) -> QWidget:
        bar = panel("bar", "bottom")
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.addWidget(self.left_button)
        layout.addWidget(self._place)
        layout.addWidget(self._when, 1)
        layout.addWidget(self._scene)
        layout.addWidget(self.right_button)
        return bar

    def _wear(self) -> None:
        self.story.set_style(story_style(self._theme))
        self.story.set_text_scale(self._theme.scale)
        self.story.set_smooth(not self._theme.is_calm)
        self._foot.setMaximumWidth(self._theme.px(COLUMN))


def _answer_text(answer: Consent, question: Question) -> str:
    if isinstance(question, LimitQuestion) and answer is Consent.RAISE:
        return texts.RAISE_LIMIT.format(money=plain_money(question.raised))
    return ANSWERS[answer]


def _centred(widget: QWidget) -> QHBoxLayout:
    """As wide as it may be, in the middle."""
    layout = QHBoxLayout()
    layout.setContentsMargins(24, 8, 24, 16)
    layout.addStretch(1)
    layout.addWidget(widget, 1000)
    layout.addStretch(1)
    return layout


def _when(adventure: Adventure, state: WorldState) -> str:
    return f"· {adventure.title} · {moment_text(state.time)}"
