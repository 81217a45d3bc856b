"""What was written and not sent, for each session, from one start to the next."""

from pathlib import Path

from PySide6.QtCore import QSettings

from engine.domain.ids import SessionId


class Drafts:
    """Kept beside the window's own memory, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._store = QSettings(str(folder / "drafts.ini"), QSettings.Format.IniFormat)

    def of(self, session: SessionId) -> str:
        return str(self._store.value(session, ""))

    def keep(self, session: SessionId, text: str) -> None:
        if text == self.of(session):
            return
        if text.strip():
            self._store.setValue(session, text)
        else:
            self._store.remove(session)
        self._store.sync()
