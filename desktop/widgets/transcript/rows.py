"""What a transcript shows: one frozen value for each message."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.texts import story as texts


class RowKind(StrEnum):
    PLAYER = "player"
    NARRATOR = "narrator"
    CHARACTER = "character"
    NOTICE = "notice"


class Action(StrEnum):
    """What a reader may ask for a message. The view draws and names them; it does none of them."""

    PREVIOUS = "previous"
    NEXT = "next"
    REGENERATE = "regenerate"
    CONTINUE = "continue"
    SHOW_PICTURES = "show_pictures"
    EDIT = "edit"
    BRANCH = "branch"
    COPY = "copy"
    MORE = "more"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Action.PREVIOUS: texts.PREVIOUS_VERSION,
    Action.NEXT: texts.NEXT_VERSION,
    Action.REGENERATE: texts.WRITE_AGAIN,
    Action.CONTINUE: texts.CONTINUE,
    Action.SHOW_PICTURES: texts.SHOW_PICTURES,
    Action.EDIT: texts.EDIT_MESSAGE,
    Action.BRANCH: texts.BRANCH,
    Action.COPY: texts.COPY_MESSAGE,
    Action.MORE: texts.MORE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A square beside the name: a picture from this disk, else initials on the tone's colour."""

    initials: str = ""
    tone: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """The small line below a message. `tone` is a key of the style's `tones`."""

    text: str = ""
    badge: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message. `open` means that more text is coming; `reasoning` is shown folded.

    `swipe` is which of how many versions this is, counted from one; `divider` stands above the
    message, where something new begins.
    """

    id: str
    kind: RowKind
    text: str
    name: str = ""
    caption: str = ""
    foot: Foot | None = None
    portrait: Portrait | None = None
    open: bool = False
    reasoning: str = ""
    swipe: tuple[int, int] | None = None
    actions: tuple[Action, ...] = ()
    divider: str = ""
    pictures: tuple[str, ...] = ()
    """Names by which the thumbnails are asked for."""

    @property
    def offered(self) -> tuple[Action, ...]:
        """What can be asked for now: nothing changes a message that is still being written."""
        return tuple(each for each in self.actions if not self.open or each is Action.COPY)

    def offers(self, action: Action) -> bool:
        """Whether `action` can be asked for now, by a button, an arrow or a key."""
        place, count = self.swipe or (1, 1)
        match action:
            case Action.PREVIOUS:
                return place > 1
            case Action.NEXT:
                return place < count
            case _:
                return action in self.offered
