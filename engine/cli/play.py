"""`triptych play`: a session in the terminal."""

import asyncio
import json
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Final

from engine.app import Engine
from engine.cli.comparing import compare, named_profiles
from engine.cli.json_events import json_of, plain
from engine.cli.manners import in_manner
from engine.cli.telling import row_line, told
from engine.domain.adventure import Adventure
from engine.domain.calls import CallFinished, LedgerRow
from engine.domain.consent import Ask, Consent, Question, refuse
from engine.domain.ids import ProfileId
from engine.domain.images import Image, check_number
from engine.domain.sessions import OpenSession
from engine.errors import EngineError, FormatError
from engine.play.events import MessageFinished, Side, TurnEvent, TurnStopped

HELP = (
    "Type what you do. /say words speaks, /story tells what happens, /as NAME words speaks for "
    "somebody else. /image PATH shows a picture with what you write next, /with PROFILE has it "
    "answered by that profile. /again writes the last reply anew, /again PROFILE by another, "
    "/compare PROFILE PROFILE by two side by side. /continue goes on with it, /retry answers you "
    "again, /help says this once more, /quit ends. Ctrl+C stops a turn."
)


async def play(
    engine: Engine,
    adventure: str | None,
    said: Sequence[str],
    *,
    as_json: bool,
    opening_moves: bool,
) -> int:
    """Play `said`, or the adventure's own opening moves, or what is typed; the exit code."""
    opened = await engine.new_session(await _chosen(engine, adventure))
    terminal = TerminalSession(engine, opened, as_json=as_json)
    terminal.introduce()
    moves = opened.adventure.moves if opening_moves else said
    succeeded = await (terminal.play_moves(moves) if moves else terminal.converse())
    terminal.show_ledger()
    return 0 if succeeded else 1


async def _chosen(engine: Engine, wanted: str | None) -> Adventure:
    adventures = await engine.adventures()
    for adventure in adventures:
        if wanted is None or wanted.casefold() in (
            adventure.id.casefold(),
            adventure.title.casefold(),
        ):
            return adventure
    names = ", ".join(adventure.id for adventure in adventures)
    raise FormatError(f"There is no adventure called {wanted}. There are: {names}.")


