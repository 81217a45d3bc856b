"""How a library's file comes to have today's tables, one step after another.

A step that has been released is history: it is never changed and calls no code but its own.
"""

import sqlite3
from collections.abc import Callable

from engine.errors import NewerSchemaError

Migration = Callable[[sqlite3.Connection], None]


def schema_version(connection: sqlite3.Connection) -> int:
    """How many steps the file has behind it; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def require_known_schema(connection: sqlite3.Connection) -> None:
    """Raise NewerSchemaError for a file that a newer program made."""
    if schema_version(connection) > len(MIGRATIONS):
        raise NewerSchemaError(
            "This library was made by a newer Triptych, so this one leaves it alone. "
            "Install the newer version, or choose another folder."
        )


def is_outdated(connection: sqlite3.Connection) -> bool:
    """Whether the file has tables already, but not today's."""
    return 0 < schema_version(connection) < len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that are missing, each in a transaction of its own."""
    for version in range(schema_version(connection), len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def m001_begin(connection: sqlite3.Connection) -> None:
    """`n` columns are the row numbers that tables refer to; `id` columns are known outside.

    `parent` and `head` do not cascade: a chain of thousands of messages is deeper than SQLite
    follows. `visited` grows with every move of the head, so the greatest is the latest.
    """
    for statement in (
        """
        CREATE TABLE adventures (
            hash TEXT PRIMARY KEY,
            id TEXT NOT NULL,
            title TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE sessions (
            n INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            adventure TEXT NOT NULL REFERENCES adventures (hash),
            head INTEGER REFERENCES messages (n) DEFERRABLE INITIALLY DEFERRED,
            turn INTEGER NOT NULL DEFAULT 0,
            visits INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            played_at TEXT NOT NULL,
            deleted_at TEXT
        ) STRICT
        """,
        "CREATE INDEX sessions_adventure ON sessions (adventure)",
        "CREATE INDEX sessions_head ON sessions (head)",
        """
        CREATE TABLE messages (
            n INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            session INTEGER NOT NULL REFERENCES sessions (n),
            parent INTEGER REFERENCES messages (n) DEFERRABLE INITIALLY DEFERRED,
            depth INTEGER NOT NULL,
            visited INTEGER NOT NULL DEFAULT 0,
            turn INTEGER NOT NULL,
            status TEXT NOT NULL,
            edited INTEGER NOT NULL DEFAULT 0,
            author_kind TEXT NOT NULL,
            author_name TEXT NOT NULL,
            author_character TEXT,
            written_at TEXT NOT NULL,
            effects TEXT,
            judgements TEXT,
            instructions TEXT,
            dice TEXT,
            facts TEXT,
            text TEXT NOT NULL,
            reasoning TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        "CREATE INDEX messages_parent ON messages (parent)",
        "CREATE INDEX messages_session ON messages (session, parent)",
        """
        CREATE TABLE snapshots (
            message INTEGER PRIMARY KEY REFERENCES messages (n) ON DELETE CASCADE,
            state TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE summaries (
            message INTEGER PRIMARY KEY REFERENCES messages (n) ON DELETE CASCADE,
            text TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE segments (
            n INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            chat_role TEXT NOT NULL,
            tokens INTEGER NOT NULL,
            text TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE prompts (
            message INTEGER NOT NULL REFERENCES messages (n) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            segment INTEGER NOT NULL,
            included INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (message, seq)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE journal (
            session INTEGER PRIMARY KEY REFERENCES sessions (n) ON DELETE CASCADE,
            entry TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE ledger (
            call TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            at TEXT NOT NULL,
            day TEXT NOT NULL,
            session TEXT,
            turn INTEGER,
            task TEXT NOT NULL,
            model_role TEXT NOT NULL,
            profile TEXT NOT NULL,
            connection TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            character TEXT,
            request_id TEXT,
            input INTEGER NOT NULL,
            output INTEGER NOT NULL,
            cached INTEGER NOT NULL,
            reasoning INTEGER NOT NULL,
            estimated INTEGER NOT NULL,
            picodollars INTEGER,
            cost_source TEXT NOT NULL,
            first_token REAL,
            seconds REAL NOT NULL,
            outcome TEXT NOT NULL,
            error TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (call, attempt)
        ) STRICT
        """,
        "CREATE INDEX ledger_day ON ledger (day)",
        "CREATE INDEX ledger_session ON ledger (session, turn)",
        """
        CREATE VIRTUAL TABLE messages_search USING fts5 (
            text, content = 'messages', content_rowid = 'n',
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
        )
        """,
        """
        CREATE TRIGGER messages_indexed AFTER INSERT ON messages BEGIN
            INSERT INTO messages_search (rowid, text) VALUES (new.n, new.text);
        END
        """,
        """
        CREATE TRIGGER messages_unindexed AFTER DELETE ON messages BEGIN
            INSERT INTO messages_search (messages_search, rowid, text)
            VALUES ('delete', old.n, old.text);
        END
        """,
        """
        CREATE TRIGGER messages_reindexed AFTER UPDATE OF text ON messages BEGIN
            INSERT INTO messages_search (messages_search, rowid, text)
            VALUES ('delete', old.n, old.text);
            INSERT INTO messages_search (rowid, text) VALUES (new.n, new.text);
        END
        """,
    ):
        connection.execute(statement)


def m002_manner(connection: sqlite3.Connection) -> None:
    """`manner` says how the player meant what they wrote; until now, all of it was deeds."""
    connection.execute("ALTER TABLE messages ADD COLUMN manner TEXT")
    connection.execute("UPDATE messages SET manner = 'do' WHERE author_kind = 'player'")


def m003_places(connection: sqlite3.Connection) -> None:
    """Keep with each session where its story stands: the last move on its path, or the start."""
    for statement in (
        "ALTER TABLE sessions ADD COLUMN place TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sessions ADD COLUMN place_name TEXT NOT NULL DEFAULT ''",
        """
        UPDATE sessions SET place = coalesce(
            (
                WITH RECURSIVE path (n, parent, depth, effects) AS (
                    SELECT n, parent, depth, effects FROM messages WHERE n = head
                    UNION ALL
                    SELECT messages.n, messages.parent, messages.depth, messages.effects
                    FROM path JOIN messages ON messages.n = path.parent
                )
                SELECT json_extract(effect.value, '$.change.to')
                FROM path, json_each(path.effects) AS effect
                WHERE json_extract(effect.value, '$.change.type') = 'player_moved'
                ORDER BY depth DESC, effect.key DESC LIMIT 1
            ),
            (SELECT json_extract(body, '$.start') FROM adventures WHERE hash = adventure)
        )
        """,
        """
        UPDATE sessions SET place_name = coalesce((
            SELECT json_extract(each.value, '$.name')
            FROM adventures, json_each(body, '$.places') AS each
            WHERE hash = adventure AND json_extract(each.value, '$.id') = place
        ), '')
        """,
    ):
        connection.execute(statement)


def m004_calls_of_messages(connection: sqlite3.Connection) -> None:
    """A call knows the message that it was made for."""
    connection.execute("ALTER TABLE ledger ADD COLUMN message TEXT")
    connection.execute("CREATE INDEX ledger_message ON ledger (message) WHERE message IS NOT NULL")


def m005_cache_writes_and_habits(connection: sqlite3.Connection) -> None:
    """Count what was put into a provider's cache; remember what a model was found to do."""
    connection.execute("ALTER TABLE ledger ADD COLUMN cache_write INTEGER NOT NULL DEFAULT 0")
    connection.execute(
        """
        CREATE TABLE model_habits (
            connection TEXT NOT NULL,
            model TEXT NOT NULL,
            rung TEXT,
            refuses TEXT NOT NULL,
            PRIMARY KEY (connection, model)
        ) STRICT
        """
    )


def m006_listed_models(connection: sqlite3.Connection) -> None:
    """Keep what a service last said of its models."""
    connection.execute(
        "CREATE TABLE listed_models (connection TEXT PRIMARY KEY, models TEXT NOT NULL) STRICT"
    )


def m007_model_checks(connection: sqlite3.Connection) -> None:
    """Keep how well a model was found to judge."""
    connection.execute(
        """
        CREATE TABLE model_checks (
            connection TEXT NOT NULL,
            model TEXT NOT NULL,
            found TEXT NOT NULL,
            PRIMARY KEY (connection, model)
        ) STRICT
        """
    )


def m008_pictures(connection: sqlite3.Connection) -> None:
    """Messages may come with pictures."""
    for statement in (
        """
        CREATE TABLE pictures (
            n INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            mime_type TEXT NOT NULL,
            data BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE message_pictures (
            message INTEGER NOT NULL REFERENCES messages (n) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            picture INTEGER NOT NULL REFERENCES pictures (n),
            PRIMARY KEY (message, seq)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX message_pictures_picture ON message_pictures (picture)",
    ):
        connection.execute(statement)


def m009_answers(connection: sqlite3.Connection) -> None:
    """Keep answers that may be given again to the same question."""
    for statement in (
        """
        CREATE TABLE answers (
            key TEXT PRIMARY KEY,
            connection TEXT NOT NULL,
            answer TEXT NOT NULL,
            used INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX answers_used ON answers (used)",
    ):
        connection.execute(statement)


def m010_last_answers(connection: sqlite3.Connection) -> None:
    """Keep what prompt packs were answered last; `n` grows with every answer."""
    for statement in (
        """
        CREATE TABLE last_answers (
            n INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            session INTEGER REFERENCES sessions (n) ON DELETE CASCADE,
            answer TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX last_answers_session ON last_answers (session)",
    ):
        connection.execute(statement)


def m011_days_of_the_player(connection: sqlite3.Connection) -> None:
    """Calls count to the days of the player's clock; until now, to those of UTC."""
    connection.execute("UPDATE ledger SET day = coalesce(date(at, 'localtime'), day)")


MIGRATIONS: tuple[Migration, ...] = (
    m001_begin,
    m002_manner,
    m003_places,
    m004_calls_of_messages,
    m005_cache_writes_and_habits,
    m006_listed_models,
    m007_model_checks,
    m008_pictures,
    m009_answers,
    m010_last_answers,
    m011_days_of_the_player,
)
