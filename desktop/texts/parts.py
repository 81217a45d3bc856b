"""The names of what several features speak of: model roles, tasks, the way out of a notice."""

from typing import Final

from desktop.texts import tr

CLOSE: Final = tr("Close")

LINK_TITLE: Final = tr("Open a link")
OPEN_LINK: Final = tr("Open this address in your browser?\n\n{address}")
OPEN: Final = tr("Open")

MAIN: Final = tr("Main")
COT: Final = tr("CoT")
UTILITY: Final = tr("Utility")
MAIN_DEED: Final = tr("writes the story")
COT_DEED: Final = tr("judges the rules")
UTILITY_DEED: Final = tr("keeps the books")
AND: Final = tr("{first} and {last}")

CHARACTER_REPLY: Final = tr("Character reply")
NARRATION: Final = tr("Narration")
RULE: Final = tr("Rule")
REWRITE: Final = tr("Rewrite")
SUMMARY: Final = tr("Summary")
INTENT: Final = tr("Intent")
NEW_CHARACTER: Final = tr("New character")
DESCRIPTION: Final = tr("Description")
NEW_QUEST: Final = tr("New quest")

# What a model can do

EXACT: Final = tr("exact [YES]/[NO]")
JSON_CHECKED: Final = tr("JSON, checked")
ASKED_POLITELY: Final = tr("asked politely")
CANNOT_JUDGE: Final = tr("cannot judge")
FOR_ROLEPLAY: Final = tr("tuned for roleplay")
LOADED_NOW: Final = tr("loaded")
SEES_PICTURES: Final = tr("sees pictures")
