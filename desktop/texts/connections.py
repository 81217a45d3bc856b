"""The texts of Models & connections."""

from typing import Final

from desktop.texts import plural, tr

# The page

BACK: Final = tr("Back to the story")
CONNECTIONS: Final = tr("CONNECTIONS")
CONNECTIONS_NAME: Final = tr("Connections")
ADD_SHORT: Final = tr("+ Add")
ADD_NAME: Final = tr("Add a connection")
TASKS: Final = tr("WHAT EACH TASK USES")
UNDO: Final = tr("Undo")
CLOSE: Final = tr("Close")
CANCEL: Final = tr("Cancel")

# How a connection is, in its line of the list

KEY_CHECKED: Final = tr("key checked")
KEY_NOT_CHECKED: Final = tr("key not checked")
NO_KEY: Final = tr("no key yet")
KEY_REFUSED: Final = tr("key refused ({status}) — fix")
KEY_MISSING: Final = tr("no key — fix")
NOT_ALLOWED: Final = tr("not allowed — fix")
NO_CREDIT: Final = tr("no credit left")
TOO_MANY: Final = tr("too many requests, try later")
NOT_RUNNING: Final = tr("not running")
NOT_REACHED: Final = tr("not reached")
WRONG_ADDRESS: Final = tr("wrong address — fix")
NOT_ANSWERING: Final = tr("does not answer as it should")
CHECKING: Final = tr("checking…")
NOT_CHECKED: Final = tr("not checked")
ANSWERS: Final = tr("answers")
READY: Final = tr("ready")
LOADED: Final = tr("{model} loaded")
NOTHING_LOADED: Final = tr("no model loaded")


def models_text(count: int) -> str:
    return plural("1 model", "%n models", count)


# A role's card

CHANGE: Final = tr("Change model")
CHANGE_NAME: Final = tr("Change the model of {role}")
TEST: Final = tr("Test")
TEST_NAME: Final = tr("Test the model of {role}")
TESTING: Final = tr("Testing…")
NO_MODEL: Final = tr("No model yet")
CHOOSE_ONE: Final = tr("Press Change model and choose one.")
IF_IT_FAILS: Final = tr("IF IT FAILS")
OWN_FALLBACKS: Final = tr("Its profile's own: {models}")
OWN_BEFORE: Final = tr("Before these, its profile's own: {models}")
ADD_FALLBACK: Final = tr("+ Add")
ADD_FALLBACK_NAME: Final = tr("Add a fallback for {role}")
FALLBACK_KEYS: Final = tr("Alt+Up and Alt+Down move it, Delete removes it.")
MOVE_UP: Final = tr("Try it earlier")
MOVE_DOWN: Final = tr("Try it later")
REMOVE_FALLBACK: Final = tr("Do not fall back to it")
CHEAPER: Final = tr("(cheaper)")
ASKS_FIRST: Final = tr("ask me first: costs money")
CONTEXT: Final = tr("{tokens} context")
DOES_NOT_JUDGE: Final = tr("Cannot judge: rules go by their cues")
FOR_ROLEPLAY: Final = tr("Tuned for roleplay: it may judge badly")
GONE: Final = tr("no longer offered")
GONE_NEAREST: Final = tr("no longer offered, nearest: {model}")
WITH_REMARK: Final = tr("{model}, {remark}")
TAKE_NEAREST: Final = tr("Take it")
TAKE_NEAREST_NAME: Final = tr("Take {model} instead of {gone}")
CONNECTION_GOOD: Final = tr("{label} answers.")
CONNECTION_BAD: Final = tr("{label}: {state}")
BROKE_OFF: Final = tr("The answer began and then broke off. Press Test to try again.")
QUOTED: Final = tr("“{text}”")

# Choosing a model

MODEL_FOR: Final = tr("Model for {role}")
FALLBACK_FOR: Final = tr("Fallback for {role}")
SEARCH_MODELS: Final = tr("Search by name, or type a model's exact name")
MODELS_NAME: Final = tr("Models")
USE_TYPED: Final = tr("Use “{model}” as typed")
ASKING: Final = tr("Asking {labels}…")
NOBODY_LISTS: Final = tr("No connection says which models it has. Type a model's exact name.")
IN_USE: Final = tr("in use")
NEAREST_TO: Final = tr("nearest to {model}, which is no longer offered")
ORDER_OF_MODELS: Final = tr("Order of the models")
ORDER_LISTED: Final = tr("As listed")
ORDER_NAME: Final = tr("By name")
ORDER_PRICE: Final = tr("Cheapest first")
ORDER_CONTEXT: Final = tr("Longest context first")
ORDER_NEWEST: Final = tr("Loaded, then newest")
ORDER_ABILITIES: Final = tr("Best judges first")

# The table of tasks

HEADINGS: Final = (
    tr("TASK"),
    tr("ROLE"),
    tr("TEMPERATURE"),
    "",
    tr("MAX TOKENS"),
    tr("GOES TO"),
    "",
    tr("LAST CALL"),
)
TABLE_NAME: Final = tr("What each task uses")
RESET_NAME: Final = tr("Reset {task}")
RESET_TIP: Final = tr("Back to the task table's values")
ROLE_OF: Final = tr("Role of {task}: {role}")
SLIDER_OF: Final = tr("Temperature of {task}, slider")
TEMPERATURE_OF: Final = tr("Temperature of {task}")
TOKENS_OF: Final = tr("Most tokens of {task}")
MODEL_OF: Final = tr("Model of {task}")
SHIPPED: Final = tr("From the task table.")
YOURS: Final = tr("Changed by you; the task table says {value}.")
CAPPED_BY_PROFILE: Final = tr("{most} · capped by the model's profile; {wish} asked for.")
CAPPED_BY_MODEL: Final = tr("{most} · {model} writes no more at once; {wish} asked for.")
OF_ROLE: Final = tr("The {role} model. Choose another for this task alone.")
OF_TASK: Final = tr("Changed by you, for this task alone.")
NO_ROLE_MODEL: Final = tr("no model")
BY_COMPLEXITY: Final = tr("the harder, the stronger")
TIER_WAY: Final = tr("{models} ({remark})")
NO_CALL: Final = tr("–")
EXPLAINED: Final = tr("{name}: {origin}")

