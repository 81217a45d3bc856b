"""Presets in the window: looked at, applied, kept and deleted, each with a way back."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Signal

from desktop.connections.page import ModelsPage
from desktop.connections.preset_lines import preset_view, writing_line
from desktop.parts.telling import Telling
from desktop.texts import presets as texts
from engine.app import Engine
from engine.app.presets import PresetProposal
from engine.domain.module_presets import SeenPreset


class PresetChoices(QObject):
    done = Signal(str, object)
    """A sentence about what was done, and what takes it back."""

    def __init__(self, page: ModelsPage, engine: Engine, telling: Telling) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._proposal: PresetProposal | None = None
        self._seen: tuple[SeenPreset, ...] = ()
        self._module = ""
        start, button, card = telling.start, page.presets, page.preset
        button.names = engine.presets.names
        button.chosen.connect(lambda name: start(self._look, name))
        button.save_requested.connect(self._begin_to_save)
        button.writing_requested.connect(lambda: start(self._open_writing))
        card.applied.connect(lambda: start(self._apply))
        card.deleted.connect(lambda: start(self._delete))
        page.saving.saved.connect(lambda name: start(self._save, name))
        page.writing.kind_chosen.connect(self._choose_kind)
        page.writing.taken.connect(lambda place: start(self._take, place))

    async def _look(self, name: str) -> None:
        self._proposal = proposal = await self._engine.presets.proposal(name)
        own = [each.name for each in self._engine.settings.presets]
        self._show_only(self._page.preset)
        self._page.preset.show_preset(preset_view(proposal, is_own=name in own))

    async def _apply(self) -> None:
        if self._proposal is None:
            return
        take_back = await self._engine.presets.apply(self._proposal)
        self._finish(texts.APPLIED.format(name=self._proposal.name), take_back)

    async def _delete(self) -> None:
        if self._proposal is None:
            return
        take_back = await self._engine.presets.delete(self._proposal.name)
        self._finish(texts.DELETED.format(name=self._proposal.name), take_back)

    def _begin_to_save(self) -> None:
        self._show_only(self._page.saving)
        self._page.saving.begin()

    async def _save(self, name: str) -> None:
        take_back = await self._engine.presets.save(name)
        self._finish(texts.SAVED.format(name=name), take_back)

    async def _open_writing(self) -> None:
        self._seen = await self._engine.module_presets.seen()
        kinds = dict.fromkeys(each.module for each in self._seen)
        self._show_only(self._page.writing)
        self._page.writing.show_kinds(tuple(kinds))
        self._choose_kind(0)
        self._page.writing.kinds.setFocus()

    def _choose_kind(self, place: int) -> None:
        self._module = self._page.writing.kinds.itemText(place)
        providers = self._engine.providers
        self._page.writing.show_lines(
            [writing_line(each, providers[each.preset.provider].label) for each in self._of_kind()]
        )

    def _of_kind(self) -> list[SeenPreset]:
        return [each for each in self._seen if each.module == self._module]

    async def _take(self, place: int) -> None:
        seen = self._of_kind()[place]
        nearest = seen.gone.nearest if seen.gone else ""
        profile, take_back = await self._engine.module_presets.apply(seen.preset, nearest)
        self._finish(texts.TAKEN.format(profile=profile.id), take_back)

    def _show_only(self, card: QObject) -> None:
        for each in (self._page.preset, self._page.saving, self._page.writing):
            if each is not card:
                each.hide()

    def _finish(self, sentence: str, take_back: Callable[[], Awaitable[None]]) -> None:
        self._show_only(self)
        self.done.emit(sentence, take_back)
