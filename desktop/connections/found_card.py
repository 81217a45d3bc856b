"""A server that was found on this computer: what it is, and the buttons to use it or not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.connections.found_words import FoundState, FoundView
from desktop.connections.key_field import KeyField
from desktop.texts import connections as connection_texts
from desktop.texts import findings as texts
from desktop.widgets.labels import label
from desktop.widgets.patient_button import PatientButton


class FoundCard(QFrame):
    used = Signal(str)
    """The key that was entered, "" for none."""
    declined = Signal()

    def __init__(self, view: FoundView) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._sentence = label("", "dim", wrap=True)
        self.key = KeyField(connection_texts.KEY)
        self.use = QPushButton(texts.USE_IT)
        self.again = PatientButton(
            texts.LOOK_AGAIN, busy=texts.FINDING, cancel=connection_texts.CANCEL
        )
        self.decline = QPushButton(connection_texts.NOT_NOW)
        self.decline.setProperty("look", "plain")
        self.use.clicked.connect(self._use)
        self.key.returnPressed.connect(self._use)
        self.decline.clicked.connect(self.declined)
        self._lay_out()
        self.show_view(view)

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_view(self, view: FoundView) -> None:
        self._sentence.setText(view.sentence)
        self.key.setVisible(view.state is FoundState.WANTS_KEY)
        self.use.setVisible(view.state is not FoundState.LOADING)
        self.again.setVisible(view.state is FoundState.LOADING)
        self.use.setAccessibleName(texts.USE_NAME.format(server=view.server, place=view.place))
        self.again.setAccessibleDescription(view.sentence)
        self.decline.setAccessibleName(
            texts.NOT_NOW_NAME.format(server=view.server, place=view.place)
        )

    def begin(self) -> None:
        """Go to what is to be done first."""
        fields = (self.key, self.use, self.again)
        next(field for field in fields if not field.isHidden()).setFocus()

    def follow(self, before: QWidget) -> QWidget:
        """Come after `before` for the tab key; what the next one comes after."""
        for each in (self.key, self.use, self.again, self.decline):
            QWidget.setTabOrder(before, each)
            before = each
        return before

    def _use(self) -> None:
        if self.key.isHidden() or self.key.text().strip():
            self.used.emit(self.key.text())
            self.key.clear()
        else:
            self.key.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.use, self.again, self.decline):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 12)
        layout.setSpacing(8)
        layout.addWidget(label(texts.FOUND_TITLE, "strong"))
        for widget in (self._sentence, self.key):
            layout.addWidget(widget)
        layout.addLayout(buttons)
