"""Heights of rows one above another: where a row begins, and which row is at a given height.

A Fenwick tree: changing one height, asking where a row begins and asking what lies at an offset
all take O(log n).
"""

from collections.abc import Iterable


class Heights:
    """Whole pixels, never negative."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._rebuild()

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    @property
    def total(self) -> int:
        return self._total

    def set(self, index: int, height: int) -> None:
        delta = height - self._heights[index]
        self._heights[index] = height
        self._total += delta
        node = index + 1
        while node <= len(self._heights):
            self._sums[node] += delta
            node += node & -node

    def append(self, height: int) -> None:
        self._heights.append(height)
        node = len(self._heights)
        span = node & -node
        self._sums.append(height + self.before(node - 1) - self.before(node - span))
        self._total += height

    def truncate(self, length: int) -> None:
        """Keep the first `length` heights. A node sums only rows before it, so the rest stands."""
        del self._heights[length:]
        del self._sums[length + 1 :]
        self._total = self.before(length)

    def remove(self, index: int) -> None:
        """O(n): every row after it moves."""
        del self._heights[index]
        self._rebuild()

    def before(self, index: int) -> int:
        """The sum of the heights of rows 0 … index - 1: where row `index` begins."""
        total, node = 0, index
        while node > 0:
            total += self._sums[node]
            node -= node & -node
        return total

    def at(self, offset: int) -> int:
        """The row that covers `offset`; the first or last one beyond the ends. Needs a row."""
        node, left = 0, max(offset, 0)
        step = 1 << len(self._heights).bit_length()
        while step:
            ahead = node + step
            if ahead <= len(self._heights) and self._sums[ahead] <= left:
                node = ahead
                left -= self._sums[ahead]
            step >>= 1
        return min(node, len(self._heights) - 1)

    def _rebuild(self) -> None:
        self._sums = [0, *self._heights]
        self._total = sum(self._heights)
        for node in range(1, len(self._sums)):
            above = node + (node & -node)
            if above < len(self._sums):
                self._sums[above] += self._sums[node]
