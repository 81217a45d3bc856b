"""The story's messages in one column: fast at any length, safe with any text."""

from desktop.widgets.transcript.copying import message_data
from desktop.widgets.transcript.model import ROW_ROLE, TranscriptModel
from desktop.widgets.transcript.rows import Action, Foot, Portrait, Row, RowKind
from desktop.widgets.transcript.style import (
    DARK,
    LIGHT,
    Palette,
    Spacing,
    TranscriptStyle,
    Typography,
)
from desktop.widgets.transcript.view import TranscriptView

__all__ = [
    "DARK",
    "LIGHT",
    "ROW_ROLE",
    "Action",
    "Foot",
    "Palette",
    "Portrait",
    "Row",
    "RowKind",
    "Spacing",
    "TranscriptModel",
    "TranscriptStyle",
    "TranscriptView",
    "Typography",
    "message_data",
]
