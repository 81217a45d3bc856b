"""Tiers and the grid: what the player chooses is saved and used from then on."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.connections.task_lines import with_task
from desktop.connections.tier_lines import moved, tiers_view
from desktop.connections.tier_section import TierSection
from desktop.parts.telling import Telling
from engine.app import Engine
from engine.domain.ids import ProfileId
from engine.domain.tasks import Complexity, Task
from engine.domain.tiers import Tier
from engine.settings import GridCell, Settings, with_cell, with_tier


class TierChoices(QObject):
    changed = Signal()

    def __init__(self, section: TierSection, engine: Engine, telling: Telling) -> None:
        super().__init__(section)
        self._section = section
        self._engine = engine
        start = telling.start
        section.opened.connect(self.show)
        section.added.connect(lambda tier, id_: start(self._add, tier, id_))
        section.removed.connect(lambda tier, place: start(self._remove, tier, place))
        section.moved.connect(lambda tier, place, by: start(self._move, tier, place, by))
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
        settings = self._engine.settings
        await self._change(
            with_tier(settings, tier, (*settings.tier_profiles(tier), ProfileId(id_)))
        )

    async def _remove(self, tier: Tier, place: int) -> None:
        settings = self._engine.settings
        kept = [id_ for n, id_ in enumerate(settings.tier_profiles(tier)) if n != place]
        await self._change(with_tier(settings, tier, kept))

    async def _move(self, tier: Tier, place: int, by: int) -> None:
        settings = self._engine.settings
        await self._change(
            with_tier(settings, tier, moved(settings.tier_profiles(tier), place, by))
        )

    async def _choose(self, task: Task, complexity: Complexity, tier: Tier) -> None:
        cell = GridCell(task=task, complexity=complexity, tier=tier)
        await self._change(with_cell(self._engine.settings, cell))

    async def _set_task(self, task: Task, values: Mapping[str, object]) -> None:
        settings = self._engine.settings
        setting = replace(settings.task_setting(task), **values)  # type: ignore[arg-type]
        await self._change(with_task(settings, setting))

    async def _change(self, settings: Settings) -> None:
        """What could not be saved is shown as it still is."""
        try:
            await self._engine.change_settings(settings)
        finally:
            self.show()
            self.changed.emit()
