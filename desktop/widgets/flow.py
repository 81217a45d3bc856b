"""A row that goes on in the next line where there is no room for more."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem
from typing_extensions import override

_GAP: Final = 8


class FlowLayout(QLayout):
    """From the left, each line's items centred in its height, and all lines in that of the whole.

    With `is_one_line` it takes as much room as one line needs.
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.is_one_line = False
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(_GAP)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        heights = [_height(line) for line in self._lines(width)]
        return sum(heights) + self.spacing() * max(len(heights) - 1, 0)

    @override
    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        gaps = self.spacing() * max(len(hints) - 1, 0)
        width = sum(hint.width() for hint in hints) + gaps
        return QSize(width, max((hint.height() for hint in hints), default=0))

    @override
    def minimumSize(self) -> QSize:
        if self.is_one_line:
            return self.sizeHint()
        return QSize(
            max((item.minimumSize().width() for item in self._shown()), default=0),
            max((item.sizeHint().height() for item in self._shown()), default=0),
        )

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top() + max(rect.height() - self.heightForWidth(rect.width()), 0) // 2
        for line in self._lines(rect.width()):
            left, height = rect.left(), _height(line)
            for item in line:
                size = item.sizeHint().boundedTo(QSize(rect.width(), height))
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            needed = item.sizeHint().width()
            if not lines or left + needed > width:
                lines.append([])
                left = 0
            lines[-1].append(item)
            left += needed + self.spacing()
        return lines


def _height(line: list[QLayoutItem]) -> int:
    return max(item.sizeHint().height() for item in line)
