"""Who writes for whom: chosen where the cast stands, and shown there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from desktop.parts.profile_choices import ProfileChoice, profile_choices
from desktop.session.controller import TurnController
from desktop.session.profile_menu import a_menu, add_exclusive
from desktop.session.side import Side
from desktop.texts import comparing as texts
from engine.app import Engine
from engine.domain.adventure import present
from engine.domain.casting import CharacterSetting, Part
from engine.domain.ids import AdventureId, CharacterId, ProfileId
from engine.domain.sessions import OpenSession
from engine.settings import Settings, with_casting


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """Somebody who speaks in the story; the narrator has no `id`."""

    id: CharacterId | None
    name: str


class CastingFeature(QObject):
    """`start` does a deed and tells the player of its failure."""

    def __init__(
        self, side: Side, engine: Engine, turns: TurnController, start: Callable[..., Any]
    ) -> None:
        super().__init__(side)
        self._side = side
        self._engine = engine
        self._turns = turns
        self._start = start
        side.cast.menu_requested.connect(
            lambda id_, where: start(self._show_menu, CharacterId(id_), where)
        )
        turns.session_changed.connect(self._show)

    @property
    def people(self) -> tuple[Somebody, ...]:
        """The narrator, and who is here."""
        session = self._turns.session
        here = present(session.adventure, session.state) if session else ()
        others = (Somebody(id=who.id, name=who.name) for who in here)
        return (Somebody(id=None, name=texts.NARRATOR), *others)

    def choose_for(self, who: Somebody) -> None:
        """Ask who is to write for somebody."""
        self._start(self._show_choices, who)

    async def set(self, who: Somebody, chosen: CharacterSetting) -> None:
        """Let `chosen` hold from now on."""
        adventure = self._adventure

        def cast(now: Settings) -> Settings:
            return with_casting(now, now.casting(adventure, who.id, who.name), chosen)

        await self._engine.change_settings(cast)
        if session := self._turns.session:
            self._show(session)

    def _show(self, session: OpenSession) -> None:
        self._side.show_cast(session, self._engine.settings)

    async def _show_menu(self, character: CharacterId, where: QPoint) -> None:
        choices = await profile_choices(self._engine)
        menu = a_menu(self._side)
        see = menu.addAction(texts.SEE_IN_LIBRARY)
        see.triggered.connect(lambda: self._side.character_requested.emit(character))
        people = (each for each in self.people if each.id in (character, None))
        for who in sorted(people, key=lambda each: each.id is None):
            name = texts.MODEL_FOR.format(name=who.name).replace("&", "&&")
            self._fill(menu.addMenu(name), who, choices)
        menu.popup(where)

    async def _show_choices(self, who: Somebody) -> None:
        menu = a_menu(self._side)
        self._fill(menu, who, await profile_choices(self._engine))
        place = self._side.cast if self._side.cast.isVisible() else self._side
        menu.popup(place.mapToGlobal(QPoint(0, 0)))

    def _fill(self, menu: QMenu, who: Somebody, choices: Sequence[ProfileChoice]) -> None:
        now = self._setting(who) or self._blank(who)

        def choose(profile: ProfileId | None) -> None:
            self._start(self.set, who, replace(now, profile=profile))

        add_exclusive(menu, choices, choose, none=texts.AS_THE_ROLE, current=now.profile)
        menu.addSeparator()
        alone = menu.addAction(texts.NEVER_FALLS_BACK)
        alone.setCheckable(True)
        alone.setChecked(not now.may_fall_back)
        turned = replace(now, may_fall_back=not now.may_fall_back)
        alone.triggered.connect(lambda: self._start(self.set, who, turned))

    def _setting(self, who: Somebody) -> CharacterSetting | None:
        return self._engine.settings.casting(self._adventure, who.id, who.name)

    @property
    def _adventure(self) -> AdventureId | None:
        session = self._turns.session
        return session.adventure.id if session else None

    def _blank(self, who: Somebody) -> CharacterSetting:
        return CharacterSetting(
            character=who.id or CharacterId("narrator"),
            name=who.name,
            adventure=self._adventure,
            part=Part.CHARACTER if who.id else Part.NARRATOR,
        )
