"""One turn, from the player's words to the committed result."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from engine.domain.adventure import Adventure, Character
from engine.domain.consent import Ask
from engine.domain.ids import CharacterId, MessageId, PlaceId, ProfileId, SessionId, TurnId
from engine.domain.images import Image, picture_of
from engine.domain.manners import Manner
from engine.domain.messages import Message, MessageStatus
from engine.domain.sessions import OpenSession
from engine.domain.world import Effect, WorldState
from engine.errors import EngineError, StorageError
from engine.play.destinations import destination_of
from engine.play.events import (
    Emit,
    IntentKind,
    IntentRead,
    TurnFinished,
    TurnStarted,
    TurnStopped,
)
from engine.play.intent import Reading, read_intent
from engine.play.judged import player_before, state_after
from engine.play.manners import author_in, worded
from engine.play.moves import moved_to, time_passed, told
from engine.play.progress import Progress
from engine.play.replying import author_of
from engine.play.speakers import speakers
from engine.play.speaking import Speaking
from engine.play.tools import Tools, new_id
from engine.storage.turns import save_message

Write = Callable[[Progress, Sequence[Character | None]], Awaitable[str]]
"""Has everyone speak; the sentence why it ended early, "" if it did not."""

STOPPED = "You stopped. What was written is kept: Continue goes on with it, Retry begins anew."
BROKE_OFF = (
    "The answer broke off. What was written is kept: Continue goes on with it, Retry begins anew."
)
NOTHING_TO_ANSWER = "There is nothing to answer yet. Say or do something first."
NO_REPLY = "Only a reply can be written anew. Edit your own words instead."


class Turn:
    """Plays one turn of a session, telling `emit` what happens.

    Cancelling it keeps what was written and ends it early. Failures to get an answer end it with
    `TurnStopped`; a `StorageError` is raised.
    """

    def __init__(self, tools: Tools, session: OpenSession, ask: Ask, emit: Emit) -> None:
        self._tools = tools
        self._session = session
        self._ask = ask
        self._emit = emit
        self._speaking = Speaking(tools=tools, ask=ask, emit=emit)

    async def play(
        self,
        text: str,
        manner: Manner,
        character: CharacterId | None,
        images: Sequence[Image] = (),
        profile: ProfileId | None = None,
    ) -> None:
        """A new turn: the player's words and pictures are saved first, then answered.

        `profile` writes the replies, if it is given.
        """
        session = self._session
        written = (message.text for message in reversed(session.path))
        player = Message(
            id=MessageId(new_id()),
            session=session.id,
            parent=session.head,
            author=author_in(manner, session.adventure, character),
            text=worded(text, manner, written),
            turn=session.turn + 1,
            written_at=self._tools.now(),
            status=MessageStatus.PENDING,
            manner=manner,
            pictures=tuple(picture_of(image) for image in images),
        )
        await self._tools.db.run(partial(save_message, message=player, images=images))
        progress = self._progress(session.path, player, session.state)
        await self._run(progress, None, self._by(profile))

    async def resume(self, profile: ProfileId | None = None) -> None:
        """Answer the player's last words, judging them first if that was not done.

        Where some have answered already, only those do that were to speak after them. `profile`
        writes the replies, if it is given.
        """
        progress, cast = self._owed()
        await self._run(progress, cast, self._by(profile))

    async def regenerate(self, message: MessageId, profile: ProfileId | None) -> None:
        """A further swipe of one reply, by the same author."""
        progress, reply = self._at_reply(message)
        speaker = _speaker_of(reply, self._session.adventure)
        await self._run(progress, speaker, self._by(profile or _profile_of(reply)))

    async def compare(self, message: MessageId | None, write: Write) -> None:
        """Further swipes of one reply, or of the one that is owed, by `write`."""
        if message is None:
            progress, cast = self._owed()
        else:
            progress, reply = self._at_reply(message)
            cast = _speaker_of(reply, self._session.adventure)
        progress.head_stays = True
        await self._run(progress, cast, write)

    async def go_on(self, message: MessageId, profile: ProfileId | None = None) -> None:
        """A further swipe of one reply, which begins with all of its words and goes on.

        It goes on by `profile`, or by the one that wrote it.

        What the reply changed stays. Rules judge the whole only where they have not judged the
        beginning: it broke off.
        """
        progress, reply = self._at_reply(message)
        progress.continued = reply
        progress.state = state_after(self._session.adventure, (*progress.path, reply))
        speaker = _speaker_of(reply, self._session.adventure)
        await self._run(progress, speaker, self._by(profile or _profile_of(reply)))

    def _owed(self) -> tuple[Progress, tuple[Character | None, ...] | None]:
        """The turn as it is, and who is to speak yet; None before anybody has."""
        path = self._session.path
        start = player_before(path, len(path) - 1)
        if start is None:
            raise EngineError(NOTHING_TO_ANSWER)
        replies = path[start + 1 :]
        cast = self._still_to_speak(path[: start + 1], replies) if replies else None
        if cast == ():
            raise EngineError(NOTHING_TO_ANSWER)
        return self._progress(path[:start], path[start], self._session.state, replies), cast

    def _at_reply(self, message: MessageId) -> tuple[Progress, Message]:
        """The turn as it was before a reply, and that. Raise for what is no reply."""
        path = self._session.path
        index = next((i for i, each in enumerate(path) if each.id == message), 0)
        start = player_before(path, index)
        if start is None or index <= start:
            raise EngineError(NO_REPLY)
        state = state_after(self._session.adventure, path[:index])
        progress = self._progress(path[:start], path[start], state, path[start + 1 : index])
        return progress, path[index]

    def _still_to_speak(
        self, asked: Sequence[Message], replies: Sequence[Message]
    ) -> tuple[Character | None, ...]:
        """Who was named in the player's words and has not answered them."""
        adventure = self._session.adventure
        state = state_after(adventure, asked)
        kind = self._reading(self._progress(asked[:-1], asked[-1], state)).kind
        # Dice only ever choose a single speaker, who has spoken then.
        cast = speakers(kind, adventure, state, asked, lambda low, high: high)
        spoken = [reply.author for reply in replies]
        whole = replies[-1].status is MessageStatus.COMPLETE
        if not whole or [author_of(who) for who in cast[: len(spoken)]] != spoken:
            return ()
        return cast[len(spoken) :]

    def _progress(
        self,
        before: Sequence[Message],
        player: Message,
        state: WorldState,
        replies: Sequence[Message] = (),
    ) -> Progress:
        return Progress(
            tools=self._tools,
            session=self._session,
            before=tuple(before),
            player=player,
            state=state,
            replies=list(replies),
            already_stored=len(replies),
        )

    async def _run(
        self,
        progress: Progress,
        cast: tuple[Character | None, ...] | None,
        write: Write,
    ) -> None:
        turn = TurnId(new_id())
        self._emit(TurnStarted(turn=turn, session=self._session.id, message=progress.player))
        try:
            await self._tools.router.meet_servers()
            kind = await self._settled(progress)
            cast = cast or self._cast(progress, kind)
            async with progress.journalling():
                sentence = await write(progress, cast)
        except asyncio.CancelledError:
            sentence = STOPPED
        except StorageError:
            raise
        except EngineError as error:
            sentence = str(error)
        await self._conclude(progress, turn, sentence)

    async def _settled(self, progress: Progress) -> IntentKind:
        """Read the player's intent; unless that was done before, let rules judge the words."""
        reading = self._reading(progress)
        if progress.player.status is not MessageStatus.PENDING:
            return reading.kind
        destination = await self._destination(progress, reading)
        self._change(progress, time_passed(progress.adventure))
        await self._speaking.settle(progress)
        # What is said and done on leaving happens where it is said and done.
        if destination is not None:
            self._change(progress, moved_to(destination))
        await progress.journal()
        return reading.kind

    def _reading(self, progress: Progress) -> Reading:
        """What the cues say. Only a deed of the player's own character can lead somewhere."""
        player = progress.player
        if player.manner is Manner.STORY:
            return Reading(kind=IntentKind.ACTION)
        reading = read_intent(player.text, progress.adventure, progress.state)
        if reading.kind is IntentKind.MOVEMENT and not player.is_deed:
            return Reading(kind=IntentKind.ACTION)
        return reading

    async def _destination(self, progress: Progress, reading: Reading) -> PlaceId | None:
        """Where the player goes; None for nowhere."""
        if not progress.player.is_deed:
            return None
        destination, by = await destination_of(
            reading,
            progress.player,
            progress.adventure,
            router=self._tools.router,
            ask=self._ask,
            notify=self._emit,
        )
        self._emit(IntentRead(kind=reading.kind, destination=destination, by=by))
        return destination

    def _change(self, progress: Progress, effect: Effect) -> None:
        self._emit(told(progress.adventure, progress.state, effect))
        progress.change(effect)

    def _cast(self, progress: Progress, kind: IntentKind) -> tuple[Character | None, ...]:
        return speakers(kind, progress.adventure, progress.state, progress.latest, progress.roll)

    def _by(self, profile: ProfileId | None) -> Write:
        return partial(self._replies, profile=profile)

    async def _replies(
        self,
        progress: Progress,
        cast: Sequence[Character | None],
        *,
        profile: ProfileId | None,
    ) -> str:
        earlier = await progress.earlier()
        for speaker in cast:
            reply = await self._speaking.reply(progress, speaker, earlier, profile)
            if reply.status is MessageStatus.INTERRUPTED:
                return BROKE_OFF
        return ""

    async def _conclude(self, progress: Progress, turn: TurnId, sentence: str) -> None:
        """Keep what there is, and say how the turn ended."""
        self._speaking.keep(progress)
        if progress.player.status is not MessageStatus.PENDING:
            await progress.commit()
        if sentence:
            self._emit(TurnStopped(turn=turn, sentence=sentence))
        else:
            self._emit(TurnFinished(turn=turn, state=progress.state))


def opening_message(adventure: Adventure, session: SessionId, now: datetime) -> Message:
    """The message every session begins with: the adventure's intro."""
    return Message(
        id=MessageId(new_id()),
        session=session,
        parent=None,
        author=author_of(None),
        text=adventure.intro,
        turn=0,
        written_at=now,
    )


def _profile_of(reply: Message) -> ProfileId | None:
    return reply.facts.profile if reply.facts else None


def _speaker_of(reply: Message, adventure: Adventure) -> tuple[Character | None, ...]:
    character = reply.author.character
    return (adventure.character(character) if character else None,)
