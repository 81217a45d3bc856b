"""The prompt packs to look at: what each would send, and the player's copies of them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.parts.figures import number_text
from desktop.parts.model_roles import TASKS
from desktop.qt.theme import Theme
from desktop.session.proposals import name_of
from desktop.texts import packs as texts
from desktop.widgets.labels import label
from engine.domain.packs import DryRun, KnownPack

_WIDTH, _HEIGHT, _LIST = 920, 600, 260
_ID = Qt.ItemDataRole.UserRole


class PromptsDialog(QDialog):
    chosen = Signal(str)
    """The id of the pack to be looked at."""
    copy_requested = Signal(str)
    original_requested = Signal(str)
    returned = Signal()
    """The player came back, perhaps from an editor."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._room = parent.size()
        self._known: tuple[KnownPack, ...] = ()
        self.setWindowTitle(texts.TITLE)
        self.list = QListWidget()
        self.list.setProperty("look", "choices")
        self.list.setAccessibleName(texts.LIST)
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.preview = QPlainTextEdit(readOnly=True)
        self.preview.setProperty("look", "reading")
        self.preview.setAccessibleName(texts.PREVIEW)
        self.sentence = label("", "small", wrap=True)
        self.copy = QPushButton(texts.EDIT_COPY)
        self.original = QPushButton(texts.ORIGINAL)
        self._close = QPushButton(texts.CLOSE)
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self.current))
        self.original.clicked.connect(lambda: self.original_requested.emit(self.current))
        self._close.clicked.connect(self.reject)
        self._lay_out()

    @property
    def current(self) -> str:
        return str(self.list.currentIndex().data(_ID) or "")

    def show_packs(self, known: Sequence[KnownPack]) -> None:
        """The one that is looked at stays so."""
        before = self.current
        self._known = tuple(known)
        self.list.blockSignals(True)
        self.list.clear()
        for each in known:
            item = QListWidgetItem(_title(each), self.list)
            item.setData(_ID, each.pack.id)
        ids: list[str] = [each.pack.id for each in known]
        self.list.setCurrentRow(ids.index(before) if before in ids else 0)
        self.list.blockSignals(False)
        self._choose()

    def show_run(self, run: DryRun) -> None:
        scrolled = self.preview.verticalScrollBar().value()
        self.preview.setPlainText(preview_text(run))
        self.preview.verticalScrollBar().setValue(scrolled)

    def say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.returned.emit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.setFocus()

    def _choose(self) -> None:
        known = next((each for each in self._known if each.pack.id == self.current), None)
        self.copy.setEnabled(known is not None)
        self.original.setEnabled(known is not None and known.shipped and _has_copy(known))
        self.say(known.mistake if known else "")
        if known is not None:
            self.chosen.emit(known.pack.id)

    def _lay_out(self) -> None:
        room = self._room
        self.resize(
            min(self._theme.px(_WIDTH), room.width() - 60),
            min(self._theme.px(_HEIGHT), room.height() - 60),
        )
        self.list.setFixedWidth(self._theme.px(_LIST))
        both = QHBoxLayout()
        both.addWidget(self.list)
        both.addWidget(self.preview, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.original)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addLayout(both, 1)
        layout.addWidget(self.sentence)
        layout.addLayout(buttons)


def preview_text(run: DryRun) -> str:
    """The prompt and the answer, one below the other."""
    pack, answer = run.answer.pack, run.answer
    values = texts.VALUES.format(
        task=TASKS[pack.task],
        complexity=pack.complexity,
        temperature=number_text(pack.temperature, 2),
        tokens=number_text(pack.max_tokens),
    )
    moves = texts.NEXT.format(moves=" / ".join(answer.moves)) if answer.moves else ""
    sent = (message.text for message in run.messages)
    parts = (values, texts.SENT, *sent, texts.ANSWERED, answer.text, answer.beside, moves)
    return "\n\n".join(part for part in parts if part)


def _has_copy(known: KnownPack) -> bool:
    return known.own or bool(known.mistake)


def _title(known: KnownPack) -> str:
    put = texts.BROKEN if known.mistake else texts.OWN if known.own else "{pack}"
    return put.format(pack=name_of(known.pack))
