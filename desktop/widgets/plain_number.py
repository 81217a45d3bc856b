"""Fields for numbers with no more digits than they need, and for sums of money."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QLocale, QSignalBlocker, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox
from typing_extensions import override

from desktop.widgets.calm import CalmDecimal

Number = QSpinBox | QDoubleSpinBox

_MOST_DOLLARS: Final = 9999
_CENTS: Final = 2
_MOST_DIGITS: Final = 8


def show_number(field: Number, value: float) -> None:
    """Without a signal, and without touching what is being typed when it is the same."""
    if field.value() == value:
        return
    with QSignalBlocker(field):
        field.setValue(value)  # type: ignore[arg-type]


class PlainDecimal(CalmDecimal):
    """0.3 and not 0.30; a choice only once it is entered."""

    def __init__(self, *, decimals: int, maximum: float, step: float) -> None:
        super().__init__(decimals=decimals, minimum=0, maximum=maximum, singleStep=step)
        self.setKeyboardTracking(False)

    @override
    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "g", 6)


class MoneyField(CalmDecimal):
    """Dollars for a while, to the last digit that is set; nothing stands for no limit."""

    def __init__(self, *, period: str, none: str) -> None:
        super().__init__(decimals=_MOST_DIGITS, minimum=0, maximum=_MOST_DOLLARS, singleStep=0.5)
        self.setKeyboardTracking(False)
        self.setProperty("look", "chip")
        self.setPrefix("$")
        self.setSuffix(period)
        self.setSpecialValueText(none)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    @property
    def amount(self) -> Decimal:
        """What is entered, without the rest that floats have."""
        return Decimal(str(self.value()))

    @override
    def textFromValue(self, value: float) -> str:
        locale = self.locale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        exponent = int(Decimal(str(value)).normalize().as_tuple().exponent)
        return locale.toString(value, "f", max(-exponent, _CENTS))