class TerminalSession:
    """One session, played by lines of text."""

    def __init__(self, engine: Engine, opened: OpenSession, *, as_json: bool) -> None:
        self._engine = engine
        self._opened = opened
        self._as_json = as_json
        self._rows: list[LedgerRow] = []
        self._images: tuple[Image, ...] = ()
        self._with: ProfileId | None = None

    def introduce(self) -> None:
        if not self._as_json:
            adventure = self._opened.adventure
            print(f"{adventure.title}\n\n{adventure.intro}", flush=True)

    async def play_moves(self, moves: Sequence[str]) -> bool:
        """Play `moves` one after the other; False as soon as a turn does not end well."""
        for move in moves:
            if not self._as_json:
                print(f"\n> {move}", flush=True)
            events = self._engine.play_turn(self._opened.id, move, refuse)
            if not await self._watched(events):
                return False
        return True

    async def converse(self) -> bool:
        """Play what is typed, until the end of the input or /quit."""
        print(f"\n{HELP}")
        for move in self._opened.adventure.moves:
            print(f"  · {move}")
        while (typed := await _typed("\n> ")) is not None and typed != "/quit":
            if typed:
                await self._answer(typed)
        return True

    def show_ledger(self) -> None:
        if self._rows and not self._as_json:
            print("\nLedger")
            for row in self._rows:
                print(f"  {row_line(row)}")

    async def _answer(self, typed: str) -> None:
        try:
            if typed == "/help":
                print(HELP)
            elif path := _picture_in(typed):
                await self._attach(path)
            elif typed.startswith("/with"):
                (self._with,) = named_profiles(self._engine, typed, 1)
                print(f"{self._with} answers what you write next.")
            elif typed.startswith("/compare"):
                await self._compare(typed)
            else:
                await self._watched(await self._events(typed, _asking_on_the_terminal))
        except EngineError as error:
            print(f"\n{error}")

    async def _attach(self, path: Path) -> None:
        """Have the picture in a file go with the player's next words."""
        images = (*self._images, await self._engine.read_picture(path))
        check_number(images)
        self._images = images
        print(f"{path.name} goes with what you write next.")

    async def _compare(self, typed: str) -> None:
        """Show two replies, and go on from the one that is named."""
        session = self._opened.id
        async with self._stoppable():
            sides = await compare(self._engine, session, typed, _asking_on_the_terminal)
        self._rows += sides.rows
        if sides.failure:
            print(f"\n{sides.failure}")
        both = len(sides.replies) == len(Side)
        named = await _typed("\nTake [1] or 2? ") if both else None
        if chosen := sides.chosen(named):
            await self._engine.choose(session, chosen)

    def _answerer(self) -> ProfileId | None:
        """Who is to answer this once."""
        profile, self._with = self._with, None
        return profile

    def _shown(self) -> tuple[Image, ...]:
        """The pictures that wait for words; they wait no longer."""
        shown, self._images = self._images, ()
        return shown

    async def _events(self, typed: str, ask: Ask) -> AsyncGenerator[TurnEvent, None]:
        session = self._opened.id
        command, *others = typed.split()
        match command if command == "/again" else typed:
            case "/retry":
                return self._engine.resume_turn(session, ask)
            case "/again":
                profile = named_profiles(self._engine, typed, 1)[0] if others else None
                last = (await self._engine.session(session)).path[-1]
                if last.by_player:
                    return self._engine.resume_turn(session, ask, profile)
                return self._engine.regenerate(session, last.id, ask, profile)
            case "/continue":
                last = (await self._engine.session(session)).path[-1]
                return self._engine.continue_reply(session, last.id, ask)
            case _:
                said = in_manner(typed, self._opened.adventure)
                return self._engine.play_turn(
                    session,
                    said.text,
                    ask,
                    said.manner,
                    said.character,
                    images=self._shown(),
                    profile=self._answerer(),
                )

    async def _show(self, event: TurnEvent) -> None:
        if not self._as_json:
            print(told(event), end="", flush=True)
            return
        body = json_of(event)
        if isinstance(event, MessageFinished):
            origins = await self._engine.ledger.origins([event.message.id])
            body["origin"] = plain(origins.get(event.message.id))
        print(json.dumps(body, ensure_ascii=False), flush=True)

    async def _watched(self, events: AsyncGenerator[TurnEvent, None]) -> bool:
        """Show `events`; False when the turn stopped early."""
        ended_well = True
        async with self._stoppable(), aclosing(events):
            async for event in events:
                ended_well = ended_well and not isinstance(event, TurnStopped)
                if isinstance(event, CallFinished):
                    self._rows.append(event.row)
                await self._show(event)
        return ended_well

    @asynccontextmanager
    async def _stoppable(self) -> AsyncGenerator[None, None]:
        """Ctrl+C in the body stops the turn, not us."""
        loop = asyncio.get_running_loop()
        stopping: set[asyncio.Task[None]] = set()

        def stop() -> None:
            task = loop.create_task(self._engine.stop(self._opened.id))
            stopping.add(task)

        _on_interrupt(loop, stop)
        try:
            yield
        finally:
            _on_interrupt(loop, None)
            await asyncio.gather(*stopping)


def _picture_in(typed: str) -> Path | None:
    """The file that `/image` names; None for any other line."""
    command, _, path = typed.partition(" ")
    return Path(path.strip()).expanduser() if command == "/image" else None


def _on_interrupt(loop: asyncio.AbstractEventLoop, stop: Callable[[], None] | None) -> None:
    try:
        if stop:
            loop.add_signal_handler(signal.SIGINT, stop)
        else:
            loop.remove_signal_handler(signal.SIGINT)
    except NotImplementedError:  # Windows' loop has no signal handlers: Ctrl+C ends the program
        return


async def _typed(prompt: str) -> str | None:
    """A line from the terminal; None at the end of the input."""
    try:
        return (await asyncio.to_thread(input, prompt)).strip()
    except EOFError:
        return None


_ANSWERS: Final = {
    Consent.ONCE: "[y]es once",
    Consent.ALWAYS: "[a]lways",
    Consent.NO: "[n]o",
    Consent.FREE: "[f]ree models",
    Consent.RAISE: "[r]aise the limit",
    Consent.STOP: "[s]top",
}


async def _asking_on_the_terminal(question: Question) -> Consent:
    """Whatever is no answer is the last of them, which spends nothing."""
    choices = ", ".join(_ANSWERS[each] for each in question.answers)
    typed = await _typed(f"\n{question.sentence} {choices}: ")
    letter = (typed or "")[:1].lower()
    chosen = (each for each in question.answers if letter and f"[{letter}]" in _ANSWERS[each])
    return next(chosen, question.answers[-1])
