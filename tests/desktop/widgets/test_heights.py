"""The tree of heights against a plain list."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop.widgets.transcript.heights import Heights

HEIGHT = st.integers(min_value=0, max_value=500)


@given(st.lists(HEIGHT, min_size=1), st.integers(min_value=-10, max_value=5_000))
def test_the_row_at_an_offset_is_the_first_that_ends_below_it(heights, offset):
    ends = list(accumulate(heights))
    expected = next((row for row, end in enumerate(ends) if end > offset), len(heights) - 1)
    assert Heights(heights).at(offset) == expected


def test_no_rows_are_no_height_at_all():
    assert (len(Heights()), Heights().total, Heights().before(0)) == (0, 0, 0)


class HeightsAgainstAList(RuleBasedStateMachine):
    @initialize(heights=st.lists(HEIGHT))
    def start(self, heights):
        self.expected = list(heights)
        self.heights = Heights(heights)

    @rule(height=HEIGHT)
    def append(self, height):
        self.expected.append(height)
        self.heights.append(height)

    @precondition(lambda self: self.expected)
    @rule(data=st.data(), height=HEIGHT)
    def change(self, data, height):
        row = data.draw(st.integers(0, len(self.expected) - 1))
        self.expected[row] = height
        self.heights.set(row, height)

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def remove(self, data):
        row = data.draw(st.integers(0, len(self.expected) - 1))
        del self.expected[row]
        self.heights.remove(row)

    @rule(data=st.data())
    def truncate(self, data):
        length = data.draw(st.integers(0, len(self.expected)))
        del self.expected[length:]
        self.heights.truncate(length)

    @invariant()
    def agrees(self):
        sums = [0, *accumulate(self.expected)]
        assert [self.heights.before(row) for row in range(len(self.expected) + 1)] == sums
        assert [self.heights[row] for row in range(len(self.heights))] == self.expected
        assert self.heights.total == sums[-1]


TestHeightsAgainstAList = HeightsAgainstAList.TestCase
