"""The newest lines of the log, to filter and to copy; they hold neither story nor keys."""

import logging
from collections import deque
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout
from typing_extensions import override

from desktop.session.tab import Tab
from desktop.widgets.labels import label

EMPTY: Final = (
    "Here you see what Triptych notes while it works: calls that failed, retries, what was "
    "recovered. Nothing has been noted since it started."
)
NO_MATCH: Final = "No line has these words."
FILTER: Final = "Filter"
COPY: Final = "Copy"
COPIED: Final = "Copied"
FILE: Final = "The whole log: {path}"
LINES: Final = 500
TOPICS: Final = ("triptych", "engine")
_SOON_MS: Final = 100


class _Told(QObject):
    told = Signal()


class LogLines(logging.Handler):
    """Keeps the newest lines of Triptych's own topics, from whatever thread they come.

    Only the message is kept: what an exception says may quote the story.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=LINES)
        self._signal = _Told()
        self.told = self._signal.told
        self._format = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")

    def listen(self) -> None:
        for topic in TOPICS:
            logging.getLogger(topic).addHandler(self)

    @override
    def close(self) -> None:
        for topic in TOPICS:
            logging.getLogger(topic).removeHandler(self)
        super().close()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        bare = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        self.lines.append(self._format.format(bare))
        self.told.emit()


class LogTab(Tab):
    def __init__(self, lines: LogLines) -> None:
        super().__init__()
        self.lines = lines
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.tell)
        self._empty = label(EMPTY, "dim", wrap=True)
        self.filter = QLineEdit(placeholderText=FILTER, clearButtonEnabled=True)
        self.filter.setAccessibleName("Show only lines with these words")
        self.filter.textChanged.connect(self.tell)
        self.copy = QPushButton(COPY)
        self.copy.setAccessibleName("Copy the lines shown")
        self.copy.clicked.connect(self._copy)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName("Log")
        self.text.setTabChangesFocus(True)
        self._path = label("", "small", wrap=True)
        select = Qt.TextInteractionFlag
        self._path.setTextInteractionFlags(
            select.TextSelectableByMouse | select.TextSelectableByKeyboard
        )
        self._lay_out()
        lines.told.connect(self._hear)
        self.tell()

    def show_path(self, path: Path) -> None:
        # A path has few places where it may be broken; a zero-width space is one.
        self._path.setText(FILE.format(path=str(path).replace("/", "/\u200b")))
        self._path.setAccessibleName(FILE.format(path=path))

    @override
    def refresh(self) -> None:
        wanted = self.filter.text().casefold()
        kept = tuple(self.lines.lines)
        shown = [line for line in kept if wanted in line.casefold()]
        self._empty.setText(NO_MATCH if kept else EMPTY)
        self._empty.setVisible(not shown)
        self.text.setVisible(bool(shown))
        self.text.setPlainText("\n".join(shown))
        self.copy.setText(COPY)
        self.copy.setEnabled(bool(shown))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _hear(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(COPIED)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.filter, 1)
        head.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self.text, 1)
        layout.addStretch(0)
        layout.addWidget(self._path)
