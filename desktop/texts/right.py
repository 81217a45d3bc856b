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
NEXT_TRY: Final = tr("next try after {seconds}")
NEXT_TRY_AT_ONCE: Final = tr("next try at once")
SKIPPED: Final = tr("{model} is skipped, {rest}")
RESTS_FOR: Final = tr("resting for {seconds} s")
RESTS_UNTIL_RETRY: Final = tr("resting until you press Retry")
AGREED: Final = tr("you agreed to what {model} may cost")
TAKES_OVER: Final = tr("{model} takes over")
IN_QUEUE: Final = tr("in the queue")
QUEUE_PLACE: Final = tr("place {place}")
ABOUT_SECONDS: Final = tr("about {seconds} s")
THE_SCENE: Final = tr("scene")
THE_PLACE: Final = tr("place")
THE_TIME: Final = tr("time")
REWROTE: Final = tr("rewrote the reply")

# Calls

CALLS: Final = tr("Calls")
RULES_TOGETHER: Final = tr("Rules ×{count}")
CALL_DETAILS: Final = tr("{name}: {role}, {models}, {provider}, {time}")
RUNNING: Final = "…"
WAITING: Final = tr("waiting")
FAILED: Final = tr("failed")
STOPPED: Final = tr("stopped")
INTERRUPTED: Final = tr("interrupted")
FAILURES: Final = {
    "AuthenticationError": tr("key refused"),
    "PermissionDeniedError": tr("not allowed"),
    "OutOfCreditError": tr("no credit left"),
    "RateLimitedError": tr("too many requests"),
    "OverloadedError": tr("too busy"),
    "ModelLoadingError": tr("model is loading"),
    "ContextTooLongError": tr("prompt too long"),
    "FilteredError": tr("declined to answer"),
    "BadParameterError": tr("parameter refused"),
    "ModelNotFoundError": tr("no such model"),
    "NoPicturesError": tr("takes no pictures"),
    "ConnectionFailedError": tr("nothing answered"),
    "InterruptedStreamError": tr("broke off"),
    "BadResponseError": tr("answer not understood"),
    "TruncatedError": tr("out of tokens"),
    "RestingError": tr("resting"),
    "SpendingLimitError": tr("spending limit reached"),
}
"""What went wrong with a call, by the kind of error that the ledger keeps."""

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
BY_PATTERN: Final = tr("by a pattern")
NO_CUE: Final = tr("no cue matched")
TEMPERATURE: Final = tr("T {number}")
TAG: Final = tr("[{tag}]")
NOT_SURE_ENOUGH: Final = tr("{confidence}, less than the rule asks for: no branch was taken.")
COULD_NOT_TELL: Final = tr("The judge could not tell: no branch was taken.")
NOT_ASKED_FURTHER: Final = tr("Nothing was decided, so no branch was taken.")

ESCALATED: Final = tr("asked after {model} could not tell")
ANSWERED_BEFORE: Final = tr("answered before, free")

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
PATTERN_RESTS_ON: Final = tr("No model judged: a pattern of this rule matched these words.")
CUE_MISSED: Final = tr("No model judged: no cue of this rule matched the text.")
SAME_AGAIN: Final = tr("The same answer again: {verdict}.")
OTHER_NOW: Final = tr("The answer is now {verdict}. Nothing is changed until you apply it.")
NOT_ANSWERED: Final = tr("Nothing was changed. {failure}")
NOT_WHILE_PLAYING: Final = tr("A turn is being played. Apply this when it has ended.")
NO_CHANGES: Final = tr("The world stays as it is.")

AND: Final = tr(" and ")
OR: Final = tr(" or ")
CONDITION: Final = tr("{what} {operator} {wanted}")
CONDITION_NOW: Final = tr("{condition} (now {current})")
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

# The world

