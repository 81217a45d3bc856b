"""Dialogs that are awaited. None of them runs an event loop of its own."""

import asyncio
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.texts import dialogs as texts


async def accepted(dialog: QDialog) -> bool:
    """Show `dialog` until it is closed; whether it was accepted. It is gone afterwards."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def close(result: int) -> None:
        if not answer.done():
            answer.set_result(result == QDialog.DialogCode.Accepted)

    dialog.finished.connect(close)
    dialog.open()
    try:
        return await answer
    finally:
        dialog.finished.disconnect(close)
        dialog.close()
        dialog.deleteLater()


async def chosen_files(parent: QWidget, *, title: str, kinds: str) -> tuple[Path, ...]:
    """Files of these kinds on this computer; none when the dialog is closed."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return await _chosen(dialog)


async def chosen_folder(parent: QWidget, *, title: str) -> Path | None:
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(await _chosen(dialog)), None)


async def _chosen(dialog: QFileDialog) -> tuple[Path, ...]:
    is_accepted = await accepted(dialog)
    return tuple(Path(each) for each in dialog.selectedFiles()) if is_accepted else ()


class QuestionDialog(QDialog):
    """A sentence and two answers; closing it means no."""

    def __init__(self, parent: QWidget | None, *, title: str, text: str, yes: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        sentence = QLabel(text, wordWrap=True)
        buttons = QDialogButtonBox()
        buttons.addButton(texts.CANCEL, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(sentence)
        layout.addWidget(buttons)
        self.setMinimumWidth(420)


class DetailsDialog(QDialog):
    """A sentence with a longer text behind it that can be copied."""

    def __init__(self, parent: QWidget | None, *, title: str, text: str, details: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._details = QPlainTextEdit(details, readOnly=True)
        self._details.setAccessibleName(texts.DETAILS)
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox()
        buttons.addButton(texts.CLOSE, QDialogButtonBox.ButtonRole.RejectRole)
        copy = QPushButton(texts.COPY_DETAILS)
        copy.clicked.connect(self.copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(text, wordWrap=True))
        layout.addWidget(self._details)
        layout.addWidget(buttons)
        self.resize(680, 420)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())
