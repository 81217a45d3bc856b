"""Scroll bars that stand in the margin of what is scrolled."""

from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.scrolling import scroll_in_margin


def test_what_is_scrolled_keeps_its_width_when_the_bar_comes_and_goes(qtbot):
    area, content, text = QScrollArea(widgetResizable=True), QWidget(), QLabel("Rain.")
    layout = QVBoxLayout(content)
    layout.setContentsMargins(20, 9, 20, 9)
    layout.addWidget(text)
    text.setFixedHeight(200)
    area.setWidget(content)
    scroll_in_margin(area, layout)
    qtbot.addWidget(area)
    area.resize(300, 400)
    with qtbot.waitExposed(area):
        area.show()
    before = text.width()
    area.resize(300, 100)
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: text.width() == before)
    area.resize(300, 400)
    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible())
    assert text.width() == before
