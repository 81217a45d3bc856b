"""What the line at the bottom says, and how the player is called back."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.qt.tasks import Tasks
from desktop.shell.bill import Bill
from desktop.shell.desktop_notice import DesktopNotice
from desktop.shell.status_bar import StatusBar
from engine.app.bookings import Bookings
from engine.domain.calls import Spent
from engine.settings import Settings


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


class Ledger:
    """Of two days: on the first one a dollar is spent already."""

    def __init__(self):
        self.today = date(2030, 5, 1)
        self.spent_on = {self.today: Decimal(1), date(2030, 5, 2): Decimal(0)}
        self.heard = Bookings()

    def bookings(self):
        return self.heard.heard()

    async def spent(self, session):
        return Spent(session=sum(self.spent_on.values()), today=self.spent_on[self.today])


async def test_the_bill_is_true_after_every_call_and_when_a_day_begins(status, until):
    ledger, failed = Ledger(), []
    engine = SimpleNamespace(ledger=ledger, settings=Settings())
    tasks = Tasks(failed.append)
    bill = Bill(status, engine, SimpleNamespace(session=SimpleNamespace(id="s")), tasks)
    bill.begin()
    bill.count()
    await until(lambda: status.text == "Session $1.00 Today $1.00")
    ledger.spent_on[ledger.today] += 1
    ledger.heard.tell()
    await until(lambda: status.text == "Session $2.00 Today $2.00")
    bill._clock.timeout.emit()
    assert len(tasks) == 1, "the day is the same"
    ledger.today = date(2030, 5, 2)
    bill._clock.timeout.emit()
    await until(lambda: status.text == "Session $2.00 Today $0.00")
    bill.close()
    await tasks.aclose()
    assert not failed


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
