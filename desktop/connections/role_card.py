"""One model role: which model it uses, what it falls back to, and the buttons that change that."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.connections.fallback_rows import FallbackRows
from desktop.connections.gone_line import GoneLine
from desktop.connections.role_lines import RoleView
from desktop.parts.model_roles import DEEDS, NAMES, heading, tone
from desktop.texts import connections as texts
from desktop.widgets.labels import ElidedLabel, label, set_property, set_tone
from desktop.widgets.patient_button import PatientButton
from engine.domain.tasks import ModelRole


class RoleCard(QFrame):
    change_requested = Signal()
    nearest_taken = Signal(str, str)
    """A profile's id, and the model that comes nearest to its own."""
    fallback_requested = Signal()
    test_requested = Signal(str)
    """A profile's id."""

    def __init__(self, model_role: ModelRole) -> None:
        super().__init__()
        self.model_role = model_role
        self.setProperty("look", "card")
        self.setProperty("tone", tone(model_role))
        name = NAMES[model_role]
        self._view = RoleView()
        self._dot = label("●", "dot")
        self._model = ElidedLabel("", "headline")
        self._connection = ElidedLabel("", "dim")
        self._facts = ElidedLabel("", "small")
        self._warning = ElidedLabel("", "warn")
        self.gone = GoneLine()
        self.gone.taken.connect(self.nearest_taken)
        self.fallbacks = FallbackRows()
        self._own = label("", "small", wrap=True)
        self.add_fallback = QPushButton(texts.ADD_FALLBACK)
        self.add_fallback.setProperty("look", "link")
        self.add_fallback.setAccessibleName(texts.ADD_FALLBACK_NAME.format(role=name))
        self.add_fallback.setToolTip(texts.ADD_FALLBACK_NAME.format(role=name))
        self.add_fallback.clicked.connect(self.fallback_requested)
        self.change = QPushButton(texts.CHANGE)
        self.change.setAccessibleName(texts.CHANGE_NAME.format(role=name))
        self.change.clicked.connect(self.change_requested)
        self.test = PatientButton(texts.TEST, busy=texts.TESTING, cancel=texts.CANCEL)
        self.test.setAccessibleName(texts.TEST_NAME.format(role=name))
        self.test.begun.connect(lambda: self.test_requested.emit(self._view.profile))
        self._result = label("", "small", wrap=True)
        self._result.hide()
        self._column = QVBoxLayout(self)
        self._lay_out()
        self.show_role(RoleView())

    @property
    def model(self) -> str:
        return self._model.text()

    @property
    def facts(self) -> str:
        return self._facts.text()

    @property
    def warning(self) -> str:
        return self._warning.text()

    @property
    def own(self) -> str:
        return self._own.text()

    @property
    def state(self) -> str:
        return self._dot.accessibleName()

    @property
    def result(self) -> str:
        return self._result.text()

    def show_role(self, view: RoleView) -> None:
        if view.profile != self._view.profile:
            self.show_result("")
        self._view = view
        self._model.setText(view.model)
        self._connection.setText(view.connection)
        shown = (self._facts, view.facts), (self._warning, view.warning), (self._own, view.own)
        for line, text in shown:
            line.setText(text)
            line.setVisible(bool(text))
        self.gone.show_gone(view.gone, view.profile, view.model, view.nearest)
        self.fallbacks.show_lines(view.fallbacks)
        set_tone(self._dot, view.mark)
        self._dot.setAccessibleName(view.state)
        self._dot.setToolTip(view.state)
        for button in (self.test, self.add_fallback):
            button.setVisible(bool(view.profile))

    def append(self, widget: QWidget) -> None:
        """Put `widget` below all else."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def show_result(self, text: str, look: str = "small") -> None:
        """What a test says, or why it failed."""
        self._result.setText(text)
        self._result.setVisible(bool(text))
        set_property(self._result, "look", look)

    def _lay_out(self) -> None:
        title = f"{heading(self.model_role)} — {DEEDS[self.model_role]}"
        layout = self._column
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(label(title, "role-title", tone(self.model_role)), 1)
        top.addWidget(self._dot)
        fails = QHBoxLayout()
        fails.setContentsMargins(0, 6, 0, 0)
        fails.addWidget(label(texts.IF_IT_FAILS, "caption"), 1)
        fails.addWidget(self.add_fallback)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 8, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.change)
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        layout.addLayout(top)
        layout.addSpacing(4)
        for widget in (self._model, self._connection, self._facts, self._warning, self.gone):
            layout.addWidget(widget)
        layout.addLayout(fails)
        layout.addWidget(self.fallbacks)
        layout.addWidget(self._own)
        layout.addLayout(buttons)
        layout.addWidget(self._result)
        layout.addStretch(1)
