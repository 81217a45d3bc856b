"""Where the current scene begins in a path, and its words. Pure."""

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from typing_extensions import override

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


class SceneLines(Sequence[str]):
    """The lines of the scene that a path ends in, and of what is `told` after it.

    They are made when one is first asked for: few rules ask for more than the newest words.
    """

    def __init__(self, path: Sequence[Message], told: Sequence[Message] = ()) -> None:
        self._path = path
        self._told = told

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    @override
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._lines[index]

    @override
    def __len__(self) -> int:
        return len(self._lines)

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return lines((*current_scene(self._path), *self._told))
