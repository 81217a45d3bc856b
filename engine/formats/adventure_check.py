"""What cannot work in an adventure although every field has the right shape. Pure."""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from engine.domain.adventure import Adventure, Character, Item, LoreEntry, Place
from engine.domain.rules import (
    Action,
    Branch,
    JudgedText,
    MoveItem,
    NewScene,
    NextRule,
    Operation,
    Phase,
    Question,
    RewritePost,
    Rule,
    SetVariable,
    SystemMessage,
)
from engine.domain.world import HolderKind
from engine.formats.mistakes import Mistake, field_of

_BOUNDS = re.compile(r"\s*[+-]?\d{1,9}\s*-\s*[+-]?\d{1,9}\s*", re.ASCII)
_PLACEHOLDER = re.compile(r"[(\[]")
_NEEDS_REPLY = (JudgedText.REPLY, JudgedText.CONVERSATION_AND_REPLY)
_SINGULAR = {"places": "place", "characters": "character", "items": "item", "rules": "rule"}


def mistakes(adventure: Adventure, unsure: frozenset[str] = frozenset()) -> Iterator[Mistake]:
    """Everything that cannot work.

    `unsure` names the kinds (`places`, `rules` …) of which not all entries are known, so that
    nothing is said of references to them; `start` stands for itself.
    """
    check = _Check(adventure=adventure, unsure=unsure)
    yield from check.head()
    for kind in ("places", "characters", "items", "lore", "rules"):
        yield from _twice(kind, getattr(adventure, kind))
    for place in adventure.places:
        yield from check.place(place)
    for character in adventure.characters:
        yield from check.character(character)
    for item in adventure.items:
        yield from check.item(item)
    for entry in adventure.lore:
        yield from _lore(entry)
    for rule in adventure.rules:
        yield from check.rule(rule)


class _Entry(Protocol):
    @property
    def id(self) -> str: ...


