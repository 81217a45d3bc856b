"""Texts about turns that did not go through, and what can be done then."""

from typing import Final

from desktop.texts import tr

RETRY: Final = tr("Retry")
CONTINUE: Final = tr("Continue")
CONTINUE_ELSEWHERE: Final = tr("Continue with {model}")
BUILT_IN: Final = tr("Use the built-in model")
CLOSE: Final = tr("Close")
STOPPED_BEFORE: Final = tr("You stopped before anything more was written. Retry asks again.")
UNANSWERED: Final = tr("Your last words have not been answered yet.")
