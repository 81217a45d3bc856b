"""Tiers and the grid: what the player chooses is saved and used from then on."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import moved, with_task_values
from desktop.connections.tier_lines import tiers_view
from desktop.connections.tier_section import TierSection
from desktop.parts.telling import Telling
from engine.app import Engine
from engine.domain.ids import ProfileId
from engine.domain.tasks import Complexity, Task
from engine.domain.tiers import Tier
from engine.settings import GridCell, SettingsChange, with_cell, with_tier

Profiles = tuple[ProfileId, ...]


class TierChoices(QObject):
    changed = Signal()

    def __init__(self, section: TierSection, engine: Engine, telling: Telling) -> None:
        super().__init__(section)
        self._section = section
        self._engine = engine
        start = telling.start
        section.opened.connect(self.show)
        section.added.connect(lambda tier, id_: start(self._add, tier, id_))
        section.removed.connect(lambda tier, id_: start(self._remove, tier, id_))
        section.moved.connect(lambda tier, id_, by: start(self._move, tier, id_, by))
        section.cell_chosen.connect(lambda *cell: start(self._choose, *cell))
        section.pinned.connect(
            lambda task, value: start(self._set_task, task, {"complexity": value})
        )
        section.remembered.connect(
            lambda task, yes: start(self._set_task, task, {"remembers": yes})
        )

    def show(self) -> None:
        if self._section.is_open:
            self._section.show_tiers(tiers_view(self._engine.settings, self._engine.offers.facts))

    async def _add(self, tier: Tier, id_: str) -> None:
        await self._fill(tier, lambda there: (*there, ProfileId(id_)))

    async def _remove(self, tier: Tier, id_: str) -> None:
        await self._fill(tier, lambda there: tuple(each for each in there if each != id_))

    async def _move(self, tier: Tier, id_: str, by: int) -> None:
        await self._fill(tier, lambda there: moved(there, ProfileId(id_), by))

    async def _fill(self, tier: Tier, change: Callable[[Profiles], Profiles]) -> None:
        await self._change(lambda now: with_tier(now, tier, change(now.tier_profiles(tier))))

    async def _choose(self, task: Task, complexity: Complexity, tier: Tier) -> None:
        cell = GridCell(task=task, complexity=complexity, tier=tier)
        await self._change(partial(with_cell, cell=cell))

    async def _set_task(self, task: Task, values: Mapping[str, object]) -> None:
        await self._change(partial(with_task_values, task=task, values=values))

    async def _change(self, change: SettingsChange) -> None:
        """What could not be saved is shown as it still is."""
        try:
            await self._engine.change_settings(change)
        finally:
            self.show()
            self.changed.emit()
