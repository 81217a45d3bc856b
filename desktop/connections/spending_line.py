"""The line below the table: what calls may cost, and what today came to."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop.parts.figures import money, share_text
from desktop.texts import connections as texts
from desktop.widgets.labels import label
from desktop.widgets.plain_number import MoneyField, show_number
from engine.domain.calls import DaySpending, Spent
from engine.domain.usage import Saving
from engine.settings import SpendingLimits


class SpendingLine(QWidget):
    limits_chosen = Signal(SpendingLimits)

    def __init__(self) -> None:
        super().__init__()
        self._limits = SpendingLimits()
        self.day = MoneyField(period=texts.A_DAY, none=texts.NO_DAY_LIMIT)
        self.day.setAccessibleName(texts.DAY_LIMIT)
        self.month = MoneyField(period=texts.A_MONTH, none=texts.NO_MONTH_LIMIT)
        self.month.setAccessibleName(texts.MONTH_LIMIT)
        for field in (self.day, self.month):
            field.setToolTip(texts.LIMIT_TIP)
            field.setAccessibleDescription(texts.LIMIT_TIP)
            field.valueChanged.connect(self._choose)
        self._today = label("", "dim", wrap=True)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lay_out()

    @property
    def today(self) -> str:
        return self._today.text()

    def show_limits(self, limits: SpendingLimits) -> None:
        self._limits = limits
        for field, limit in ((self.day, limits.day), (self.month, limits.month)):
            show_number(field, float(limit or 0))

    def show_today(self, said: str) -> None:
        self._today.setText(said)

    def set_narrow(self, narrow: bool) -> None:
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
        self._today.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _choose(self) -> None:
        day, month = _amount(self.day.value()), _amount(self.month.value())
        self._limits = replace(self._limits, day=day, month=month)
        self.limits_chosen.emit(self._limits)

    def _lay_out(self) -> None:
        limits = QHBoxLayout()
        limits.setSpacing(10)
        limits.addWidget(label(texts.SPENDING_LIMIT, "dim"))
        limits.addWidget(self.day)
        limits.addWidget(self.month)
        limits.addStretch(1)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(limits)
        self._layout.addWidget(self._today, 1)


def _amount(value: float) -> Decimal | None:
    return Decimal(f"{value:.2f}") if value else None


def today_text(
    day: DaySpending, spent: Spent, limits: SpendingLimits, saving: Saving | None = None
) -> str:
    """The day in one line, and whether a limit is reached."""
    parts = [*_calls(day)]
    if day.calls:
        parts.append(texts.ON_FREE.format(share=share_text(day.free_calls / day.calls)))
        parts.append(money(day.cost))
    if saving is not None and saving.saved > 0:
        parts.append(texts.SAVED_ABOUT.format(money=money(saving.saved)))
    if day.unpriced_calls:
        parts.append(texts.unpriced_text(day.unpriced_calls))
    if limits.day is not None and spent.today >= limits.day:
        parts.append(texts.DAY_REACHED)
    if limits.month is not None and spent.month >= limits.month:
        parts.append(texts.MONTH_REACHED)
    return " · ".join(parts)


def _calls(day: DaySpending) -> tuple[str, ...]:
    if not day.calls:
        return (texts.NO_CALLS,)
    if not day.turns:
        return (texts.calls_today_text(day.calls),)
    return (texts.turns_text(day.turns), texts.calls_text(day.calls))
