"""One model that can be downloaded, and how its download goes."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.connections.download_lines import DownloadPhase, DownloadView
from desktop.texts import built_in as texts
from desktop.widgets.labels import ElidedLabel, label, set_property

_STEPS: Final = 1000
_LOOKS: Final = {
    DownloadPhase.BROKEN: "bad",
    DownloadPhase.FAILED: "bad",
    DownloadPhase.DONE: "good",
}
_BEGUN: Final = (DownloadPhase.RUNNING, DownloadPhase.PAUSED, DownloadPhase.BROKEN)
_UNMOVED: Final = (DownloadPhase.RUNNING, DownloadPhase.DONE)


class DownloadRow(QWidget):
    """Its signals carry the address. To begin goes on where an earlier download stopped."""

    begin_requested = Signal(str)
    pause_requested = Signal(str)
    cancel_requested = Signal(str)

    def __init__(self, view: DownloadView) -> None:
        super().__init__()
        self.view = view
        self._title = ElidedLabel(view.title, "strong")
        self._summary = label(view.summary, wrap=True)
        self._facts = label(view.facts, "small", wrap=True)
        self._warning = label(view.warning, "warn", wrap=True)
        self.bar = QProgressBar(textVisible=False, maximum=_STEPS)
        self.bar.setAccessibleName(texts.PROGRESS_NAME.format(model=view.title))
        self._said = label("", "small", wrap=True)
        self.begin = QPushButton(texts.DOWNLOAD)
        self.pause = QPushButton(texts.PAUSE)
        self.pause.setAccessibleName(texts.PAUSE_NAME.format(model=view.title))
        self.cancel = QPushButton(texts.CANCEL)
        self.cancel.setAccessibleName(texts.CANCEL_NAME.format(model=view.title))
        for button, asked in (
            (self.begin, self.begin_requested),
            (self.pause, self.pause_requested),
            (self.cancel, self.cancel_requested),
        ):
            button.clicked.connect(lambda _=False, asked=asked: asked.emit(self.view.url))
        self._lay_out()
        self.show_view(view)

    @property
    def said(self) -> str:
        return self._said.text()

    def show_view(self, view: DownloadView) -> None:
        self.view = view
        for line, text in (
            (self._summary, view.summary),
            (self._facts, view.facts),
            (self._warning, view.warning),
            (self._said, view.said),
        ):
            line.setText(text)
            line.setVisible(bool(text))
        set_property(self._said, "look", _LOOKS.get(view.phase, "small"))
        self._show_progress(view)
        self._show_buttons(view.phase)

    def _show_progress(self, view: DownloadView) -> None:
        self.bar.setVisible(view.phase in _BEGUN and view.share is not None)
        self.bar.setValue(round((view.share or 0) * _STEPS))

    def _show_buttons(self, phase: DownloadPhase) -> None:
        """The focus goes on to the button that takes the place of the pressed one."""
        goes_on = phase in _BEGUN
        self.begin.setText(texts.GO_ON if goes_on else texts.DOWNLOAD)
        name = texts.GO_ON_NAME if goes_on else texts.DOWNLOAD_NAME
        self.begin.setAccessibleName(name.format(model=self.view.title))
        had_focus = any(each.hasFocus() for each in (self.begin, self.pause, self.cancel))
        shown = {
            self.begin: phase not in _UNMOVED,
            self.pause: phase is DownloadPhase.RUNNING,
            self.cancel: goes_on,
        }
        for button, is_shown in shown.items():
            button.setVisible(is_shown)
        if had_focus and not any(each.hasFocus() for each in (self.begin, self.pause, self.cancel)):
            next((each for each, is_shown in shown.items() if is_shown), self).setFocus()

    def _lay_out(self) -> None:
        lines = QVBoxLayout()
        lines.setSpacing(4)
        for widget in (self._title, self._summary, self._facts, self._warning):
            lines.addWidget(widget)
        lines.addSpacing(2)
        lines.addWidget(self.bar)
        lines.addWidget(self._said)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 8)
        row.setSpacing(8)
        row.addLayout(lines, 1)
        row.addSpacing(6)
        for button in (self.begin, self.pause, self.cancel):
            row.addWidget(button)
        rule = label("", "rule")
        rule.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(rule)
