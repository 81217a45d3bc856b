"""The table of tasks and the line below it: the player's values, and what they came to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import with_model, with_task_values
from desktop.connections.page import ModelsPage
from desktop.connections.spending_line import today_text
from desktop.connections.task_lines import task_lines
from desktop.parts.telling import Telling
from engine.app import Engine
from engine.domain.calls import LastCall
from engine.domain.ids import ProfileId
from engine.domain.tasks import Task
from engine.domain.usage import Span
from engine.settings import SettingsChange, SpendingLimits, TaskSetting, with_task


class TaskChoices(QObject):
    roles_changed = Signal()
    """A task belongs to another role now."""
    limits_changed = Signal()

    def __init__(self, page: ModelsPage, engine: Engine, telling: Telling, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._engine = engine
        self._calls: Sequence[LastCall] = ()
        page.tasks.changed.connect(lambda *changed: telling.start(self._change_task, *changed))
        page.tasks.reset.connect(lambda task: telling.start(self._reset, task))
        page.tasks.nearest_taken.connect(
            lambda profile, model: telling.start(self._take_nearest, profile, model)
        )
        page.spending.limits_chosen.connect(
            lambda limits: telling.start(self._change_limits, limits)
        )

    def show(self) -> None:
        settings = self._engine.settings
        roles = self._engine.connections.role_models()
        offers = self._engine.offers
        lines = task_lines(settings, roles, self._calls, offers.facts, offers.gone)
        self._page.tasks.show_lines(lines)
        self._page.spending.show_limits(settings.limits)

    async def learn(self, calls: Sequence[LastCall]) -> None:
        """Show what the ledger says. `calls` has the latest first."""
        self._calls = calls
        self.show()
        ledger, limits = self._engine.ledger, self._engine.settings.limits
        day, spent = await ledger.spent_today(), await ledger.spent()
        self._page.spending.show_today(today_text(day, spent, limits))
        saving = await ledger.saving(Span.TODAY)
        self._page.spending.show_today(today_text(day, spent, limits, saving))

    async def _change_task(self, task: Task, values: Mapping[str, object]) -> None:
        await self._change(partial(with_task_values, task=task, values=values))

    async def _reset(self, task: Task) -> None:
        await self._change(partial(with_task, setting=TaskSetting(task=task)))

    async def _take_nearest(self, profile: str, model: str) -> None:
        await self._change(partial(with_model, profile=ProfileId(profile), model=model))

    async def _change_limits(self, limits: SpendingLimits) -> None:
        await self._change(lambda now: replace(now, limits=limits))
        await self.learn(self._calls)
        self.limits_changed.emit()

    async def _change(self, change: SettingsChange) -> None:
        """What could not be saved is shown as it still is."""
        try:
            await self._engine.change_settings(change)
        finally:
            self.show()
            self.roles_changed.emit()
