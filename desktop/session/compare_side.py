"""One of two replies that are compared: who writes it, its words, and the button that takes it."""

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from desktop.qt.theme import Theme
from desktop.session.story_style import story_style
from desktop.texts import comparing as texts
from desktop.widgets.labels import ElidedLabel, label, set_tone
from desktop.widgets.transcript import Row, TranscriptModel, TranscriptStyle, TranscriptView

_MARGIN: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTitle:
    """Who writes: the model, and below it where that is and what it costs."""

    model: str
    line: str


class CompareSide(QFrame):
    """Shows what it is told; `number` is the key that takes it."""

    taken = Signal()

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self.setProperty("look", "card")
        self._badge = label(str(number), "key")
        self._model = ElidedLabel("", "strong")
        self._line = label("", "small", wrap=True)
        self.rows = TranscriptModel(self)
        self.story = TranscriptView(self.rows, _narrow(theme))
        self.story.setFrameShape(QFrame.Shape.NoFrame)
        self._state = label("", "small", wrap=True)
        self.take = QPushButton(texts.TAKE)
        self.take.clicked.connect(self.taken)
        self._lay_out()
        theme.changed.connect(self._wear)
        self._wear()

    @property
    def state(self) -> str:
        return self._state.text()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is anywhere on this side."""
        return self.window().focusWidget() in (self.story, self.take)

    def begin(self, title: SideTitle) -> None:
        self._model.setText(title.model)
        self._line.setText(title.line)
        self.rows.set_rows(())
        named = {"model": title.model, "number": self._number}
        self.story.setAccessibleName(texts.SIDE.format(**named))
        self.take.setAccessibleName(texts.TAKE_NAMED.format(**named))
        self.take.setToolTip(texts.TAKE_NAMED.format(**named))
        self.take.setEnabled(False)
        self.say(texts.WAITING)

    def say(self, state: str, tone: str = "") -> None:
        """How it stands, below the words."""
        self._state.setText(state)
        set_tone(self._state, tone)
        self._state.setVisible(bool(state))

    def end(self, *, can_take: bool) -> None:
        """Nothing more comes: it is read from its beginning."""
        self.take.setEnabled(can_take)
        self.story.scroll_to_oldest()

    def show_row(self, row: Row) -> None:
        """The reply as it is now; nothing but copying can be done with it here."""
        shown = replace(row, portrait=None, caption="", divider="")
        if row.id in self.rows:
            self.rows.replace(shown)
        else:
            self.rows.set_rows((shown,))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self._model)
        names.addWidget(self._line)
        head.addLayout(names, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._state, 1)
        foot.addWidget(self.take, 0, Qt.AlignmentFlag.AlignBottom)
        self.take.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 10, _MARGIN, 10)
        layout.addLayout(head)
        layout.addWidget(self.story, 1)
        layout.addLayout(foot)

    def _wear(self) -> None:
        self.story.set_style(_narrow(self._theme))
        self.story.set_text_scale(self._theme.scale)
        self.story.set_smooth(not self._theme.is_calm)


def _narrow(theme: Theme) -> TranscriptStyle:
    """The story's style without its margins, on the ground of a card."""
    style = story_style(theme)
    return replace(
        style,
        space=replace(style.space, margin=0, row=6, portrait=0, portrait_gap=0),
        palette=replace(style.palette, background=theme.tokens.surface),
    )
