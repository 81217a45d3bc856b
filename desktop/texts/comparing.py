"""Texts about choosing who writes: for a character, for one turn, for another version, for two."""

from typing import Final

from desktop.texts import plural, tr

ON: Final = tr("{model} on {connection}")
PROFILE_ON: Final = tr("{profile}: {model} on {connection}")
PRICE_NOT_KNOWN: Final = tr("price not known")
MAINS: Final = tr("main’s")
DEARER: Final = tr("dearer than main")
CHEAPER: Final = tr("cheaper than main")

# For a character

MODEL_FOR: Final = tr("Model for {name}")
MODEL_FOR_IN_PALETTE: Final = tr("Model for {name}…")
NARRATOR: Final = tr("the narrator")
AS_THE_ROLE: Final = tr("As the model role has it")
NEVER_FALLS_BACK: Final = tr("Never falls back to another")
SEE_IN_LIBRARY: Final = tr("See in the library")
WITH: Final = tr("with {profile}")
AND_NO_OTHER: Final = tr("with {profile}, and no other")
NO_OTHER: Final = tr("without a fallback")

# For one turn, and for another version

REPLY_WITH: Final = tr("Reply with…")
REPLY_WITH_HELP: Final = tr("Have another model reply, in this turn only")
REPLY_BY: Final = tr("Reply with {profile}, once")
AS_USUAL: Final = tr("As usual")
WITH_NO_LONGER: Final = tr("This turn is answered by {profile}. Press to have it as usual")
WRITE_AGAIN_WITH: Final = tr("Write again with")
WRITE_AGAIN_BY: Final = tr("Write again with {profile}")

# Two side by side

COMPARE: Final = tr("Compare two models…")
COMPARE_TITLE: Final = tr("Compare two models")
COMPARE_TEXT: Final = tr(
    "Both write the same reply, and both are paid for. You take one, and the other stays as a "
    "version of it."
)
FIRST: Final = tr("First")
SECOND: Final = tr("Second")
DO_COMPARE: Final = tr("Compare")
CANCEL: Final = tr("Cancel")
THE_SAME: Final = tr("Choose two different ones.")
ANSWERING: Final = tr("Two replies to “{words}”")
TWO_REPLIES: Final = tr("Two replies")
KEYS: Final = tr("1 or 2 takes a reply, Esc the first. The other stays as a version.")
STOP: Final = tr("Stop")
STOP_HELP: Final = tr("Stop both (Esc)")
KEEP_FIRST: Final = tr("Keep the first")
TAKE: Final = tr("Take this one")
TAKE_NAMED: Final = tr("Take the reply of {model} (Alt+{number})")
SIDE: Final = tr("Reply {number}, by {model}")
WAITING: Final = tr("asked…")
WRITING: Final = tr("writing…")
WAITS_FOR_ANSWER: Final = tr("waits for your answer below")
NOTHING: Final = tr("Nothing was written.")

# Where a message comes from

ORIGIN: Final = tr("{name}: profile {profile} ({type}), {model}")

ORIGIN_OF_MODEL: Final = tr("{name}: {model} ({type})")


def attempts(count: int) -> str:
    return plural("1 attempt", "%n attempts", count)


def other_calls(count: int) -> str:
    return plural("1 other call", "%n other calls", count)
