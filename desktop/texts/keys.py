"""What keys do that are no commands, for the page of shortcuts."""

from typing import Final

from desktop.texts import tr

TITLE: Final = tr("Keyboard shortcuts")
BACK: Final = tr("Back")
HINT: Final = tr("Everything can be done by its name, too: press {keys}.")

WRITING: Final = tr("Where you write")
SEND: Final = tr("Send what you wrote")
NEW_LINE: Final = tr("Begin a line")

READING: Final = tr("In the story")
STEP: Final = tr("Next or previous message")
SCROLL: Final = tr("A page on or back")
ENDS: Final = tr("To the beginning or the newest")
ACTIONS: Final = tr("Choose what can be done with a message")
PRESS: Final = tr("Do it, or open the message's menu")
COPY: Final = tr("Copy what is marked")
ALL: Final = tr("Mark everything")

ANYWHERE: Final = tr("Anywhere")
PARTS: Final = tr("Next or previous part of the window")
CLOSE: Final = tr("Close what lies on top, or go back")
ALONE: Final = tr("Open the menu")
