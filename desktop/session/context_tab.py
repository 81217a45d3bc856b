"""What the model was sent last: every part of the prompt, in or left out, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QPlainTextEdit,
    QProgressBar,
    QSplitter,
    QTreeWidgetItem,
    QVBoxLayout,
)
from typing_extensions import override

from desktop.parts.figures import number_text, share_text, tokens_text
from desktop.session.bars import SHARE, Bars
from desktop.session.tab import Tab
from desktop.texts import right as texts
from desktop.widgets.labels import label
from desktop.widgets.trees import RIGHT, heading, item, tree
from engine.domain.prompts import Segment

_PLACE = Qt.ItemDataRole.UserRole
_BAR, _TOKENS = 1, 2
_BAR_WIDTH = 72


class ContextTab(Tab):
    """Move through the parts to read each."""

    def __init__(self) -> None:
        super().__init__()
        self._segments: tuple[Segment, ...] = ()
        self._window: int | None = None
        self._empty = label(texts.CONTEXT_EMPTY, "dim", wrap=True)
        self._total = label("", "small", wrap=True)
        self._share = QProgressBar(textVisible=False, maximum=1000)
        self._share.setAccessibleName(texts.WINDOW_SHARE)
        self.parts = tree(texts.PARTS, (texts.PART, "", texts.TOKENS))
        self.parts.setRootIsDecorated(False)
        self.parts.setIndentation(0)
        self.parts.setItemDelegateForColumn(_BAR, Bars(self.parts))
        header = self.parts.header()
        header.setSectionResizeMode(_BAR, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(_BAR, _BAR_WIDTH)
        self.parts.headerItem().setTextAlignment(_TOKENS, RIGHT)
        self.parts.currentItemChanged.connect(self._read)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(texts.PART_TEXT)
        self.text.setTabChangesFocus(True)
        self.text.setProperty("look", "reading")
        self._halves = QSplitter(Qt.Orientation.Vertical)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(self.parts)
        self._halves.addWidget(self.text)
        self._halves.setStretchFactor(0, 3)
        self._halves.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
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
        self._show_parts()

    def _show_parts(self) -> None:
        self.parts.clear()
        most = max((segment.tokens for segment in self._segments), default=0) or 1
        rows = [_row(place, each, most) for place, each in enumerate(self._segments)]
        sent = [row for row, each in zip(rows, self._segments, strict=True) if each.included]
        left_out = [row for row in rows if row not in sent]
        self.parts.addTopLevelItems(sent)
        if left_out:
            top = heading(texts.LEFT_OUT)
            self.parts.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            self.parts.addTopLevelItems(left_out)
        if first := self.parts.topLevelItem(0):
            self.parts.setCurrentItem(first)

    def _read(self) -> None:
        row = self.parts.currentItem()
        place = row.data(0, _PLACE) if row else None
        if place is None:
            self.text.clear()
            return
        part = self._segments[place]
        about = (part.title, texts.KINDS[part.kind], texts.tokens(part.tokens))
        title = " · ".join(dict.fromkeys(about))
        self.text.setPlainText(f"{title}\n{_why(part)}\n\n{part.text}")


def _row(place: int, segment: Segment, most: int) -> QTreeWidgetItem:
    name = segment.title
    if not segment.included and segment.reason:
        name = texts.LEFT_OUT_PART.format(title=segment.title, reason=segment.reason)
    made = item((name, "", number_text(segment.tokens)))
    made.setTextAlignment(_TOKENS, RIGHT)
    made.setData(0, _PLACE, place)
    made.setToolTip(0, f"{segment.title}\n{_why(segment)}")
    if segment.included:
        made.setData(_BAR, SHARE, segment.tokens / most)
    return made


def _why(segment: Segment) -> str:
    state = texts.SENT if segment.included else texts.LEFT_OUT
    return f"{state}: {segment.reason}" if segment.reason else state


def _total_text(used: int, window: int | None) -> str:
    if window is None:
        return texts.USED.format(tokens=texts.tokens(used))
    return texts.USED_OF.format(
        used=number_text(used), window=tokens_text(window), share=share_text(used / window)
    )
