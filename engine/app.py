"""The engine as one thing: opened once, closed once; all that a window or a terminal needs."""

import asyncio
import os
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Self

from engine.domain.adventure import Adventure
from engine.domain.calls import DaySpending, LastCall, LedgerRow, Spent, UsageBy, UsageTotal
from engine.domain.consent import Ask, Consent, ConsentQuestion
from engine.domain.deeds import Deed, Deeds, EffectsChanged, HeadMoved, TextEdited
from engine.domain.findings import Finding
from engine.domain.found import FoundServer
from engine.domain.habits import ModelHabits
from engine.domain.ids import (
    CharacterId,
    ConnectionId,
    MessageId,
    ProfileId,
    ProviderId,
    SessionId,
)
from engine.domain.manners import Manner
from engine.domain.prompts import PromptRoom, Segment
from engine.domain.providers import Connection, ModelFacts, Profile, Provider
from engine.domain.rules import WaitingRule
from engine.domain.second_look import JudgementId, Reason, SecondVerdict
from engine.domain.secrets import KeyRef
from engine.domain.sessions import OpenSession, SearchHit, SessionSummary
from engine.domain.tasks import ModelRole, Task
from engine.domain.world import Cause, CauseKind, Change, Effect
from engine.errors import (
    FormatError,
    ModelNotFoundError,
    SettingsError,
    TurnInProgressError,
)
from engine.formats.adventure import list_adventures, read_adventure
from engine.paths import Paths
from engine.play.background import Background
from engine.play.events import BackgroundEvent, TurnEvent
from engine.play.second_look import accepted, judged_again, reason_of
from engine.play.sessions import KEPT_DELETED, begun, branched
from engine.play.stream import streamed
from engine.play.suggesting import suggested_moves
from engine.play.tools import Tools, new_call
from engine.play.trial import tried
from engine.play.turn import Emit, Turn
from engine.play.undoing import redo, undo
from engine.providers.adapters import adapter_for
from engine.providers.adding import added, save_description
from engine.providers.base import KnowsCredit
from engine.providers.check import Checking
from engine.providers.dry_run import NOTICE as DRY_RUN
from engine.providers.dry_run import echoing, is_dry_run
from engine.providers.http import Clients
from engine.providers.model_files import ModelFiles, read_starter
from engine.providers.registry import load_providers
from engine.providers.scan import ORIGINS, find_servers
from engine.routing.connections import OpenAdapter, OpenConnections
from engine.routing.requests import CallRequest
from engine.routing.router import Router
from engine.routing.switching import pointed_at, proposed_models
from engine.rules.waiting import waiting
from engine.secrets import Secrets
from engine.settings import (
    Settings,
    SettingsFile,
    load_settings,
    starter_settings,
    with_connection,
    with_profile,
    without_connection,
)
from engine.storage import habits, ledger, listed, prompts, sessions, tree
from engine.storage.database import Database
from engine.storage.journal import recover
from engine.storage.opening import restore_backup
from engine.storage.search import search_messages


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleModel:
    """What one model role uses first, and what it falls back to."""

    model_role: ModelRole
    profile: Profile
    connection: Connection
    provider: Provider
    facts: ModelFacts
    fallbacks: tuple[Profile, ...]


