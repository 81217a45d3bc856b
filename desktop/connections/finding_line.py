"""What a check found, said where it was asked for, with a button that puts it right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.connections.finding_words import BUTTONS, NOTHING, FindingView, WayOut
from desktop.texts import findings as texts
from desktop.widgets.labels import label, set_property


class FindingLine(QWidget):
    """Hidden while there is nothing to say."""

    pressed = Signal(WayOut)

    def __init__(self) -> None:
        super().__init__()
        self._view = NOTHING
        self._sentence = label("", wrap=True)
        self._details = label("", "small", wrap=True)
        self.way_out = QPushButton()
        self.way_out.clicked.connect(lambda: self.pressed.emit(self._view.way_out))
        self.more = QPushButton(texts.DETAILS)
        self.more.setCheckable(True)
        self.more.setProperty("look", "link")
        self.more.toggled.connect(self._details.setVisible)
        self._lay_out()
        self.show_finding(NOTHING)

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    @property
    def details(self) -> str:
        return self._details.text()

    def show_finding(self, view: FindingView) -> None:
        self._view = view
        self._sentence.setText(view.sentence)
        set_property(self._sentence, "look", view.look)
        self._details.setText(view.details)
        self.more.setChecked(False)
        self._details.hide()
        self.way_out.setText(BUTTONS.get(view.way_out, ""))
        self.way_out.setAccessibleDescription(view.sentence)
        self.way_out.setVisible(view.way_out is not WayOut.NONE)
        self.more.setVisible(bool(view.details))
        self.setVisible(bool(view.sentence))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.way_out)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._sentence)
        layout.addLayout(buttons)
        layout.addWidget(self._details)
