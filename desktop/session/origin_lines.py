"""Where the messages of a turn come from, in words. Pure."""

from collections.abc import Iterable, Mapping

from desktop.parts.figures import cost_text
from desktop.texts import comparing as texts
from engine.domain.ids import MessageId
from engine.domain.messages import Message
from engine.domain.origins import MessageOrigin


def origin_lines(
    messages: Iterable[Message], origins: Mapping[MessageId, MessageOrigin]
) -> tuple[str, ...]:
    """A line for each message that a model wrote."""
    return tuple(_line(each, origins[each.id]) for each in messages if each.id in origins)


def _line(message: Message, origin: MessageOrigin) -> str:
    is_named = origin.used_profile_id != origin.model
    wrote = (texts.ORIGIN if is_named else texts.ORIGIN_OF_MODEL).format(
        name=message.author.name,
        profile=origin.used_profile_id,
        type=origin.provider_type,
        model=origin.model,
    )
    parts = [wrote, texts.attempts(origin.iterations)]
    if origin.tool_calls:
        parts.append(texts.other_calls(len(origin.tool_calls)))
    return " · ".join((*parts, cost_text(origin.cost)))
