"""Who answers the player. Pure, apart from the dice it is handed."""

import re
from collections.abc import Callable, Sequence

from engine.domain.adventure import Adventure, Character, present
from engine.domain.manners import Manner
from engine.domain.messages import AuthorKind, Message
from engine.domain.world import WorldState
from engine.play.events import IntentKind

MOST_SPEAKERS = 2

Roll = Callable[[int, int], int]


def speakers(
    kind: IntentKind, adventure: Adventure, state: WorldState, path: Sequence[Message], roll: Roll
) -> tuple[Character | None, ...]:
    """Who writes the replies to the last message of `path`, in order; None is the narrator.

    Whoever is here and named answers. Words to nobody in particular are answered by whoever
    spoke last, or by someone talkative enough; everything else is narrated, and so is what
    follows a passage that the player told. Nobody answers themselves.
    """
    said = path[-1]
    if kind in (IntentKind.MOVEMENT, IntentKind.OUT_OF_CHARACTER) or said.manner is Manner.STORY:
        return (None,)
    here = [who for who in present(adventure, state) if who.id != said.author.character]
    if named := _named(here, path[-1].text):
        return named[:MOST_SPEAKERS]
    if kind is IntentKind.SPEECH:
        return (_last_speaker(here, path) or _talkative(here, roll),)
    return (None,)


def _named(here: Sequence[Character], text: str) -> tuple[Character, ...]:
    places = [(_first_mention(who, text), who) for who in here]
    named = [(place, who) for place, who in places if place is not None]
    return tuple(who for _, who in sorted(named, key=lambda found: found[0]))


def _first_mention(who: Character, text: str) -> int | None:
    names = (who.name, who.name.split()[0], *who.aliases)
    pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)
    found = re.search(pattern, text, flags=re.IGNORECASE)
    return found.start() if found else None


def _last_speaker(here: Sequence[Character], path: Sequence[Message]) -> Character | None:
    if len(path) < 2 or path[-2].author.kind is not AuthorKind.CHARACTER:
        return None
    return next((who for who in here if who.id == path[-2].author.character), None)


def _talkative(here: Sequence[Character], roll: Roll) -> Character | None:
    return next((who for who in here if roll(1, 100) <= who.talkativeness * 100), None)
