"""The sessions of the library and the hits of a search as entries of a list. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.parts.figures import moment_text
from desktop.parts.portraits import initials, numbered_tone
from desktop.texts import side as texts
from desktop.widgets.entry_list import Entry
from engine.domain.sessions import SearchHit, SessionSummary

_SHOWN_NAME = 60
_BEFORE_MATCH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A session in the list. `words` are those it is found by, without regard to case."""

    entry: Entry
    words: str


def listed(summaries: Sequence[SessionSummary]) -> tuple[Listed, ...]:
    """Sessions that would look alike also say when they were played.

    Thousands of sessions take longer than a window may stand still: do this beside its loop.
    """
    lines = [_line(each) for each in summaries]
    alike = Counter(zip((each.name for each in summaries), lines, strict=True))
    return tuple(
        _listed(each, line, is_alike=alike[each.name, line] > 1)
        for each, line in zip(summaries, lines, strict=True)
    )


def matching(sessions: Sequence[Listed], text: str) -> list[Entry]:
    """The sessions that have every word of `text` in name, adventure or place."""
    found = list(sessions)
    for word in text.casefold().split():
        found = [each for each in found if word in each.words]
    return [each.entry for each in found]


def hit_entries(hits: Sequence[SearchHit]) -> list[Entry]:
    return [
        Entry(
            id=hit.message,
            title=_around_match(hit),
            line=texts.HIT.format(session=short(hit.session_name), turn=hit.turn),
            tip=hit.excerpt,
        )
        for hit in hits
    ]


def _around_match(hit: SearchHit) -> str:
    """The excerpt from a word or two before the first word found: a column is narrow."""
    first = hit.matches[0][0] if hit.matches else 0
    if first <= _BEFORE_MATCH:
        return hit.excerpt
    begin = hit.excerpt.rfind(" ", 0, first - _BEFORE_MATCH // 2) + 1 or first
    return f"…{hit.excerpt[begin:].removeprefix('…')}"


def short(name: str) -> str:
    """`name` in one line, short enough for a sentence."""
    line = " ".join(name[: 4 * _SHOWN_NAME].split())
    return line if len(line) <= _SHOWN_NAME else f"{line[: _SHOWN_NAME - 1]}…"


def _listed(summary: SessionSummary, line: str, *, is_alike: bool) -> Listed:
    played = moment_text(summary.played_at) if is_alike else ""
    entry = Entry(
        id=summary.id,
        title=summary.name,
        line=f"{line} · {played}" if is_alike else line,
        mark=numbered_tone(sum(map(ord, summary.id))),
        letters=initials(summary.name),
        tip="\n".join((summary.name, summary.adventure_title, line)),
    )
    words = f"{summary.name}\n{summary.adventure_title}\n{summary.place}".casefold()
    return Listed(entry=entry, words=words)


def _line(summary: SessionSummary) -> str:
    if summary.turn and summary.place:
        return texts.TURN_AND_PLACE.format(turn=summary.turn, place=summary.place)
    if summary.turn:
        return texts.TURN.format(turn=summary.turn)
    return texts.BEGINS_AT.format(place=summary.place) if summary.place else texts.NOT_BEGUN
