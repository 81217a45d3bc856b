"""What services last said of their models, by connection."""

import sqlite3
from collections.abc import Mapping

from engine.domain.ids import ConnectionId
from engine.domain.providers import ModelFacts
from engine.storage.stored_json import Form

_MODELS: Form[tuple[ModelFacts, ...]] = Form(tuple[ModelFacts, ...])


def keep_listed(
    connection: sqlite3.Connection, link: ConnectionId, models: tuple[ModelFacts, ...]
) -> None:
    """In the place of what the service said before."""
    connection.execute("REPLACE INTO listed_models VALUES (?, ?)", (link, _MODELS.text(models)))


def all_listed(
    connection: sqlite3.Connection,
) -> Mapping[ConnectionId, tuple[ModelFacts, ...]]:
    """What can be read of it: a list can be had again."""
    listed: dict[ConnectionId, tuple[ModelFacts, ...]] = {}
    for link, text in connection.execute("SELECT connection, models FROM listed_models"):
        try:
            listed[ConnectionId(link)] = _MODELS.value(text)
        except ValueError:
            continue
    return listed


def forget_listed(connection: sqlite3.Connection, link: ConnectionId) -> None:
    connection.execute("DELETE FROM listed_models WHERE connection = ?", (link,))
