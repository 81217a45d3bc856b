"""What the window itself says: its bars, its menus, its pages."""

from typing import Final

from desktop.texts import tr

MENU: Final = tr("Menu")
SEARCH: Final = tr("Search or do anything")
WHAT_CAN_BE_DONE: Final = tr("What can be done")
NOTHING_FOUND: Final = tr("Nothing is called that")
NO_MODEL: Final = tr("no model")
MODELS_TITLE: Final = tr("Models & connections")

# Menus
PROGRAM: Final = tr("Triptych")
STORY: Final = tr("Story")
VIEW: Final = tr("View")
CONNECTIONS: Final = tr("Connections")
HELP: Final = tr("Help")

# Commands
NEW_SESSION: Final = tr("New session")
QUIT: Final = tr("Close")
STOP: Final = tr("Stop this turn")
UNDO: Final = tr("Undo")
REDO: Final = tr("Redo")
TAKE_BACK: Final = tr("Take back the last message")
WRITE: Final = tr("Write")
WRITE_DEED: Final = tr("Write what you do")
WRITE_SPEECH: Final = tr("Write what you say")
WRITE_STORY: Final = tr("Tell what happens")
WRITE_AS: Final = tr("Speak as somebody here")
SUGGEST: Final = tr("Suggest moves")
ATTACH: Final = tr("Attach pictures")
WRITE_AGAIN: Final = tr("Write the last reply again")
CONTINUE: Final = tr("Continue the last reply")
PREVIOUS_VERSION: Final = tr("Previous version of the last reply")
NEXT_VERSION: Final = tr("Next version of the last reply")
EDIT_LAST: Final = tr("Change the last message")
BRANCH_LAST: Final = tr("Branch from the last message")
COPY_LAST: Final = tr("Copy the last message")
NEWEST: Final = tr("Jump to newest")
SHOW_STORY: Final = tr("Show the story")
SHOW_MODELS: Final = tr("Models and connections")
LARGER: Final = tr("Larger text")
SMALLER: Final = tr("Smaller text")
NORMAL: Final = tr("Text size: normal")
DARK: Final = tr("Dark")
LIGHT: Final = tr("Light")
AS_THE_SYSTEM: Final = tr("As the system")
CALM: Final = tr("Reduced motion")
SHORTCUTS: Final = tr("Keyboard shortcuts")
WELCOME: Final = tr("Welcome")
OPEN_MENU: Final = tr("Open the menu")
TO_NOTICE: Final = tr("Go to the notice")
OPEN_SESSION: Final = tr("Open session: {name}")
SWITCH_TO: Final = tr("Switch to {label}")
ADD_CONNECTION: Final = tr("Add a connection…")
CHECK_JUDGE: Final = tr("Check how the model of CoT judges")
PRESETS: Final = tr("Presets of models…")
TIERS: Final = tr("Tiers of models…")
LIMITS: Final = tr("Spending limits…")
BUILT_IN_MODELS: Final = tr("Built-in models")

# The line at the bottom
SAVED: Final = tr("● Saved")
PLAYING: Final = tr("● Playing")
SESSION_COST: Final = tr("Session {cost}")
TODAY_COST: Final = tr("Today {cost}")
TODAY_OF: Final = tr("Today {cost} of {limit}")
SHOW_USAGE: Final = tr("Show usage")
SPEED: Final = tr("{role} {speed} tok/s")
SUMMARISED: Final = tr("The story so far was summarised.")

# Told outside the window
ANSWERED: Final = tr("{who} has answered.")
TURN_ENDED: Final = tr("The turn has ended.")

# Switching
SWITCH: Final = tr("Switch ▾")
SWITCHING: Final = tr("Switching…")
SWITCH_NAME: Final = tr("Switch all three roles to another connection")
ALL_ROLES: Final = tr("{label} (all three roles)")
SWITCHED: Final = tr("All three roles now use {label}.")
SWITCHED_BACK: Final = tr("The three roles use what they used before.")
UNDO_SWITCH: Final = tr("Undo")
SWITCHING_TO: Final = tr("Asking {label} for its models…")
CANCEL: Final = tr("Cancel")

# While the library opens, and when it does not
OPENING: Final = tr("Opening your library…")
NOT_OPENED: Final = tr("Triptych could not open your library")
AGAIN: Final = tr("Try again")
BACKUP: Final = tr("Use the newest backup")
FRESH: Final = tr("Begin an empty library")
LEAVE: Final = tr("Close Triptych")
CRASHED: Final = tr(
    "Something went wrong that Triptych did not expect. Your story is saved up to the last "
    "message. You can go on; if something looks odd, close the window and start again."
)
