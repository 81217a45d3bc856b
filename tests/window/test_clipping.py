"""No text is cut off, at any size the window is made for, however large the text is."""

import asyncio
from collections.abc import Iterator

import pytest
from garbage import collect_garbage
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QStyle, QWidget
from PySide6.QtWidgets import QStyleOptionButton as ButtonOption
from stages import Stage, State, View, at_rest, on_stage
from window_states import STATES, VIEWS

from desktop.app import new_loop
from desktop.qt.theme import Scheme
from desktop.widgets.labels import ElidedLabel

LEAST_WIDTH = min(view.width for view in VIEWS)
SIZES = [view for view in VIEWS if view.scheme is Scheme.DARK and view.width == LEAST_WIDTH]
"""The windows with the least room, each text size once: what fits there fits in larger ones."""
_ENDLESS = 100_000


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    qapp.setQuitOnLastWindowClosed(False)
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    collect_garbage()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_no_text_is_cut_off(state: State, application, tmp_path):
    async def look() -> list[str]:
        async with on_stage(application, tmp_path, state) as stage:
            return [each for view in SIZES for each in await cut_off(stage, view)]

    with asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner:
        assert runner.run(look()) == []


async def cut_off(stage: Stage, view: View) -> list[str]:
    """What cannot be read whole in the window, once it has been laid out."""
    stage.look(view)
    await at_rest(stage.window)
    shown = [each for each in stage.window.findChildren(QWidget) if each.isVisible()]
    return [f"{view}: {said}" for each in shown if (said := complaint_about(each))]


def complaint_about(widget: QWidget) -> str:
    match widget:
        case ElidedLabel():
            return _sunk(widget, widget.fontMetrics().height())
        case QLabel() if widget.text():
            return _label_complaint(widget)
        case QPushButton() if not widget.findChildren(ElidedLabel):
            return _button_complaint(widget)
        case _:
            return ""


def _label_complaint(label: QLabel) -> str:
    room = label.contentsRect()
    flags = Qt.TextFlag.TextWordWrap if label.wordWrap() else 0
    width = room.width() if label.wordWrap() else _ENDLESS
    needed = label.fontMetrics().boundingRect(QRect(0, 0, width, _ENDLESS), flags, label.text())
    if needed.width() > room.width():
        return f"{_name(label)} is {needed.width()} wide and has {room.width()}"
    return _sunk(label, needed.height())


def _button_complaint(button: QPushButton) -> str:
    option = ButtonOption()
    button.initStyleOption(option)
    room = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button)
    needed = button.fontMetrics().horizontalAdvance(button.text())
    if needed > room.width():
        return f"{_name(button)} is {needed} wide and has {room.width()}"
    return _sunk(button, button.fontMetrics().height())


def _sunk(widget: QWidget, needed: int) -> str:
    """Whether lines are hidden, or the widget reaches out of its place."""
    if needed > widget.contentsRect().height():
        return f"{_name(widget)} is {needed} high and has {widget.contentsRect().height()}"
    return f"{_name(widget)} reaches out of its place" if _reaches_out(widget) else ""


def _reaches_out(widget: QWidget) -> bool:
    """Of its parent, or sideways of the area that only scrolls up and down."""
    area = _scroll_area(widget)
    if area is None:
        return not widget.parentWidget().rect().contains(widget.geometry())
    left = widget.mapTo(area.viewport(), QPoint()).x()
    return left < 0 or left + widget.width() > area.viewport().width()


def _scroll_area(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.text()[:60]!r}"
