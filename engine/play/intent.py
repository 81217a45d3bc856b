"""What the player is trying, read from cues in the words. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.domain.adventure import Adventure, Exit
from engine.domain.ids import PlaceId
from engine.domain.text import folded
from engine.domain.world import WorldState
from engine.play.events import IntentKind

_OUT_OF_CHARACTER = re.compile(r"^\s*(\(\(|//|\(?ooc\b)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]?")
_SPEECH = re.compile(
    r"^\s*(i\s+)?(say|ask|tell|whisper|shout|answer|reply|greet|call|mutter|promise|beg)\b",
    re.IGNORECASE,
)
_MOVEMENT = re.compile(
    r"\b(go|goes|going|walk|walks|walking|head|heads|heading|run|runs|running|leave|leaves|"
    r"leaving|enter|enters|entering|climb|climbs|climbing|return|returns|returning|step|steps|"
    r"stepping|follow|follows|travel|travels|cross|crosses|move|moves|hurry|sneak|slip|ride|"
    r"descend|visit|visits)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_REFUSAL = re.compile(r"\b(do not|don't|don’t|never|refuse to|without)\s+\w*\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the cues say. Several `destinations` are a tie that only a model can break."""

    kind: IntentKind
    destinations: tuple[PlaceId, ...] = ()

    @property
    def is_tie(self) -> bool:
        return len(self.destinations) > 1


def read_intent(text: str, adventure: Adventure, state: WorldState) -> Reading:
    """What `text` tries, by its cues: speaking, acting, moving, or talking out of character."""
    if _OUT_OF_CHARACTER.search(text):
        return Reading(kind=IntentKind.OUT_OF_CHARACTER)
    unquoted = _QUOTED.sub(" ", text)
    if destinations := _destinations(unquoted, adventure, state):
        return Reading(kind=IntentKind.MOVEMENT, destinations=destinations)
    if unquoted != text or _SPEECH.search(text) or text.rstrip().endswith("?"):
        return Reading(kind=IntentKind.SPEECH)
    return Reading(kind=IntentKind.ACTION)


def _destinations(unquoted: str, adventure: Adventure, state: WorldState) -> tuple[PlaceId, ...]:
    verb = _MOVEMENT.search(unquoted)
    if not verb or _REFUSAL.search(unquoted[: verb.start()]):
        return ()
    said = _spaced(unquoted[verb.start() :])
    exits = adventure.place(state.place).exits
    return tuple(way.to for way in exits if _is_named(_words_for(way, adventure), said))


def _words_for(way: Exit, adventure: Adventure) -> Iterable[str]:
    place = adventure.place(way.to)
    return (*way.words, place.name, *place.aliases)


def _is_named(names: Iterable[str], said: str) -> bool:
    return any(_spaced(name) in said for name in names)


def _spaced(text: str) -> str:
    """The words of `text`, each between spaces, so that only whole words compare equal."""
    return f" {' '.join(_WORD.findall(folded(text)))} "
