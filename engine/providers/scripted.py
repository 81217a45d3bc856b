"""An adapter that says what it is told: for tests, and for a first look without any model."""

import asyncio
import json
import re
import zlib
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from engine.domain.calls import FinishReason, Usage
from engine.domain.constraints import Choice, Grammar, JsonSchema, Rung
from engine.domain.messages import ChatRole
from engine.domain.providers import ModelFacts
from engine.providers.base import (
    Completion,
    Finished,
    Queued,
    ReasoningText,
    StreamEvent,
    TextDelta,
)

Step = str | ReasoningText | Queued | asyncio.Event | Exception
"""Text to stream word by word, a thought, news of a queue, something to wait for, or something to raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One scripted answer: its steps in order, and how it ends if no step raises."""

    steps: tuple[Step, ...]
    reason: FinishReason = FinishReason.STOP
    usage: Usage | None = None
    cost: str | None = None
    note: str = ""


Script = Callable[[Completion], Reply | Step]


class Scripted:
    """Answers each request with the next of `replies`, or with what it makes of the request.

    `requests` holds every request it got, `stopped` those that were given up before their end.
    A script that runs out raises `LookupError`: the test asked for more than it told.
    """

    def __init__(
        self,
        replies: Script | Iterable[Reply | Step],
        *,
        rungs: tuple[Rung, ...] = (Rung.NATIVE, Rung.PLAIN),
        models: tuple[ModelFacts, ...] = (),
    ) -> None:
        self.requests: list[Completion] = []
        self.stopped: list[Completion] = []
        self._script = replies if callable(replies) else _in_turn(iter(replies))
        self._rungs = rungs
        self._models = models

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return self._rungs

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        self.requests.append(completion)
        answer = self._script(completion)
        reply = answer if isinstance(answer, Reply) else Reply(steps=(answer,))
        try:
            for step in reply.steps:
                for delta in await _played(step):
                    yield delta
                    # A real stream lets others run between two words.
                    await asyncio.sleep(0)
        except (asyncio.CancelledError, GeneratorExit):
            self.stopped.append(completion)
            raise
        yield Finished(reason=reply.reason, usage=reply.usage, cost=reply.cost, note=reply.note)

    async def models(self) -> tuple[ModelFacts, ...]:
        return self._models

    async def aclose(self) -> None:
        """Nothing to release."""


def demo_reply(completion: Completion) -> str:
    """A short line of prose for the last thing the user wrote; always the same for the same words.

    A choice is answered with its first option, a schema with the emptiest object that fits it.
    """
    match completion.constraint:
        case Choice(options=options):
            return options[0]
        case JsonSchema(schema=schema):
            return _emptiest(schema)
        case None | Grammar():
            return _line(completion)
        case _:
            assert_never(completion.constraint)


async def _played(step: Step) -> list[TextDelta | ReasoningText | Queued]:
    match step:
        case str():
            return [TextDelta(text=word) for word in re.findall(r"\s*\S+\s*|\s+", step)]
        case ReasoningText() | Queued():
            return [step]
        case asyncio.Event():
            await step.wait()
            return []
        case Exception():
            raise step
        case _:
            assert_never(step)


def _in_turn(replies: Iterator[Reply | Step]) -> Script:
    def script(completion: Completion) -> Reply | Step:
        try:
            return next(replies)
        except StopIteration:
            raise LookupError(f"the script has no reply for {completion!r}") from None

    return script


_LINES = (
    "“{words}” – the words hang in the air a moment before anyone moves.",
    "Nobody speaks at once. “{words}” has been heard, and it will not be forgotten.",
    "A door closes somewhere. “{words}” is all that is left of the silence.",
    "The light shifts. Of everything said so far, “{words}” is what stays.",
)


def _line(completion: Completion) -> str:
    said = [m.text for m in completion.messages if m.chat_role is ChatRole.USER]
    last = said[-1] if said else "…"
    words = " ".join(last.split()[:12])
    return _LINES[zlib.crc32(last.encode()) % len(_LINES)].format(words=words)


def _emptiest(schema: Mapping[str, object]) -> str:
    return json.dumps(_empty_value(schema), ensure_ascii=False)


def _empty_value(schema: object) -> object:
    if not isinstance(schema, Mapping):
        return None
    if isinstance(options := schema.get("enum"), list | tuple) and options:
        return options[0]
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        return {name: _empty_value(value) for name, value in properties.items()}
    empties = {"object": {}, "array": [], "string": "", "boolean": False, "null": None}
    return empties.get(str(schema.get("type")), 0)
