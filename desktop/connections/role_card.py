"""One model role: which model it uses, what it falls back to, and how to change that."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.connections.role_lines import STATES, facts_text, fallback_lines
from desktop.parts.model_roles import DEEDS, NAMES, heading, tone
from desktop.widgets.calm import CalmCombo
from desktop.widgets.labels import ElidedLabel, label, set_property
from engine.app import RoleModel
from engine.domain.calls import LastCall
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection
from engine.domain.tasks import ModelRole

CHANGE: Final = "Change model"
USE: Final = "Use this model"
CANCEL: Final = "Cancel"
NO_MODEL: Final = "No model yet"
TEST: Final = "Test"
TESTING: Final = "Testing…"


class RoleCard(QFrame):
    connection_chosen = Signal(str)
    """A connection's id: its models are wanted."""
    model_chosen = Signal(str, str)
    """A connection's id and a model."""
    test_requested = Signal(str)
    """A profile's id."""

    def __init__(self, model_role: ModelRole) -> None:
        super().__init__()
        self.model_role = model_role
        self.setProperty("look", "card")
        self.setProperty("tone", tone(model_role))
        self._model = ElidedLabel(NO_MODEL, "headline")
        self._dot = label("●")
        self._connection = ElidedLabel("", "dim")
        self._facts = label("", "small", wrap=True)
        self._fallback_heading = label("IF IT FAILS", "caption")
        self._fallbacks = label("", "small", wrap=True)
        self.change = QPushButton(CHANGE)
        self.change.setAccessibleName(f"Change the model of {NAMES[model_role]}")
        self.change.clicked.connect(self._open_chooser)
        self._profile = ""
        self._used: ConnectionId | None = None
        self.test = QPushButton(TEST)
        self.test.setAccessibleName(f"Test the model of {NAMES[model_role]}")
        self.test.clicked.connect(lambda: self.test_requested.emit(self._profile))
        self._result = label("", "small", wrap=True)
        self._result.hide()
        self.connections = CalmCombo()
        self.connections.setAccessibleName(f"Connection for {NAMES[model_role]}")
        self.connections.activated.connect(self._choose_connection)
        self.models = CalmCombo(editable=True)
        self.models.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.models.setAccessibleName(f"Model for {NAMES[model_role]}")
        self._fit_to_column()
        self.use = QPushButton(USE)
        self.use.setProperty("look", "primary")
        self.use.clicked.connect(self._choose_model)
        self._chooser = self._chooser_box()
        self._chooser.hide()
        self._lay_out()

    @property
    def model(self) -> str:
        return self._model.text()

    @property
    def fallbacks(self) -> str:
        return self._fallbacks.text()

    @property
    def facts(self) -> str:
        return self._facts.text()

    @property
    def state(self) -> str:
        return self._dot.accessibleName()

    @property
    def result(self) -> str:
        return self._result.text()

    def show_role(
        self,
        role: RoleModel | None,
        connections: Sequence[Connection],
        call: LastCall | None = None,
        asks_first: Collection[ProfileId] = (),
    ) -> None:
        """`call` is the model's last one; those of `asks_first` may cost more than the first."""
        self._model.setText(role.facts.name or role.profile.model if role else NO_MODEL)
        self._connection.setText(role.connection.label if role else "")
        self._facts.setText(facts_text(role.facts, call) if role else "")
        fallbacks = fallback_lines(role, connections, asks_first) if role else ()
        self._fallbacks.setText("\n".join(fallbacks))
        for widget in (self._fallback_heading, self._fallbacks):
            widget.setVisible(bool(fallbacks))
        self._used = role.connection.id if role else None
        if self._chooser.isHidden():
            self._show_connections(connections)
        self._show_profile(role.profile.id if role else "")

    def show_state(self, mark: str) -> None:
        """How the model's connection is, by the token of a mark."""
        said, look = STATES[mark]
        set_property(self._dot, "look", look)
        self._dot.setAccessibleName(said)
        self._dot.setToolTip(said)

    def show_result(self, text: str, look: str = "small") -> None:
        """What a test says, or why it failed."""
        self._result.setText(text)
        self._result.setVisible(bool(text))
        set_property(self._result, "look", look)

    def set_testing(self, testing: bool) -> None:
        self.test.setEnabled(not testing)
        self.test.setText(TESTING if testing else TEST)

    def show_models(self, connection: ConnectionId, models: Sequence[str], chosen: str) -> None:
        """Offer `models`, if it is still this connection they are wanted of."""
        if self.connections.currentData() != connection:
            return
        self.models.clear()
        self.models.addItems(list(models))
        self.models.setCurrentText(chosen)

    def close_chooser(self) -> None:
        self._chooser.hide()
        self.change.show()

    def _show_profile(self, profile: str) -> None:
        if profile != self._profile:
            self.show_result("")
        self._profile = profile
        self.test.setVisible(bool(profile))

    def _show_connections(self, connections: Sequence[Connection]) -> None:
        self.connections.clear()
        for each in connections:
            self.connections.addItem(each.label, each.id)
        self._choose_used()

    def _choose_used(self) -> None:
        self.connections.setCurrentIndex(max(self.connections.findData(self._used), 0))

    def _open_chooser(self) -> None:
        self._choose_used()
        self.change.hide()
        self._chooser.show()
        self.models.setFocus()
        self._choose_connection()

    def _choose_connection(self) -> None:
        self.connection_chosen.emit(self.connections.currentData() or "")

    def _choose_model(self) -> None:
        model = self.models.currentText().strip()
        if model and self.connections.currentData():
            self.model_chosen.emit(self.connections.currentData(), model)

    def _chooser_box(self) -> QWidget:
        box = QWidget()
        cancel = QPushButton(CANCEL)
        cancel.clicked.connect(self.close_chooser)
        buttons = QHBoxLayout()
        buttons.addWidget(self.use)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.connections)
        layout.addWidget(self.models)
        layout.addLayout(buttons)
        return box

    def _fit_to_column(self) -> None:
        """Names of models can be long; the column's width does not follow them."""
        for combo in (self.connections, self.models):
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(10)

    def _lay_out(self) -> None:
        title = f"{heading(self.model_role)} — {DEEDS[self.model_role]}"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(6)
        heading_row = QHBoxLayout()
        heading_row.addWidget(label(title, "role-title", tone(self.model_role)), 1)
        heading_row.addWidget(self._dot)
        layout.addLayout(heading_row)
        for widget in (
            self._model,
            self._connection,
            self._facts,
            self._fallback_heading,
            self._fallbacks,
        ):
            layout.addWidget(widget)
        layout.addWidget(self._result)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.change)
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addWidget(self._chooser)
