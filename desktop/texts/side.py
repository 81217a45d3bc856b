"""What the left column says: sessions, who is here, the library."""

from typing import Final

from desktop.texts import tr

SESSIONS: Final = tr("Sessions")
CAST_HERE: Final = tr("Cast here")
LIBRARY: Final = tr("Library")
IN_THE_STORIES: Final = tr("In the stories")

NEW_SESSION: Final = tr("New session")
SEARCH: Final = tr("Search sessions and stories")
SEARCH_FIELD: Final = tr("Name, place, or words of a story")
NO_SESSIONS: Final = tr("No sessions yet. Press + to begin an adventure.")
NOTHING_CALLED: Final = tr("No session is called that.")
NOBODY: Final = tr("Nobody else is here. Move to another place to meet people.")

TURN_AND_PLACE: Final = tr("Turn {turn} · {place}")
TURN: Final = tr("Turn {turn}")
BEGINS_AT: Final = tr("Not begun · {place}")
NOT_BEGUN: Final = tr("Not begun")
LAST_PLAYED: Final = tr("Played last: {moment}")
HIT: Final = tr("{session} · turn {turn}")

RENAME: Final = tr("Rename")
BRANCH: Final = tr("Branch")
DELETE: Final = tr("Delete")
UNDO: Final = tr("Undo")
REDO: Final = tr("Redo")
SESSION_MENU: Final = tr("What to do with this session")

RENAMED: Final = tr("“{before}” is now called “{after}”.")
DELETED: Final = tr("“{name}” was deleted.")
RESTORED: Final = tr("“{name}” is back.")
BRANCHED: Final = tr("“{name}” goes on from here. The other story stays as it is.")

ADVENTURES: Final = tr("Adventures")
CHARACTERS: Final = tr("Characters")
LOREBOOKS: Final = tr("Lorebooks")
RULES: Final = tr("Rules")
MODELS: Final = tr("Models")

CARRIES: Final = tr("carries {things}")
NO_ADVENTURE: Final = tr("There is no adventure to play. Put one into the adventures folder.")

LEFT_COLUMN: Final = tr("Sessions and cast")
RIGHT_COLUMN: Final = tr("Turn and world")
SHOW_COLUMN: Final = tr("Show or hide the column: {column} ({keys})")
