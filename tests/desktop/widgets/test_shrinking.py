"""What may be long gives way to what stands around it, and can then be scrolled by key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.labels import label
from desktop.widgets.shrinking import ShrinkingArea

WIDE, HIGH, LOW = 200, 900, 120


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager
def test_it_is_as_high_as_its_content_and_scrolls_only_where_there_is_no_room(qtbot):
    content, around = QWidget(), QWidget()
    QVBoxLayout(content).addWidget(label("Rain on the quay. " * 20, wrap=True))
    area = ShrinkingArea(content)
    layout = QVBoxLayout(around)
    layout.addWidget(area)
    layout.addStretch(1)
    qtbot.addWidget(around)
    around.resize(WIDE, HIGH)
    around.show()
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: area.viewport().height() >= content.heightForWidth(content.width()))
    assert area.height() < HIGH / 2
    assert (bar.maximum(), area.focusPolicy()) == (0, Qt.FocusPolicy.NoFocus)
    around.resize(WIDE, LOW)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert area.focusPolicy() == Qt.FocusPolicy.StrongFocus
    around.resize(WIDE, HIGH)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
