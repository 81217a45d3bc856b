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
CALLS: Final = tr("{count} calls")
