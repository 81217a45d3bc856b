"""How a model judges, and the button that finds out: a part of the card of the CoT role."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.connections.check_lines import NOT_CHECKED, CheckView
from desktop.parts.model_roles import tone
from desktop.texts import model_checks as texts
from desktop.widgets.labels import label, set_property
from desktop.widgets.patient_button import PatientButton
from desktop.widgets.strip import Strip
from engine.domain.model_checks import CheckProgress
from engine.domain.tasks import ModelRole


class CheckCard(QWidget):
    allowed = Signal()
    """What the check may cost was agreed to."""

    def __init__(self) -> None:
        super().__init__()
        self.check = PatientButton(texts.CHECK, busy=texts.CHECKING, cancel=texts.CANCEL)
        self.check.setToolTip(texts.CHECK_TIP)
        self.price = Strip()
        self.price.pressed.connect(self._answer)
        self._finding = label("", "small", wrap=True)
        self._shares = QGridLayout()
        self._facts = label("", "small", wrap=True)
        self._progress = label("", "small")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setProperty("tone", tone(ModelRole.COT))
        self._trouble = label("", "bad", wrap=True)
        self._lay_out()
        self.show_check(NOT_CHECKED)
        self.show_progress(None)
        self.show_trouble("")

    @property
    def finding(self) -> str:
        return self._finding.text()

    @property
    def facts(self) -> str:
        return self._facts.text()

    @property
    def progress(self) -> str:
        return self._progress.text()

    @property
    def trouble(self) -> str:
        return self._trouble.text()

    @property
    def shares(self) -> tuple[str, ...]:
        """The figures, as they stand beside each other."""
        places = range(self._shares.columnCount())
        cells = (self._shares.itemAtPosition(0, place) for place in places)
        found = (cell.widget() for cell in cells if cell is not None)
        return tuple(each.text() for each in found if isinstance(each, QLabel))

    def show_check(self, view: CheckView) -> None:
        set_property(self._finding, "look", view.look)
        for line, text in ((self._finding, view.finding), (self._facts, view.facts)):
            line.setText(text)
            line.setVisible(bool(text))
        self._show_shares(view)

    def show_progress(self, progress: CheckProgress | None) -> None:
        """None when no check runs."""
        for widget in (self._progress, self._bar):
            widget.setVisible(progress is not None)
        if progress is None:
            self._progress.setText("")
            return
        said = texts.QUESTION.format(number=progress.done + 1, of=progress.of)
        self._progress.setText(said)
        self._bar.setAccessibleName(said)
        self._bar.setMaximum(progress.of)
        self._bar.setValue(progress.done)

    def show_trouble(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def ask(self, sentence: str) -> None:
        """Let the player agree to what a check may cost."""
        self.price.say(sentence, (texts.START, texts.NOT_NOW), "ask")
        self.price.buttons[0].setFocus()

    def _answer(self, pressed: str) -> None:
        self.check.setFocus()
        if pressed == texts.START:
            self.allowed.emit()

    def _show_shares(self, view: CheckView) -> None:
        while (cell := self._shares.takeAt(0)) is not None:
            if widget := cell.widget():
                widget.hide()
                widget.deleteLater()
        for place, (name, figure) in enumerate(view.shares):
            self._shares.addWidget(label(figure, "strong"), 0, place)
            self._shares.addWidget(label(name, "small", wrap=True), 1, place)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.check)
        buttons.addWidget(self._progress)
        buttons.addStretch(1)
        self._shares.setHorizontalSpacing(14)
        self._shares.setVerticalSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._finding)
        layout.addLayout(self._shares)
        layout.addWidget(self._facts)
        layout.addLayout(buttons)
        for widget in (self._bar, self.price, self._trouble):
            layout.addWidget(widget)
