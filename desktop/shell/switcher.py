"""The button in the top bar that opens a menu of connections to switch to."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton

SWITCH: Final = "Switch ▾"
SWITCHING: Final = "Switching…"
NAME: Final = "Switch all three roles to another connection"
IN_USE: Final = "{label} (all three roles)"
ADD: Final = "Add a connection…"


class SwitchButton(QPushButton):
    """Opens its menu without waiting for the answer."""

    chosen = Signal(str)
    """A connection's id."""
    add_requested = Signal()
    opening = Signal()
    """The menu is about to be seen: show what there is to choose."""

    def __init__(self) -> None:
        super().__init__(SWITCH)
        self.setAccessibleName(NAME)
        self.setToolTip(NAME)
        self.setEnabled(False)
        self.menu_ = QMenu(self)
        self.clicked.connect(self._open)

    def show_connections(self, labels: Mapping[str, str], in_use: str) -> None:
        """`labels` by connection; `in_use` is the one that all three roles use, "" for none."""
        self.menu_.clear()
        for id_, label in labels.items():
            text = IN_USE.format(label=label) if id_ == in_use else label
            # An ampersand would underline the letter after it.
            action = self.menu_.addAction(text.replace("&", "&&"))
            action.triggered.connect(lambda _=False, id_=id_: self.chosen.emit(id_))
        self.menu_.addSeparator()
        self.menu_.addAction(ADD).triggered.connect(self.add_requested)

    def set_switching(self, switching: bool) -> None:
        self.setEnabled(not switching)
        self.setText(SWITCHING if switching else SWITCH)

    def _open(self) -> None:
        self.opening.emit()
        self.menu_.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
