"""Pictures of messages, every distinct one stored once."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from engine.domain.ids import MessageId
from engine.domain.images import Image, Picture, picture_of
from engine.domain.messages import Message


def keep_pictures(connection: sqlite3.Connection, images: Iterable[Image]) -> None:
    """Have the pictures in the library, before the message they come with is saved."""
    connection.executemany(
        "INSERT INTO pictures (hash, mime_type, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(picture_of(image).hash, image.mime_type, image.data) for image in images],
    )


def attach_pictures(connection: sqlite3.Connection, message: Message) -> None:
    """Let a saved message have its pictures, which are in the library."""
    connection.executemany(
        """
        INSERT INTO message_pictures (message, seq, picture)
        SELECT messages.n, ?, pictures.n FROM messages, pictures
        WHERE messages.id = ? AND hash = ?
        """,
        [(seq, message.id, picture.hash) for seq, picture in enumerate(message.pictures)],
    )


def pictures_between(
    connection: sqlite3.Connection, first: MessageId, last: MessageId
) -> Mapping[str, tuple[Picture, ...]]:
    """The pictures of every message written from `first` to `last` that has any."""
    rows = connection.execute(
        """
        SELECT messages.id, hash, mime_type
        FROM message_pictures
        JOIN messages ON messages.n = message JOIN pictures ON pictures.n = picture
        WHERE message BETWEEN
            (SELECT n FROM messages WHERE id = ?) AND (SELECT n FROM messages WHERE id = ?)
        ORDER BY message, seq
        """,
        (first, last),
    )
    found: defaultdict[str, list[Picture]] = defaultdict(list)
    for id_, hash_, mime_type in rows:
        found[id_].append(Picture(hash=hash_, mime_type=mime_type))
    return {id_: tuple(pictures) for id_, pictures in found.items()}


def load_pictures(
    connection: sqlite3.Connection, pictures: Sequence[Picture]
) -> Mapping[str, Image]:
    """The pictures by their hashes; what the library has not is left out."""
    found = {}
    for hash_ in dict.fromkeys(picture.hash for picture in pictures):
        row = connection.execute(
            "SELECT mime_type, data FROM pictures WHERE hash = ?", (hash_,)
        ).fetchone()
        if row is not None:
            found[hash_] = Image(mime_type=row[0], data=row[1])
    return found
