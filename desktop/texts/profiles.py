"""What the pages of LLM profiles say."""

from typing import Final

from desktop.texts import plural, tr

TITLE: Final = tr("LLM profiles")
BACK: Final = tr("Back to the models")
IMPORT: Final = tr("Import profiles…")
EXPORT: Final = tr("Export profiles…")
EDIT: Final = tr("Edit profiles…")
FILES: Final = tr("LLM profiles (*.yaml *.yml *.json)")
LIST_NAME: Final = tr("Profiles")
ADD: Final = tr("+ New")
COPY: Final = tr("Copy")
DELETE: Final = tr("Delete")
UNDO: Final = tr("Undo")
NONE: Final = tr("There is no profile yet. Press New, or import a file.")
NEW_ID: Final = tr("profile")

# The form

ID: Final = tr("Name")
CONNECTION: Final = tr("Connection")
MODEL: Final = tr("Model")
TEMPERATURE: Final = tr("Temperature")
TOP_P: Final = tr("Top p")
MAX_TOKENS: Final = tr("Max tokens")
CONTEXT_WINDOW: Final = tr("Context window")
FALLBACKS: Final = tr("Fallbacks")
EXTRA: Final = tr("Extra parameters, as JSON")
OF_TASK: Final = tr("as the task says")
OF_MODEL: Final = tr("as the model has it")
NOT_SENT: Final = tr("not sent")
FALLBACKS_HINT: Final = tr("profiles to try next, with commas between them")
SAVED_AT_ONCE: Final = tr("What you change is saved at once.")
NOT_SAVED: Final = tr("Nothing is saved until this is mended; Esc takes back what you typed.")
USED_BY: Final = tr("Used by {users}.")
NOT_USED: Final = tr("Used by nothing yet.")
TIER: Final = tr("the {tier} tier")
FALLBACK_OF: Final = tr("{profile} (fallback)")

ID_EMPTY: Final = tr("A profile needs a name.")
ID_TAKEN: Final = tr("There is another profile called {id}.")
MODEL_EMPTY: Final = tr("A profile needs a model.")
NOT_BETWEEN: Final = tr("{field} must be between {low} and {high}, or empty.")
NOT_WHOLE: Final = tr("{field} must be a whole number above 0, or empty.")
NOT_JSON: Final = tr("Extra parameters must be a JSON object, such as {example}.")
NOT_THERE: Final = tr("There is no profile called {id}.")
IN_A_CIRCLE: Final = tr("{way} would go round in a circle. Take {id} out.")
OWN_FALLBACK: Final = tr("A profile cannot fall back to itself.")

# What an import would bring

WOULD_BRING: Final = tr("What {file} would bring")
CANNOT_IMPORT: Final = tr("{file} cannot be imported yet")
NOTHING_NEW: Final = tr("Everything in this file is set already.")
CONNECTIONS: Final = tr("CONNECTIONS")
PROFILES: Final = tr("PROFILES")
ROLES: Final = tr("MODEL ROLES")
TASKS: Final = tr("TASKS")
CHARACTERS: Final = tr("CHARACTERS")
NOTES: Final = tr("TO KNOW")
MISTAKES: Final = tr("MISTAKES")
DO_IMPORT: Final = tr("Import")
NOT_NOW: Final = tr("Not now")
ON: Final = tr("{model} on {connection}")
NARRATOR: Final = tr("{name} (the narrator)")
ALONE: Final = tr("{profile}, and no other")
NO_PROFILE: Final = tr("no profile of its own")
KEY_MOVES: Final = tr("key from the file, to the system's keyring")
CHANGED: Final = tr("{name} (changed)")

IMPORTED: Final = tr("{file} was imported.")
EXPORTED: Final = tr("The profiles are in {file}. No key is among them.")
NOT_CHANGED: Final = tr("{id} stays as it was. {why}")
DELETED: Final = tr("{id} was deleted.")


def profiles_text(count: int) -> str:
    return plural("1 profile", "%n profiles", count)
