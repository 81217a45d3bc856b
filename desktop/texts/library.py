"""What the library's pages say."""

from typing import Final

from desktop.texts import plural, tr

BACK: Final = tr("Back to the story")
FILTER: Final = tr("Filter by any word")
NOTHING_FOUND: Final = tr("Nothing here has these words.")
BEGIN: Final = tr("Begin")
OF_ADVENTURE: Final = tr("{shelf} of {adventure}")

NO_ADVENTURES: Final = tr("No adventures yet. Put one into the adventures folder.")
NO_CHARACTERS: Final = tr("This adventure has no characters: the narrator tells all of it.")
NO_LORE: Final = tr("This adventure has no lore: nothing is told to the model by keyword.")
NO_RULES: Final = tr("This adventure has no rules: the story alone decides what happens.")

YOU_ARE: Final = tr("You are")
SUMMARY: Final = tr("What it is about")
HOLDS: Final = tr("What is in it")
INTRO: Final = tr("How it begins")

DESCRIPTION: Final = tr("Description")
PERSONALITY: Final = tr("Personality")
VOICE: Final = tr("Voice")
ALSO_CALLED: Final = tr("Also called")
WHERE: Final = tr("Where")
CARRIES: Final = tr("Carries")
SPEAKS_UNASKED: Final = tr("Speaks up unasked")
VARIABLES: Final = tr("Variables")

KEYS: Final = tr("When one of these is mentioned")
ALWAYS_TOLD: Final = tr("Always told")
TEXT: Final = tr("What the model is told")

BEFORE_REPLY: Final = tr("before the reply")
AFTER_REPLY: Final = tr("after the reply")
AFTER_REPLY_OF: Final = tr("after a reply of {name}")
SWITCHED_OFF: Final = tr("switched off")
CONDITIONS_ALL: Final = tr("When all of this holds")
CONDITIONS_ANY: Final = tr("When any of this holds")
CONDITIONS: Final = tr("When")
ALWAYS: Final = tr("Always")
ONLY_AFTER_ANOTHER: Final = tr("Only when another rule leads here")
QUESTION: Final = tr("The question")
THEN: Final = tr("Then")
ON_ANSWER: Final = tr("If the answer is {tag}")
OTHERWISE: Final = tr("If it is none of these")
CUES: Final = tr("Without a model: {cues}")
NOTHING_HAPPENS: Final = tr("Nothing happens.")

IS: Final = tr("{name} is {value}")
IS_NOT: Final = tr("{name} is not {value}")
MORE_THAN: Final = tr("{name} is more than {value}")
LESS_THAN: Final = tr("{name} is less than {value}")
AT_LEAST: Final = tr("{name} is at least {value}")
AT_MOST: Final = tr("{name} is at most {value}")
EXISTS: Final = tr("{name} is set")
EXISTS_NOT: Final = tr("{name} is not set")
CONTAINS: Final = tr("{name} contains {value}")
CONTAINS_NOT: Final = tr("{name} does not contain {value}")

SET: Final = tr("Set {name} to {value}")
INCREASE: Final = tr("Increase {name} by {value}")
DECREASE: Final = tr("Decrease {name} by {value}")
MULTIPLY: Final = tr("Multiply {name} by {value}")
DIVIDE: Final = tr("Divide {name} by {value}")
APPEND: Final = tr("Add {value} to the end of {name}")
PREPEND: Final = tr("Add {value} to the beginning of {name}")
ROLL: Final = tr("Roll {name}: {value}")
TELL: Final = tr("Tell whoever answers: {text}")
NEXT_RULE: Final = tr("Go on with the rule {rule}")
NEW_SCENE: Final = tr("Begin a new scene")
REWRITE: Final = tr("Have the reply rewritten: {instruction}")
MOVE_ITEM: Final = tr("{item} goes to {holder}")

OF_PLAYER: Final = tr("the player’s {name}")
OF_CHARACTER: Final = tr("the character’s {name}")
OF_PLACE: Final = tr("the place’s {name}")
PLAYER: Final = tr("the player")
SPEAKER: Final = tr("whoever speaks")
PLACE: Final = tr("the player’s place")


def places(count: int) -> str:
    return plural("1 place", "%n places", count)


def characters(count: int) -> str:
    return plural("1 character", "%n characters", count)


def items(count: int) -> str:
    return plural("1 item", "%n items", count)


def lore_entries(count: int) -> str:
    return plural("1 lore entry", "%n lore entries", count)


def rules(count: int) -> str:
    return plural("1 rule", "%n rules", count)
