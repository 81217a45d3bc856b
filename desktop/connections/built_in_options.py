"""How a built-in model is to run: fields that are automatic until the player says otherwise."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from desktop.texts import built_in as texts
from desktop.widgets.calm import CalmCombo, CalmNumber
from desktop.widgets.labels import label
from engine.domain.local_models import OPTION_RANGES, Ability, LocalOptions, Runtime

_NUMBERS: Final = {
    "context": (texts.CONTEXT_LABEL, texts.CONTEXT_TIP, 1024),
    "threads": (texts.THREADS_LABEL, texts.THREADS_TIP, 1),
    "gpu_layers": (texts.GPU_LABEL, texts.GPU_TIP, 1),
    "batch": (texts.BATCH_LABEL, texts.BATCH_TIP, 64),
}
_FLASH: Final = {None: texts.AUTOMATIC, True: texts.ON, False: texts.OFF}
_MOST_CONTEXT: Final = 131_072
"""More than any computer has memory for; the engine would take more."""


class BuiltInOptions(QWidget):
    chosen = Signal(LocalOptions)

    def __init__(self, model: str) -> None:
        super().__init__()
        self._options = LocalOptions()
        self.numbers = {name: _number(name, model) for name in _NUMBERS}
        self.flash = CalmCombo()
        self.flash.setAccessibleName(texts.OPTION_OF.format(option=texts.FLASH_LABEL, model=model))
        for value, text in _FLASH.items():
            self.flash.addItem(text, value)
        self.reset = QPushButton(texts.ALL_AUTOMATIC)
        self.reset.setProperty("look", "link")
        self._reasons = {name: label(tip, "small", wrap=True) for name, tip in _tips().items()}
        self._when = label("", "small")
        self._connect()
        self._lay_out()

    def show_options(self, options: LocalOptions, *, is_loaded: bool) -> None:
        self._options = options
        for name, field in self.numbers.items():
            value = getattr(options, name)
            with QSignalBlocker(field):
                field.setValue(field.minimum() if value is None else value)
        with QSignalBlocker(self.flash):
            self.flash.setCurrentIndex(list(_FLASH).index(options.flash_attention))
        self.reset.setEnabled(options != LocalOptions())
        self._when.setText(texts.APPLIES_AT_RESTART if is_loaded else texts.APPLIES_AT_START)

    def show_runtime(self, runtime: Runtime) -> None:
        """What this computer cannot do is grey, and says why."""
        self.numbers["threads"].setMaximum(max(runtime.cores, 1))
        self._allow("gpu_layers", self.numbers["gpu_layers"], runtime.gpu)
        self._allow("flash_attention", self.flash, runtime.flash_attention)

    def reason(self, name: str) -> str:
        """What stands beside an option."""
        return self._reasons[name].text()

    def _allow(self, name: str, field: QWidget, ability: Ability) -> None:
        field.setEnabled(ability.available)
        said = _tips()[name] if ability.available else ability.reason
        self._reasons[name].setText(said)
        field.setAccessibleDescription(said)

    def _connect(self) -> None:
        for name, field in self.numbers.items():
            field.valueChanged.connect(lambda value, name=name: self._choose_number(name, value))
        self.flash.activated.connect(
            lambda place: self._choose(flash_attention=self.flash.itemData(place))
        )
        self.reset.clicked.connect(lambda: self.chosen.emit(LocalOptions()))

    def _choose_number(self, name: str, value: int) -> None:
        is_automatic = value == self.numbers[name].minimum()
        self._choose(**{name: None if is_automatic else max(value, OPTION_RANGES[name][0])})

    def _choose(self, **values: int | bool | None) -> None:
        changed = replace(self._options, **values)  # type: ignore[arg-type]
        if changed != self._options:
            self._options = changed
            self.chosen.emit(changed)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setHorizontalSpacing(14)
        layout.setVerticalSpacing(6)
        fields: dict[str, QWidget] = {**self.numbers, "flash_attention": self.flash}
        titles = {name: title for name, (title, _, _) in _NUMBERS.items()}
        for row, (name, field) in enumerate(fields.items()):
            layout.addWidget(label(titles.get(name, texts.FLASH_LABEL), "dim"), row, 0)
            layout.addWidget(field, row, 1)
            layout.addWidget(self._reasons[name], row, 2)
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addWidget(self.reset)
        foot.addWidget(self._when, 1)
        layout.addLayout(foot, len(fields), 0, 1, 3)
        layout.setColumnStretch(2, 1)


def _tips() -> dict[str, str]:
    tips = {name: tip for name, (_, tip, _) in _NUMBERS.items()}
    return {**tips, "flash_attention": texts.FLASH_TIP}


def _number(name: str, model: str) -> CalmNumber:
    """Its lowest value is below what is allowed, and stands for automatic."""
    title, tip, step = _NUMBERS[name]
    allowed = OPTION_RANGES[name]
    field = CalmNumber(singleStep=step)
    field.setRange(min(allowed[0] - 1, 0), min(allowed[-1], _MOST_CONTEXT))
    field.setSpecialValueText(texts.AUTOMATIC)
    field.setKeyboardTracking(False)
    field.setProperty("look", "chip")
    field.setAlignment(Qt.AlignmentFlag.AlignCenter)
    field.setAccessibleName(texts.OPTION_OF.format(option=title, model=model))
    field.setAccessibleDescription(tip)
    return field
