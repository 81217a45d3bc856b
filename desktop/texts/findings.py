"""The texts of what a check finds, and of the look for servers on this computer."""

from typing import Final

from desktop.texts import tr

# What is wrong, and the way out

USE_ADDRESS: Final = tr("Use this address")
OPEN_PAGE: Final = tr("Open the provider's page…")
CHOOSE_CERTIFICATES: Final = tr("Trust a file of certificates…")
DETAILS: Final = tr("Details")
LOADING: Final = tr("still loading its model")
NOT_SECURE: Final = tr("not secure — fix")
LEFT: Final = tr("{money} left")
REPAIRED: Final = tr("The address was put right: {address}")

# Looking for servers on this computer

FIND: Final = tr("Find local servers")
FINDING: Final = tr("Looking…")
FIND_NAME: Final = tr("Find model servers on this computer")
FOUND_TITLE: Final = tr("Found on this computer")
FOUND: Final = tr("{server} at {place} with {models}")
FOUND_EMPTY: Final = tr("{server} at {place}, with no model loaded yet")
FOUND_LOCKED: Final = tr("{server} at {place} wants a key")
FOUND_LOADING: Final = tr("{server} at {place} is still loading its model")
USE_IT: Final = tr("Use it")
USE_NAME: Final = tr("Use {server} at {place}")
LOOK_AGAIN: Final = tr("Look again")
NOT_NOW_NAME: Final = tr("Not now: {server} at {place}")
NOTHING_FOUND: Final = tr(
    "No model server runs on this computer. Start LM Studio, Ollama, KoboldCPP or another one, "
    "switch on its server, then look again."
)
GONE: Final = tr("Nothing answers at {place} any more. Start the server there, then look again.")
NOTHING_NEW: Final = tr("Nothing new: {servers} can be used already.")
SERVER_AT: Final = tr("{server} at {place}")

# Whose certificates are trusted

TRUST: Final = tr("Trust")
TRUSTED: Final = tr("this computer's certificates")
TRUSTED_TOO: Final = tr("this computer's certificates and {file}")
OWN_CA_FILE: Final = tr("Own CA file…")
NO_CA_FILE: Final = tr("Leave it out")
NO_CA_FILE_NAME: Final = tr("Trust this computer's certificates alone")
CHOOSE_CA_FILE: Final = tr("Choose a file of certificates to trust")
CA_FILES: Final = tr("Certificates (*.pem *.crt *.cer *.der)")
ANY_FILE: Final = tr("All files (*)")
