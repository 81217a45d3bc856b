"""One task of the table: its fields, which tell of a change when it is made."""

from typing import Final

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget
from typing_extensions import override

from desktop.connections.gone_line import TakeButton
from desktop.connections.task_lines import TITLES, TaskLine
from desktop.parts.model_roles import NAMES, badge, tone
from desktop.texts import connections as texts
from desktop.widgets.calm import CalmNumber, CalmSlider
from desktop.widgets.elided_combo import ElidedCombo
from desktop.widgets.labels import ElidedLabel, label, set_property, set_tone
from desktop.widgets.plain_number import PlainDecimal, show_number
from engine.domain.tasks import ModelRole, Task, TaskValues

RESET: Final = "↺"
TAKE: Final = "→"
HOTTEST: Final = 2.0
MOST_TOKENS: Final = 999_999
_STEPS: Final = 20
"""Places of the slider for each 1.0 of temperature."""


class TaskRow(QObject):
    """`cells` stand in the table's grid."""

    role_chosen = Signal(ModelRole)
    temperature_chosen = Signal(float)
    max_tokens_chosen = Signal(int)
    profile_chosen = Signal(object)
    """A profile's id, or None for the role's own model."""

    def __init__(self, row: TaskValues, parent: QObject) -> None:
        super().__init__(parent)
        self.task = row.task
        title = TITLES[row.task]
        self.role = RoleBadge(row.task)
        self.slider = _slider(texts.SLIDER_OF.format(task=title))
        self.temperature = PlainDecimal(decimals=2, maximum=HOTTEST, step=0.05)
        self.temperature.setAccessibleName(texts.TEMPERATURE_OF.format(task=title))
        self.max_tokens = _max_tokens(texts.TOKENS_OF.format(task=title))
        self.goes_to = ElidedCombo()
        self.goes_to.setAccessibleName(texts.MODEL_OF.format(task=title))
        self.take = TakeButton(TAKE, "tiny")
        self.last_call = label("", "small")
        self.reset = _reset(texts.RESET_NAME.format(task=title))
        self.cells: tuple[QWidget, ...] = (
            ElidedLabel(title),
            self.role,
            self.slider,
            self.temperature,
            self.max_tokens,
            _GoesTo(self.goes_to, self.take),
            self.reset,
            self.last_call,
        )
        self._connect()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """Those that say where their value comes from."""
        return (self.role, self.slider, self.temperature, self.max_tokens, self.goes_to)

    def set_narrow(self, narrow: bool) -> None:
        """Where there is room, nothing moves when the button to reset comes."""
        self.slider.setVisible(not narrow)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(not narrow)
        self.reset.setSizePolicy(policy)

    def set_slider(self, width: int) -> None:
        """Where room is short, the model's name needs it more."""
        self.slider.setFixedWidth(width)

    def show_line(self, line: TaskLine) -> None:
        self._show_profiles(line)
        self.role.show_role(line.model_role, line.role_origin)
        set_tone(self.slider, tone(line.model_role))
        is_capped = line.most is not None and line.most < line.max_tokens
        set_property(self.max_tokens, "capped", is_capped)
        self._show_values(line)
        _explain(self.slider, line.temperature_origin)
        _explain(self.temperature, line.temperature_origin)
        _explain(self.max_tokens, line.max_tokens_origin)
        self.last_call.setText(line.last_call)
        self.reset.setVisible(line.changed)

    def _show_values(self, line: TaskLine) -> None:
        most = line.most or MOST_TOKENS
        with QSignalBlocker(self.max_tokens):
            # What the model's profile caps cannot be raised here.
            self.max_tokens.setMaximum(most)
        show_number(self.max_tokens, min(line.max_tokens, most))
        show_number(self.temperature, line.temperature)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(line.temperature * _STEPS))

    def _show_profiles(self, line: TaskLine) -> None:
        with QSignalBlocker(self.goes_to):
            self.goes_to.clear()
            for id_, text in line.profiles:
                self.goes_to.addItem(text, id_)
            ids = [id_ for id_, _ in line.profiles]
            self.goes_to.setCurrentIndex(ids.index(line.profile))
        self.take.offer(line.profile or "", self.goes_to.currentText(), line.nearest)
        _explain(self.goes_to, f"{self.goes_to.currentText()}. {line.profile_origin}")

    def _connect(self) -> None:
        self.role.chosen.connect(self.role_chosen)
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


class _GoesTo(QWidget):
    """A choice and a button beside it that takes no more room than the choice alone."""

    def __init__(self, choice: QWidget, button: QWidget) -> None:
        super().__init__()
        self._least = choice.minimumSizeHint
        choice.setMinimumWidth(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(choice, 1)
        layout.addWidget(button)

    @override
    def minimumSizeHint(self) -> QSize:
        return self._least()


class RoleBadge(QPushButton):
    """The role's name in its colour; a press opens the three to choose from."""

    chosen = Signal(ModelRole)

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task
        self.setProperty("look", "role")
        self.menu_ = QMenu(self)
        for role in ModelRole:
            action = self.menu_.addAction(NAMES[role])
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, role=role: self.chosen.emit(role))
        self.clicked.connect(lambda: self.menu_.popup(self.mapToGlobal(QPoint(0, self.height()))))

    def show_role(self, role: ModelRole, origin: str) -> None:
        self.setText(badge(role))
        set_tone(self, tone(role))
        said = texts.ROLE_OF.format(task=TITLES[self._task], role=NAMES[role])
        self.setAccessibleName(said)
        _explain(self, origin)
        for action, each in zip(self.menu_.actions(), ModelRole, strict=True):
            action.setChecked(each is role)


def _slider(name: str) -> CalmSlider:
    slider = CalmSlider(Qt.Orientation.Horizontal)
    slider.setAccessibleName(name)
    slider.setRange(0, round(HOTTEST * _STEPS))
    slider.setPageStep(2)
    # Only where it is let go is a choice; what it passes on the way is none.
    slider.setTracking(False)
    return slider


def _max_tokens(name: str) -> CalmNumber:
    field = CalmNumber(minimum=1, maximum=MOST_TOKENS, singleStep=64)
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    return field


def _reset(name: str) -> QPushButton:
    button = QPushButton(RESET)
    button.setProperty("look", "tiny")
    button.setAccessibleName(name)
    button.setToolTip(texts.RESET_TIP)
    button.hide()
    return button


def _explain(widget: QWidget, origin: str) -> None:
    widget.setToolTip(origin)
    widget.setAccessibleDescription(origin)
