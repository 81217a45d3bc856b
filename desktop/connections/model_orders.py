"""The orders in which a list of models can be read. Pure."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final

from desktop.connections.model_rows import ModelRow
from desktop.texts import connections as texts
from engine.domain.constraints import Rung


class Order(StrEnum):
    LISTED = "listed"
    NAME = "name"
    PRICE = "price"
    CONTEXT = "context"
    NEWEST = "newest"
    ABILITIES = "abilities"


LABELS: Final[Mapping[Order, str]] = {
    Order.LISTED: texts.ORDER_LISTED,
    Order.NAME: texts.ORDER_NAME,
    Order.PRICE: texts.ORDER_PRICE,
    Order.CONTEXT: texts.ORDER_CONTEXT,
    Order.NEWEST: texts.ORDER_NEWEST,
    Order.ABILITIES: texts.ORDER_ABILITIES,
}
_Key = tuple[bool | int | str | Decimal, ...]


def ordered(rows: Sequence[ModelRow], order: Order) -> tuple[ModelRow, ...]:
    """What is not known comes last; what is alike stays as it was; what is pinned comes first."""
    key = _KEYS[order]
    return tuple(sorted(rows, key=lambda row: (not row.pinned, *key(row))))


def _listed(_: ModelRow) -> _Key:
    return ()


def _name(row: ModelRow) -> _Key:
    return (row.title.casefold(),)


def _price(row: ModelRow) -> _Key:
    price = row.facts.price
    return (price is None, price.input + price.output if price else 0)


def _context(row: ModelRow) -> _Key:
    return (-(row.facts.context_window or 0),)


def _newest(row: ModelRow) -> _Key:
    """What a server has loaded is the newest of all."""
    return (not row.facts.loaded, -(row.facts.created or 0))


def _abilities(row: ModelRow) -> _Key:
    """Who judges best comes first."""
    rungs = tuple(Rung)
    rung = rungs.index(row.rung) if row.rung else len(rungs)
    return (
        not row.facts.judges,
        bool(row.doubt) or row.facts.judges is False,
        rung,
        not row.facts.images,
    )


_KEYS: Final[Mapping[Order, Callable[[ModelRow], _Key]]] = {
    Order.LISTED: _listed,
    Order.NAME: _name,
    Order.PRICE: _price,
    Order.CONTEXT: _context,
    Order.NEWEST: _newest,
    Order.ABILITIES: _abilities,
}
