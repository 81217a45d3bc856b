"""Scroll bars that stand in the margin of what is scrolled."""

from PySide6.QtWidgets import QLayout, QScrollArea


def scroll_in_margin(area: QScrollArea, layout: QLayout) -> None:
    """What is in `layout` keeps its width when the scroll bar of `area` comes."""
    margins, bar = layout.contentsMargins(), area.verticalScrollBar()

    def make_room(_lowest: int, highest: int) -> None:
        taken = bar.sizeHint().width() if highest else 0
        right = max(margins.right() - taken, 0)
        layout.setContentsMargins(margins.left(), margins.top(), right, margins.bottom())

    bar.rangeChanged.connect(make_room)
