"""What models were found to do, by connection and model."""

import json
import sqlite3
from collections.abc import Mapping

from engine.domain.constraints import Rung
from engine.domain.habits import ModelHabits
from engine.domain.ids import ConnectionId


def all_habits(
    connection: sqlite3.Connection,
) -> Mapping[tuple[ConnectionId, str], ModelHabits]:
    rows = connection.execute("SELECT connection, model, rung, refuses FROM model_habits")
    return {
        (ConnectionId(link), model): ModelHabits(
            rung=Rung(rung) if rung else None, refuses=frozenset(json.loads(refuses))
        )
        for link, model, rung, refuses in rows
    }


def keep_habits(
    connection: sqlite3.Connection, link: ConnectionId, model: str, habits: ModelHabits
) -> None:
    """In the place of what was known before."""
    connection.execute(
        "REPLACE INTO model_habits VALUES (?, ?, ?, ?)",
        (link, model, habits.rung, json.dumps(sorted(habits.refuses))),
    )


def forget_habits(connection: sqlite3.Connection, link: ConnectionId) -> None:
    """Of all models of a connection."""
    connection.execute("DELETE FROM model_habits WHERE connection = ?", (link,))
