"""What the line at the bottom says, and how the player is called back."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.shell.desktop_notice import DesktopNotice
from desktop.shell.status_bar import StatusBar


class Turns(QObject):
    busy_changed = Signal(bool)


@pytest.fixture
def status(qtbot):
    made = StatusBar()
    qtbot.addWidget(made)
    return made


def test_costs_stand_apart_and_a_limit_has_its_meter(status):
    status.show_costs(Decimal("0.0132"), Decimal("0.21"))
    assert "Session $0.0132 Today $0.21" in status.text
    assert status._meter.isHidden()
    status.show_costs(Decimal("0.0132"), Decimal("0.25"), Decimal(1))
    assert "of $1.00" in status.text
    assert not status._meter.isHidden()
    assert status._meter.value() == status._meter.maximum() / 4


def test_more_than_the_limit_fills_the_meter(status):
    status.show_costs(Decimal(0), Decimal(3), Decimal(1))
    assert status._meter.value() == status._meter.maximum()


def test_speed_and_server_are_told_side_by_side(status):
    status.show_speed("Main 82 tok/s", "Built in")
    status.show_version("0.1.0")
    assert status.text.endswith("Main 82 tok/s Built in v0.1.0")


@pytest.mark.parametrize(
    ("after", "active", "told"),
    [(0, False, ["Mira has answered."]), (0, True, []), (3600, False, [])],
)
def test_the_player_is_called_back_from_elsewhere_after_a_long_reply(
    qtbot, monkeypatch, after, active, told
):
    window, turns, heard = QWidget(), Turns(), []
    qtbot.addWidget(window)
    monkeypatch.setattr(window, "isActiveWindow", lambda: active, raising=False)
    DesktopNotice(
        window,
        turns.busy_changed,
        lambda: "Mira",
        tell=lambda _, sentence: heard.append(sentence),
        after_seconds=after,
    )
    turns.busy_changed.emit(True)
    turns.busy_changed.emit(False)
    assert heard == told
