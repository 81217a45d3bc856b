"""The words of the right column: the turn, the world, the prompt, the costs and the log."""

from typing import Final

from desktop.texts import plural, tr

TURN: Final = tr("Turn")
WORLD: Final = tr("World")
CONTEXT: Final = tr("Context")
COST: Final = tr("Cost")
LOG: Final = tr("Log")
TABS: Final = tr("What the right column shows")

# The turn

TURN_EMPTY: Final = tr(
    "Here you see how each turn comes about: which models were called, what every rule asked, "
    "the verdict with the words it rests on, and what it changed in the world."
)
TURN_NUMBER: Final = tr("Turn {number}")
PLAYING: Final = tr("playing")
RULES: Final = tr("Rules")
ALSO_CHANGED: Final = tr("Also changed")
TO_NEWEST: Final = tr("Show the newest turn")
INTENT: Final = tr("You: {kind}, read by {by}")
INTENTS: Final = {
    "speech": tr("speech"),
    "action": tr("action"),
    "movement": tr("movement"),
    "out_of_character": tr("out of character"),
}
TRYING_AGAIN: Final = tr("trying again in {seconds} s")
TAKES_OVER: Final = tr("{model} takes over")
IN_QUEUE: Final = tr("in the queue")
QUEUE_PLACE: Final = tr("place {place}")
ABOUT_SECONDS: Final = tr("about {seconds} s")
REWROTE: Final = tr("rewrote the reply")

# Calls

CALLS: Final = tr("Calls")
RULES_TOGETHER: Final = tr("Rules ×{count}")
CALL_DETAILS: Final = tr("{name}: {role}, {models}, {provider}, {time}")
RUNNING: Final = "…"
WAITING: Final = tr("waiting")
FAILED: Final = tr("failed")
STOPPED: Final = tr("stopped")

# Rules and verdicts

ASKING: Final = tr("Asking…")
APPLIED: Final = tr("Applied")
NONE_OF_THESE: Final = tr("None of these")
UNCLEAR: Final = tr("Unclear")
NO_VERDICT: Final = tr("No verdict")
WAITS: Final = tr("Waiting")
UNRELIABLE: Final = tr("unreliable on this model")
STALE: Final = tr("the text was edited since")
SHOW: Final = tr("Show in the story")
SHOW_BY_KEY: Final = tr("Enter shows in the story what this verdict rests on.")
QUOTE: Final = tr("“{words}”")
BY_CUE: Final = tr("by the cue “{cue}”")
NO_CUE: Final = tr("no cue matched")
TEMPERATURE: Final = tr("T {number}")
TAG: Final = tr("[{tag}]")
NOT_SURE_ENOUGH: Final = tr("{confidence}, less than the rule asks for: no branch was taken.")
COULD_NOT_TELL: Final = tr("The judge could not tell: no branch was taken.")
NOT_ASKED_FURTHER: Final = tr("Nothing was decided, so no branch was taken.")

WHY: Final = tr("why?")
WHY_OF: Final = tr("Why this verdict? {rule}")
AGAIN: Final = tr("Ask again")
AGAIN_OF: Final = tr("Ask again: {rule}")
CANCEL: Final = tr("Cancel")
APPLY: Final = tr("Apply")
APPLY_OF: Final = tr("Apply the new verdict: {rule}")
HIDE: Final = tr("Hide")
ASKING_WHY: Final = tr("Asking the judge why…")
ASKING_AGAIN: Final = tr("Asking again…")
GIVEN_UP: Final = tr("You stopped the question. Nothing was changed.")
RESTS_ON: Final = tr("{model} rests it on these words:")
RESTS_ON_NOTHING: Final = tr("{model} named no words that are in the text. Ask again, or edit it.")
CUE_RESTS_ON: Final = tr("No model judged: the cue “{cue}” matched these words.")
CUE_MISSED: Final = tr("No model judged: no cue of this rule matched the text.")
SAME_AGAIN: Final = tr("The same answer again: {verdict}.")
OTHER_NOW: Final = tr("The answer is now {verdict}. Nothing is changed until you apply it.")
NOT_ANSWERED: Final = tr("Nothing was changed. {failure}")
NOT_WHILE_PLAYING: Final = tr("A turn is being played. Apply this when it has ended.")
NO_CHANGES: Final = tr("The world stays as it is.")

AND: Final = tr(" and ")
OR: Final = tr(" or ")
CONDITION: Final = tr("{what} {operator} {wanted}")
CONDITION_NOW: Final = tr("{condition}, now {current}")
IS_SET: Final = tr("{what} is set")
IS_NOT_SET: Final = tr("{what} is not set")
OPERATORS: Final = {
    "==": "=",
    "!=": "≠",
    ">": ">",
    "<": "<",
    ">=": "≥",
    "<=": "≤",
    "contains": tr("contains"),
    "not contains": tr("does not contain"),
}
NO_MODEL_NEEDED: Final = tr("{condition} — no model needed")
THEN_ASKED: Final = tr("{condition} — then the judge is asked")


def intent(kind: str, by: str) -> str:
    return INTENT.format(kind=INTENTS[kind], by=by)


def calls(count: int) -> str:
    return plural("1 call", "%n calls", count)


def together(others: int) -> str:
    return plural("asked together with 1 other", "asked together with %n others", others)


def more_wait(count: int) -> str:
    return plural("1 more rule waits.", "%n more rules wait.", count)
