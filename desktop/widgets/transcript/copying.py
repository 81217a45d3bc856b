"""Messages and what is selected of them, put on the clipboard."""

from collections.abc import Iterator
from html import escape
from typing import Final

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QClipboard, QGuiApplication

from desktop.widgets.markdown import LINE_BREAK, Block, BlockKind, Look, Run
from desktop.widgets.slices import Slices
from desktop.widgets.transcript.pieces import pieces_of
from desktop.widgets.transcript.reader import Reader
from desktop.widgets.transcript.rows import Row

_TAGS: Final = {Look.STRONG: "strong", Look.EMPHASIS: "em", Look.STRUCK: "s", Look.CODE: "code"}
_BLOCKS: Final = {BlockKind.HEADING: "h3", BlockKind.CODE: "pre"}


class Copying(QObject):
    """What is selected goes to the clipboard, however much it is."""

    def __init__(self, reader: Reader, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._parts: list[str] = []
        self._mode = QClipboard.Mode.Clipboard
        self._slices = Slices(self)
        self._slices.done.connect(self._hand_over)

    def copy(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        """Copy what is selected now, if anything is."""
        self._mode, self._parts = mode, []
        self._slices.start(self._collecting())

    def _collecting(self) -> Iterator[None]:
        for part in self._reader.selected_parts():
            self._parts.append(part)
            yield

    def _hand_over(self) -> None:
        text = "\n\n".join(filter(None, self._parts))
        if text:
            QGuiApplication.clipboard().setText(text, self._mode)


def message_data(row: Row) -> QMimeData:
    """A whole message: its source as text and as Markdown, and what it looks like."""
    data = QMimeData()
    data.setText(row.text)
    data.setData("text/markdown", row.text.encode("utf-8", "surrogatepass"))
    blocks = (block for piece in pieces_of(row.text) for block in piece.blocks())
    data.setHtml("".join(map(_html_of, blocks)))
    return data


def _html_of(block: Block) -> str:
    tag = _BLOCKS.get(block.kind, "blockquote" if block.quoted else "p")
    marker = f"{escape(block.marker)} " if block.marker else ""
    return f"<{tag}>{marker}{''.join(map(_html_of_run, block.runs))}</{tag}>"


def _html_of_run(run: Run) -> str:
    text = escape(run.text).replace(LINE_BREAK, "<br>")
    for look, tag in _TAGS.items():
        if run.look & look:
            text = f"<{tag}>{text}</{tag}>"
    return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text