def _twice(kind: str, entries: Sequence[_Entry]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if not entry.id:
            yield Mistake(file=f"{kind}.json", field=f"entry {number} › id", problem="is empty")
        elif entry.id in seen:
            problem = f"the id “{entry.id}” is given twice"
            yield Mistake(file=f"{kind}.json", field=f"{entry.id} › id", problem=problem)
        seen.add(entry.id)


def _lore(entry: LoreEntry) -> Iterator[Mistake]:
    if not entry.constant and not any(key.strip() for key in entry.keys):
        yield _at("lore", entry.id, "keys", problem="nothing can call this up: give it a key")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    adventure: Adventure
    unsure: frozenset[str]

    def head(self) -> Iterator[Mistake]:
        adventure = self.adventure
        for field in ("id", "title"):
            if not getattr(adventure, field).strip():
                yield Mistake(file="adventure.json", field=field, problem="is empty")
        if "start" not in self.unsure:
            for problem in self._missing("places", adventure.start):
                yield Mistake(file="adventure.json", field="start", problem=problem)
        if adventure.time.tzinfo:
            problem = "the story's clock has no time zone: leave it out"
            yield Mistake(file="adventure.json", field="time", problem=problem)
        if adventure.minutes_per_turn < 0:
            problem = "time cannot run backwards"
            yield Mistake(file="adventure.json", field="minutes_per_turn", problem=problem)

    def place(self, place: Place) -> Iterator[Mistake]:
        for index, way in enumerate(place.exits):
            for problem in self._missing("places", way.to):
                yield _at("places", place.id, "exits", index, "to", problem=problem)

    def character(self, character: Character) -> Iterator[Mistake]:
        for problem in self._missing("places", character.place):
            yield _at("characters", character.id, "place", problem=problem)
        if not 0 <= character.talkativeness <= 1:
            problem = "must be between 0 and 1"
            yield _at("characters", character.id, "talkativeness", problem=problem)

    def item(self, item: Item) -> Iterator[Mistake]:
        for problem in self._holder(item.at.kind, item.at.id):
            yield _at("items", item.id, "at", "id", problem=problem)

    def rule(self, rule: Rule) -> Iterator[Mistake]:
        if rule.speaker is not None:
            for problem in self._speaker(rule, rule.speaker):
                yield _at("rules", rule.id, "speaker", problem=problem)
        yield from _question(rule)
        for index, branch in enumerate(rule.branches):
            yield from _cues(rule, index, branch)
            for number, action in enumerate(branch.actions):
                for field, problem in self._action(rule, action):
                    steps = ("branches", index, "actions", number, field)
                    yield _at("rules", rule.id, *steps, problem=problem)

    def _speaker(self, rule: Rule, speaker: str) -> Iterator[str]:
        yield from self._missing("characters", speaker)
        if rule.phase is Phase.BEFORE_REPLY:
            yield "nobody speaks yet before the reply: run the rule after it"

    def _action(self, rule: Rule, action: Action) -> Iterator[tuple[str, str]]:
        match action:
            case NextRule(rule=following):
                yield from (("rule", problem) for problem in self._missing("rules", following))
            case MoveItem(item=item, to=kind, id=holder):
                yield from (("item", problem) for problem in self._missing("items", item))
                if holder:
                    yield from (("id", problem) for problem in self._holder(kind, holder))
            case SetVariable(operation=Operation.ROLL, value=value):
                if not _BOUNDS.fullmatch(str(value)) and not _PLACEHOLDER.search(str(value)):
                    yield "value", "must be two whole numbers such as 1-20"
            case RewritePost():
                if rule.phase is Phase.BEFORE_REPLY:
                    yield "type", "there is no reply to rewrite yet: run the rule after it"
            case SetVariable() | SystemMessage() | NewScene():
                pass
            case _:
                assert_never(action)

    def _holder(self, kind: HolderKind, id_: str) -> Iterator[str]:
        match kind:
            case HolderKind.PLAYER:
                if id_:
                    yield "the player needs no id: leave it out"
            case HolderKind.CHARACTER:
                yield from self._missing("characters", id_)
            case HolderKind.PLACE:
                yield from self._missing("places", id_)
            case _:
                assert_never(kind)

    def _missing(self, kind: str, id_: str) -> Iterator[str]:
        entries: Sequence[_Entry] = getattr(self.adventure, kind)
        if kind not in self.unsure and all(entry.id != id_ for entry in entries):
            yield f"there is no {_SINGULAR[kind]} “{id_}”"


def _question(rule: Rule) -> Iterator[Mistake]:
    tags = [branch.tag for branch in rule.branches]
    for index, tag in enumerate(tags):
        if tag in tags[:index]:
            problem = f"“{tag}” is given twice" if tag else "a second branch without a tag"
            yield _at("rules", rule.id, "branches", index, "tag", problem=problem)
        elif tag and rule.question is None:
            problem = f"“{tag}” answers no question: ask one, or leave the tag out"
            yield _at("rules", rule.id, "branches", index, "tag", problem=problem)
    if rule.question:
        for field, problem in _asked(rule, rule.question, tags):
            yield _at("rules", rule.id, "question", field, problem=problem)


def _asked(rule: Rule, question: Question, tags: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not question.text.strip():
        yield "text", "is empty"
    if not any(tags):
        yield "text", "has no answer to choose: give a branch a tag"
    if question.unmatched is not None and question.unmatched not in tags:
        yield "unmatched", f"there is no branch with the tag “{question.unmatched}”"
    if question.threshold is not None and not 0 <= question.threshold <= 1:
        yield "threshold", "must be between 0 and 1"
    if rule.phase is Phase.BEFORE_REPLY and question.about in _NEEDS_REPLY:
        yield "about", "there is no reply yet: run the rule after it, or judge another text"


def _cues(rule: Rule, index: int, branch: Branch) -> Iterator[Mistake]:
    for number, cue in enumerate(branch.cues):
        for problem in _cue_problems(rule, cue.text, pattern=cue.pattern):
            steps = ("branches", index, "cues", number, "text")
            yield _at("rules", rule.id, *steps, problem=problem)


def _cue_problems(rule: Rule, text: str, *, pattern: bool) -> Iterator[str]:
    if rule.question is None:
        yield "a cue settles a question, and this rule asks none"
    if not text.strip():
        yield "is empty"
    elif pattern:
        yield from _pattern_problems(text)


def _pattern_problems(text: str) -> Iterable[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return [f"is not a regular expression: {error}"]
    return []


def _at(kind: str, entry: str, *steps: str | int, problem: str) -> Mistake:
    return Mistake(file=f"{kind}.json", field=field_of((entry, *steps)), problem=problem)
