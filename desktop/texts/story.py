"""What the story itself says: its messages, changing one, finding words in it."""

from typing import Final

from desktop.texts import plural, tr

STORY: Final = tr("Story")
REASONING_FOLDED: Final = tr("Reasoning")
PREVIOUS_VERSION: Final = tr("Previous version")
NEXT_VERSION: Final = tr("Next version")
WRITE_AGAIN: Final = tr("Write again")
CONTINUE: Final = tr("Continue")
EDIT_MESSAGE: Final = tr("Edit")
BRANCH: Final = tr("Branch from here")
SHOW_PICTURES: Final = tr("Show the pictures")
PICTURE: Final = tr("Picture {number}")
NO_PICTURE: Final = tr("This picture cannot be shown.")
COPY_MESSAGE: Final = tr("Copy message")
MORE: Final = tr("More…")
TURN: Final = tr("turn {number}")
ABOUT: Final = tr("about {tokens}")
WRITING: Final = tr("writing…")
INTERRUPTED: Final = tr("interrupted")
EDITED: Final = tr("edited")
IMAGE: Final = tr("[image: {description}]")
NO_DESCRIPTION: Final = tr("no description")
SCENE: Final = tr("Scene {number}")
REASONING: Final = tr("What the model thought before it wrote")
SHOWN_PLAIN: Final = tr("shown as plain text")
TOO_LONG_TO_EDIT: Final = tr(
    "This message cannot be changed here: it is too long. Copy it, and change it elsewhere."
)
EDIT: Final = tr("Edit the message")
EDIT_OF: Final = tr("Edit the message of {name}")
EDIT_KEYS: Final = tr("Ctrl+Enter saves, Esc leaves it as it was")
EDIT_HELD: Final = tr("It can be saved when this turn has ended")
SAVE: Final = tr("Save")
CANCEL: Final = tr("Cancel")
FIND: Final = tr("Find in the story")
NEXT_HIT: Final = tr("Next hit")
PREVIOUS_HIT: Final = tr("Previous hit")
FIND_PREVIOUS: Final = tr("Previous hit (Shift+Enter)")
FIND_NEXT: Final = tr("Next hit (Enter)")
FIND_CLOSE: Final = tr("Close (Esc)")
FIND_NOTHING: Final = tr("Not found")
FIND_COUNTING: Final = tr("Counting…")
FIND_PLACE: Final = tr("{current} of {total}")
NEWEST: Final = tr("Jump to newest")
YES_ONCE: Final = tr("Yes, once")
YES_ALWAYS: Final = tr("Always")
NO: Final = tr("No")
FREE_MODELS: Final = tr("Use free models")
RAISE_LIMIT: Final = tr("Raise to {money}")
STOP: Final = tr("Stop")


def new_messages(count: int) -> str:
    return plural("1 new message", "%n new messages", count)


def tokens(count: int) -> str:
    """How long a reply is."""
    return plural("1 tok", "%n tok", count)


def pictures(count: int) -> str:
    """What a message shows besides its words."""
    return plural("with a picture", "with %n pictures", count)
