"""The Qt binding is one that keeps its reference counts on this Python."""

import sys

from PySide6.QtWidgets import QWidget

CALLS = 50_000


def test_calls_that_return_nothing_do_not_use_up_none(qtbot):
    """A binding that gives back one None too many per call aborts the program within seconds of use."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.update()
    assert sys.getrefcount(None) > before - CALLS // 100
