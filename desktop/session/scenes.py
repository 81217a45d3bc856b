"""Which scene each message of the story is in, so that a line can stand where a new one begins."""

from collections.abc import Iterable

from desktop.texts import story as texts
from engine.domain.ids import MessageId
from engine.domain.messages import Message
from engine.domain.world import Change, PlayerMoved, SceneStarted


class Scenes:
    """Follows the story's messages in the order they are read; what changes the scene does so
    for the message after it."""

    def __init__(self) -> None:
        self._now = 1
        self._scenes: dict[MessageId, int] = {}

    def show(self, path: Iterable[Message]) -> None:
        """Begin anew with these messages."""
        self._now, self._scenes = 1, {}
        for message in path:
            self.begin(message.id)
            for effect in message.effects:
                self.take(effect.change)

    def begin(self, message: MessageId) -> None:
        """This message comes next."""
        self._scenes.setdefault(message, self._now)

    def take(self, change: Change) -> None:
        """The world has changed."""
        self._now += isinstance(change, SceneStarted | PlayerMoved)

    def cut_before(self, message: MessageId) -> None:
        """This message and all after it are gone."""
        ids = list(self._scenes)
        self._now = self._scenes[message]
        for gone in ids[ids.index(message) :]:
            del self._scenes[gone]

    def drop(self, message: MessageId) -> None:
        """This message is not to be told after all."""
        self._scenes.pop(message, None)

    def dividers(self) -> dict[MessageId, str]:
        """All of them, by the message they stand above."""
        before, found = 1, {}
        for message, scene in self._scenes.items():
            if scene != before:
                found[message] = texts.SCENE.format(number=scene)
            before = scene
        return found