WORLD_EMPTY: Final = tr(
    "Here you see the world of an open session: place, time, variables, who has what and who is "
    "where."
)
NAME: Final = tr("Name")
VALUE: Final = tr("Value")
HERE: Final = tr("Here and now")
PLACE: Final = tr("Place")
TIME: Final = tr("Time")
SCENE: Final = tr("Scene")
STORY: Final = tr("Story")
INVENTORY: Final = tr("Who has what")
CAST: Final = tr("Who is where")
NO_VARIABLES: Final = tr("No variables yet. Rules set them as the story goes on.")
NO_ITEMS: Final = tr("This adventure has no items.")
NO_CAST: Final = tr("This adventure has no characters.")
HINT: Final = tr("Press F2 or double-click a value to change it.")
BUSY: Final = tr("Values can be changed when the turn has ended.")
WRONG_NUMBER: Final = tr("“{text}” is not a value for {name}: it is a number.")
WRONG_CHOICE: Final = tr("“{text}” is not one of the choices.")
WRONG_TIME: Final = tr("“{text}” is not a date with a time.")
UNDO: Final = tr("Undo this change")

# The prompt

CONTEXT_EMPTY: Final = tr(
    "After the first reply you see here which parts of the story and the world the model was "
    "sent, and what had to stay out."
)
WINDOW_SHARE: Final = tr("Share of the context window in use")
PARTS: Final = tr("Parts of the prompt")
PART: Final = tr("Part")
PART_TEXT: Final = tr("Text of the part")
TOKENS: Final = tr("Tokens")
LEFT_OUT_PART: Final = tr("{title} — {reason}")
LEFT_OUT: Final = tr("Left out")
SENT: Final = tr("Sent")
USED: Final = tr("{tokens}, counted roughly")
USED_OF: Final = tr("{used} of {window} tokens, {share} of the window, counted roughly")
KINDS: Final = {
    "system": tr("Instructions"),
    "character": tr("Character"),
    "lore": tr("Lore"),
    "summary": tr("Summary"),
    "history": tr("History"),
    "scene": tr("Scene"),
    "instruction": tr("Instruction of a rule"),
    "player": tr("The player"),
}

# Costs

COST_EMPTY: Final = tr(
    "After the first turn you see here what each model role used, and what it cost in this "
    "session and today."
)
SESSION: Final = tr("This session")
TODAY: Final = tr("Today, all sessions")
COST_COLUMNS: Final = ("", tr("Cost"), tr("Calls"), tr("In"), tr("Out"))
COST_WAYS: Final = tr("How costs are summed up")
COST_BY: Final = {
    "model_role": tr("By model role"),
    "task": tr("By task"),
    "model": tr("By model"),
}
FREE: Final = tr("free")
NOT_KNOWN: Final = tr("not known")
AT_LEAST: Final = tr("{money} + ?")
TOTAL: Final = tr("Total")
ON_FREE: Final = tr("{calls}, {share} on free models")
CACHED: Final = tr("{summary}, {tokens} tokens cached")
COST_NOTE: Final = tr("In and out are tokens. Cached ones are among those in, and cost less.")

# The log

LOG_EMPTY: Final = tr(
    "Here you see what Triptych notes while it works: calls that failed, retries, what was "
    "recovered. Nothing has been noted since it started."
)
NO_MATCH: Final = tr("No line has these words at this level.")
FILTER: Final = tr("Filter")
FILTER_NAME: Final = tr("Show only lines with these words")
COPY: Final = tr("Copy")
COPY_NAME: Final = tr("Copy the lines shown")
COPIED: Final = tr("Copied")
OPEN_FOLDER: Final = tr("Open folder")
LOG_FILE: Final = tr("The whole log: {path}")
LEVEL: Final = tr("Which lines to show")
LEVELS: Final = (tr("Details"), tr("Notes"), tr("Warnings"), tr("Errors"))


def intent(kind: str, by: str) -> str:
    return INTENT.format(kind=INTENTS[kind], by=by)


def rest(seconds: float | None) -> str:
    """How long a model that kept failing is left alone; None: until the player acts."""
    return (
        RESTS_UNTIL_RETRY if seconds is None else RESTS_FOR.format(seconds=max(round(seconds), 1))
    )


def calls(count: int) -> str:
    return plural("1 call", "%n calls", count)


def together(others: int) -> str:
    return plural("asked together with 1 other", "asked together with %n others", others)


def more_wait(count: int) -> str:
    return plural("1 more rule waits.", "%n more rules wait.", count)


def tokens(count: int) -> str:
    return plural("1 token", "%n tokens", count)


def pictures_left_out(count: int) -> str:
    return plural("the picture was left out", "%n pictures were left out", count)
