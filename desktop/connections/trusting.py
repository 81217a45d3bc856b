"""A file of certificates that the player vouches for: chosen, taken into use, left out again."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.connections.trust_line import TrustLine
from desktop.parts.telling import Telling
from desktop.qt.dialogs import accepted
from desktop.texts import findings as texts
from engine.app import Engine


class Trusting(QObject):
    changed = Signal()
    """What was not secure before may be so now, or the other way round."""

    def __init__(
        self, page: QWidget, lines: Sequence[TrustLine], engine: Engine, telling: Telling
    ) -> None:
        super().__init__(page)
        self._page = page
        self._lines = lines
        self._engine = engine
        self._telling = telling
        for line in lines:
            line.choose_requested.connect(self.choose)
            line.forget_requested.connect(lambda: telling.start(self._trust, ""))
        self.show()

    def show(self) -> None:
        for line in self._lines:
            line.show_file(self._engine.settings.ca_file)

    def choose(self) -> None:
        self._telling.start(self._choose)

    async def _choose(self) -> None:
        dialog = QFileDialog(self._page, texts.CHOOSE_CA_FILE)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([texts.CA_FILES, texts.ANY_FILE])
        if await accepted(dialog) and (chosen := dialog.selectedFiles()):
            await self._trust(chosen[0])

    async def _trust(self, ca_file: str) -> None:
        await self._engine.network.trust(ca_file)
        self.show()
        self.changed.emit()
