"""Asking a model for what a prompt pack asks for, and making its answer part of the story."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from engine.domain.adventure import carried, present
from engine.domain.calls import CallEvent, CallFinished, LedgerRow
from engine.domain.consent import Ask
from engine.domain.ids import MessageId, ProfileId
from engine.domain.messages import (
    Author,
    AuthorKind,
    ChatMessage,
    Message,
    MessageStatus,
)
from engine.domain.packs import Becomes, PackAnswer, PackResult, PromptPack, StoryValue
from engine.domain.sessions import OpenSession
from engine.domain.world import Holder, HolderKind
from engine.errors import BadResponseError, EngineError
from engine.play.replying import NARRATOR, facts_of
from engine.play.scenes import current_scene, lines
from engine.play.tools import Tools, new_call, new_id
from engine.routing.attempts import prompt_tokens
from engine.routing.constrained import ask_constrained
from engine.routing.requests import CallRequest, Values

MOST_LINES: Final = 24
"""Messages of the scene that a prompt has room for at most."""
GONE: Final = (
    "The message is no longer part of this branch of the story. Go back to it, then ask again."
)
NO_REPLY: Final = "Only a reply has versions. Copy the answer, and edit your own words."
EMPTY: Final = "{model} left its answer empty. Ask again, or choose another model for {task}."

Prompt = Callable[[int], tuple[ChatMessage, ...]]
"""The messages with so many lines of the scene."""


async def run(
    tools: Tools,
    pack: PromptPack,
    prompt: Prompt,
    ask: Ask,
    *,
    profile: ProfileId | None = None,
    session: OpenSession | None = None,
    message: MessageId | None = None,
) -> PackResult:
    """What a model answers. Raise an `EngineError` when nobody gives an answer that fits."""
    request = CallRequest(
        call=new_call(),
        task=pack.task,
        complexity=pack.complexity,
        messages=prompt(MOST_LINES),
        constraint=pack.constraint,
        request_profile=profile,
        caller_values=Values(temperature=pack.temperature, max_tokens=pack.max_tokens),
        aside=True,
        session=session.id if session else None,
        turn=session.turn if session else None,
        message=message,
        shrink=partial(_fitting, prompt),
    )
    request = replace(request, messages=_fitting(prompt, tools.router.prompt_budget(request)))
    rows: list[LedgerRow] = []

    def notify(event: CallEvent) -> None:
        if isinstance(event, CallFinished):
            rows.append(event.row)

    answer = await ask_constrained(tools.router, request, ask, notify, new_call)
    result = PackResult(
        answer=PackAnswer(pack=pack, fields=json.loads(answer.text)), rows=tuple(rows)
    )
    if not result.answer.text:
        raise BadResponseError(
            answer.row.provider, EMPTY.format(model=answer.row.model, task=pack.task)
        )
    return result


def _fitting(prompt: Prompt, budget: int) -> tuple[ChatMessage, ...]:
    """As many lines of the scene as there is room for, the newest first."""
    for count in range(MOST_LINES, 0, -1):
        messages = prompt(count)
        if prompt_tokens(messages) <= budget:
            return messages
    return prompt(1)


def story_values(
    session: OpenSession, message: MessageId | None, count: int = MOST_LINES
) -> Mapping[str, str]:
    """What fills the placeholders of the story; `message` is the one it is about, else the last.

    Raise `EngineError` when that is not on the session's branch.
    """
    adventure, state = session.adventure, session.state
    subject = _at(session, message)
    place = adventure.place(state.place)
    before = [each for each in current_scene(session.path) if each is not subject]
    here = Holder(kind=HolderKind.PLACE, id=state.place)
    return {
        StoryValue.TEXT: subject.text,
        StoryValue.AUTHOR: subject.author.name,
        StoryValue.SCENE: "\n".join(lines(before)[-count:]) or "It begins here.",
        StoryValue.TURN: "\n".join(lines(_last_turn(session.path))),
        StoryValue.WORLD: f"{adventure.title}: {adventure.summary}",
        StoryValue.PLACE: f"{place.name}: {place.description}",
        StoryValue.PRESENT: _listed([who.name for who in present(adventure, state)], "nobody else"),
        StoryValue.THINGS: _listed(
            [item.name for item in carried(adventure, state, here)], "nothing"
        ),
        StoryValue.PLAYER: adventure.persona.name,
    }


def version_of(tools: Tools, session: OpenSession, message: MessageId, kept: PackResult) -> Message:
    """Another swipe of `message` in the answer's words. What happened in it stays."""
    subject = _at(session, message)
    if subject.by_player or subject.parent is None:
        raise EngineError(NO_REPLY)
    return replace(
        subject,
        id=MessageId(new_id()),
        text=kept.answer.text,
        written_at=tools.now(),
        status=MessageStatus.COMPLETE,
        reasoning="",
        facts=facts_of(kept.row),
        edited=True,
    )


def narration_of(tools: Tools, session: OpenSession, kept: PackResult) -> Message:
    """The answer as the narrator's message, after the last one."""
    return Message(
        id=MessageId(new_id()),
        session=session.id,
        parent=session.head,
        author=Author(kind=AuthorKind.NARRATOR, name=NARRATOR),
        text=kept.answer.text,
        turn=session.turn,
        written_at=tools.now(),
        facts=facts_of(kept.row),
    )


def kept_as(
    tools: Tools, session: OpenSession, kept: PackResult, message: MessageId | None
) -> Message | None:
    """What the story gains by an answer; None where it can only be copied."""
    match kept.answer.pack.becomes:
        case Becomes.VERSION:
            return version_of(tools, session, _at(session, message).id, kept)
        case Becomes.NARRATION:
            return narration_of(tools, session, kept)
        case Becomes.NOTHING:
            return None


def _at(session: OpenSession, message: MessageId | None) -> Message:
    found = (each for each in reversed(session.path) if message in (None, each.id))
    subject = next(found, None)
    if subject is None:
        raise EngineError(GONE)
    return subject


def _last_turn(path: Sequence[Message]) -> Sequence[Message]:
    return [each for each in path if each.turn == path[-1].turn]


def _listed(names: Sequence[str], nobody: str) -> str:
    return ", ".join(names) or nobody
