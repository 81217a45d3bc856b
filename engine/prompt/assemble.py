"""The prompt of a reply: stable parts first, history next, what changes last. Pure.

Providers and the built-in model keep what they have already read as long as the start of the
prompt stays the same, so anything that changes from turn to turn stands after the history: the
sheet of whoever speaks, too, for the speaker changes more often than anything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.domain.adventure import PLAYER, Adventure, Character, carried, present
from engine.domain.images import IMAGE_TOKENS, Image
from engine.domain.manners import Manner
from engine.domain.messages import AuthorKind, ChatMessage, ChatRole, Message
from engine.domain.prompts import Prompt, Segment, SegmentKind
from engine.domain.rules import Position, SystemMessage
from engine.domain.world import Holder, HolderKind, WorldState
from engine.prompt.history import first_kept
from engine.prompt.lore import Activated, activated, constant
from engine.prompt.tokens import MESSAGE_TOKENS, estimate_tokens

LORE_SCAN_MESSAGES = 4
"""Lore is called up by the newest messages only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A summary of the first `covers` messages of the path."""

    text: str
    covers: int


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
    past = request.path[:-1] if _answers_player(request) else request.path
    sizes = [_size(request, message) for message in past]
    summary, optional = _summary(request.summary, sizes, optional)
    covered = request.summary.covers if request.summary and _is_in(summary) else 0
    kept = max(covered, first_kept(sizes, optional))
    segments = (
        *stable,
        *summary,
        *_left_out(past[:covered], sizes[:covered], "told in the summary"),
        *_left_out(past[covered:kept], sizes[covered:kept], "older than what fits"),
        *(_told(request, message) for message in past[kept:]),
        *volatile,
    )
    return Prompt(segments=segments, messages=_messages(segments))


def _stable(request: ReplyRequest) -> list[Segment]:
    adventure = request.adventure
    first = [each.text for each in request.instructions if each.position is Position.FIRST]
    return [
        _segment(SegmentKind.SYSTEM, "Instructions", "\n".join((*first, adventure.instructions))),
        *_persona(adventure),
        *(_lore(entry, "always in", ChatRole.SYSTEM) for entry in constant(adventure.lore)),
    ]


def _persona(adventure: Adventure) -> Iterable[Segment]:
    persona = adventure.persona
    text = f"The player is {persona.name}. {persona.description}".strip()
    yield _segment(SegmentKind.CHARACTER, persona.name, text)


def _sheet(speaker: Character) -> Iterable[Segment]:
    parts = (speaker.description, speaker.personality, speaker.voice)
    text = f"You are {speaker.name}. {' '.join(part for part in parts if part)}"
    yield _segment(SegmentKind.CHARACTER, speaker.name, text, ChatRole.USER)


def _volatile(request: ReplyRequest) -> list[Segment]:
    scanned = "\n".join(message.text for message in request.path[-LORE_SCAN_MESSAGES:])
    last = [each.text for each in request.instructions if each.position is Position.LAST]
    return [
        *(
            _lore(entry, f"“{entry.key}” was mentioned", ChatRole.USER)
            for entry in activated(request.adventure.lore, scanned)
        ),
        *(_sheet(request.speaker) if request.speaker else ()),
        _segment(SegmentKind.SCENE, "Scene", _scene(request), ChatRole.USER),
        *(_segment(SegmentKind.INSTRUCTION, "Rule", text, ChatRole.USER) for text in last),
        *_latest(request),
        _segment(SegmentKind.INSTRUCTION, "Who speaks", _cue(request), ChatRole.USER),
        *_begun(request),
    ]


def _begun(request: ReplyRequest) -> Iterable[Segment]:
    if request.begun:
        title = f"{request.speaker.name if request.speaker else 'The narrator'} so far"
        segment = _segment(SegmentKind.HISTORY, title, request.begun, ChatRole.ASSISTANT)
        yield replace(segment, reason="to be gone on with")


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
        line = _line(message)
        told = f"This happens now: {line}" if message.manner is Manner.STORY else line
        segment = _segment(SegmentKind.PLAYER, message.author.name, told, ChatRole.USER)
        yield _with_pictures(request, message, segment)


def _answers_player(request: ReplyRequest) -> bool:
    return bool(request.path) and request.path[-1].by_player


def _lore(lore: Activated, reason: str, chat_role: ChatRole) -> Segment:
    title = lore.entry.keys[0] if lore.entry.keys else lore.entry.id
    segment = _segment(SegmentKind.LORE, title, lore.entry.text, chat_role, included=False)
    return replace(segment, reason=reason)


def _segment(
    kind: SegmentKind,
    title: str,
    text: str,
    chat_role: ChatRole = ChatRole.SYSTEM,
    *,
    included: bool = True,
) -> Segment:
    return Segment(
        kind=kind,
        title=title,
        text=text,
        chat_role=chat_role,
        tokens=estimate_tokens(text) + 1,
        included=included,
        reason="always in",
    )


def _required(segments: Iterable[Segment]) -> int:
    return sum(segment.tokens for segment in segments if segment.included) + 2 * MESSAGE_TOKENS


def _room(budget: int, required: int) -> int:
    return max(0, budget - required)


def _fitted(segments: list[Segment], room: int, *, reserve: int) -> tuple[list[Segment], int]:
    """Take in optional segments while they leave `reserve` tokens; also say what room is left."""
    fitted = []
    for segment in segments:
        if segment.included:
            fitted.append(segment)
        elif room - segment.tokens >= reserve:
            room -= segment.tokens
            fitted.append(replace(segment, included=True))
        else:
            fitted.append(replace(segment, reason=f"{segment.reason}, but there was no room"))
    return fitted, room


def _told(request: ReplyRequest, message: Message) -> Segment:
    # What the player tells as the narrator or as somebody else is the story's own voice by now;
    # but services take pictures from their user only.
    own_voice = message.is_deed or bool(request.shown_with(message))
    chat_role = ChatRole.USER if own_voice else ChatRole.ASSISTANT
    text = _line(message)
    segment = _segment(SegmentKind.HISTORY, message.author.name, text, chat_role)
    return _with_pictures(request, message, replace(segment, reason=f"turn {message.turn}"))


def _with_pictures(request: ReplyRequest, message: Message, segment: Segment) -> Segment:
    images = request.shown_with(message)
    if not images:
        return segment
    count = "a picture" if len(images) == 1 else f"{len(images)} pictures"
    how = f"with {count}" if request.seen else f"without {count}: the model takes none"
    return replace(
        segment,
        images=images,
        tokens=segment.tokens + _tokens_of_pictures(request, message),
        reason=f"{segment.reason}, {how}",
    )


def _tokens_of_pictures(request: ReplyRequest, message: Message) -> int:
    return IMAGE_TOKENS * len(request.shown_with(message)) if request.seen else 0


def _size(request: ReplyRequest, message: Message) -> int:
    """The tokens of a message, and of what a chat template adds around it."""
    words = estimate_tokens(_line(message)) + 1 + MESSAGE_TOKENS
    return words + _tokens_of_pictures(request, message)


def _left_out(past: Sequence[Message], sizes: Sequence[int], why: str) -> Iterable[Segment]:
    """One segment for a whole stretch of the story: there may be thousands of messages in it."""
    if past:
        yield Segment(
            kind=SegmentKind.HISTORY,
            title=f"Turns {past[0].turn} to {past[-1].turn}",
            text="",
            chat_role=ChatRole.USER,
            tokens=sum(sizes),
            included=False,
            reason=why,
        )


def _summary(summary: Earlier | None, sizes: Sequence[int], room: int) -> tuple[list[Segment], int]:
    """The summary, where not every message fits, and what room is left.

    Where they all do it would only repeat them, and change the start of the prompt in doing so.
    """
    if summary is None or sum(sizes) <= room:
        return [], room
    segment = _segment(SegmentKind.SUMMARY, "Summary", f"Earlier: {summary.text}", included=False)
    segment = replace(segment, reason="stands for the older messages")
    return _fitted([segment], room, reserve=room // 2)


def _is_in(segments: Sequence[Segment]) -> bool:
    return any(segment.included for segment in segments)


def _line(message: Message) -> str:
    """The message as every speaker sees it, so that the history is the same for all of them."""
    if message.author.kind is AuthorKind.NARRATOR:
        return message.text
    return f"{message.author.name}: {message.text}"


def _messages(segments: Iterable[Segment]) -> tuple[ChatMessage, ...]:
    """One chat message for each run of included segments of the same chat role."""
    merged: list[ChatMessage] = []
    for segment in segments:
        if not segment.included or not segment.text:
            continue
        if merged and merged[-1].chat_role is segment.chat_role:
            last = merged.pop()
            text, images = f"{last.text}\n\n{segment.text}", (*last.images, *segment.images)
        else:
            text, images = segment.text, segment.images
        merged.append(ChatMessage(chat_role=segment.chat_role, text=text, images=images))
    return tuple(merged)
