"""The button in the top bar that opens a menu of connections to switch to."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.qt.icons import Icon, icon
from desktop.qt.theme import Theme
from desktop.texts import shell as texts


class SwitchButton(QPushButton):
    """Opens its menu without waiting for the answer."""

    chosen = Signal(str)
    """A connection's id."""
    add_requested = Signal()
    opening = Signal()
    """The menu is about to be seen: show what there is to choose."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(texts.SWITCH)
        self._theme = theme
        self._is_switching = self._is_short = False
        self.setAccessibleName(texts.SWITCH_NAME)
        self.setToolTip(texts.SWITCH_NAME)
        self.setEnabled(False)
        self.menu_ = QMenu(self)
        self.clicked.connect(self._open)

    def show_connections(self, labels: Mapping[str, str], in_use: str) -> None:
        """`labels` by connection; `in_use` is the one that all three roles use, "" for none."""
        self.menu_.clear()
        for id_, label in labels.items():
            text = texts.ALL_ROLES.format(label=label) if id_ == in_use else label
            # An ampersand would underline the letter after it.
            action = self.menu_.addAction(text.replace("&", "&&"))
            action.triggered.connect(lambda _=False, id_=id_: self.chosen.emit(id_))
        self.menu_.addSeparator()
        self.menu_.addAction(texts.ADD_CONNECTION).triggered.connect(self.add_requested)

    def set_switching(self, switching: bool) -> None:
        self.setEnabled(not switching)
        self._is_switching = switching
        self._show_words()

    def set_short(self, short: bool) -> None:
        """Its icon alone, where there is little room."""
        self._is_short = short
        self._show_words()

    def _show_words(self) -> None:
        is_short = self._is_short and not self._is_switching
        self.setIcon(icon(self._theme, Icon.SWITCH) if is_short else QIcon())
        words = texts.SWITCHING if self._is_switching else texts.SWITCH
        self.setText("" if is_short else words)

    def _open(self) -> None:
        self.opening.emit()
        self.menu_.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
