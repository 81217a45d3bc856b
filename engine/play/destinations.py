"""Where the player goes when their words name several ways."""

from collections.abc import Callable

from engine.domain.adventure import Adventure
from engine.domain.calls import CallEvent
from engine.domain.consent import Ask
from engine.domain.constraints import Choice
from engine.domain.ids import PlaceId
from engine.domain.messages import ChatMessage, ChatRole, Message
from engine.domain.tasks import Task
from engine.errors import EngineError
from engine.play.intent import Reading
from engine.play.tools import new_call
from engine.routing.remembering import ask_remembering
from engine.routing.requests import CallRequest
from engine.routing.router import Router

BY_CUES = "cues"
NOWHERE = "Nowhere"
ANSWERED_BEFORE = ", as it answered before"


async def destination_of(
    reading: Reading,
    message: Message,
    adventure: Adventure,
    *,
    router: Router,
    ask: Ask,
    notify: Callable[[CallEvent], None],
) -> tuple[PlaceId | None, str]:
    """Where the player's `message` leads, and who decided it: the cues, or a model where they tie.

    The first place named stands where no model that can judge answers.
    """
    first = reading.destinations[0] if reading.destinations else None
    if not reading.is_tie:
        return first, BY_CUES
    places = {adventure.place(id_).name: id_ for id_ in reading.destinations}
    request = _request(message, tuple(places))
    try:
        if router.facts(router.first_stop(request)).judges is False:
            return first, BY_CUES
        answer = await ask_remembering(router, request, ask, notify, new_call)
    except EngineError:
        return first, BY_CUES
    by = f"{answer.row.model}{ANSWERED_BEFORE if answer.remembered else ''}"
    return places.get(answer.text), by


def _request(message: Message, names: tuple[str, ...]) -> CallRequest:
    question = (
        f"Player: {message.text}\n\nWhere does the player go now? {', '.join(names)}, or {NOWHERE}?"
    )
    return CallRequest(
        call=new_call(),
        task=Task.INTENT,
        messages=(ChatMessage(chat_role=ChatRole.USER, text=question),),
        constraint=Choice(options=(*names, NOWHERE)),
        aside=True,
        session=message.session,
        turn=message.turn,
        message=message.id,
    )
