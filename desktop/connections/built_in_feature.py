"""The page of built-in models put together."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.connections.built_in import BuiltIn
from desktop.connections.built_in_adding import BuiltInAdding
from desktop.connections.built_in_downloads import BuiltInDownloads
from desktop.connections.built_in_page import BuiltInPage
from desktop.parts.telling import Telling
from desktop.qt.tasks import Tasks
from engine.app import Engine
from engine.domain.local_models import LocalModel, Runtime


class BuiltInFeature(QObject):
    """Asks the engine nothing until the page is opened."""

    roles_changed = Signal()

    def __init__(self, page: BuiltInPage, engine: Engine, tasks: Tasks) -> None:
        super().__init__(page)
        self._telling = telling = Telling(tasks, page.failure)
        self._models = BuiltIn(page, engine, telling)
        self._adding = BuiltInAdding(page, engine, self._models, telling)
        self._downloads = BuiltInDownloads(page.downloads, engine, telling)
        page.opened.connect(self.show)
        self._models.roles_changed.connect(self.roles_changed)
        self._models.loaded.connect(self._show_downloads)
        self._downloads.arrived.connect(self.show)

    def show(self) -> None:
        self._models.show()

    def _show_downloads(self, models: Sequence[LocalModel], runtime: Runtime) -> None:
        here = frozenset(each.file.name for each in models)
        self._telling.start(self._downloads.load, here, runtime.free_bytes)
