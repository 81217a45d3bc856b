"""Where the current scene begins in a path. Pure."""

from collections.abc import Sequence

from engine.domain.messages import Message
from engine.domain.world import PlayerMoved, SceneStarted


def current_scene(path: Sequence[Message]) -> Sequence[Message]:
    """The messages of the scene that the path ends in."""
    for index in range(len(path) - 1, -1, -1):
        for effect in path[index].effects:
            if isinstance(effect.change, PlayerMoved | SceneStarted):
                return path[index:]
    return path


def lines(path: Sequence[Message]) -> tuple[str, ...]:
    """The messages as `Name: text`, oldest first."""
    return tuple(f"{message.author.name}: {message.text}" for message in path)
