"""The button that lists the presets, in the head of the page."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.texts import presets as texts


class PresetButton(QPushButton):
    chosen = Signal(str)
    save_requested = Signal()
    writing_requested = Signal()

    def __init__(self) -> None:
        super().__init__(texts.PRESETS)
        self.setProperty("look", "small")
        self.names: Callable[[], Sequence[str]] = tuple
        self.menu_ = QMenu(self)
        self.clicked.connect(self.open)

    def open(self) -> None:
        self.fill()
        self.menu_.popup(self.mapToGlobal(QPoint(0, self.height())))

    def fill(self) -> None:
        """Offer the presets as they are now, and what else can be done with them."""
        self.menu_.clear()
        for name in self.names():
            action = self.menu_.addAction(name[:1].upper() + name[1:])
            action.triggered.connect(lambda _=False, name=name: self.chosen.emit(name))
        self.menu_.addSeparator()
        self.menu_.addAction(texts.SAVE_AS, self.save_requested.emit)
        self.menu_.addAction(texts.WRITING, self.writing_requested.emit)
