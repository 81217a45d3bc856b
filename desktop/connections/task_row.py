"""One task of the table: its fields, which tell of a change when it is made."""

from typing import Final

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from desktop.connections.task_lines import TITLES, TaskLine
from desktop.parts.model_roles import NAMES, tone
from desktop.widgets.calm import CalmCombo, CalmDecimal, CalmNumber, CalmSlider
from desktop.widgets.labels import label
from engine.domain.tasks import ModelRole, TaskValues

RESET: Final = "Reset"
RESET_TIP: Final = "Back to the task table's values"
HOTTEST: Final = 2.0
MOST_TOKENS: Final = 1_000_000
_STEPS: Final = 20
"""Places of the slider for each 1.0 of temperature."""


class TaskRow(QObject):
    """`cells` stand in the table's grid."""

    temperature_chosen = Signal(float)
    max_tokens_chosen = Signal(int)
    profile_chosen = Signal(object)
    """A profile's id, or None for the role's own model."""

    def __init__(self, row: TaskValues, parent: QObject) -> None:
        super().__init__(parent)
        self.task = row.task
        title = TITLES[row.task]
        self.slider = _slider(f"Temperature of {title}, slider", tone(row.model_role))
        self.temperature = _temperature(f"Temperature of {title}")
        self.max_tokens = _max_tokens(f"Most tokens of {title}")
        self.goes_to = _goes_to(f"Model of {title}")
        self.last_call = label("", "small")
        self.reset = _reset(f"{RESET} {title}")
        badge = label(_badge(row.model_role), "role", tone(row.model_role))
        self.cells: tuple[QWidget, ...] = (
            label(title),
            badge,
            self.slider,
            self.temperature,
            self.max_tokens,
            self.goes_to,
            self.last_call,
            self.reset,
        )
        self._connect()

    def show_line(self, line: TaskLine) -> None:
        self._show_profiles(line)
        for field, value in (
            (self.slider, round(line.temperature * _STEPS)),
            (self.temperature, line.temperature),
            (self.max_tokens, line.max_tokens),
        ):
            with QSignalBlocker(field):
                field.setValue(value)  # type: ignore[arg-type]
        _explain(self.slider, line.temperature_origin)
        _explain(self.temperature, line.temperature_origin)
        _explain(self.max_tokens, line.max_tokens_origin)
        self.last_call.setText(line.last_call)
        self.reset.setVisible(line.changed)

    def keep_room_for_reset(self, keep: bool) -> None:
        """So that nothing moves when the button comes."""
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(keep)
        self.reset.setSizePolicy(policy)

    def _show_profiles(self, line: TaskLine) -> None:
        with QSignalBlocker(self.goes_to):
            self.goes_to.clear()
            for id_, text in line.profiles:
                self.goes_to.addItem(text, id_)
            ids = [id_ for id_, _ in line.profiles]
            self.goes_to.setCurrentIndex(ids.index(line.profile))
        _explain(self.goes_to, f"{self.goes_to.currentText()}. {line.profile_origin}")

    def _connect(self) -> None:
        self.slider.valueChanged.connect(lambda place: self.temperature_chosen.emit(place / _STEPS))
        self.slider.sliderMoved.connect(self._follow)
        self.temperature.valueChanged.connect(
            lambda value: self.temperature_chosen.emit(round(value, 2))
        )
        self.max_tokens.valueChanged.connect(self.max_tokens_chosen)
        self.goes_to.activated.connect(
            lambda place: self.profile_chosen.emit(self.goes_to.itemData(place))
        )

    def _follow(self, place: int) -> None:
        """The number goes along while the slider is held."""
        with QSignalBlocker(self.temperature):
            self.temperature.setValue(place / _STEPS)


def _badge(model_role: ModelRole) -> str:
    name = NAMES[model_role]
    return name if model_role is ModelRole.COT else name.lower()


def _slider(name: str, tone_: str) -> CalmSlider:
    slider = CalmSlider(Qt.Orientation.Horizontal)
    slider.setProperty("tone", tone_)
    slider.setAccessibleName(name)
    slider.setRange(0, round(HOTTEST * _STEPS))
    slider.setPageStep(2)
    # Only where it is let go is a choice; what it passes on the way is none.
    slider.setTracking(False)
    slider.setMinimumWidth(70)
    slider.setMaximumWidth(120)
    return slider


def _temperature(name: str) -> CalmDecimal:
    field = CalmDecimal(decimals=2, minimum=0, maximum=HOTTEST, singleStep=0.05)
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    return field


def _max_tokens(name: str) -> CalmNumber:
    field = CalmNumber(minimum=1, maximum=MOST_TOKENS, singleStep=64)
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    return field


def _goes_to(name: str) -> CalmCombo:
    combo = CalmCombo()
    combo.setAccessibleName(name)
    combo.setProperty("look", "flat")
    # Names of models can be long; the column's width does not follow them.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    return combo


def _reset(name: str) -> QPushButton:
    button = QPushButton(RESET)
    button.setProperty("look", "small")
    button.setAccessibleName(name)
    button.setToolTip(RESET_TIP)
    button.hide()
    return button


def _explain(widget: QWidget, origin: str) -> None:
    widget.setToolTip(origin)
    widget.setAccessibleDescription(origin)
