"""Prompt packs: what a model is asked beside the story, as data. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType

from engine.domain.calls import Cost, CostSource, LedgerRow
from engine.domain.constraints import JsonSchema
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.tasks import Complexity, Task

PackId = NewType("PackId", str)

_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_]+)\}")


class StoryValue(StrEnum):
    """Placeholders that the story itself fills."""

    TEXT = "text"
    AUTHOR = "author"
    SCENE = "scene"
    TURN = "turn"
    WORLD = "world"
    PLACE = "place"
    PRESENT = "present"
    THINGS = "things"
    PLAYER = "player"


_BACKGROUND: Final = frozenset({StoryValue.SCENE, StoryValue.PRESENT, StoryValue.THINGS})
"""What changes from message to message, whatever a pack is about."""


class Subject(StrEnum):
    """What a pack is about: one message, or the story as it stands."""

    MESSAGE = "message"
    STORY = "story"


class Becomes(StrEnum):
    """What the player may make of an answer."""

    VERSION = "version"
    """Another swipe of the message it is about."""
    NARRATION = "narration"
    """A message of the narrator, after the last one."""
    NOTHING = "nothing"
    """It can be copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A placeholder that the player fills; with `options`, by one of them."""

    name: str
    label: str
    default: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackExample:
    """What a dry run shows: values for every placeholder, and an answer to them."""

    values: Mapping[str, str]
    answer: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPack:
    """One thing a model can be asked for.

    The field `result` of the answer holds its text, `moves` what the player could do next; with
    neither, the whole answer is told.
    """

    id: PackId
    label: str
    help: str
    subject: Subject
    becomes: Becomes
    task: Task
    complexity: Complexity
    temperature: float
    max_tokens: int
    instructions: str
    template: str
    schema: Mapping[str, object]
    example: PackExample
    blanks: tuple[Blank, ...] = ()
    result: str = ""
    moves: str = ""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names in braces, each once."""
        return tuple(dict.fromkeys(_PLACEHOLDER.findall(f"{self.instructions}\n{self.template}")))

    @property
    def constraint(self) -> JsonSchema:
        return JsonSchema(name=self.id, schema=self.schema)

    def messages(self, values: Mapping[str, str]) -> tuple[ChatMessage, ...]:
        """The prompt with every placeholder filled; what fills one is never read as another."""
        return (
            ChatMessage(chat_role=ChatRole.SYSTEM, text=_filled(self.instructions, values)),
            ChatMessage(chat_role=ChatRole.USER, text=_filled(self.template, values)),
        )

    def about(self, given: Mapping[str, str], of_story: Mapping[str, str]) -> dict[str, str]:
        """Of what fills its placeholders, that which makes two askings the same.

        All that the player gave; of the story the passage or the last turn, the place and the
        adventure. Not the running scene, nor who and what is there just now: these lend colour,
        and with them hardly anything would be asked twice. Only a pack that narrates out of the
        scene is about this very moment: the last message stands for the scene then.
        """
        names = set(self.placeholders)
        telling = self.becomes is Becomes.NARRATION and StoryValue.SCENE in names
        subject = (names | {StoryValue.TEXT} if telling else names) - _BACKGROUND
        story = {name: each for name, each in of_story.items() if name in subject}
        return story | {name: each for name, each in given.items() if name in names}

    def defaults(self) -> dict[str, str]:
        """What stands in the blanks before the player writes there."""
        return {blank.name: blank.default for blank in self.blanks}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPack:
    """A pack as it is used. `own` says that it is the player's copy; `mistake` why a copy is not
    used, "" if there is none or nothing is wrong with it.
    """

    pack: PromptPack
    own: bool = False
    shipped: bool = True
    mistake: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAnswer:
    """An answer that has the pack's form."""

    pack: PromptPack
    fields: Mapping[str, object]

    @property
    def text(self) -> str:
        """What can be kept or copied."""
        if not self.pack.result:
            return told(self.fields)
        return str(self.fields[self.pack.result]).strip()

    @property
    def moves(self) -> tuple[str, ...]:
        """Each in one line, none twice."""
        found = self.fields.get(self.pack.moves, ())
        lines = (" ".join(str(each).split()) for each in found) if isinstance(found, list) else ()
        return tuple(dict.fromkeys(line for line in lines if line))

    @property
    def beside(self) -> str:
        """What else the answer says, "" for nothing."""
        spoken = (self.pack.result, self.pack.moves)
        if not self.pack.result:
            return ""
        return told({name: each for name, each in self.fields.items() if name not in spoken})


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """The prompt that would be sent, and the example's answer, which no model gave."""

    messages: tuple[ChatMessage, ...]
    answer: PackAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class PackResult:
    """What a model answered. `rows` are all its calls, the last one the one that fits.

    `offline` says why no model could be reached, "" where one was: the answer is then the last
    one that was given about the same, and `row` tells of that time. Nobody answered now.
    """

    answer: PackAnswer
    rows: tuple[LedgerRow, ...]
    offline: str = ""

    @property
    def row(self) -> LedgerRow:
        return self.rows[-1]

    @property
    def cost(self) -> Cost:
        """Of all its calls; not known when that of one is not."""
        return total_cost([row.cost for row in self.rows])


def total_cost(costs: Sequence[Cost]) -> Cost:
    amounts = [cost.amount for cost in costs if cost.amount is not None]
    unknown = next((cost for cost in costs if cost.amount is None), None)
    if unknown or len(costs) == 1:
        return unknown or costs[0]
    sources = {cost.source for cost in costs}
    source = CostSource.ESTIMATED if len(sources) > 1 else sources.pop()
    return Cost(amount=sum(amounts, Decimal(0)), source=source)


def told(fields: Mapping[str, object]) -> str:
    """An answer's fields as a reader has them: a name, and what it holds."""
    return "\n\n".join(_field(name, value) for name, value in fields.items())


def _field(name: str, value: object) -> str:
    title = name.replace("_", " ").capitalize()
    if isinstance(value, list):
        return "\n".join((title, *(f"• {_line(each)}" for each in value)))
    return f"{title}: {_line(value)}"


def _line(value: object) -> str:
    match value:
        case dict():
            return ": ".join(_line(each) for each in value.values())
        case list():
            return ", ".join(_line(each) for each in value)
        case _:
            return " ".join(str(value).split())


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
