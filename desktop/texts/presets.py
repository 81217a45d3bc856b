"""What presets say: sets of models for everything, and models for kinds of writing."""

from typing import Final

from desktop.texts import plural, tr

PRESETS: Final = tr("Presets")
SAVE_AS: Final = tr("Save as preset…")
WRITING: Final = tr("Models for kinds of writing…")

# What a preset would change

TITLE: Final = tr("Preset “{name}”")
CARD_NAME: Final = tr("What the preset “{name}” changes")
NOTHING: Final = tr("nothing of its own")
AS_NOW: Final = tr("as now")
INSTEAD: Final = tr("instead of {model}")
TIER: Final = tr("{tier} tier")
APPLY: Final = tr("Apply")
DELETE: Final = tr("Delete")
CLOSE: Final = tr("Close")
CHANGES_NOTHING: Final = tr("Everything is like this already.")
APPLIED: Final = tr("“{name}” is in force.")
DELETED: Final = tr("The preset “{name}” is deleted.")

# Keeping the present assignments

SAVE_TITLE: Final = tr("Keep these models and values as a preset")
NAME_FIELD: Final = tr("Name of the preset")
SAVE: Final = tr("Save")
SAVED: Final = tr("The preset “{name}” is kept.")

# Models for kinds of writing

WRITING_TITLE: Final = tr("Models for kinds of writing")
WRITING_FOR: Final = tr("Kind of writing")
VALUES: Final = tr("{provider} · temperature {temperature}, top p {top_p}")
ADD_FIRST: Final = tr("Needs {provider}: add it first.")
GONE: Final = tr("No longer offered.")
GONE_NEAREST: Final = tr("No longer offered, nearest: {model}.")
TAKE: Final = tr("Make a profile")
TAKE_NEAREST: Final = tr("Take the nearest")
TAKE_NAME: Final = tr("{deed}: {model}")
TAKEN: Final = tr("The profile {profile} is there. Choose it where it is to write.")


def changes_text(count: int) -> str:
    return plural("Changes one thing:", "Changes %n things:", count)
