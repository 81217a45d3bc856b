"""Taking a deed back, or doing it again."""

import sqlite3
from typing import assert_never

from engine.domain.deeds import Deed, EffectsChanged, HeadMoved, TextEdited, VerdictChanged
from engine.domain.ids import SessionId
from engine.storage.messages import edit_message_text, set_effects, set_judgements
from engine.storage.tree import set_head


def undo(connection: sqlite3.Connection, session: SessionId, deed: Deed) -> None:
    """Bring back what was before `deed`."""
    match deed:
        case HeadMoved(before=head):
            set_head(connection, session, head)
        case TextEdited(message=message, before=text, was_edited=edited):
            edit_message_text(connection, message, text, edited=edited)
        case EffectsChanged(message=message, before=effects):
            set_effects(connection, message, effects)
        case VerdictChanged(message=message, before=judgements, effects_before=effects):
            set_judgements(connection, message, judgements)
            set_effects(connection, message, effects)
        case _:
            assert_never(deed)


def redo(connection: sqlite3.Connection, session: SessionId, deed: Deed) -> None:
    """Bring back what was after `deed`."""
    match deed:
        case HeadMoved(after=head):
            set_head(connection, session, head)
        case TextEdited(message=message, after=text):
            edit_message_text(connection, message, text)
        case EffectsChanged(message=message, after=effects):
            set_effects(connection, message, effects)
        case VerdictChanged(message=message, after=judgements, effects_after=effects):
            set_judgements(connection, message, judgements)
            set_effects(connection, message, effects)
        case _:
            assert_never(deed)
