"""The table of tasks and the line below it: the player's values, and what they came to."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.connections.page import ModelsPage
from desktop.connections.task_lines import task_lines, with_task
from desktop.parts.figures import money
from desktop.parts.telling import Telling
from engine.app import Engine
from engine.domain.calls import DaySpending, LastCall
from engine.settings import TaskSetting

NO_CALLS: Final = "No calls today"


class TaskChoices(QObject):
    changed = Signal()

    def __init__(self, page: ModelsPage, engine: Engine, telling: Telling, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._engine = engine
        self._calls: Sequence[LastCall] = ()
        page.tasks.changed.connect(lambda setting: telling.start(self._change, setting))

    def show(self) -> None:
        settings = self._engine.settings
        lines = task_lines(settings, self._engine.role_models(), self._calls)
        self._page.tasks.show_lines(lines, settings.tasks)

    def learn(self, calls: Sequence[LastCall], spent: DaySpending) -> None:
        """Show what the ledger says. `calls` has the latest first."""
        self._calls = calls
        self._page.spending.setText(spending_text(spent))
        self.show()

    async def _change(self, setting: TaskSetting) -> None:
        try:
            await self._engine.change_settings(with_task(self._engine.settings, setting))
        finally:
            self.show()
        self.changed.emit()


def spending_text(spent: DaySpending) -> str:
    """The day in one line."""
    if not spent.calls:
        return NO_CALLS
    calls = "1 call" if spent.calls == 1 else f"{spent.calls} calls"
    parts = [f"{calls} today", f"{_share(spent):.0%} on free models", money(spent.cost)]
    if spent.unpriced_calls:
        parts.append(f"price not known for {spent.unpriced_calls}")
    return " · ".join(parts)


def _share(spent: DaySpending) -> float:
    return spent.free_calls / spent.calls
