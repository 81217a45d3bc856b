"""Moves the player could make next, thought up by the utility role."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from engine.domain.adventure import present
from engine.domain.consent import Ask
from engine.domain.constraints import JsonSchema
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.sessions import OpenSession
from engine.domain.tasks import Task
from engine.errors import BadResponseError
from engine.play.scenes import current_scene, lines
from engine.play.tools import Tools, new_call
from engine.routing.attempts import prompt_tokens
from engine.routing.constrained import ask_constrained
from engine.routing.requests import CallRequest, Values

MOST_LINES: Final = 8
MOST_TOKENS: Final = 256
"""Three sentences, and room for a model that thinks first."""

_FIELDS: Final = ("first", "second", "third")
_FORM: Final = JsonSchema(
    name="moves",
    schema={
        "type": "object",
        "properties": {field: {"type": "string"} for field in _FIELDS},
        "required": list(_FIELDS),
        "additionalProperties": False,
    },
)
_INSTRUCTIONS: Final = (
    "You suggest what the player of a story could do next. Give three moves that differ, each one "
    "short sentence in the first person and in the language of the story. Play nobody else."
)


async def suggested_moves(tools: Tools, session: OpenSession, ask: Ask) -> tuple[str, ...]:
    """Up to three short moves. Raise an `EngineError` when there is no answer, or none to use."""
    request = _request(session, MOST_LINES)
    budget = tools.router.prompt_budget(request)
    for count in range(MOST_LINES - 1, 0, -1):
        if prompt_tokens(request.messages) <= budget:
            break
        request = replace(request, messages=_messages(session, count))
    answer = await ask_constrained(tools.router, request, ask, lambda event: None, new_call)
    moves = _playable(json.loads(answer.text).values())
    if not moves:
        raise BadResponseError(
            answer.row.provider,
            f"{answer.row.model} had no move to suggest. Ask again, or choose another model for "
            "the utility role.",
        )
    return moves


def _request(session: OpenSession, count: int) -> CallRequest:
    return CallRequest(
        call=new_call(),
        task=Task.DESCRIPTION,
        messages=_messages(session, count),
        constraint=_FORM,
        request_values=Values(max_tokens=MOST_TOKENS),
        aside=True,
        session=session.id,
        turn=session.turn,
    )


def _messages(session: OpenSession, count: int) -> tuple[ChatMessage, ...]:
    adventure, state = session.adventure, session.state
    here = ", ".join(who.name for who in present(adventure, state)) or "nobody else"
    told = "\n".join(lines(current_scene(session.path))[-count:])
    asked = (
        f"The player is {adventure.persona.name}, at {adventure.place(state.place).name}. "
        f"Here: {here}.\n\n{told}\n\nWhat could {adventure.persona.name} do next?"
    )
    return (
        ChatMessage(chat_role=ChatRole.SYSTEM, text=_INSTRUCTIONS),
        ChatMessage(chat_role=ChatRole.USER, text=asked),
    )


def _playable(suggested: Iterable[object]) -> tuple[str, ...]:
    """Each move in one line, none twice."""
    moves = (" ".join(str(move).split()) for move in suggested)
    return tuple(dict.fromkeys(move for move in moves if move))
