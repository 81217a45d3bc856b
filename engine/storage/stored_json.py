"""Values as the JSON they are stored as, checked when they are read back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from engine.domain.adventure import Adventure
from engine.domain.ids import CharacterId, ItemId, PlaceId
from engine.domain.messages import ReplyFacts
from engine.domain.rules import Judgement, SystemMessage
from engine.domain.sessions import JournalEntry
from engine.domain.world import Effect, Holder, Scalar, Variable, WorldState

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
D = TypeVar("D")


class Form(Generic[T]):
    """How values of one type are written and read.

    pydantic is imported and the type looked through at the first use, which is on the library's
    own thread. Reading raises `ValueError` when the text does not fit the type.
    """

    def __init__(self, type_: type[T]) -> None:
        self._type = type_

    def text(self, value: T) -> str:
        try:
            return self._adapter.dump_json([value]).decode()[1:-1]
        except ValueError:  # half a surrogate pair, from a model's broken escape
            plain = self._adapter.dump_python([value], mode="json")[0]
            return storable(json.dumps(plain, ensure_ascii=False))

    def value(self, text: str) -> T:
        return self._adapter.validate_json(f"[{text}]")[0]

    def values(self, texts: Sequence[str | None], missing: D) -> list[T | D]:
        """The value of each text, and `missing` for each None.

        Reading many at once is several times faster, and equal texts share one value.
        """
        distinct = [text for text in dict.fromkeys(texts) if text is not None]
        if not distinct:
            return [missing] * len(texts)
        read = self._adapter.validate_json(f"[{','.join(distinct)}]")
        values: dict[str | None, T | D] = dict(zip(distinct, read, strict=True))
        values[None] = missing
        return [values[text] for text in texts]

    @cached_property
    def _adapter(self) -> "TypeAdapter[list[T]]":
        from pydantic import ConfigDict, TypeAdapter

        return TypeAdapter(list[self._type], config=ConfigDict(ser_json_inf_nan="constants"))  # type: ignore[name-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoredState:
    """A world state whose variables are pairs, since a JSON object has texts for keys only."""

    scene: int
    place: PlaceId
    time: datetime
    variables: tuple[tuple[Variable, Scalar], ...]
    items: dict[ItemId, Holder]
    cast: dict[CharacterId, PlaceId]


ADVENTURE = Form(Adventure)
EFFECTS = Form(tuple[Effect, ...])
JUDGEMENTS = Form(tuple[Judgement, ...])
INSTRUCTIONS = Form(tuple[SystemMessage, ...])
DICE = Form(tuple[int, ...])
FACTS = Form(ReplyFacts)
JOURNAL_ENTRY = Form(JournalEntry)
_STATE = Form(_StoredState)


def state_text(state: WorldState) -> str:
    return _STATE.text(
        _StoredState(
            scene=state.scene,
            place=state.place,
            time=state.time,
            variables=tuple(state.variables.items()),
            items=dict(state.items),
            cast=dict(state.cast),
        )
    )


def state_value(text: str) -> WorldState:
    stored = _STATE.value(text)
    return WorldState(
        scene=stored.scene,
        place=stored.place,
        time=stored.time,
        variables=dict(stored.variables),
        items=stored.items,
        cast=stored.cast,
    )


def content_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def storable(text: str) -> str:
    """`text` with halves of surrogate pairs joined, or replaced where the other half is missing.

    A model may write a character's halves as two escapes; no file can hold one alone.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