TASK_CHARACTER_REPLY: Final = tr("Character reply")
TASK_NARRATION: Final = tr("Narration")
TASK_RULE_EVALUATION: Final = tr("Rule evaluation")
TASK_REWRITE: Final = tr("Rewrite")
TASK_SUMMARISATION: Final = tr("Summarisation")
TASK_INTENT: Final = tr("Intent analysis")
TASK_CHARACTER_GENERATION: Final = tr("Character generation")
TASK_DESCRIPTION: Final = tr("Description")
TASK_QUEST_GENERATION: Final = tr("Quest generation")

# The line of spending

SPENDING_LIMIT: Final = tr("Spending limit")
A_TURN: Final = tr(" a turn")
A_SESSION: Final = tr(" a session")
A_DAY: Final = tr(" a day")
A_MONTH: Final = tr(" a month")
NO_TURN_LIMIT: Final = tr("No turn limit")
NO_SESSION_LIMIT: Final = tr("No session limit")
NO_DAY_LIMIT: Final = tr("No daily limit")
NO_MONTH_LIMIT: Final = tr("No monthly limit")
TURN_LIMIT: Final = tr("Spending limit for a turn, in dollars")
SESSION_LIMIT: Final = tr("Spending limit for a session, in dollars")
DAY_LIMIT: Final = tr("Spending limit for a day, in dollars")
MONTH_LIMIT: Final = tr("Spending limit for a month, in dollars")
LIMIT_TIP: Final = tr(
    "A call that could pass the limit is not made; free models play on. 0 sets no limit."
)
NO_CALLS: Final = tr("No calls today")
ON_FREE: Final = tr("{share} on free models")
SAVED_ABOUT: Final = tr("saved about {money} against one model for everything")
DAY_REACHED: Final = tr("today's limit is reached")
MONTH_REACHED: Final = tr("this month's limit is reached")


def turns_text(count: int) -> str:
    return plural("1 turn today", "%n turns today", count)


def calls_text(count: int) -> str:
    return plural("1 call", "%n calls", count)


def calls_today_text(count: int) -> str:
    return plural("1 call today", "%n calls today", count)


def unpriced_text(count: int) -> str:
    return plural("price not known for 1", "price not known for %n", count)


# Adding a connection

WHERE: Final = tr("Where do the models run?")
WITH_A_KEY: Final = tr("WITH A KEY")
ON_COMPUTER: Final = tr("ON THIS COMPUTER")
ADDRESS: Final = tr("Address")
ADDRESS_HINT: Final = tr("Address, for instance http://127.0.0.1:1234/v1")
KEY: Final = tr("Paste a key")
KEY_OR_NONE: Final = tr("Paste a key, if it wants one")
KEY_PAGE: Final = tr("Keys are made at {page}")
KEY_STAYS: Final = tr("The key stays on this computer and goes to {label} alone.")
CHECK: Final = tr("Check")
CHECKING_BUTTON: Final = tr("Checking…")
OTHERS: Final = tr("Others")
ADD_ANYWAY: Final = tr("Add it anyway")
REFUSED_HERE: Final = tr(
    "{label} refused this key ({status}). Copy it again, paste it into the field and press Enter."
)
NO_ADDRESS: Final = tr("There is no address in the field. Type the server's address.")
WORKS: Final = tr("{label} works: {models}.")
WORKS_EMPTY: Final = tr(
    "{label} answers, but has no model loaded. Load one there, then press Check again."
)
CHECK_AGAIN: Final = tr("Check again")
PROPOSED: Final = tr("These models are proposed. Change any of them now or later.")
CHANGE_ONE: Final = tr("Change")
CHANGE_PROPOSED: Final = tr("Change what is proposed for {role}")
USE_FOR_ALL: Final = tr("Use it for all three roles")
NOT_NOW: Final = tr("Not now")
ALL_USE: Final = tr("All three roles now use {label}.")

# A connection's card

NAME: Final = tr("Name")
NAME_EMPTY: Final = tr("A connection needs a name. Type one, then press Enter.")
KEY_LABEL: Final = tr("Key")
NEW_KEY: Final = tr("Paste another key")
SAVE: Final = tr("Save")
SAVE_NAME: Final = tr("Save the name")
SAVE_ADDRESS: Final = tr("Save the address")
SAVE_KEY: Final = tr("Save the key")
CHECK_NAME: Final = tr("Check this connection")
IT_WORKS: Final = tr("It works: {models}.")
USED_BY: Final = tr("Used by {roles}.")
NOT_USED: Final = tr("Used by no role.")
REMOVE: Final = tr("Remove")
REMOVE_NAME: Final = tr("Remove this connection")
CLOSE_NAME: Final = tr("Close this connection")
REMOVED: Final = tr("{label} was removed.")
REMOVED_USED: Final = tr("{label} was removed. {roles} used it.")
REMOVED_NO_MODEL: Final = tr("{label} was removed. {roles} used it; choose another model there.")
