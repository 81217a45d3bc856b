"""The newest lines of the log, to filter and to copy; they hold neither story nor keys."""

import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
)
from typing_extensions import override

from desktop.session.tab import Tab
from desktop.texts import right as texts
from desktop.widgets.labels import label

LINES: Final = 500
TOPICS: Final = ("triptych", "engine")
LEVELS: Final = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
"""In the order of their names in the chooser."""

_SOON_MS: Final = 100
_BETWEEN_LINES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    level: int
    text: str


class _Told(QObject):
    told = Signal()


class LogLines(logging.Handler):
    """Keeps the newest lines of Triptych's own topics, from whatever thread they come.

    Only the message is kept: what an exception says may quote the story.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[LogLine] = deque(maxlen=LINES)
        self._levels: dict[str, int] = {}
        self._signal = _Told()
        self.told = self._signal.told
        self._format = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")

    def listen(self) -> None:
        for topic in TOPICS:
            logging.getLogger(topic).addHandler(self)

    def note_details(self, *, wanted: bool) -> None:
        """Have Triptych note details too, or what it noted before."""
        for topic in TOPICS:
            logger = logging.getLogger(topic)
            usual = self._levels.setdefault(topic, logger.level)
            logger.setLevel(logging.DEBUG if wanted else usual)

    @override
    def close(self) -> None:
        self.note_details(wanted=False)
        for topic in TOPICS:
            logging.getLogger(topic).removeHandler(self)
        super().close()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        bare = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        self.lines.append(LogLine(level=record.levelno, text=self._format.format(bare)))
        self.told.emit()


class LogTab(Tab):
    folder_requested = Signal()

    def __init__(self, lines: LogLines) -> None:
        super().__init__()
        self.lines = lines
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.tell)
        self._empty = label(texts.LOG_EMPTY, "dim", wrap=True)
        self.filter = QLineEdit(placeholderText=texts.FILTER, clearButtonEnabled=True)
        self.filter.setAccessibleName(texts.FILTER_NAME)
        self.filter.textChanged.connect(self.tell)
        self.level = QComboBox()
        self.level.addItems(list(texts.LEVELS))
        self.level.setCurrentIndex(LEVELS.index(logging.INFO))
        self.level.setAccessibleName(texts.LEVEL)
        self.level.currentIndexChanged.connect(self._choose_level)
        self.copy = QPushButton(texts.COPY)
        self.copy.setAccessibleName(texts.COPY_NAME)
        self.copy.clicked.connect(self._copy)
        self.folder = QPushButton(texts.OPEN_FOLDER)
        self.folder.clicked.connect(self.folder_requested)
        self.text = QTextEdit(readOnly=True, acceptRichText=False)
        self.text.setAccessibleName(texts.LOG)
        self.text.setTabChangesFocus(True)
        self.text.setProperty("look", "reading")
        self._path = label("", "faint", wrap=True)
        select = Qt.TextInteractionFlag
        self._path.setTextInteractionFlags(
            select.TextSelectableByMouse | select.TextSelectableByKeyboard
        )
        self._lay_out()
        lines.told.connect(self._hear)
        self.tell()

    def show_path(self, path: Path) -> None:
        # A path has few places where it may be broken; a zero-width space is one.
        self._path.setText(texts.LOG_FILE.format(path=str(path).replace("/", "/\u200b")))
        self._path.setAccessibleName(texts.LOG_FILE.format(path=path))

    @override
    def refresh(self) -> None:
        wanted, least = self.filter.text().casefold(), LEVELS[self.level.currentIndex()]
        kept = tuple(self.lines.lines)
        shown = [
            line.text for line in kept if line.level >= least and wanted in line.text.casefold()
        ]
        self._empty.setText(texts.NO_MATCH if kept else texts.LOG_EMPTY)
        self._empty.setVisible(not shown)
        self.text.setVisible(bool(shown))
        self._show_lines(shown)
        self.copy.setText(texts.COPY)
        self.copy.setEnabled(bool(shown))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _show_lines(self, lines: list[str]) -> None:
        """A line that is wrapped stands apart from the next."""
        self.text.setPlainText("\n".join(lines))
        spaced = QTextBlockFormat()
        spaced.setBottomMargin(_BETWEEN_LINES)
        cursor = QTextCursor(self.text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)

    def _choose_level(self, place: int) -> None:
        self.lines.note_details(wanted=LEVELS[place] == logging.DEBUG)
        self.tell()

    def _hear(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(texts.COPIED)

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.filter, 1)
        head.addWidget(self.level)
        foot.addWidget(self.copy)
        foot.addWidget(self.folder)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self.text, 1)
        layout.addStretch(0)
        layout.addLayout(foot)
        layout.addWidget(self._path)
