"""What checks found of models, by connection and model; the last one counts."""

import sqlite3
from collections.abc import Mapping

from engine.domain.ids import ConnectionId
from engine.domain.model_checks import ModelCheck
from engine.storage.stored_json import Form

_CHECK: Form[ModelCheck] = Form(ModelCheck)


def keep_check(connection: sqlite3.Connection, check: ModelCheck) -> None:
    """In the place of what an earlier check of this model found."""
    connection.execute(
        "REPLACE INTO model_checks VALUES (?, ?, ?)",
        (check.connection, check.model, _CHECK.text(check)),
    )


def all_checks(connection: sqlite3.Connection) -> Mapping[tuple[ConnectionId, str], ModelCheck]:
    """What can be read of them: a model can be checked again."""
    checks: dict[tuple[ConnectionId, str], ModelCheck] = {}
    for link, model, text in connection.execute("SELECT * FROM model_checks"):
        try:
            checks[ConnectionId(link), model] = _CHECK.value(text)
        except ValueError:
            continue
    return checks


def forget_checks(connection: sqlite3.Connection, link: ConnectionId) -> None:
    """Of all models of a connection."""
    connection.execute("DELETE FROM model_checks WHERE connection = ?", (link,))
