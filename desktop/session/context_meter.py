"""How much of the room for a prompt the last one took."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.qt.theme import Theme
from desktop.widgets.labels import label

_BAR_WIDTH: Final = 96
_GAP: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """What the meter says: `share` from 0 to 1, `name` for reading aloud, `help` for more."""

    figures: str
    share: float
    name: str
    help: str


class ContextMeter(QWidget):
    """Hidden while nothing is known. Figures first: the bar only repeats them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._figures = label("", "small")
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self._figures)
        layout.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._fit)
        self._fit()
        self.hide()

    @property
    def text(self) -> str:
        return self._figures.text()

    def show_gauge(self, gauge: Gauge | None) -> None:
        self.setVisible(gauge is not None)
        self._figures.setText(gauge.figures if gauge else "")
        if gauge:
            self._bar.setValue(round(1000 * min(gauge.share, 1)))
            self._bar.setAccessibleName(gauge.name)
            self.setAccessibleName(gauge.name)
            self.setToolTip(gauge.help)

    @property
    def full_width(self) -> int:
        """What it takes with its bar, whether that is shown or not; 0 while it is hidden."""
        figures = self._figures.sizeHint().width()
        return 0 if self.isHidden() else figures + _GAP + self._bar.maximumWidth()

    def set_brief(self, brief: bool) -> None:
        """Only the figures, where there is no room for the bar."""
        self._bar.setHidden(brief)

    def _fit(self) -> None:
        self._bar.setFixedWidth(self._theme.px(_BAR_WIDTH))
