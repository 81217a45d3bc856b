"""The fields of one profile; what is entered in them is told when a field is left."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.profiles.entered import EXAMPLE, Entered
from desktop.qt.theme import Theme
from desktop.texts import profiles as texts
from desktop.widgets.calm import CalmCombo
from desktop.widgets.labels import label

_EXTRA_HEIGHT = 96


class ProfileForm(QWidget):
    edited = Signal(str, Entered)
    """The id of the profile that was shown, and what was entered for it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Entered | None = None
        self.id = QLineEdit()
        self.connection = CalmCombo()
        self.model = QLineEdit()
        self.temperature = QLineEdit(placeholderText=texts.OF_TASK)
        self.top_p = QLineEdit(placeholderText=texts.NOT_SENT)
        self.max_tokens = QLineEdit(placeholderText=texts.OF_TASK)
        self.context_window = QLineEdit(placeholderText=texts.OF_MODEL)
        self.fallbacks = QLineEdit(placeholderText=texts.FALLBACKS_HINT)
        self.extra = _LeftEdit()
        self.extra.setProperty("look", "reading")
        self.extra.setPlaceholderText(EXAMPLE)
        self.trouble = label("", "bad", wrap=True)
        self.used_by = label("", "dim", wrap=True)
        self._saved = label(texts.SAVED_AT_ONCE, "small", wrap=True)
        for field in self._lines():
            field.editingFinished.connect(self._tell)
        self.connection.activated.connect(self._tell)
        self.extra.left.connect(self._tell)
        theme.changed.connect(self._wear)
        self._lay_out()
        self._wear()

    def show_profile(
        self, entered: Entered, connections: Sequence[tuple[str, str]], used_by: str
    ) -> None:
        """`connections` are ids with labels."""
        self._shown = entered
        with QSignalBlocker(self.connection):
            self.connection.clear()
            for id_, name in connections:
                self.connection.addItem(name, id_)
            self.connection.setCurrentIndex(self.connection.findData(entered.connection))
        self._fill(entered)
        self.used_by.setText(used_by)
        self.show_trouble("")

    def show_trouble(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        self._saved.setText(texts.NOT_SAVED if sentence else texts.SAVED_AT_ONCE)

    def take_back(self) -> bool:
        """Whether there was something entered and not saved; it is then gone."""
        if self._shown is None or self.entered() == self._shown:
            return False
        self.connection.setCurrentIndex(self.connection.findData(self._shown.connection))
        self._fill(self._shown)
        self.show_trouble("")
        return True

    def entered(self) -> Entered:
        return Entered(
            id=self.id.text(),
            connection=str(self.connection.currentData() or ""),
            model=self.model.text(),
            temperature=self.temperature.text(),
            top_p=self.top_p.text(),
            max_tokens=self.max_tokens.text(),
            context_window=self.context_window.text(),
            fallbacks=self.fallbacks.text(),
            extra=self.extra.toPlainText(),
        )

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (
            self.id,
            self.model,
            self.temperature,
            self.top_p,
            self.max_tokens,
            self.context_window,
            self.fallbacks,
        )

    def _fill(self, entered: Entered) -> None:
        for field, text in zip(self._lines(), _texts(entered), strict=True):
            if field.text() != text:
                field.setText(text)
        if self.extra.toPlainText() != entered.extra:
            self.extra.setPlainText(entered.extra)

    def _tell(self) -> None:
        entered = self.entered()
        if self._shown is not None and entered != self._shown:
            self.edited.emit(self._shown.id, entered)

    def _wear(self) -> None:
        self.extra.setFixedHeight(self._theme.px(_EXTRA_HEIGHT))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(10)
        for name, field in (
            (texts.ID, self.id),
            (texts.CONNECTION, self.connection),
            (texts.MODEL, self.model),
            (texts.TEMPERATURE, self.temperature),
            (texts.TOP_P, self.top_p),
            (texts.MAX_TOKENS, self.max_tokens),
            (texts.CONTEXT_WINDOW, self.context_window),
            (texts.FALLBACKS, self.fallbacks),
        ):
            field.setAccessibleName(name)
            form.addRow(label(name, "dim"), field)
        self.extra.setAccessibleName(texts.EXTRA)
        self.extra.setTabChangesFocus(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(label(texts.EXTRA, "dim"))
        layout.addWidget(self.extra)
        for widget in (self.trouble, self.used_by, self._saved):
            layout.addWidget(widget)
        layout.addStretch(1)


class _LeftEdit(QPlainTextEdit):
    left = Signal()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _texts(entered: Entered) -> tuple[str, ...]:
    return (
        entered.id,
        entered.model,
        entered.temperature,
        entered.top_p,
        entered.max_tokens,
        entered.context_window,
        entered.fallbacks,
    )
