"""Says that a model is no longer offered; one press takes what comes nearest to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.texts import connections as texts
from desktop.widgets.labels import label


class GoneLine(QWidget):
    taken = Signal(str, str)
    """A profile's id, and the model that comes nearest to its own."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label("", "warn", wrap=True)
        # A long name must not make the card wider.
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.take = TakeButton()
        self.take.taken.connect(self.taken)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.take)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_gone(self, text: str, profile: str, model: str, nearest: str) -> None:
        """Nothing is shown without a `text`, and no button without a `nearest` model."""
        self._text.setText(text[:1].upper() + text[1:])
        self.setVisible(bool(text))
        self.take.offer(profile, model, nearest)


class TakeButton(QPushButton):
    taken = Signal(str, str)
    """A profile's id, and the model it is to have."""

    def __init__(self, text: str = texts.TAKE_NEAREST, look: str = "small") -> None:
        super().__init__(text)
        self.setProperty("look", look)
        self._profile = self._nearest = ""
        self.clicked.connect(lambda: self.taken.emit(self._profile, self._nearest))
        self.hide()

    def offer(self, profile: str, model: str, nearest: str) -> None:
        """Hidden without a `nearest` model."""
        self._profile, self._nearest = profile, nearest
        said = texts.TAKE_NEAREST_NAME.format(model=nearest, gone=model)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setVisible(bool(nearest))
