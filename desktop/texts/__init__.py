"""Every text of the window, in one place and ready to be translated.

A text is looked up once, when the module it stands in is imported: the translation of the
player's language is installed before that.
"""

from typing import Final

from PySide6.QtCore import QCoreApplication

CONTEXT: Final = "Triptych"


def tr(text: str) -> str:
    """`text` in the player's language."""
    return QCoreApplication.translate(CONTEXT, text)


def plural(one: str, many: str, count: int) -> str:
    """How many, in words: `one` as it stands in English, `many` with `%n` for the number.

    A translation replaces `many`, in as many forms as its language has.
    """
    said = QCoreApplication.translate(CONTEXT, many, None, count)
    is_english = said == many.replace("%n", str(count))
    return one if is_english and count == 1 else said
