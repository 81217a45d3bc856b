"""The rolling summary: what happened so far, kept short by the utility role in the background."""

from collections.abc import Sequence

from engine.domain.calls import Outcome
from engine.domain.consent import refuse
from engine.domain.ids import SessionId
from engine.domain.messages import ChatMessage, ChatRole, Message
from engine.domain.sessions import Earlier
from engine.domain.tasks import Task
from engine.errors import InterruptedStreamError
from engine.play.tools import Tools, new_call
from engine.prompt.tokens import estimate_tokens
from engine.routing.constrained import text_of
from engine.routing.requests import CallRequest

KEPT_VERBATIM = 6
"""The newest messages are never summarised: the reply needs their words."""

WORTH_SUMMARISING = 8
"""New messages beyond the kept ones before the summary is written anew."""

MOST_AT_ONCE = 128
"""Messages that one summary adds: a story that was long before it had any is told in pieces."""

BROKE_OFF = "The summary of the story so far broke off. It is tried again after the next turn."

_INSTRUCTIONS = (
    "Keep the notes of a story. Write at most {words} words: who did what, what was promised, "
    "given, found or lost, and what is still open. Names and facts, no style."
)


def stretch_to_summarise(path: Sequence[Message], summary: Earlier | None) -> range:
    """The indexes of the messages that the next summary adds; empty when it is too early."""
    start = summary.covers if summary else 0
    end = len(path) - KEPT_VERBATIM
    if end - start < WORTH_SUMMARISING:
        return range(0)
    return range(start, min(end, start + MOST_AT_ONCE))


async def summarise(
    tools: Tools, session: SessionId, path: Sequence[Message], summary: Earlier | None
) -> Earlier | None:
    """A summary that reaches further than `summary`; None when it is not time yet.

    Raise `PreemptedError` when the player's call needs the model, `RoutingError` when no model
    answers and `InterruptedStreamError` when the summary breaks off.
    """
    stretch = stretch_to_summarise(path, summary)
    if not stretch:
        return None
    request = _request(session, path, summary, stretch)
    budget = tools.router.prompt_budget(request)
    while len(stretch) > 1 and _size(request) > budget:
        stretch = stretch[: len(stretch) // 2]
        request = _request(session, path, summary, stretch)
    text, row = await text_of(tools.router, request, refuse, lambda event: None)
    if row.outcome is Outcome.INTERRUPTED:
        raise InterruptedStreamError(row.provider, BROKE_OFF)
    return Earlier(text=text.strip(), covers=stretch.stop)


def _request(
    session: SessionId, path: Sequence[Message], summary: Earlier | None, stretch: range
) -> CallRequest:
    told = [f"{path[index].author.name}: {path[index].text}" for index in stretch]
    earlier = [f"Notes so far: {summary.text}"] if summary else []
    return CallRequest(
        call=new_call(),
        task=Task.SUMMARISATION,
        messages=(
            ChatMessage(chat_role=ChatRole.SYSTEM, text=_INSTRUCTIONS.format(words=90)),
            ChatMessage(chat_role=ChatRole.USER, text="\n\n".join((*earlier, *told))),
        ),
        background=True,
        aside=True,
        session=session,
        turn=path[stretch.stop - 1].turn,
    )


def _size(request: CallRequest) -> int:
    return sum(estimate_tokens(message.text) for message in request.messages)
