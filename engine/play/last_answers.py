"""What a prompt pack was answered last about the same, for when no model can be reached."""

import hashlib
import json
from collections.abc import Awaitable, Mapping
from functools import partial

from engine.domain.answers import Answer
from engine.domain.ids import SessionId
from engine.domain.packs import PackAnswer, PackResult, PromptPack
from engine.errors import RoutingError
from engine.play.tools import Tools
from engine.routing.reach import nobody_reached
from engine.storage.last_answers import find_last, keep_last


async def answered_or_last(
    tools: Tools,
    pack: PromptPack,
    about: Mapping[str, str],
    session: SessionId | None,
    asking: Awaitable[PackResult],
) -> PackResult:
    """What comes of `asking`, kept from now on as the last answer about the same.

    Where no model can be reached, the one from before, marked as such. Raise what `asking` raises
    where there is none, and where anything else was in the way.
    """
    key = _key(pack, about, session)
    try:
        result = await asking
    except RoutingError as error:
        known = await tools.db.run(partial(find_last, key=key)) if nobody_reached(error) else None
        if known is None:
            raise
        again = PackAnswer(pack=pack, fields=json.loads(known.text))
        return PackResult(answer=again, rows=(known.row,), offline=str(error))
    answer = Answer(text=json.dumps(result.answer.fields), row=result.row)
    await tools.db.run(partial(keep_last, key=key, answer=answer, session=session))
    return result


def _key(pack: PromptPack, about: Mapping[str, str], session: SessionId | None) -> str:
    """The same for the same words of a pack about the same, in one session or outside of any.

    A pack that the player rewords asks for something else.
    """
    asks = (pack.id, pack.instructions, pack.template, json.dumps(pack.schema))
    return hashlib.sha256(repr((session, asks, sorted(about.items()))).encode()).hexdigest()
