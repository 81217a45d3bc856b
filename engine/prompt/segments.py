"""The parts of a prompt, made and put together. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from engine.domain.images import IMAGE_TOKENS, Image
from engine.domain.messages import AuthorKind, ChatMessage, ChatRole, Message
from engine.domain.prompts import Segment, SegmentKind
from engine.prompt.tokens import estimate_tokens


def segment(
    kind: SegmentKind,
    title: str,
    text: str,
    chat_role: ChatRole = ChatRole.SYSTEM,
    *,
    included: bool = True,
    reason: str = "always in",
) -> Segment:
    return Segment(
        kind=kind,
        title=title,
        text=text,
        chat_role=chat_role,
        tokens=estimate_tokens(text) + 1,
        included=included,
        reason=reason,
    )


def told(message: Message, images: tuple[Image, ...], *, seen: bool) -> Segment:
    """A message of the story with its pictures, which the model sees or does not."""
    # What the player tells as the narrator or as somebody else is the story's own voice by now;
    # but services take pictures from their user only.
    made = segment(
        SegmentKind.HISTORY,
        message.author.name,
        line(message),
        ChatRole.USER if message.is_deed or images else ChatRole.ASSISTANT,
        reason=f"turn {message.turn}",
    )
    return with_pictures(made, images, seen=seen)


def with_pictures(made: Segment, images: tuple[Image, ...], *, seen: bool) -> Segment:
    if not images:
        return made
    count = "a picture" if len(images) == 1 else f"{len(images)} pictures"
    how = f"with {count}" if seen else f"without {count}: the model takes none"
    return replace(
        made,
        images=images,
        tokens=made.tokens + (IMAGE_TOKENS * len(images) if seen else 0),
        reason=f"{made.reason}, {how}",
    )


def line(message: Message) -> str:
    """The message as every speaker sees it, so that the history is the same for all of them."""
    if message.author.kind is AuthorKind.NARRATOR:
        return message.text
    return f"{message.author.name}: {message.text}"


def merged(segments: Iterable[Segment]) -> tuple[ChatMessage, ...]:
    """One chat message for each run of included segments of the same chat role."""
    runs: list[tuple[ChatRole, list[Segment]]] = []
    for each in segments:
        if not each.included or not each.text:
            continue
        if not runs or runs[-1][0] is not each.chat_role:
            runs.append((each.chat_role, []))
        runs[-1][1].append(each)
    return tuple(_chat_message(chat_role, run) for chat_role, run in runs)


def _chat_message(chat_role: ChatRole, run: list[Segment]) -> ChatMessage:
    if len(run) == 1:
        return ChatMessage(chat_role=chat_role, text=run[0].text, images=run[0].images)
    return ChatMessage(
        chat_role=chat_role,
        text="\n\n".join(each.text for each in run),
        images=tuple(image for each in run for image in each.images),
    )
