"""The prompt of a reply: stable parts first, history next, what changes last. Pure.

Providers and the built-in model keep what they have already read as long as the start of the
prompt stays the same, so anything that changes from turn to turn stands after the history: the
sheet of whoever speaks, too, for the speaker changes more often than anything else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from engine.domain.adventure import PLAYER, Adventure, Character, carried, present
from engine.domain.images import Image
from engine.domain.manners import Manner
from engine.domain.messages import ChatRole, Message
from engine.domain.prompts import Prompt, Segment, SegmentKind
from engine.domain.rules import Position, SystemMessage
from engine.domain.sessions import Earlier
from engine.domain.world import Holder, HolderKind, WorldState
from engine.prompt.history import first_kept, left_out, newest
from engine.prompt.lore import Activated, activated, constant
from engine.prompt.segments import line, merged, segment, told, with_pictures
from engine.prompt.tokens import MESSAGE_TOKENS

LORE_SCAN_MESSAGES = 4
"""Lore is called up by the newest messages only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRequest:
    """Everything a reply's prompt is made of.

    `path` runs from the first message to the one to be answered; `speaker` is None for the
    narrator; `budget` is how many tokens the prompt may take.
    """

    adventure: Adventure
    state: WorldState
    path: Sequence[Message]
    speaker: Character | None
    budget: int
    summary: Earlier | None = None
    instructions: Sequence[SystemMessage] = ()
    begun: str = ""
    """The reply so far, where it is to be gone on with."""
    images: Mapping[str, Image] = field(default_factory=dict)
    """The pictures of the path that are to be shown, by their hashes."""
    seen: bool = True
    """Whether the model takes pictures: only then do they take room."""

    def shown_with(self, message: Message) -> tuple[Image, ...]:
        if not message.pictures:
            return ()
        hashes = (picture.hash for picture in message.pictures)
        return tuple(self.images[each] for each in hashes if each in self.images)


