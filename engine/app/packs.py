"""Prompt packs: which there are, what a model makes of them, and what the story keeps of that."""

import asyncio
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Final

from engine.app.workings import Workings
from engine.domain.consent import Ask
from engine.domain.ids import MessageId, ProfileId, SessionId
from engine.domain.messages import ChatMessage
from engine.domain.packs import DryRun, KnownPack, PackAnswer, PackId, PackResult, PromptPack
from engine.domain.sessions import OpenSession
from engine.errors import EngineError, StorageError
from engine.formats.packs import FOLDER, read_packs
from engine.play.last_answers import answered_or_last
from engine.play.packs import kept_as, run, story_values
from engine.providers.module_defaults import module_default
from engine.storage.turns import save_message

Adding = Callable[[SessionId, str], AbstractAsyncContextManager[None]]
"""In its body messages may be added to a session, which can be undone by a name."""

_PUT_AWAY: Final = ".old"


class EnginePacks:
    """What `Engine.packs` can do."""

    def __init__(
        self, workings: Workings, *, adding: Adding, remembering: Callable[[Ask], Ask]
    ) -> None:
        self._workings = workings
        self._adding = adding
        self._remembering = remembering
        self._known: tuple[KnownPack, ...] = ()

    def all(self) -> tuple[KnownPack, ...]:
        """The packs as they were read last; none before `read`."""
        return self._known

    async def read(self) -> tuple[KnownPack, ...]:
        """The packs as the files have them now. A copy of the player's that cannot be used says
        why, and the pack that comes with Triptych stands in.
        """
        shipped = self._workings.paths.resources / FOLDER
        self._known = await asyncio.to_thread(read_packs, shipped, self._own)
        return self._known

    async def pack(self, id_: str) -> PromptPack:
        """Raise `EngineError` where there is none of this id."""
        known = {each.pack.id: each.pack for each in await self.read()}
        if id_ not in known:
            raise EngineError(f"There is no prompt pack “{id_}”. There are: {', '.join(known)}.")
        return known[PackId(id_)]

    async def dry_run(self, id_: str, values: Mapping[str, str]) -> DryRun:
        """What would be sent, and the answer of the pack's example. No model is asked.

        What `values` leaves open is filled as in the example.
        """
        pack = await self.pack(id_)
        return DryRun(
            messages=pack.messages({**pack.example.values, **values}),
            answer=PackAnswer(pack=pack, fields=pack.example.answer),
        )

    async def run(
        self,
        session: SessionId | None,
        id_: str,
        values: Mapping[str, str],
        ask: Ask,
        message: MessageId | None = None,
    ) -> PackResult:
        """What a model answers; where none can be reached, the last answer about the same, which
        says so. Nothing of it is written.

        `values` fill the blanks; the story fills the rest, `message` being the one it is about,
        else the last. Without a session `values` must fill everything. Raise an `EngineError`
        when something is left open, or nobody gives an answer that has the pack's form.
        """
        pack = await self.pack(id_)
        opened = await self._workings.tools.session(session) if session else None
        self._workings.tools.router.wake()
        given = pack.defaults() | {name: each for name, each in values.items() if each.strip()}

        def prompt(lines: int) -> tuple[ChatMessage, ...]:
            of_story = story_values(opened, message, lines) if opened else {}
            return pack.messages(_whole(pack, {**of_story, **given}))

        about = pack.about(given, story_values(opened, message) if opened else {})
        asking = run(
            self._workings.tools,
            pack,
            prompt,
            self._remembering(ask),
            profile=self._proposed(pack),
            session=opened,
            message=message,
        )
        if not self._remembers(pack):
            return await asking
        return await answered_or_last(self._workings.tools, pack, about, session, asking)

    async def keep(
        self, session: SessionId, result: PackResult, message: MessageId | None = None
    ) -> OpenSession:
        """Make an answer part of the story, as its pack says: a swipe of `message`, or a new
        message at the end. Undo takes it back. Raise `TurnInProgressError` while a turn runs.
        """
        tools = self._workings.tools
        async with self._adding(session, result.answer.pack.becomes.value):
            opened = await tools.session(session)
            if (kept := kept_as(tools, opened, result, message)) is not None:
                await tools.db.run(partial(save_message, message=kept))
        return await tools.session(session)

    async def own_copy(self, id_: str) -> Path:
        """The file of the player's copy of a pack, which is made if there is none."""
        path = self._own / f"{id_}.json"
        shipped = self._workings.paths.resources / FOLDER / path.name
        try:
            await asyncio.to_thread(_copied, shipped, path)
        except OSError as error:
            raise StorageError(
                f"The copy {path} could not be made: {error.strerror}. Check that its folder can "
                "be written to, then try again."
            ) from error
        return path

    async def to_original(self, id_: str) -> None:
        """Put the player's copy away, under a name of its own beside the others."""
        path = self._own / f"{id_}.json"
        put_away = path.with_name(path.name + _PUT_AWAY)
        try:
            await asyncio.to_thread(path.replace, put_away)
        except OSError as error:
            raise StorageError(
                f"The copy {path} could not be put away: {error.strerror}. Remove it by hand."
            ) from error

    def _remembers(self, pack: PromptPack) -> bool:
        """Whether its answers are kept: not in a dry run, nor where the task's are not."""
        is_kept = self._workings.tools.router.answers is not None
        return is_kept and self._workings.settings.task_setting(pack.task).remembers

    @property
    def _own(self) -> Path:
        return self._workings.paths.data / FOLDER

    def _proposed(self, pack: PromptPack) -> ProfileId | None:
        """The profile of the model that a provider's description names for this very pack.

        What the player chose for the task goes before it.
        """
        settings, providers = self._workings.settings, self._workings.providers
        if settings.task_profile(pack.task):
            return None
        naming = {id_: each for id_, each in providers.items() if pack.id in each.defaults.modules}
        first = [each.provider for each in settings.connections]
        proposed = module_default(naming, pack.id, first)
        if proposed is None:
            return None
        of_provider = {
            each.id for each in settings.connections if each.provider == proposed.provider
        }
        return next(
            (
                each.id
                for each in settings.profiles
                if each.connection in of_provider and each.model == proposed.model
            ),
            None,
        )


def _copied(shipped: Path, path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shipped, path)


def _whole(pack: PromptPack, values: Mapping[str, str]) -> Mapping[str, str]:
    missing = [name for name in pack.placeholders if name not in values]
    if missing:
        raise EngineError(
            f"“{pack.label}” cannot be asked without {', '.join(missing)}. Give what is missing."
        )
    return values
