"""Trying one profile with one short sentence, to see that it answers and how fast."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from engine.domain.calls import CallFinished, LedgerRow
from engine.domain.consent import refuse
from engine.domain.ids import ProfileId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.tasks import Task
from engine.play.tools import new_call
from engine.providers.base import TextDelta
from engine.routing.requests import CallRequest, Values
from engine.routing.router import Router

ASKED: Final = "Describe a lantern in the rain. Answer with one short sentence."
MOST_TOKENS: Final = 256
"""Room for a model that thinks before it answers."""


async def tried(
    router: Router, profile: ProfileId, message: str = ASKED
) -> AsyncGenerator[str | LedgerRow, None]:
    """The answer to `message` as it comes, at last what the ledger keeps of the call.

    Nothing else is tried in its place. Raise an `EngineError` when it does not answer.
    """
    async with aclosing(router.stream(_request(profile, message), refuse)) as outputs:
        async for output in outputs:
            match output:
                case TextDelta(text=text):
                    yield text
                case CallFinished(row=row):
                    yield row
                case _:
                    pass


def _request(profile: ProfileId, message: str) -> CallRequest:
    return CallRequest(
        call=new_call(),
        task=Task.DESCRIPTION,
        messages=(ChatMessage(chat_role=ChatRole.USER, text=message),),
        request_profile=profile,
        request_values=Values(max_tokens=MOST_TOKENS),
        may_fall_back=False,
        aside=True,
    )
