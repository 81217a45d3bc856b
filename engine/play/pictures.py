"""The pictures of a story that the next prompt shows."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import chain

from engine.domain.images import MOST_IMAGES, Image
from engine.domain.messages import Message
from engine.storage.database import Database
from engine.storage.pictures import load_pictures


async def shown_pictures(db: Database, path: Iterable[Message]) -> Mapping[str, Image]:
    """The newest pictures of `path`, as many as one prompt may have, by their hashes."""
    pictures = [message.pictures for message in path if message.pictures]
    newest = dict.fromkeys(reversed(list(chain.from_iterable(pictures))))
    if not newest:
        return {}
    return await db.run(partial(load_pictures, pictures=tuple(newest)[:MOST_IMAGES]))
