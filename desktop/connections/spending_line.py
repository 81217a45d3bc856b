"""The line below the table: what calls may cost, and what today came to."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from desktop.parts.figures import money, share_text
from desktop.texts import connections as texts
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.plain_number import MoneyField, show_number
from engine.domain.calls import DaySpending, Spent
from engine.domain.usage import Saving
from engine.settings import SpendingLimits

_GAP: Final = 12


class SpendingLine(QWidget):
    limits_chosen = Signal(SpendingLimits)

    def __init__(self) -> None:
        super().__init__()
        self._limits = SpendingLimits()
        self.turn = _field(texts.A_TURN, texts.NO_TURN_LIMIT, texts.TURN_LIMIT)
        self.session = _field(texts.A_SESSION, texts.NO_SESSION_LIMIT, texts.SESSION_LIMIT)
        self.day = _field(texts.A_DAY, texts.NO_DAY_LIMIT, texts.DAY_LIMIT)
        self.month = _field(texts.A_MONTH, texts.NO_MONTH_LIMIT, texts.MONTH_LIMIT)
        for field in self.fields:
            field.valueChanged.connect(self._choose)
        self._today = label("", "dim", wrap=True)
        self._row = FlowLayout()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lay_out()

    @property
    def today(self) -> str:
        return self._today.text()

    @property
    def fields(self) -> tuple[MoneyField, ...]:
        """One for each limit, the shortest while first."""
        return self.turn, self.session, self.day, self.month

    def show_limits(self, limits: SpendingLimits) -> None:
        self._limits = limits
        shown = (limits.turn, limits.session, limits.day, limits.month)
        for field, limit in zip(self.fields, shown, strict=True):
            show_number(field, float(limit or 0))

    def show_today(self, said: str) -> None:
        self._today.setText(said)
        self._arrange()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """What today came to stands beside the limits where there is room, else below them."""
        said = self._today.fontMetrics().horizontalAdvance(self._today.text())
        beside = self._row.sizeHint().width() + _GAP + said <= self.width()
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        self._today.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _choose(self) -> None:
        turn, session, day, month = (field.amount or None for field in self.fields)
        self._limits = replace(self._limits, turn=turn, session=session, day=day, month=month)
        self.limits_chosen.emit(self._limits)

    def _lay_out(self) -> None:
        self._row.addWidget(label(texts.SPENDING_LIMIT, "dim"))
        for field in self.fields:
            self._row.addWidget(field)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_GAP)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self._today, 1)


def _field(period: str, none: str, name: str) -> MoneyField:
    field = MoneyField(period=period, none=none)
    field.setAccessibleName(name)
    field.setToolTip(texts.LIMIT_TIP)
    field.setAccessibleDescription(texts.LIMIT_TIP)
    return field


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
