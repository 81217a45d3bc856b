"""Sessions as they begin: with an adventure's intro, or as a branch of another session."""

import sqlite3
from datetime import timedelta
from typing import Final

from engine.domain.adventure import Adventure
from engine.domain.ids import MessageId, SessionId
from engine.domain.sessions import OpenSession
from engine.play.tools import Tools, new_id
from engine.play.turn import opening_message
from engine.storage.branching import branch_session
from engine.storage.sessions import create_session, free_name, load_session, name_of
from engine.storage.turns import save_message

KEPT_DELETED: Final = timedelta(days=30)
"""How long a deleted session can be restored."""

BRANCH: Final = "{name} (branch)"


async def begun(tools: Tools, adventure: Adventure) -> OpenSession:
    """A session at its beginning. One that would be named like another is numbered."""
    id_, now = SessionId(new_id()), tools.now()
    opening = opening_message(adventure, id_, now)

    def create(connection: sqlite3.Connection) -> OpenSession:
        name = free_name(connection, adventure.title)
        create_session(connection, id=id_, name=name, adventure=adventure, at=now)
        save_message(connection, opening)
        return load_session(connection, id_)

    return await tools.db.run(create)


async def branched(tools: Tools, session: SessionId, message: MessageId) -> OpenSession:
    """A session of its own that holds what `session` tells up to and including `message`."""
    id_, now = SessionId(new_id()), tools.now()

    def branch(connection: sqlite3.Connection) -> OpenSession:
        name = free_name(connection, BRANCH.format(name=name_of(connection, session)))
        branch_session(connection, id=id_, name=name, session=session, message=message, at=now)
        return load_session(connection, id_)

    return await tools.db.run(branch)
