"""Texts of the field the player writes in, and of what stands around it."""

from typing import Final

from desktop.texts import tr

DO: Final = tr("Do")
SAY: Final = tr("Say")
STORY: Final = tr("Story")
AS: Final = tr("As {name}")
AS_ANY: Final = tr("As…")
SOMEBODY: Final = tr("somebody")
DO_HELP: Final = tr("What your character does, in your own words")
SAY_HELP: Final = tr("What your character says; quotation marks are added, *asterisks* are acts")
STORY_HELP: Final = tr(
    "What happens, told by you as the narrator; rules read no deed of yours in it"
)
AS_HELP: Final = tr("What somebody else here says and does, in your words")

WHAT_DO: Final = tr("What do you do?")
WHAT_SAY: Final = tr("What do you say?")
WHAT_HAPPENS: Final = tr("What happens?")
WHAT_AS: Final = tr("What does {name} say or do?")
BY_YOU: Final = tr("by you")
HINT: Final = tr("Enter sends · Shift+Enter begins a line")

SEND: Final = tr("Send")
STOP: Final = tr("Stop")
SEND_HELP: Final = tr("Send what you wrote")
STOP_HELP: Final = tr("Stop this turn")

MOVES: Final = tr("Begin with one of these, or write your own")
SUGGESTED: Final = tr("Press one to put it into the field, then change it or send it")
SUGGEST: Final = tr("Suggest")
SUGGESTING: Final = tr("Cancel")
SUGGEST_HELP: Final = tr("Ask a model for three moves (one call on the utility role)")
SUGGESTING_HELP: Final = tr("Ask no longer for moves")

ATTACH: Final = tr("Attach pictures (they can also be pasted and dropped)")
TAKE_OUT: Final = tr("Take {name} out")
PASTED: Final = tr("pasted picture")
CHOOSE_PICTURES: Final = tr("Pictures to show with your words")
PICTURE_FILES: Final = tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif)")
TAKES_NONE: Final = tr(
    "{model} takes no pictures. They are kept with your words, and it reads those."
)

METER: Final = tr("{used} / {room}")
METER_NAME: Final = tr("Room for the prompt: {used} of {room} tokens used")
METER_HELP: Final = tr(
    "The last prompt took about {used} of the {room} tokens there are for it. The model takes "
    "{window}; {reply} of them are kept for the reply."
)
LEFT_OUT: Final = tr("Left out: {parts}.")
AND_MORE: Final = tr("{parts} and {count} more")
