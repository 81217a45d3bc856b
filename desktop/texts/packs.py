"""Texts of what models are asked beside the story: the proposal's card, and the page of prompts."""

from typing import Final

from desktop.texts import tr

OF_MESSAGE: Final = tr("{pack} · {name}")
OF_TURN: Final = tr("{pack} · {name}, turn {turn}")
ASK: Final = tr("Ask")
ASKING: Final = tr("Asking the {role} model…")
GIVEN_UP: Final = tr("You stopped. Nothing was written.")
CANCEL: Final = tr("Cancel")
COPY: Final = tr("Copy")
COPIED: Final = tr("Copied.")
AGAIN: Final = tr("Ask again")
CLOSE: Final = tr("Close")
KEEP_VERSION: Final = tr("Keep as a new version")
KEEP_NARRATION: Final = tr("Add to the story")
NOT_WHILE_PLAYING: Final = tr("It can be kept when this turn has ended.")
BRANCHES: Final = tr("Kept, the story goes on from here; what followed stays on its own branch.")
ANSWER_OF: Final = tr("Answer: {pack}")
EARLIER: Final = tr("From {when}, before the models were out of reach:")
CALLS: Final = tr("{count} calls")

# The prompts themselves
PROMPTS: Final = tr("Prompts…")
TITLE: Final = tr("Prompts")
LIST: Final = tr("What models can be asked for")
PREVIEW: Final = tr("What would be sent, and an answer")
OWN: Final = tr("{pack} (your copy)")
BROKEN: Final = tr("{pack} (your copy has a mistake)")
VALUES: Final = tr("{task} · {complexity} · temperature {temperature} · {tokens} tokens at most")
SENT: Final = tr("WHAT WOULD BE SENT, FILLED WITH AN EXAMPLE")
ANSWERED: Final = tr("AN ANSWER OF THE RIGHT FORM (no model was asked)")
NEXT: Final = tr("Moves: {moves}")
EDIT_COPY: Final = tr("Edit a copy")
ORIGINAL: Final = tr("Back to the original")
EDITING: Final = tr("Your copy is open in your editor: {file}. Save it there, then come back.")
NOT_OPENED: Final = tr("No editor opened. Your copy is here: {file}")
PUT_AWAY: Final = tr("Your copy was put beside the others, its name ending in .old.")
