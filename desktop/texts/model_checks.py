"""The texts of the check of how a model judges."""

from typing import Final

from desktop.texts import plural, tr

CHECK: Final = tr("Check how it judges")
CHECK_TIP: Final = tr("Ask questions whose answers are known, and count the right ones")
CHECKING: Final = tr("Checking…")
CANCEL: Final = tr("Cancel")
QUESTION: Final = tr("Question {number} of {of}")
JUDGES: Final = tr("Judges {right} of {of}")
CANNOT_JUDGE: Final = tr("Cannot judge: at chance ({right} of {of})")
JUDGES_BRIEFLY: Final = tr("judges {right} of {of}")
CANNOT_JUDGE_BRIEFLY: Final = tr("cannot judge: at chance ({right} of {of})")
TOO_FEW: Final = tr(
    "Only {answered} of {asked} questions were answered, too few to tell. Check again later."
)
SO: Final = tr("what is so")
NOT_SO: Final = tr("what is not so")
OPEN: Final = tr("what is left open")
OF: Final = tr("{right} of {of}")
IN_FORM: Final = tr("form kept {kept} of {of}")
QUOTED: Final = tr("quotes found {found} of {of}")
FILLS_JSON: Final = tr("JSON good")
NO_JSON: Final = tr("no good JSON")
START: Final = tr("Check")
NOT_NOW: Final = tr("Not now")
COSTS: Final = tr(
    "This asks {model} many short questions. It costs {money} at most, usually much less."
)
COSTS_NOT_KNOWN: Final = tr("This asks {model} many short questions. Its price is not known.")


def failures_text(count: int) -> str:
    return plural("1 not answered", "%n not answered", count)
