"""`triptych play`: a session in the terminal."""

import asyncio
import json
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from engine.app import Engine
from engine.cli.manners import in_manner
from engine.cli.telling import row_line, told
from engine.domain.adventure import Adventure
from engine.domain.calls import CallFinished, LedgerRow
from engine.domain.consent import Ask, Consent, Question, refuse
from engine.domain.images import Image, check_number
from engine.domain.prompts import Prompt
from engine.domain.sessions import OpenSession
from engine.errors import EngineError, FormatError
from engine.play.events import PromptAssembled, TurnEvent, TurnFinished, TurnStopped
from engine.storage.stored_json import state_text

HELP = (
    "Type what you do. /say words speaks, /story tells what happens, /as NAME words speaks for "
    "somebody else. /image PATH shows a picture with what you write next. /again writes the last reply anew, /continue goes on with it, "
    "/retry answers you again, /quit ends. Ctrl+C stops a turn."
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
        self._show: Callable[[TurnEvent], None] = _show_json if as_json else _show_text
        self._rows: list[LedgerRow] = []
        self._images: tuple[Image, ...] = ()

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
            if path := _picture_in(typed):
                await self._attach(path)
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

    def _shown(self) -> tuple[Image, ...]:
        """The pictures that wait for words; they wait no longer."""
        shown, self._images = self._images, ()
        return shown

    async def _events(self, typed: str, ask: Ask) -> AsyncGenerator[TurnEvent, None]:
        session = self._opened.id
        match typed:
            case "/retry":
                return self._engine.resume_turn(session, ask)
            case "/again":
                path = (await self._engine.session(session)).path
                last = path[-1]
                if last.by_player:
                    return self._engine.resume_turn(session, ask)
                return self._engine.regenerate(session, last.id, ask)
            case "/continue":
                last = (await self._engine.session(session)).path[-1]
                return self._engine.continue_reply(session, last.id, ask)
            case _:
                said = in_manner(typed, self._opened.adventure)
                return self._engine.play_turn(
                    session, said.text, ask, said.manner, said.character, images=self._shown()
                )

    async def _watched(self, events: AsyncGenerator[TurnEvent, None]) -> bool:
        """Show `events`; False when the turn stopped early. Ctrl+C stops the turn, not us."""
        ended_well = True
        loop = asyncio.get_running_loop()
        stopping: set[asyncio.Task[None]] = set()

        def stop() -> None:
            task = loop.create_task(self._engine.stop(self._opened.id))
            stopping.add(task)

        _on_interrupt(loop, stop)
        try:
            async with aclosing(events):
                async for event in events:
                    ended_well = ended_well and not isinstance(event, TurnStopped)
                    if isinstance(event, CallFinished):
                        self._rows.append(event.row)
                    self._show(event)
        finally:
            _on_interrupt(loop, None)
            await asyncio.gather(*stopping)
        return ended_well


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


def _show_text(event: TurnEvent) -> None:
    print(told(event), end="", flush=True)


def _show_json(event: TurnEvent) -> None:
    shown = _without_bytes(event) if isinstance(event, PromptAssembled) else event
    body = TypeAdapter(type(shown)).dump_python(shown, mode="json", fallback=str)
    if isinstance(event, TurnFinished):
        # Its variables have keys that are no texts, as those of a JSON object must be.
        body["state"] = json.loads(state_text(event.state))
    print(json.dumps({"event": type(event).__name__, **body}, ensure_ascii=False), flush=True)


def _without_bytes(event: PromptAssembled) -> PromptAssembled:
    """The prompt without its pictures, which are no text; its segments tell of them."""
    prompt = event.prompt
    segments = tuple(replace(segment, images=()) for segment in prompt.segments)
    messages = tuple(replace(message, images=()) for message in prompt.messages)
    return replace(event, prompt=Prompt(segments=segments, messages=messages))
