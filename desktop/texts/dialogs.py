"""What dialogs say, whoever opens them."""

from typing import Final

from desktop.texts import tr

CANCEL: Final = tr("Cancel")
CLOSE: Final = tr("Close")
DETAILS: Final = tr("Details")
COPY_DETAILS: Final = tr("Copy details")
