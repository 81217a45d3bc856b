"""The texts of the page of built-in models."""

from typing import Final

from desktop.texts import plural, tr

# The page

TITLE: Final = tr("Built-in models")
EXPLAINED: Final = tr(
    "Models that run inside Triptych: free, private, without a network. Any model in the GGUF "
    "format will do."
)
CLOSE: Final = tr("Close")
CLOSE_NAME: Final = tr("Close the built-in models")
OPEN: Final = tr("Built-in models…")
OPEN_NAME: Final = tr("See, add and download built-in models")
HERE: Final = tr("ON THIS COMPUTER")
ADD_FILE: Final = tr("Add file…")
ADD_FILE_NAME: Final = tr("Add a model file from this computer")
ADD_FOLDER: Final = tr("Add folder…")
ADD_FOLDER_NAME: Final = tr("Add every model in a folder")
KINDS: Final = tr("Models in the GGUF format (*.gguf)")
DROP: Final = tr("Or drop .gguf files anywhere on this page.")
DROP_NOW: Final = tr("Let go to add what you hold.")
LOOKING: Final = tr("Looking for models…")
NO_MODELS: Final = tr(
    "There is no model here yet. Download one below, or press Add file… and choose a model in the "
    "GGUF format that you have."
)


def added_text(count: int) -> str:
    return plural("1 model was added.", "%n models were added.", count)


# What this computer has

MEMORY: Final = tr("{free} of memory free")
NO_GPU: Final = tr("no graphics card in use")
GPU: Final = tr("graphics card in use")


def cores_text(count: int) -> str:
    return plural("1 core", "%n cores", count)


# A model's card

CONTEXT: Final = tr("{tokens} context")
PARAMETERS: Final = tr("{number} parameters")
NEEDS: Final = tr("Needs about {needed}, {free} free")
NEEDS_ONLY: Final = tr("Needs about {needed} of memory")
DOES_NOT_FIT: Final = tr(
    "Needs about {needed} of memory, and only {free} is free. Close other programs, lower the "
    "context under Options, or choose a smaller model."
)
SPEED: Final = tr("{number} tokens/s")
NOT_MEASURED: Final = tr("speed not measured")
STARTER: Final = tr(
    "Comes with Triptych. It writes fluent prose, but it cannot judge: asked whether something "
    "happened, it says yes to everything. Where it would judge, the cues of the rules do instead."
)
STOPPED: Final = tr("STOPPED")
STARTING: Final = tr("STARTING…")
RUNNING: Final = tr("RUNNING")
CRASHED: Final = tr("CRASHED")
DAMAGED: Final = tr("DAMAGED")
STATE_OF: Final = tr("{model}: {state}")
CRASH: Final = tr("It stopped unexpectedly. Press Restart to load it again.")
START: Final = tr("Start")
START_NAME: Final = tr("Start {model}")
STOP: Final = tr("Stop")
STOP_NAME: Final = tr("Stop {model}")
RESTART: Final = tr("Restart")
RESTART_NAME: Final = tr("Restart {model}")
MEASURE: Final = tr("Measure speed")
MEASURING: Final = tr("Measuring…")
MEASURE_NAME: Final = tr("Measure how fast {model} is")
CANCEL: Final = tr("Cancel")
USE: Final = tr("Use for…")
USE_NAME: Final = tr("Use {model} for a model role")
USE_AS: Final = tr("{role}: {deed}")
USE_FOR_ALL: Final = tr("All three")
USED_BY: Final = tr("used by {roles}")
NOW_USE: Final = tr("{roles} now uses {model}.")
ALL_NOW_USE: Final = tr("All three roles now use {model}.")
REMOVE: Final = tr("Remove")
REMOVE_NAME: Final = tr("Remove {model}")
REMOVED: Final = tr("{model} was taken out of the list. Its file is still there.")
DELETE_TITLE: Final = tr("Delete a model")
DELETE_QUESTION: Final = tr(
    "{file} was downloaded by Triptych. Delete it from this computer ({size})? It can be "
    "downloaded again."
)
DELETE: Final = tr("Delete")

# Its options

OPTIONS: Final = tr("Options")
OPTIONS_NAME: Final = tr("Options of {model}")
AUTOMATIC: Final = tr("Automatic")
ON: Final = tr("On")
OFF: Final = tr("Off")
CONTEXT_LABEL: Final = tr("Context")
CONTEXT_TIP: Final = tr("Tokens of the story that it sees at once. More needs more memory.")
THREADS_LABEL: Final = tr("Threads")
THREADS_TIP: Final = tr("As many as there are cores is usually fastest.")
GPU_LABEL: Final = tr("Layers on the graphics card")
GPU_TIP: Final = tr("More is faster, as long as they fit into its memory.")
BATCH_LABEL: Final = tr("Batch size")
BATCH_TIP: Final = tr("Tokens of a prompt read in one go. Fewer answer a stop sooner.")
FLASH_LABEL: Final = tr("Flash attention")
FLASH_TIP: Final = tr("Needs less memory for long contexts.")
OPTION_OF: Final = tr("{option} of {model}")
ALL_AUTOMATIC: Final = tr("All automatic")
APPLIES_AT_START: Final = tr("Used when the model is started.")
APPLIES_AT_RESTART: Final = tr("Used once the model is restarted.")

# Downloads

DOWNLOADS: Final = tr("DOWNLOAD A MODEL")
DOWNLOADS_EXPLAINED: Final = tr(
    "From Hugging Face. A download that was broken off goes on where it stopped, and each file is "
    "checked when it is complete."
)
DOWNLOAD: Final = tr("Download")
DOWNLOAD_NAME: Final = tr("Download {model}")
GO_ON: Final = tr("Continue")
GO_ON_NAME: Final = tr("Continue to download {model}")
PAUSE: Final = tr("Pause")
PAUSE_NAME: Final = tr("Pause the download of {model}")
CANCEL_NAME: Final = tr("Cancel the download of {model}")
PROGRESS_NAME: Final = tr("Download of {model}")
CONNECTING: Final = tr("Connecting…")
PROGRESS: Final = tr("{done} of {total}")
PROGRESS_OPEN: Final = tr("{done} so far")
PER_SECOND: Final = tr("{size}/s")
LEFT: Final = tr("{time} left")
CHECKING: Final = tr("Complete; its checksum is compared…")
PAUSED: Final = tr("Paused at {progress}")
PAUSED_EARLIER: Final = tr("Broken off at {progress}")
VERIFIED: Final = tr("{file} is here, and its checksum is the right one.")
NOT_VERIFIED: Final = tr("{file} is here. No checksum was given to compare it with.")
TOO_LARGE: Final = tr("Larger than the {free} of memory that is free now.")
IS_HERE: Final = tr("On this computer already.")
BY_ADDRESS: Final = tr("From any address")
ADDRESS: Final = tr("Address of a .gguf file, https://…")
CHECKSUM: Final = tr("SHA-256, if you know it")
DOWNLOAD_ADDRESS_NAME: Final = tr("Download from this address")
