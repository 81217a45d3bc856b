"""Everything on a shelf of the library as a sheet to read. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from desktop.library.rule_words import action_text, condition_text
from desktop.parts.figures import share_text
from desktop.parts.portraits import character_tone, initials, numbered_tone
from desktop.parts.shelves import Shelf
from desktop.texts import library as texts
from engine.domain.adventure import Adventure, Character, LoreEntry, carried
from engine.domain.rules import Always, Branch, Match, Phase, Rule
from engine.domain.sessions import OpenSession
from engine.domain.world import Holder, HolderKind, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of a sheet. A `code` text is one of names and values."""

    title: str
    text: str
    code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`line` says what it is in a few words; `mark` and `letters` are its portrait's."""

    id: str
    title: str
    line: str
    sections: tuple[Section, ...]
    mark: str = ""
    letters: str = ""

    @property
    def words(self) -> str:
        """What the sheet is found by, without regard to case."""
        said = (self.title, self.line, *(each.text for each in self.sections))
        return "\n".join(said).casefold()


def sheets_of(shelf: Shelf, session: OpenSession) -> tuple[Sheet, ...]:
    """What of `session`'s own adventure stands on a shelf."""
    adventure = session.adventure
    match shelf:
        case Shelf.ADVENTURES:
            return (adventure_sheet(adventure, 0),)
        case Shelf.CHARACTERS:
            return tuple(character_sheet(session, who) for who in adventure.characters)
        case Shelf.LOREBOOKS:
            return tuple(lore_sheet(entry) for entry in adventure.lore)
        case Shelf.RULES:
            return tuple(rule_sheet(rule, adventure) for rule in adventure.rules)
        case _:
            assert_never(shelf)


def adventure_sheet(adventure: Adventure, number: int) -> Sheet:
    return Sheet(
        id=adventure.id,
        title=adventure.title,
        line=_first_sentence(adventure.summary),
        mark=numbered_tone(number),
        letters=initials(adventure.title),
        sections=_sections(
            (texts.SUMMARY, adventure.summary),
            (texts.YOU_ARE, _joined(adventure.persona.name, adventure.persona.description)),
            (texts.HOLDS, _holds(adventure)),
            (texts.INTRO, adventure.intro),
        ),
    )


def character_sheet(session: OpenSession, who: Character) -> Sheet:
    """A character as the author made it, where it is now, and with what."""
    adventure, state = session.adventure, session.state
    holder = Holder(kind=HolderKind.CHARACTER, id=who.id)
    things = ", ".join(each.name for each in carried(adventure, state, holder))
    where = adventure.place(state.cast.get(who.id, who.place)).name
    return Sheet(
        id=who.id,
        title=who.name,
        line=where,
        mark=character_tone(adventure, who.id),
        letters=initials(who.name),
        sections=(
            *_sections(
                (texts.DESCRIPTION, who.description),
                (texts.PERSONALITY, who.personality),
                (texts.VOICE, who.voice),
                (texts.ALSO_CALLED, ", ".join(who.aliases)),
                (texts.WHERE, where),
                (texts.CARRIES, things),
                (texts.SPEAKS_UNASKED, share_text(who.talkativeness)),
            ),
            *_variables(_now(session, who)),
        ),
    )


def lore_sheet(entry: LoreEntry) -> Sheet:
    keys = ", ".join(entry.keys)
    return Sheet(
        id=entry.id,
        title=keys or texts.ALWAYS_TOLD,
        line=texts.ALWAYS_TOLD if entry.constant else _first_sentence(entry.text),
        sections=_sections(
            (texts.ALWAYS_TOLD if entry.constant else texts.KEYS, keys), (texts.TEXT, entry.text)
        ),
    )


def rule_sheet(rule: Rule, adventure: Adventure) -> Sheet:
    question = rule.question.text if rule.question else ""
    return Sheet(
        id=rule.id,
        title=rule.name,
        line=" · ".join((_when(rule, adventure), *_first_condition(rule))),
        sections=(
            *_sections((_conditions_title(rule), _conditions(rule)), (texts.QUESTION, question)),
            *(_branch(branch, rule, adventure) for branch in rule.branches),
        ),
    )


def _when(rule: Rule, adventure: Adventure) -> str:
    said = texts.BEFORE_REPLY if rule.phase is Phase.BEFORE_REPLY else texts.AFTER_REPLY
    if rule.speaker:
        people = (each.name for each in adventure.characters if each.id == rule.speaker)
        said = texts.AFTER_REPLY_OF.format(name=next(people, rule.speaker))
    said = said[:1].upper() + said[1:]
    return said if rule.enabled else f"{said} · {texts.SWITCHED_OFF}"


def _first_condition(rule: Rule) -> tuple[str, ...]:
    """What tells rules of the same phase apart; nothing for those that always hold."""
    return tuple(condition_text(each) for each in rule.conditions[:1] if each != Always())


def _conditions_title(rule: Rule) -> str:
    if len(rule.conditions) < 2:
        return texts.CONDITIONS
    return texts.CONDITIONS_ALL if rule.match is Match.ALL else texts.CONDITIONS_ANY


def _conditions(rule: Rule) -> str:
    lines = [condition_text(each) for each in rule.conditions]
    return "\n".join(lines) or texts.ONLY_AFTER_ANOTHER


def _branch(branch: Branch, rule: Rule, adventure: Adventure) -> Section:
    cues = ", ".join(f"“{cue.text}”" for cue in branch.cues)
    lines = [action_text(each, adventure) for each in branch.actions]
    said = [*(lines or [texts.NOTHING_HAPPENS]), *([texts.CUES.format(cues=cues)] if cues else [])]
    return Section(title=_branch_title(branch, rule), text="\n".join(said))


def _branch_title(branch: Branch, rule: Rule) -> str:
    if rule.question is None:
        return texts.THEN
    return texts.ON_ANSWER.format(tag=branch.tag) if branch.tag else texts.OTHERWISE


def _holds(adventure: Adventure) -> str:
    counted: Sequence[tuple[Callable[[int], str], int]] = (
        (texts.places, len(adventure.places)),
        (texts.characters, len(adventure.characters)),
        (texts.items, len(adventure.items)),
        (texts.lore_entries, len(adventure.lore)),
        (texts.rules, len(adventure.rules)),
    )
    return " · ".join(say(count) for say, count in counted if count)


def _now(session: OpenSession, who: Character) -> Mapping[str, Scalar]:
    """The character's own variables as they stand in the story."""
    return {
        variable.name: value
        for variable, value in session.state.variables.items()
        if variable.owner == who.id
    }


def _variables(values: Mapping[str, Scalar]) -> tuple[Section, ...]:
    lines = "\n".join(f"{name}: {value}" for name, value in values.items())
    return (Section(title=texts.VARIABLES, text=lines, code=True),) if lines else ()


def _sections(*parts: tuple[str, str]) -> tuple[Section, ...]:
    """Those that have something to say."""
    return tuple(Section(title=title, text=text.strip()) for title, text in parts if text.strip())


def _joined(name: str, description: str) -> str:
    return f"{name}. {description}" if description else name


def _first_sentence(text: str) -> str:
    return text.strip().partition(". ")[0].partition("\n")[0]