def assemble(request: ReplyRequest) -> Prompt:
    """The prompt for one reply.

    What the reply cannot do without is kept even when it alone exceeds the budget; everything
    else is left out, with the reason, as soon as it does not fit.
    """
    stable, volatile = _stable(request), _volatile(request)
    optional = _room(request.budget, _required(stable + volatile))
    # Most of the room is the history's: without it, the story forgets what was just said.
    stable, optional = _fitted(stable, optional, reserve=optional * 2 // 3)
    volatile, optional = _fitted(volatile, optional, reserve=optional * 3 // 4)
    segments = (*stable, *_past(request, optional), *volatile)
    return Prompt(segments=segments, messages=merged(segments))


def _stable(request: ReplyRequest) -> list[Segment]:
    adventure = request.adventure
    first = [each.text for each in request.instructions if each.position is Position.FIRST]
    return [
        segment(SegmentKind.SYSTEM, "Instructions", "\n".join((*first, adventure.instructions))),
        *_persona(adventure),
        *(_lore(entry, "always in", ChatRole.SYSTEM) for entry in constant(adventure.lore)),
    ]


def _persona(adventure: Adventure) -> Iterable[Segment]:
    persona = adventure.persona
    text = f"The player is {persona.name}. {persona.description}".strip()
    yield segment(SegmentKind.CHARACTER, persona.name, text)


def _sheet(speaker: Character) -> Iterable[Segment]:
    parts = (speaker.description, speaker.personality, speaker.voice)
    text = f"You are {speaker.name}. {' '.join(part for part in parts if part)}"
    yield segment(SegmentKind.CHARACTER, speaker.name, text, ChatRole.USER)


def _volatile(request: ReplyRequest) -> list[Segment]:
    scanned = "\n".join(message.text for message in request.path[-LORE_SCAN_MESSAGES:])
    last = [each.text for each in request.instructions if each.position is Position.LAST]
    return [
        *(
            _lore(entry, f"“{entry.key}” was mentioned", ChatRole.USER)
            for entry in activated(request.adventure.lore, scanned)
        ),
        *(_sheet(request.speaker) if request.speaker else ()),
        segment(SegmentKind.SCENE, "Scene", _scene(request), ChatRole.USER),
        *(segment(SegmentKind.INSTRUCTION, "Rule", text, ChatRole.USER) for text in last),
        *_latest(request),
        segment(SegmentKind.INSTRUCTION, "Who speaks", _cue(request), ChatRole.USER),
        *_begun(request),
    ]


def _begun(request: ReplyRequest) -> Iterable[Segment]:
    if request.begun:
        title = f"{request.speaker.name if request.speaker else 'The narrator'} so far"
        yield segment(
            SegmentKind.HISTORY,
            title,
            request.begun,
            ChatRole.ASSISTANT,
            reason="to be gone on with",
        )


def _scene(request: ReplyRequest) -> str:
    adventure, state = request.adventure, request.state
    place = adventure.place(state.place)
    here = Holder(kind=HolderKind.PLACE, id=place.id)
    lines = [
        f"Place: {place.name}. {place.description}",
        f"Time: {state.time:%H:%M}.",
        _listed("Present", (who.name for who in present(adventure, state))),
        _listed("Lying here", (item.name for item in carried(adventure, state, here))),
        _listed(
            f"{adventure.persona.name} carries",
            (item.name for item in carried(adventure, state, PLAYER)),
        ),
    ]
    return "\n".join(line for line in lines if line)


def _listed(label: str, names: Iterable[str]) -> str:
    joined = ", ".join(names)
    return f"{label}: {joined}." if joined else ""


def _cue(request: ReplyRequest) -> str:
    if request.speaker:
        return f"Write only what {request.speaker.name} says and does next."
    return "Write what happens next."


def _latest(request: ReplyRequest) -> Iterable[Segment]:
    if _answers_player(request):
        message = request.path[-1]
        said = line(message)
        text = f"This happens now: {said}" if message.manner is Manner.STORY else said
        made = segment(SegmentKind.PLAYER, message.author.name, text, ChatRole.USER)
        yield with_pictures(made, request.shown_with(message), seen=request.seen)


def _answers_player(request: ReplyRequest) -> bool:
    return bool(request.path) and request.path[-1].by_player


def _lore(lore: Activated, reason: str, chat_role: ChatRole) -> Segment:
    title = lore.entry.keys[0] if lore.entry.keys else lore.entry.id
    return segment(
        SegmentKind.LORE, title, lore.entry.text, chat_role, included=False, reason=reason
    )


def _required(segments: Iterable[Segment]) -> int:
    return sum(each.tokens for each in segments if each.included) + 2 * MESSAGE_TOKENS


def _room(budget: int, required: int) -> int:
    return max(0, budget - required)


def _fitted(segments: list[Segment], room: int, *, reserve: int) -> tuple[list[Segment], int]:
    """Take in optional segments while they leave `reserve` tokens; also say what room is left."""
    fitted = []
    for each in segments:
        if each.included:
            fitted.append(each)
        elif room - each.tokens >= reserve:
            room -= each.tokens
            fitted.append(replace(each, included=True))
        else:
            fitted.append(replace(each, reason=f"{each.reason}, but there was no room"))
    return fitted, room


def _past(request: ReplyRequest, room: int) -> Iterator[Segment]:
    """What was said before, in so many tokens."""
    path, length = request.path, len(request.path) - _answers_player(request)
    newest_first, totals = newest(path, length, partial(_told, request), room)
    kept = first_kept(totals, length, room)
    # Where every message fits, a summary would only repeat them and change the prompt's start.
    summary, room = _summary(request.summary if kept else None, room)
    covered = request.summary.covers if request.summary and _is_in(summary) else 0
    kept = max(covered, first_kept(totals, length, room))
    yield from summary
    yield from left_out(path, range(covered), "told in the summary")
    yield from left_out(path, range(covered, kept), "older than what fits")
    yield from reversed(newest_first[: length - kept])


def _told(request: ReplyRequest, message: Message) -> Segment:
    return told(message, request.shown_with(message), seen=request.seen)


def _summary(summary: Earlier | None, room: int) -> tuple[list[Segment], int]:
    """The summary, and what room is left."""
    if summary is None:
        return [], room
    made = segment(
        SegmentKind.SUMMARY,
        "Summary",
        f"Earlier: {summary.text}",
        included=False,
        reason="stands for the older messages",
    )
    return _fitted([made], room, reserve=room // 2)


def _is_in(segments: Sequence[Segment]) -> bool:
    return any(each.included for each in segments)
