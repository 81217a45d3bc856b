"""What the story itself says: its messages, changing one, finding words in it."""

from typing import Final

from desktop.texts import tr

EDIT: Final = tr("Edit the message")
EDIT_OF: Final = tr("Edit the message of {name}")
EDIT_KEYS: Final = tr("Ctrl+Enter saves, Esc leaves it as it was")
EDIT_HELD: Final = tr("It can be saved when this turn has ended")
SAVE: Final = tr("Save")
CANCEL: Final = tr("Cancel")
