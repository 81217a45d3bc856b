"""The left column: the player's sessions, who is here, and the way to the library."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.qt.theme import Theme
from desktop.session.people import cast_entries, initials
from desktop.widgets.entry_list import Entry, EntryList
from desktop.widgets.labels import label
from engine.domain.ids import SessionId
from engine.domain.sessions import OpenSession, SessionSummary

NEW_SESSION: Final = "New session"
NOBODY: Final = "Nobody else is here."


class Side(QWidget):
    opened = Signal(str)
    """A session's id."""
    new_session_requested = Signal()
    models_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sessions = EntryList(theme, "Sessions")
        self.sessions.opened.connect(self.opened)
        self.new_session = QPushButton(NEW_SESSION)
        self.new_session.setEnabled(False)
        self.new_session.clicked.connect(self.new_session_requested)
        self.cast = EntryList(theme, "Cast here", fits=True)
        self._nobody = label(NOBODY, "small")
        self.models = QPushButton("Models")
        self.models.setProperty("look", "plain")
        self.models.setEnabled(False)
        self.models.clicked.connect(self.models_requested)
        self._lay_out()

    def set_ready(self, ready: bool) -> None:
        for widget in (self.sessions, self.new_session):
            widget.setEnabled(ready)

    def show_sessions(self, summaries: Sequence[SessionSummary], current: SessionId | None) -> None:
        self.sessions.show_entries([_session_entry(each) for each in summaries], current or "")

    def show_cast(self, session: OpenSession) -> None:
        entries = cast_entries(session)
        self.cast.show_entries(entries)
        self._nobody.setVisible(not entries)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 14, 10, 12)
        layout.setSpacing(6)
        layout.addWidget(_heading("SESSIONS"))
        layout.addWidget(self.sessions, 1)
        layout.addWidget(self.new_session)
        layout.addSpacing(10)
        layout.addWidget(_heading("CAST HERE"))
        layout.addWidget(self.cast)
        layout.addWidget(self._nobody)
        layout.addSpacing(10)
        layout.addWidget(_heading("LIBRARY"))
        layout.addWidget(self.models)
        self._nobody.hide()


def _heading(text: str) -> QWidget:
    heading = label(text, "caption")
    heading.setContentsMargins(8, 0, 0, 0)
    return heading


def _session_entry(summary: SessionSummary) -> Entry:
    line = f"Turn {summary.turn}" if summary.turn else "Not begun yet"
    if summary.adventure_title != summary.name:
        line = f"{line} · {summary.adventure_title}"
    return Entry(
        id=summary.id,
        title=summary.name,
        line=line,
        mark=f"cast{sum(map(ord, summary.id)) % 4 + 1}",
        letters=initials(summary.name),
    )
