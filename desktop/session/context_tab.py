"""What the model was sent last: every part of the prompt, in or left out, and why."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QSplitter, QVBoxLayout
from typing_extensions import override

from desktop.parts.figures import tokens_text
from desktop.session.tab import Tab
from desktop.session.trees import item, tree
from desktop.widgets.labels import label
from engine.domain.prompts import Segment

EMPTY: Final = (
    "After the first reply you see here which parts of the story and the world the model was "
    "sent, and what had to stay out."
)
TOTAL: Final = "{used} tokens, counted roughly"
TOTAL_OF: Final = "{used} of {window} tokens, counted roughly"
PART: Final = "{title} · {kind} · {tokens} tokens · {why}"
_IN: Final = "in"
_OUT: Final = "left out"


class ContextTab(Tab):
    """Move through the parts to read each."""

    def __init__(self) -> None:
        super().__init__()
        self._segments: tuple[Segment, ...] = ()
        self._window: int | None = None
        self._empty = label(EMPTY, "dim", wrap=True)
        self._total = label("", "small", wrap=True)
        self._share = QProgressBar(textVisible=False, maximum=1000)
        self._share.setAccessibleName("Share of the context window in use")
        self.parts = tree("Parts of the prompt", ("Part", "Tokens", "In?"))
        self.parts.setRootIsDecorated(False)
        self.parts.currentItemChanged.connect(self._read)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName("Text of the part")
        self.text.setTabChangesFocus(True)
        self._halves = QSplitter(Qt.Orientation.Vertical)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(self.parts)
        self._halves.addWidget(self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        for widget in (self._empty, self._total, self._share):
            layout.addWidget(widget)
        layout.addWidget(self._halves, 1)
        layout.addStretch(0)
        self.refresh()

    @property
    def total(self) -> str:
        return self._total.text()

    def show_prompt(self, segments: Sequence[Segment], window: int | None) -> None:
        """`window` is how many tokens the model takes, None where that is not known."""
        if (tuple(segments), window) != (self._segments, self._window):
            self._segments, self._window = tuple(segments), window
            self.tell()

    @override
    def refresh(self) -> None:
        has_prompt = bool(self._segments)
        self._empty.setVisible(not has_prompt)
        for widget in (self._total, self._halves):
            widget.setVisible(has_prompt)
        self._share.setVisible(has_prompt and bool(self._window))
        used = sum(segment.tokens for segment in self._segments if segment.included)
        self._total.setText(_total_text(used, self._window))
        self._share.setValue(min(round(1000 * used / self._window), 1000) if self._window else 0)
        self.parts.clear()
        rows = [(each.title, f"{each.tokens:,}", _why(each)) for each in self._segments]
        self.parts.addTopLevelItems([item(row) for row in rows])
        if first := self.parts.topLevelItem(0):
            self.parts.setCurrentItem(first)

    def _read(self) -> None:
        place = self.parts.currentIndex().row()
        if not 0 <= place < len(self._segments):
            self.text.clear()
            return
        part = self._segments[place]
        why = f"{_why(part)}: {part.reason}" if part.reason else _why(part)
        title = PART.format(title=part.title, kind=part.kind, tokens=f"{part.tokens:,}", why=why)
        self.text.setPlainText(f"{title}\n\n{part.text}")


def _why(segment: Segment) -> str:
    return _IN if segment.included else _OUT


def _total_text(used: int, window: int | None) -> str:
    if window is None:
        return TOTAL.format(used=f"{used:,}")
    return TOTAL_OF.format(used=f"{used:,}", window=tokens_text(window))
