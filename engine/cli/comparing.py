"""Two replies side by side in the terminal: told one after the other, and one of them taken."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from engine.app import Engine
from engine.cli.telling import row_line
from engine.domain.calls import CallFinished, LedgerRow
from engine.domain.consent import Ask
from engine.domain.ids import MessageId, ProfileId, SessionId
from engine.errors import EngineError
from engine.play.events import (
    Compared,
    CompareEvent,
    MessageFinished,
    Side,
    SideAsked,
    SideEnded,
    TurnStopped,
)

_NUMBERS: Final = {Side.FIRST: "1", Side.SECOND: "2"}


@dataclass(slots=True, kw_only=True)
class Sides:
    """What has come of both sides, told as each of them ends."""

    profiles: tuple[ProfileId, ProfileId]
    replies: dict[Side, MessageId] = field(default_factory=dict)
    rows: list[LedgerRow] = field(default_factory=list)
    failure: str = ""
    _texts: dict[Side, str] = field(default_factory=dict)

    def take(self, event: CompareEvent) -> str:
        """What to print for `event`, "" for nothing."""
        match event:
            case SideEnded(side=side, sentence=sentence):
                title = f"— {_NUMBERS[side]}: {self.profiles[list(Side).index(side)]} —"
                parts = (title, self._texts.get(side, ""), sentence)
                return "\n" + "\n".join(part for part in parts if part) + "\n"
            case Compared(side=Side() as side, event=MessageFinished(message=message)):
                self.replies[side], self._texts[side] = message.id, message.text
            case Compared(event=CallFinished(row=row)):
                self.rows.append(row)
                return f"  {row_line(row)}\n"
            case Compared(event=TurnStopped(sentence=sentence)):
                self.failure = sentence
            case Compared() | SideAsked():
                pass
        return ""

    def chosen(self, typed: str | None) -> MessageId | None:
        """The reply that is taken: the first that there is, if no other is named."""
        named = next((side for side in Side if typed == _NUMBERS[side]), Side.FIRST)
        return self.replies.get(named) or next(iter(self.replies.values()), None)


def named_profiles(engine: Engine, typed: str, count: int) -> Sequence[ProfileId]:
    """The profiles behind a command. Raise `EngineError` for other than `count` that are there."""
    names = [ProfileId(name) for name in typed.split()[1:]]
    if len(names) == count and all(map(engine.settings.profile, names)):
        return names
    known = ", ".join(profile.id for profile in engine.settings.profiles)
    wanted = "one profile" if count == 1 else f"{count} profiles"
    raise EngineError(f"Name {wanted} behind {typed.split(maxsplit=1)[0]}. There are: {known}.")


async def compare(engine: Engine, session: SessionId, typed: str, ask: Ask) -> Sides:
    """Play `/compare A B`: another version of the last reply, or the one that is owed."""
    first, second = named_profiles(engine, typed, 2)
    last = (await engine.session(session)).path[-1]
    sides = Sides(profiles=(first, second))
    message = None if last.by_player else last.id
    async with aclosing(engine.compare(session, message, ask, sides.profiles)) as events:
        async for event in events:
            print(sides.take(event), end="", flush=True)
    return sides
