"""The left side of the page: the span, the age of the prices, and the way out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.qt.theme import Theme
from desktop.texts import usage as texts
from desktop.widgets.back_button import BackButton
from desktop.widgets.labels import label, panel
from desktop.widgets.patient_button import PatientButton
from engine.domain.usage import Span


class UsageSide(QWidget):
    back_requested = Signal()
    span_changed = Signal()
    export_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.back = BackButton(theme, texts.BACK)
        self.back.clicked.connect(self.back_requested)
        self.spans = {span: _span(texts.SPANS[span]) for span in Span}
        self.spans[Span.WEEK].setChecked(True)
        group = QButtonGroup(self)
        for button in self.spans.values():
            group.addButton(button)
            button.clicked.connect(self.span_changed)
        self.refresh = PatientButton(texts.REFRESH, busy=texts.REFRESHING, cancel=texts.CANCEL)
        self.refresh.setToolTip(texts.REFRESH_TIP)
        self.refresh.setAccessibleDescription(texts.REFRESH_TIP)
        self.export = QPushButton(texts.EXPORT)
        self.export.setToolTip(texts.EXPORT_TIP)
        self.export.setAccessibleDescription(texts.EXPORT_TIP)
        self.export.clicked.connect(self.export_requested)
        self._prices = label("", "small", wrap=True)
        self._lay_out()

    @property
    def span(self) -> Span:
        return next(span for span, button in self.spans.items() if button.isChecked())

    @property
    def prices(self) -> str:
        return self._prices.text()

    def show_prices(self, told: str) -> None:
        self._prices.setText(told)

    def _lay_out(self) -> None:
        side = panel("side", "right")
        column = QVBoxLayout(side)
        column.setContentsMargins(10, 12, 10, 12)
        column.setSpacing(6)
        column.addWidget(self.back)
        column.addWidget(_heading(texts.SPAN))
        for button in self.spans.values():
            column.addWidget(button)
        column.addWidget(_heading(texts.PRICES))
        column.addWidget(_inset(self._prices))
        column.addLayout(_row(self.refresh))
        column.addWidget(_inset(label(texts.REPORTED_FIRST, "faint", wrap=True)))
        column.addWidget(_heading(texts.TAKE_OUT))
        column.addLayout(_row(self.export))
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(side)


def _span(name: str) -> QPushButton:
    button = QPushButton(name)
    button.setCheckable(True)
    button.setProperty("look", "plain")
    return button


def _heading(text: str) -> QWidget:
    made = label(text, "caption")
    made.setContentsMargins(8, 14, 0, 0)
    return made


def _inset(widget: QWidget) -> QWidget:
    widget.setContentsMargins(8, 0, 4, 0)
    return widget


def _row(button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(6, 2, 0, 2)
    row.addWidget(button)
    row.addStretch(1)
    return row
