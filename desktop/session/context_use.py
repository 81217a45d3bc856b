"""What the meter beside the field says of the last prompt. Pure."""

from collections.abc import Sequence
from typing import Final

from desktop.parts.figures import number_text, tokens_text
from desktop.session.context_meter import Gauge
from desktop.texts import composer as texts
from engine.domain.prompts import PromptRoom, Segment

_MOST_NAMED: Final = 6


def gauge_of(segments: Sequence[Segment], room: PromptRoom | None) -> Gauge | None:
    """None before the first prompt, and where the model's window is not known."""
    if not segments or room is None:
        return None
    used = sum(segment.tokens for segment in segments if segment.included)
    return Gauge(
        figures=texts.METER.format(used=tokens_text(used), room=tokens_text(room.prompt)),
        share=used / room.prompt,
        name=texts.METER_NAME.format(used=number_text(used), room=number_text(room.prompt)),
        help="\n".join((_explained(used, room), *_left_out(segments))),
    )


def _explained(used: int, room: PromptRoom) -> str:
    return texts.METER_HELP.format(
        used=number_text(used),
        room=number_text(room.prompt),
        window=number_text(room.window),
        reply=number_text(room.reply),
    )


def _left_out(segments: Sequence[Segment]) -> tuple[str, ...]:
    named = [f"{each.title} ({each.reason})" for each in segments if not each.included]
    parts, more = ", ".join(named[:_MOST_NAMED]), len(named) - _MOST_NAMED
    if more > 0:
        parts = texts.AND_MORE.format(parts=parts, count=more)
    return (texts.LEFT_OUT.format(parts=parts),) if named else ()
