"""The engine as one thing: opened once, closed once; all that a window or a terminal needs."""

import asyncio
import os
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar, assert_never

from engine.app.connections import EngineConnections
from engine.app.ledger import EngineLedger
from engine.app.model_checks import EngineModelChecks
from engine.app.module_presets import EngineModulePresets
from engine.app.network import EngineNetwork
from engine.app.offers import EngineOffers
from engine.app.opening import World, open_workings
from engine.app.packs import EnginePacks
from engine.app.presets import EnginePresets
from engine.app.prices import EnginePrices
from engine.app.workings import Workings
from engine.domain.adventure import Adventure
from engine.domain.consent import Ask, Consent, ConsentQuestion, LimitQuestion, Question
from engine.domain.deeds import Deed, Deeds, EffectsChanged, HeadMoved, TextEdited
from engine.domain.ids import (
    CharacterId,
    MessageId,
    ProfileId,
    ProviderId,
    SessionId,
)
from engine.domain.images import Image, Picture, check_number
from engine.domain.manners import Manner
from engine.domain.prompts import PromptRoom, Segment
from engine.domain.providers import Provider
from engine.domain.rules import WaitingRule
from engine.domain.second_look import JudgementId, Reason, SecondVerdict
from engine.domain.sessions import OpenSession, SearchHit, SessionSummary
from engine.domain.tasks import Task
from engine.domain.world import Cause, CauseKind, Change, Effect
from engine.errors import EngineError, TurnInProgressError
from engine.formats.adventure import list_adventures, read_adventure
from engine.formats.picture import read_picture_file
from engine.paths import Paths
from engine.play.background import Background
from engine.play.comparing import Comparing
from engine.play.events import BackgroundEvent, Compared, CompareEvent, Emit, TurnEvent
from engine.play.second_look import accepted, judged_again, reason_of
from engine.play.sessions import begun, branched
from engine.play.stream import streamed
from engine.play.suggesting import suggested_moves
from engine.play.tools import new_call
from engine.play.turn import Turn
from engine.play.undoing import redo, undo
from engine.routing.connections import OpenAdapter
from engine.routing.requests import CallRequest
from engine.rules.waiting import waiting
from engine.settings import (
    Settings,
    SettingsChange,
    with_approved,
    with_limit,
)
from engine.storage import prompts, sessions, tree
from engine.storage.opening import restore_backup
from engine.storage.pictures import load_pictures
from engine.storage.search import search_messages

if TYPE_CHECKING:  # what they import is much, and no session is opened with it
    from engine.app.local_models import EngineLocalModels
    from engine.app.profiles import EngineProfiles

Event = TypeVar("Event")


