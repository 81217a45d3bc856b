"""Files and folders that are dropped on a page."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override


class FileDrop(QObject):
    """Takes what lies on this computer; anything else is not let in."""

    dropped = Signal(object)
    """A tuple of `Path`s."""
    hovered = Signal(bool)
    """Whether something is held over the page."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDragEnterEvent() if _paths(event):
                event.acceptProposedAction()
                self.hovered.emit(True)
            case QDropEvent() if event.type() == QEvent.Type.Drop:
                event.acceptProposedAction()
                self.hovered.emit(False)
                self.dropped.emit(_paths(event))
            case _ if event.type() == QEvent.Type.DragLeave:
                self.hovered.emit(False)
            case _:
                return super().eventFilter(watched, event)
        return True


def _paths(event: QDropEvent) -> tuple[Path, ...]:
    urls = event.mimeData().urls()
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