class Engine:
    """Open it with `Engine.open`, close it with `aclose`; one for each library.

    `notices` are sentences about what opening found: settings set aside, turns recovered.
    """

    def __init__(
        self,
        *,
        paths: Paths,
        settings: SettingsFile,
        providers: dict[ProviderId, Provider],
        environment: Mapping[str, str],
        secrets: Secrets,
        connections: OpenConnections,
        routed: Callable[[Callable[[], Settings]], tuple[OpenConnections, Router]],
        clients: Clients,
        tools: Tools,
        notices: tuple[str, ...],
        resources: AsyncExitStack,
    ) -> None:
        self.paths = paths
        self.providers: Mapping[ProviderId, Provider] = providers
        self.notices = notices
        self._settings = settings
        self._described = providers
        self._environment = environment
        self._routed = routed
        self._secrets = secrets
        self._connections = connections
        self._clients = clients
        self._tools = tools
        self._db = tools.db
        self._background = Background(tools)
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
    ) -> Self:
        """Open the library and everything around it. Raise an `EngineError` when that fails.

        `open_adapter`, `now`, `roll` and `pause` stand in for the world outside.
        """
        environment = os.environ if environment is None else environment
        now = now or _clock
        dry = is_dry_run(environment)
        providers, told = await asyncio.to_thread(_providers, paths, environment)
        settings, also_told = await asyncio.to_thread(_settings_file, paths)
        secrets = Secrets(environment)
        async with AsyncExitStack() as stack:
            db = await Database.open(paths.library, paths.backups, now=now())
            stack.push_async_callback(db.close)
            recovered = await db.run(recover)
            await db.run(partial(sessions.purge_sessions, before=now() - KEPT_DELETED))
            clients = await Clients.open()
            stack.push_async_callback(clients.aclose)
            offered = await db.run(listed.all_listed)
            adapters = open_adapter or _adapters(clients, paths, pause)

            def routed(current: Callable[[], Settings]) -> tuple[OpenConnections, Router]:
                connections = OpenConnections(
                    settings=current,
                    providers=providers,
                    secrets=secrets,
                    open_adapter=echoing if dry else adapters,
                    listed=offered,
                    needs_keys=not dry,
                )
                router = Router(
                    settings=current,
                    connections=connections,
                    ledger=_Ledger(db),
                    habits=_Habits(db),
                    now=now,
                    pause=pause,
                )
                return connections, router

            connections, router = routed(settings.current)
            stack.push_async_callback(connections.aclose)
            roll = roll or random.SystemRandom().randint
            return cls(
                paths=paths,
                settings=settings,
                providers=providers,
                environment=environment,
                secrets=secrets,
                connections=connections,
                routed=routed,
                clients=clients,
                tools=Tools(db=db, router=router, now=now, roll=roll),
                notices=(
                    *([DRY_RUN] if dry else []),
                    *told,
                    *also_told,
                    *_recovered(len(recovered)),
                ),
                resources=stack.pop_all(),
            )
        raise AssertionError("unreachable: the stack swallows nothing")

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
        async with self._head_moving(session, "swipe"):
            await self._db.run(partial(tree.choose_branch, session=session, message=message))
        return await self.session(session)

    async def delete(self, session: SessionId, message: MessageId) -> OpenSession:
        """Take `message` and what follows it out of the story; undo brings them back."""
        path = (await self.session(session)).path
        parent = next(each.parent for each in path if each.id == message)
        async with self._head_moving(session, "deletion"):
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
    ) -> AsyncGenerator[TurnEvent, None]:
        """Play one turn. The player's words are saved before any model is asked.

        `character` is whose words they are when the player speaks as somebody else.

        Iterate it under `aclosing`; closing it stops the turn and keeps what was written. Raise
        `TurnInProgressError` while a turn of this session runs.
        """
        return self._turn(session, ask, lambda turn: turn.play(text, manner, character), "turn")

    def resume_turn(self, session: SessionId, ask: Ask) -> AsyncGenerator[TurnEvent, None]:
        """Answer the player's last words, where that has not happened or not to the end."""
        return self._turn(session, ask, lambda turn: turn.resume(), "turn")

    def regenerate(
        self, session: SessionId, message: MessageId, ask: Ask, profile: ProfileId | None = None
    ) -> AsyncGenerator[TurnEvent, None]:
        """Write another swipe of a reply, on `profile` or on the one that wrote it."""
        return self._turn(session, ask, lambda turn: turn.regenerate(message, profile), "swipe")

    def continue_reply(
        self, session: SessionId, message: MessageId, ask: Ask
    ) -> AsyncGenerator[TurnEvent, None]:
        """Write another swipe of a reply, which begins with its words and goes on from there."""
        return self._turn(session, ask, lambda turn: turn.go_on(message), "continuation")

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

    # Models

    @property
    def settings(self) -> Settings:
        return self._settings.current()

    async def change_settings(self, settings: Settings) -> None:
        """Save `settings` and let them apply to every call from now on."""
        await asyncio.to_thread(self._settings.change, settings)

    def role_models(self) -> tuple[RoleModel, ...]:
        """What each model role uses, in the order main, CoT, utility; roles without one left out."""
        found = (self._role_model(model_role) for model_role in ModelRole)
        return tuple(each for each in found if each is not None)

    def prompt_room(self) -> PromptRoom | None:
        """How much the story's next prompt may take; None where the model's window is not known."""
        request = CallRequest(call=new_call(), task=Task.NARRATION, messages=())
        return self._tools.router.prompt_room(request)

    async def keep_key(self, connection: ConnectionId, key: str) -> KeyRef:
        """Keep a pasted key and use it from now on. Raise `SecretError` for what is no key."""
        reference = await asyncio.to_thread(self._secrets.keep, connection, key)
        current = self.settings.connection(connection)
        if current is None:
            raise SettingsError(f"There is no connection {connection}. Add it first.")
        await self.change_settings(with_connection(self.settings, replace(current, key=reference)))
        await self._connections.forget(connection)
        return reference

    async def remove_connection(self, id_: ConnectionId) -> Callable[[], Awaitable[None]]:
        """Forget a connection with its models and its key; what is returned takes that back."""
        before = self.settings
        connection = before.connection(id_)
        await self.change_settings(without_connection(before, id_))
        await self._tools.router.habits.forget(id_)
        await self._db.run(partial(listed.forget_listed, link=id_))
        key = await asyncio.to_thread(self._secrets.take, connection.key if connection else None)
        await self._connections.forget(id_)

        async def take_back() -> None:
            await self.change_settings(
                replace(
                    self.settings,
                    connections=before.connections,
                    profiles=before.profiles,
                    roles=before.roles,
                    tasks=before.tasks,
                )
            )
            if key is not None:
                await self.keep_key(id_, key)

        return take_back

    async def try_connection(self, connection: Connection, key: str) -> tuple[ModelFacts, ...]:
        """The models a connection that is not set up yet would offer with `key`, "" for none.

        Nothing is kept. Raise an `EngineError` that says what is wrong.
        """
        return await self._connections.asked(connection, key)

    async def models(self, connection: Connection) -> tuple[ModelFacts, ...]:
        """The models a connection offers now; this is also how a key is checked.

        Raise a `ProviderError` that says what is wrong.
        """
        adapter = await self._connections.adapter_of(connection)
        models = await adapter.models()
        if self.settings.connection(connection.id) is not None:
            self._connections.note_listed(connection.id, models)
            await self._db.run(partial(listed.keep_listed, link=connection.id, models=models))
        return models

    async def check(self, connection: Connection, key: str = "") -> Finding:
        """What is so about a connection, set up or not; `key` goes before the one that is kept.

        Nothing is kept, and no model is asked anything.
        """
        return await Checking(
            connection=connection,
            providers=self.providers,
            ask=lambda asked: self._connections.asked(asked, key),
            clients=self._clients,
        ).finding()

    async def add_provider(self, document: object, *, save: bool = False) -> Provider:
        """A provider described while the program runs, or one that is known described otherwise.

        It lasts until Triptych closes, unless it is to be saved. Raise `FormatError` with the
        place of a mistake, and `SettingsError` when it cannot be saved.
        """
        provider = added(document, self.providers, self._environment)
        if save and isinstance(document, Mapping):
            folder = self.paths.data / "providers"
            await asyncio.to_thread(save_description, folder, document)
        self._described[provider.id] = provider
        for connection in self.settings.connections:
            if connection.provider == provider.id:
                await self._connections.forget(connection.id)
        return provider

    def find_local_servers(
        self, origins: Sequence[str] = ORIGINS
    ) -> AsyncGenerator[FoundServer, None]:
        """The model servers at `origins` on this computer, each as soon as it is recognised.

        Iterate it under `aclosing`. Nothing is set up, and nothing is asked of a model.
        """
        return streamed(
            partial(find_servers, self._clients.loopback, self.providers, origins=origins)
        )

    async def credit(self, connection: Connection) -> Decimal | None:
        """US dollars left on a connection's account; None where nobody says.

        Raise an `EngineError` that says what is wrong.
        """
        adapter = await self._connections.adapter_of(connection)
        return await adapter.credit() if isinstance(adapter, KnowsCredit) else None

    async def habits(self, profile: Profile) -> ModelHabits:
        """What the profile's model was found to do."""
        return await self._tools.router.habits.of(profile)

    async def forget_habits(self, connection: ConnectionId) -> None:
        """Begin anew with the models of a connection, which may be others by now."""
        await self._tools.router.habits.forget(connection)

    async def switch_to(self, connection: Connection) -> Settings:
        """Point every model role at `connection`; the settings before, for taking it back.

        Raise an `EngineError` when it offers no model to point at.
        """
        before = self.settings
        provider = self.providers[connection.provider]
        offered = () if provider.proposed else await self.models(connection)
        models = proposed_models(provider.proposed, offered)
        if not models:
            raise ModelNotFoundError(
                provider.label,
                f"{connection.label} has no model loaded. Load one there, then try again.",
            )
        await self.change_settings(pointed_at(before, connection, models))
        return before

    def try_model(self, profile: ProfileId) -> AsyncGenerator[str | LedgerRow, None]:
        """A short answer of this profile's model as it comes, at last what it took.

        Iterate it under `aclosing`. Raise an `EngineError` when it does not answer.
        """
        return tried(self._tools.router, profile)

    async def test_call(
        self, connection: Connection, model: str, message: str
    ) -> AsyncGenerator[str | LedgerRow, None]:
        """The answer of any model to `message` as it comes, at last what it took; it is booked.

        Neither the connection nor the model need to be set up. Iterate it under `aclosing`.
        Raise an `EngineError` when it does not answer.
        """
        profile = Profile(id=ProfileId("test-call"), connection=connection.id, model=model)
        settings = with_profile(with_connection(self.settings, connection), profile)
        connections, router = self._routed(lambda: settings)
        try:
            async with aclosing(tried(router, profile.id, message)) as outputs:
                async for output in outputs:
                    yield output
        finally:
            await connections.aclose()

    async def asks_first(self, role: RoleModel) -> frozenset[ProfileId]:
        """The fallbacks of a role that may cost more, so that the player is asked before."""
        return await self._tools.router.asks_first((role.profile, *self._set_up(role)))

    async def cheaper(self, role: RoleModel) -> frozenset[ProfileId]:
        """The fallbacks of a role that cost less than its first model."""
        return await self._tools.router.cheaper((role.profile, *self._set_up(role)))

    async def last_calls(self) -> tuple[LastCall, ...]:
        """The last call of each task on each profile, the latest first."""
        return await self._db.run(ledger.last_calls)

    async def spent_today(self) -> DaySpending:
        """Today's calls, by the clock the ledger is kept with."""
        return await self._db.run(partial(ledger.day_spending, day=self._tools.now().date()))

    async def spent(self) -> Spent:
        """Dollars booked today and this month, as they are held to the limits."""
        return await self._db.run(partial(ledger.spent, today=self._tools.now().date()))

    async def usage(
        self, by: UsageBy, session: SessionId | None = None, *, today: bool = False
    ) -> tuple[UsageTotal, ...]:
        """The ledger summed up: all of it, or a session's part, or today's."""
        since = self._tools.now().date() if today else None
        return await self._db.run(partial(ledger.totals, by=by, since=since, session=session))

    async def calls_of(self, messages: Sequence[MessageId]) -> tuple[LedgerRow, ...]:
        """The attempts that were made for these messages, the earliest first."""
        return await self._db.run(partial(ledger.calls_of, messages=messages))

    async def session_usage(self, session: SessionId) -> UsageTotal:
        return await self._db.run(partial(ledger.session_total, session=session))

    def _set_up(self, role: RoleModel) -> tuple[Profile, ...]:
        """The fallbacks of a role whose connections are there."""
        known = {each.id for each in self.settings.connections if each.provider in self.providers}
        return tuple(each for each in role.fallbacks if each.connection in known)

    def _role_model(self, model_role: ModelRole) -> RoleModel | None:
        settings = self.settings
        found = [settings.profile(id_) for id_ in settings.role_profiles(model_role)]
        profiles = tuple(profile for profile in found if profile)
        connection = settings.connection(profiles[0].connection) if profiles else None
        provider = self.providers.get(connection.provider) if connection else None
        if connection is None or provider is None:
            return None
        return RoleModel(
            model_role=model_role,
            profile=profiles[0],
            connection=connection,
            provider=provider,
            facts=self._connections.facts(profiles[0]),
            fallbacks=profiles[1:],
        )

    async def _do(self, session: SessionId, deed: Deed) -> None:
        await self._db.run(partial(redo, session=session, deed=deed))
        self._deeds[session] = self.deeds(session).do(deed)

    @asynccontextmanager
    async def _head_moving(self, session: SessionId, name: str) -> AsyncGenerator[None, None]:
        """Whatever moves the session's head in the body can be undone as `name`."""
        before = await self._db.run(partial(tree.head_of, session=session))
        try:
            yield
        finally:
            after = await self._db.run(partial(tree.head_of, session=session))
            if after != before:
                deed = HeadMoved(name=name, before=before, after=after)
                self._deeds[session] = self.deeds(session).do(deed)

    async def _turn(
        self, session: SessionId, ask: Ask, play: Callable[[Turn], Awaitable[None]], name: str
    ) -> AsyncGenerator[TurnEvent, None]:
        self._require_no_turn(session)

        async def work(emit: Emit) -> None:
            async with self._head_moving(session, name):
                opened = await self.session(session)
                await play(Turn(self._tools, opened, self._remembering(ask), emit))

        def began(task: asyncio.Task[None]) -> None:
            self._turns[session] = task

        try:
            async with aclosing(streamed(work, began)) as events:
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
        """`ask`, whose *always* holds from then on."""

        async def remembered(question: ConsentQuestion) -> Consent:
            consent = await ask(question)
            if consent is Consent.ALWAYS:
                approved = (*self.settings.approved, question.profile)
                await self.change_settings(replace(self.settings, approved=approved))
            return consent

        return remembered