class Engine:
    """Open it with `Engine.open`, close it with `aclose`; one for each library.

    `notices` are sentences about what opening found: settings set aside, turns recovered.
    """

    def __init__(
        self, workings: Workings, *, notices: tuple[str, ...], resources: AsyncExitStack
    ) -> None:
        self.notices = notices
        self.connections = EngineConnections(workings)
        self.ledger = EngineLedger(workings)
        self.prices = EnginePrices(workings)
        self.model_checks = EngineModelChecks(workings)
        self.offers = EngineOffers(workings)
        self.module_presets = EngineModulePresets(workings, self.offers)
        self.presets = EnginePresets(workings, self.offers)
        self.network = EngineNetwork(workings)
        self.packs = EnginePacks(workings, adding=self._adding, remembering=self._remembering)
        self._workings = workings
        self._tools = workings.tools
        self._db = workings.tools.db
        self._background = Background(workings.tools)
        self._turns: dict[SessionId, asyncio.Task[None]] = {}
        self._deeds: dict[SessionId, Deeds] = {}
        self._resources = resources

    @classmethod
    async def open(
        cls,
        paths: Paths,
        *,
        open_adapter: OpenAdapter | None = None,
        environment: Mapping[str, str] | None = None,
        now: Callable[[], datetime] | None = None,
        roll: Callable[[int, int], int] | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> Self:
        """Open the library and everything around it. Raise an `EngineError` when that fails.

        `open_adapter`, `now`, `roll`, `pause` and `jitter` stand in for the world outside.
        """
        world = World(
            open_adapter=open_adapter,
            environment=os.environ if environment is None else environment,
            now=now or _clock,
            roll=roll or random.SystemRandom().randint,
            pause=pause,
            jitter=jitter,
        )
        async with AsyncExitStack() as stack:
            workings, notices = await open_workings(paths, world, stack)
            return cls(workings, notices=notices, resources=stack.pop_all())
        raise AssertionError("unreachable: the stack swallows nothing")

    @cached_property
    def local_models(self) -> "EngineLocalModels":
        from engine.app.local_models import EngineLocalModels

        return EngineLocalModels(self._workings, list_anew=self.connections.models)

    @cached_property
    def profiles(self) -> "EngineProfiles":
        from engine.app.profiles import EngineProfiles

        return EngineProfiles(self._workings)

    @property
    def paths(self) -> Paths:
        return self._workings.paths

    @property
    def providers(self) -> Mapping[ProviderId, Provider]:
        return self._workings.providers

    @property
    def settings(self) -> Settings:
        return self._workings.settings

    async def change_settings(self, change: SettingsChange) -> Settings:
        """Let what `change` makes of the settings apply to every call from now on.

        What comes back are the settings before. Changes are made one after another, so that none
        undoes another. Raise a `SettingsError` where one cannot be saved; then all is as before.
        """
        return await self._workings.change_settings(change)

    async def aclose(self) -> None:
        """Stop what runs, keeping its text, and let go of everything."""
        for session in tuple(self._turns):
            await self.stop(session)
        await self._background.aclose()
        await self._resources.aclose()

    # Adventures and sessions

    async def adventures(self) -> tuple[Adventure, ...]:
        """The adventures that come with Triptych. Raise `FormatError` for a damaged one."""
        return await asyncio.to_thread(_read_adventures, self.paths.adventures)

    async def new_session(self, adventure: Adventure) -> OpenSession:
        """A session at its beginning: the adventure's intro is its first message."""
        return await begun(self._tools, adventure)

    async def branch(self, session: SessionId, message: MessageId) -> OpenSession:
        """A new session that begins as `session` was after `message`, which stays as it is.

        Raise `TurnInProgressError` while a turn of `session` runs.
        """
        self._require_no_turn(session)
        return await branched(self._tools, session, message)

    async def rename_session(self, session: SessionId, name: str) -> None:
        await self._db.run(partial(sessions.rename_session, session=session, name=name))

    async def delete_session(self, session: SessionId) -> None:
        """Take a session out of the list, ending its turn; `restore_session` brings it back."""
        await self.stop(session)
        now = self._tools.now()
        await self._db.run(partial(sessions.delete_session, session=session, at=now))

    async def restore_session(self, session: SessionId) -> None:
        await self._db.run(partial(sessions.restore_session, session=session))

    async def search(self, text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        """Messages with all the words of `text` in any session, the newest first."""
        return await self._db.run(partial(search_messages, text=text, limit=limit))

    async def sessions(self) -> tuple[SessionSummary, ...]:
        """All sessions, the one played last first."""
        return await self._db.run(sessions.list_sessions)

    async def session(self, id_: SessionId) -> OpenSession:
        """The session at its current branch."""
        return await self._tools.session(id_)

    async def swipes(self, message: MessageId) -> tuple[MessageId, ...]:
        """The message and its siblings, oldest first."""
        return await self._db.run(partial(tree.swipes, message=message))

    async def prompt_of(self, message: MessageId) -> tuple[Segment, ...]:
        """The parts of the prompt that a reply came from, left-out ones too; () for others."""
        return await self._db.run(partial(prompts.load_prompt, message=message))

    async def all_swipes(self, session: SessionId) -> Mapping[MessageId, tuple[MessageId, ...]]:
        """The swipes of every message that has any besides itself, oldest first."""
        return await self._db.run(partial(tree.all_swipes, session=session))

    async def choose(self, session: SessionId, message: MessageId) -> OpenSession:
        """Move the session to the branch that goes through `message`."""
        async with self._head_moving(session, "swipe", await self._head(session)):
            await self._db.run(partial(tree.choose_branch, session=session, message=message))
        return await self.session(session)

    async def delete(self, session: SessionId, message: MessageId) -> OpenSession:
        """Take `message` and what follows it out of the story; undo brings them back."""
        opened = await self.session(session)
        parent = next(each.parent for each in opened.path if each.id == message)
        async with self._head_moving(session, "deletion", opened.head):
            await self._db.run(partial(tree.set_head, session=session, head=parent))
        return await self.session(session)

    async def edit(self, session: SessionId, message: MessageId, text: str) -> OpenSession:
        """Change a message's words. Its effects stay."""
        path = (await self.session(session)).path
        old = next(each for each in path if each.id == message)
        await self._do(
            session,
            TextEdited(message=message, before=old.text, after=text, was_edited=old.edited),
        )
        return await self.session(session)

    async def change_world(self, session: SessionId, change: Change) -> OpenSession:
        """Change the world by hand, as an effect of the last message."""
        last = (await self.session(session)).path[-1]
        effect = Effect(change=change, cause=Cause(kind=CauseKind.HAND))
        await self._do(
            session,
            EffectsChanged(message=last.id, before=last.effects, after=(*last.effects, effect)),
        )
        return await self.session(session)

    def waiting_rules(self, session: OpenSession) -> tuple[WaitingRule, ...]:
        """The rules whose time has not come yet, and what they wait for."""
        return waiting(session)

    async def reason(self, session: SessionId, which: JudgementId, ask: Ask) -> Reason:
        """What a verdict rests on, told by who gave it. Raise an `EngineError` if nobody can."""
        opened = await self.session(session)
        return await reason_of(self._tools, opened, which, self._remembering(ask))

    async def judge_again(self, session: SessionId, which: JudgementId, ask: Ask) -> SecondVerdict:
        """Put a question anew, changing nothing."""
        opened = await self.session(session)
        return await judged_again(self._tools, opened, which, self._remembering(ask))

    async def accept(
        self, session: SessionId, which: JudgementId, second: SecondVerdict
    ) -> OpenSession:
        """Let a second verdict stand, with what it changes."""
        await self._do(session, accepted(await self.session(session), which, second))
        return await self.session(session)

    def deeds(self, session: SessionId) -> Deeds:
        """What can be undone and redone in this session, since the program started."""
        return self._deeds.get(session, Deeds())

    async def undo(self, session: SessionId) -> OpenSession:
        """Take back what was done last; nothing if there is nothing."""
        deeds = self.deeds(session)
        if deeds.done:
            await self._db.run(partial(undo, session=session, deed=deeds.done[-1]))
            self._deeds[session] = deeds.undo()
        return await self.session(session)

    async def redo(self, session: SessionId) -> OpenSession:
        """Do again what was undone last; nothing if there is nothing."""
        deeds = self.deeds(session)
        if deeds.undone:
            await self._db.run(partial(redo, session=session, deed=deeds.undone[-1]))
            self._deeds[session] = deeds.redo()
        return await self.session(session)

    # Turns

    def play_turn(
        self,
        session: SessionId,
        text: str,
        ask: Ask,
        manner: Manner = Manner.DO,
        character: CharacterId | None = None,
        *,
        images: Sequence[Image] = (),
        profile: ProfileId | None = None,
    ) -> AsyncGenerator[TurnEvent, None]:
        """Play one turn. The player's words are saved before any model is asked.

        `character` is whose words they are when the player speaks as somebody else. `images` are
        kept with the words and shown to every model that takes pictures. Raise `FormatError` for
        more of them than go with a message. The replies of this turn are by `profile`, or by
        whoever is to write them.

        Iterate it under `aclosing`; closing it stops the turn and keeps what was written. Raise
        `TurnInProgressError` while a turn of this session runs.
        """
        check_number(images)
        shown = tuple(images)
        return self._turn(
            session, ask, lambda turn: turn.play(text, manner, character, shown, profile), "turn"
        )

    async def picture(self, picture: Picture) -> Image:
        """What a picture of the library shows. Raise `LookupError` when it is not there."""
        found = await self._db.run(partial(load_pictures, pictures=(picture,)))
        return found[picture.hash]

    async def read_picture(self, path: Path) -> Image:
        """The picture in a file. Raise `FormatError` for one that cannot be shown to a model."""
        return await asyncio.to_thread(read_picture_file, path)

    def resume_turn(
        self, session: SessionId, ask: Ask, profile: ProfileId | None = None
    ) -> AsyncGenerator[TurnEvent, None]:
        """Answer the player's last words, where that has not happened or not to the end.

        The replies are by `profile`, or by whoever is to write them.
        """
        self._tools.router.wake()
        return self._turn(session, ask, lambda turn: turn.resume(profile), "turn")

    def regenerate(
        self, session: SessionId, message: MessageId, ask: Ask, profile: ProfileId | None = None
    ) -> AsyncGenerator[TurnEvent, None]:
        """Write another swipe of a reply, on `profile` or on the one that wrote it."""
        self._tools.router.wake()
        return self._turn(session, ask, lambda turn: turn.regenerate(message, profile), "swipe")

    def continue_reply(
        self, session: SessionId, message: MessageId, ask: Ask, profile: ProfileId | None = None
    ) -> AsyncGenerator[TurnEvent, None]:
        """Write another swipe of a reply, which begins with its words and goes on from there.

        It goes on by `profile`, or by the one that wrote it.
        """
        self._tools.router.wake()
        return self._turn(session, ask, lambda turn: turn.go_on(message, profile), "continuation")

    def compare(
        self,
        session: SessionId,
        message: MessageId | None,
        ask: Ask,
        profiles: tuple[ProfileId, ProfileId],
    ) -> AsyncGenerator[CompareEvent, None]:
        """Have two profiles write the same reply: another version of `message`, or the one owed.

        Both become swipes, each judged by the rules; the session goes on from neither before one
        is chosen. Raise an `EngineError` for the same profile twice, or one that is not there.
        """
        if len(set(profiles)) < len(profiles) or not all(map(self.settings.profile, profiles)):
            raise EngineError("Choose two different LLM profiles to compare.")
        self._tools.router.wake()

        async def work(opened: OpenSession, ask: Ask, emit: Callable[[CompareEvent], None]) -> None:
            turn = Turn(
                self._tools, opened, ask, lambda event: emit(Compared(side=None, event=event))
            )
            comparing = Comparing(tools=self._tools, ask=ask, emit=emit, profiles=profiles)
            await turn.compare(message, comparing.write)

        return self._alone(session, ask, work, "comparison")

    async def suggest_moves(self, session: SessionId, ask: Ask) -> tuple[str, ...]:
        """Up to three moves the player could make. Raise an `EngineError` when nobody has any."""
        opened = await self.session(session)
        return await suggested_moves(self._tools, opened, self._remembering(ask))

    async def stop(self, session: SessionId) -> None:
        """End the running turn; its stream ends after telling what was kept."""
        task = self._turns.get(session)
        if task is not None:
            task.cancel()
            await asyncio.wait((task,))

    def background_events(self) -> AsyncGenerator[BackgroundEvent, None]:
        """What happens behind the scenes, until the engine closes."""
        return self._background.events()

    def prompt_room(self) -> PromptRoom | None:
        """How much the story's next prompt may take; None where the model's window is not known."""
        request = CallRequest(call=new_call(), task=Task.NARRATION, messages=())
        return self._tools.router.prompt_room(request)

    async def _do(self, session: SessionId, deed: Deed) -> None:
        await self._db.run(partial(redo, session=session, deed=deed))
        self._deeds[session] = self.deeds(session).do(deed)

    @asynccontextmanager
    async def _head_moving(
        self, session: SessionId, name: str, before: MessageId | None
    ) -> AsyncGenerator[None, None]:
        """Whatever moves the session's head from `before` in the body can be undone as `name`."""
        try:
            yield
        finally:
            after = await self._head(session)
            if after != before:
                deed = HeadMoved(name=name, before=before, after=after)
                self._deeds[session] = self.deeds(session).do(deed)

    @asynccontextmanager
    async def _adding(self, session: SessionId, name: str) -> AsyncGenerator[None, None]:
        self._require_no_turn(session)
        async with self._head_moving(session, name, await self._head(session)):
            yield

    async def _head(self, session: SessionId) -> MessageId | None:
        return await self._db.run(partial(tree.head_of, session=session))

    def _turn(
        self, session: SessionId, ask: Ask, play: Callable[[Turn], Awaitable[None]], name: str
    ) -> AsyncGenerator[TurnEvent, None]:
        async def work(opened: OpenSession, ask: Ask, emit: Emit) -> None:
            await play(Turn(self._tools, opened, ask, emit))

        return self._alone(session, ask, work, name)

    async def _alone(
        self,
        session: SessionId,
        ask: Ask,
        work: Callable[[OpenSession, Ask, Callable[[Event], None]], Awaitable[None]],
        name: str,
    ) -> AsyncGenerator[Event, None]:
        """What `work` tells of the session, in which nothing else is played meanwhile."""
        self._require_no_turn(session)

        async def working(emit: Callable[[Event], None]) -> None:
            opened = await self.session(session)
            async with self._head_moving(session, name, opened.head):
                await work(opened, self._remembering(ask), emit)

        def began(task: asyncio.Task[None]) -> None:
            self._turns[session] = task

        try:
            async with aclosing(streamed(working, began)) as events:
                async for event in events:
                    yield event
        finally:
            del self._turns[session]
            self._background.look_after(session)

    def _require_no_turn(self, session: SessionId) -> None:
        if session in self._turns:
            raise TurnInProgressError(
                "A turn is being played. Wait for it to end, or press Stop first."
            )

    def _remembering(self, ask: Ask) -> Ask:
        """`ask`, whose *always* and *raise* hold from then on."""

        async def remembered(question: Question) -> Consent:
            consent = await ask(question)
            match question:
                case ConsentQuestion(profile=profile) if consent is Consent.ALWAYS:
                    await self.change_settings(partial(with_approved, profile=profile))
                case LimitQuestion(period=period, raised=raised) if consent is Consent.RAISE:
                    await self.change_settings(partial(with_limit, period=period, dollars=raised))
                    self._workings.bookings.tell()
                case ConsentQuestion() | LimitQuestion():
                    pass
                case _:
                    assert_never(question)
            return consent

        return remembered


async def restore_library(paths: Paths, backup: Path) -> None:
    """Make a copy of `backup` the library, which must not be open.

    Raise a `StorageError` when that cannot be done; then everything is as before.
    """
    await asyncio.to_thread(restore_backup, backup, paths.library)


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the clock


def _read_adventures(folder: Path) -> tuple[Adventure, ...]:
    return tuple(read_adventure(path) for path in list_adventures(folder))
