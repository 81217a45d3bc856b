"""One built-in model: what it is, how it runs, and the buttons that change that."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.connections.built_in_lines import BuiltInView
from desktop.connections.built_in_options import BuiltInOptions
from desktop.connections.use_button import UseButton
from desktop.qt.theme import Theme
from desktop.texts import built_in as texts
from desktop.widgets.disclosure import Disclosure
from desktop.widgets.labels import ElidedLabel, label, set_property, set_tone
from desktop.widgets.patient_button import PatientButton
from engine.domain.local_models import LocalOptions, LocalState, Runtime

_LOADED: Final = (LocalState.STARTING, LocalState.RUNNING)


class BuiltInCard(QFrame):
    """Built for one model, by its title; everything else of it may change."""

    start_requested = Signal(str)
    stop_requested = Signal(str)
    restart_requested = Signal(str)
    measure_requested = Signal(str)
    measure_cancelled = Signal(str)
    use_requested = Signal(str, object)
    """The model, and the roles that are to use it."""
    options_chosen = Signal(str, LocalOptions)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, view: BuiltInView) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.view = view
        self._runtime: Runtime | None = None
        self._title = ElidedLabel(view.title, "title")
        self._badge = label("", "badge")
        self._facts = label("", "small", wrap=True)
        self._memory = label("", "small", wrap=True)
        self._trouble = label("", "bad", wrap=True)
        self._advice = label("", "dim", wrap=True)
        self.start = _button(texts.START, texts.START_NAME, view)
        self.stop = _button(texts.STOP, texts.STOP_NAME, view)
        self.restart = _button(texts.RESTART, texts.RESTART_NAME, view)
        self.measure = PatientButton(texts.MEASURE, busy=texts.MEASURING, cancel=texts.CANCEL)
        self.measure.setAccessibleName(texts.MEASURE_NAME.format(model=view.title))
        self.use = UseButton(view.title)
        self.options: BuiltInOptions | None = None
        self.disclosure = Disclosure(theme, texts.OPTIONS)
        self.disclosure.setAccessibleName(texts.OPTIONS_NAME.format(model=view.title))
        self.remove = _button(texts.REMOVE, texts.REMOVE_NAME, view)
        self._layout = QVBoxLayout(self)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._connect()
        self._lay_out()
        self.show_model(view)

    @property
    def state(self) -> str:
        return self._badge.text()

    @property
    def facts(self) -> str:
        return self._facts.text()

    @property
    def memory(self) -> str:
        return self._memory.text()

    @property
    def trouble(self) -> str:
        return self._trouble.text()

    def show_model(self, view: BuiltInView) -> None:
        self.view = view
        self._title.setText(view.title)
        self._badge.setText(view.state_text)
        said = texts.STATE_OF.format(model=view.title, state=view.state_text)
        self._badge.setAccessibleName(said)
        set_tone(self._badge, view.tone)
        set_property(self._memory, "look", "small" if view.fits else "bad")
        for line, text in (
            (self._facts, view.facts),
            (self._memory, view.memory),
            (self._trouble, view.trouble),
            (self._advice, view.advice),
        ):
            line.setText(text)
            line.setVisible(bool(text))
        self.use.show_roles(view.roles)
        self._show_options()
        self._show_buttons(view)

    def show_runtime(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._show_options()

    def _open_options(self, is_open: bool) -> None:
        """They are made when they are first seen: there may be many cards."""
        if self.options is None:
            self.options = BuiltInOptions(self.view.title)
            self.options.chosen.connect(
                lambda options: self.options_chosen.emit(self.view.model, options)
            )
            self._layout.addWidget(self.options)
            self._show_options()
        self.options.setVisible(is_open)

    def _show_options(self) -> None:
        if self.options is not None:
            self.options.show_options(self.view.options, is_loaded=self.view.state in _LOADED)
            if self._runtime is not None:
                self.options.show_runtime(self._runtime)

    def set_narrow(self, narrow: bool) -> None:
        """The buttons in two rows."""
        direction = QBoxLayout.Direction
        self._buttons.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _show_buttons(self, view: BuiltInView) -> None:
        """What can be done now; the focus stays on the card when its button goes."""
        had_focus = any(each.hasFocus() for each in (self.start, self.stop, self.restart))
        is_loaded, is_crashed = view.state in _LOADED, view.state is LocalState.CRASHED
        shown = {
            self.start: view.can_run and view.state is LocalState.STOPPED,
            self.stop: is_loaded,
            self.restart: view.can_run and (view.state is LocalState.RUNNING or is_crashed),
            self.measure: view.can_run,
            self.use: view.can_run,
            self.disclosure: view.can_run,
            self.remove: view.can_remove,
        }
        for button, is_shown in shown.items():
            button.setVisible(is_shown)
        set_property(self.restart, "look", "primary" if is_crashed else "")
        if had_focus:
            next(each for each, is_shown in shown.items() if is_shown).setFocus()

    def _connect(self) -> None:
        for button, asked in (
            (self.start, self.start_requested),
            (self.stop, self.stop_requested),
            (self.restart, self.restart_requested),
            (self.remove, self.remove_requested),
        ):
            button.clicked.connect(lambda _=False, asked=asked: asked.emit(self.view.model))
        self.measure.begun.connect(lambda: self.measure_requested.emit(self.view.model))
        self.measure.cancelled.connect(lambda: self.measure_cancelled.emit(self.view.model))
        self.use.chosen.connect(lambda roles: self.use_requested.emit(self.view.model, roles))
        self.disclosure.toggled.connect(self._open_options)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._badge)
        run, use = QHBoxLayout(), QHBoxLayout()
        for button in (self.start, self.stop, self.restart, self.measure):
            run.addWidget(button)
        run.addStretch(1)
        for button in (self.use, self.disclosure):
            use.addWidget(button)
        use.addStretch(1)
        use.addWidget(self.remove)
        self._buttons.setContentsMargins(0, 8, 0, 0)
        self._buttons.setSpacing(8)
        for row in (run, use):
            row.setSpacing(8)
            self._buttons.addLayout(row)
        self._buttons.setStretchFactor(use, 1)
        layout = self._layout
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(4)
        layout.addLayout(top)
        for line in (self._facts, self._memory, self._trouble, self._advice):
            layout.addWidget(line)
        layout.addLayout(self._buttons)


def _button(text: str, name: str, view: BuiltInView) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name.format(model=view.title))
    return button