@dataclass(frozen=True, slots=True)
class _Ledger:
    """The ledger as routing sees it."""

    db: Database

    async def book(self, row: LedgerRow) -> None:
        await self.db.run(partial(ledger.add_row, row=row))

    async def spent(self, today: date) -> Spent:
        return await self.db.run(partial(ledger.spent, today=today))


@dataclass(frozen=True, slots=True)
class _Habits:
    """What models were found to do, as routing keeps it."""

    db: Database

    async def load(self) -> Mapping[tuple[ConnectionId, str], ModelHabits]:
        return await self.db.run(habits.all_habits)

    async def keep(self, connection: ConnectionId, model: str, habits_: ModelHabits) -> None:
        await self.db.run(partial(habits.keep_habits, link=connection, model=model, habits=habits_))

    async def forget(self, connection: ConnectionId) -> None:
        await self.db.run(partial(habits.forget_habits, link=connection))


async def restore_library(paths: Paths, backup: Path) -> None:
    """Make a copy of `backup` the library, which must not be open.

    Raise a `StorageError` when that cannot be done; then everything is as before.
    """
    await asyncio.to_thread(restore_backup, backup, paths.library)


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the clock


def _providers(
    paths: Paths, environment: Mapping[str, str]
) -> tuple[dict[ProviderId, Provider], tuple[str, ...]]:
    """The providers, and what is wrong with those files of the player's that cannot be read."""
    told: list[FormatError] = []
    known = load_providers(paths.providers, paths.data / "providers", environment, told.append)
    return known, tuple(map(str, told))


def _settings_file(paths: Paths) -> tuple[SettingsFile, tuple[str, ...]]:
    try:
        return SettingsFile(paths.settings, load_settings(paths.settings)), ()
    except SettingsError as error:
        return SettingsFile(paths.settings, starter_settings()), (str(error),)


def _adapters(
    clients: Clients, paths: Paths, pause: Callable[[float], Awaitable[None]]
) -> OpenAdapter:
    shipped = paths.resources / "models"
    files = ModelFiles(starter=read_starter(shipped), shipped=shipped, own=paths.models)
    return partial(
        adapter_for,
        clients=clients,
        model_file=files.path_of,
        model_names=files.names,
        pause=pause,
    )


def _read_adventures(folder: Path) -> tuple[Adventure, ...]:
    return tuple(read_adventure(path) for path in list_adventures(folder))


def _recovered(turns: int) -> tuple[str, ...]:
    if not turns:
        return ()
    what = "A turn was" if turns == 1 else f"{turns} turns were"
    return (f"{what} cut short when Triptych last ended. What had been written is in the story.",)
