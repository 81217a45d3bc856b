"""Having a reply rewritten to an instruction."""

from collections.abc import Callable

from engine.domain.calls import CallEvent, Outcome
from engine.domain.consent import Ask
from engine.domain.messages import ChatMessage, ChatRole, Message
from engine.domain.tasks import Task
from engine.errors import EngineError
from engine.play.tools import new_call
from engine.routing.constrained import text_of
from engine.routing.requests import CallRequest
from engine.routing.router import Router
from engine.rules.facts import Facts
from engine.rules.steps import Rewrite

_INSTRUCTIONS = (
    "You revise one passage of a story. Change what the instruction asks for and keep the rest: "
    "events, voice, length. Answer with the revised passage alone."
)


async def rewritten(
    step: Rewrite,
    *,
    reply: Message,
    router: Router,
    ask: Ask,
    emit: Callable[[CallEvent], None],
    facts: Facts,
) -> str | None:
    """The text as the instruction wants it; None when no model did it, and the text stands."""
    scene = "\n".join(line for line in (*facts.history, facts.user_message) if line)
    request = CallRequest(
        call=new_call(),
        task=Task.REWRITE,
        messages=(
            ChatMessage(chat_role=ChatRole.SYSTEM, text=_INSTRUCTIONS),
            ChatMessage(
                chat_role=ChatRole.USER,
                text=f"So far:\n{scene}\n\nPassage:\n{step.text}\n\nInstruction: "
                f"{step.instruction}",
            ),
        ),
        rule_profile=step.profile,
        aside=True,
        session=reply.session,
        turn=reply.turn,
        message=reply.id,
    )
    try:
        text, row = await text_of(router, request, ask, emit)
    except EngineError:
        return None
    # Half a passage must not take the place of a whole one.
    return text.strip() or None if row.outcome is Outcome.FINISHED else None
