"""The cards of a turn, where there is little room."""

import pytest
from PySide6.QtWidgets import QLabel

from desktop.qt.theme import Theme
from desktop.session.turn_panel import TurnPanel
from engine.paths import resources_folder


@pytest.fixture
def panel(qtbot, qapp):
    made = TurnPanel(Theme(qapp, resources_folder() / "themes"))
    qtbot.addWidget(made)
    made.resize(320, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_nothing_changes_its_width_when_the_scroll_bar_comes(panel, qtbot):
    text = next(each for each in panel.findChildren(QLabel) if each.isVisible())
    before = text.width()
    assert not panel.verticalScrollBar().isVisible()
    panel.resize(320, 40)
    qtbot.waitUntil(panel.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: text.width() == before)
