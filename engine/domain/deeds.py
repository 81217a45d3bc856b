"""What a player did to a session, so that it can be undone and done again. Pure."""

from dataclasses import dataclass

from engine.domain.ids import MessageId
from engine.domain.rules import Judgement
from engine.domain.world import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadMoved:
    """The session went on from another message: by a turn, a swipe, or a deletion.

    Messages stay in the tree whatever the head is, so nothing is lost either way. `name` is what
    the player did, as a menu says it.
    """

    name: str
    before: MessageId | None
    after: MessageId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdited:
    """`was_edited` says whether the words before were already the player's own version."""

    message: MessageId
    before: str
    after: str
    was_edited: bool
    name: str = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectsChanged:
    """The player changed the world by hand, at `message`."""

    message: MessageId
    before: tuple[Effect, ...]
    after: tuple[Effect, ...]
    name: str = "change of the world"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChanged:
    """The player took another verdict, with what it changes, for one given at `message`."""

    message: MessageId
    before: tuple[Judgement, ...]
    after: tuple[Judgement, ...]
    effects_before: tuple[Effect, ...]
    effects_after: tuple[Effect, ...]
    name: str = "other verdict"


Deed = HeadMoved | TextEdited | EffectsChanged | VerdictChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """The deeds of a session, the newest last in both lines."""

    done: tuple[Deed, ...] = ()
    undone: tuple[Deed, ...] = ()

    def do(self, deed: Deed) -> "Deeds":
        """After a new deed, what was undone before cannot come back."""
        return Deeds(done=(*self.done, deed))

    def undo(self) -> "Deeds":
        return Deeds(done=self.done[:-1], undone=(*self.undone, self.done[-1]))

    def redo(self) -> "Deeds":
        return Deeds(done=(*self.done, self.undone[-1]), undone=self.undone[:-1])
