"""The small buttons that open and close the columns beside the story."""

from typing import Final

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme
from desktop.session.columns import Column
from desktop.texts import side as texts

COLUMN_KEYS: Final = {Column.LEFT: "Ctrl+B", Column.RIGHT: "Ctrl+Alt+B"}
COLUMN_ICONS: Final = {Column.LEFT: Icon.LEFT_COLUMN, Column.RIGHT: Icon.RIGHT_COLUMN}
COLUMN_NAMES: Final = {Column.LEFT: texts.LEFT_COLUMN, Column.RIGHT: texts.RIGHT_COLUMN}


def column_button(theme: Theme, column: Column) -> QToolButton:
    """Checked while its column can be seen."""
    button = QToolButton()
    button.setProperty("look", "column")
    button.setCheckable(True)
    button.setChecked(True)
    set_icon(button, theme, COLUMN_ICONS[column])
    keys = QKeySequence(COLUMN_KEYS[column]).toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(texts.SHOW_COLUMN.format(column=COLUMN_NAMES[column], keys=keys))
    button.setAccessibleName(COLUMN_NAMES[column])
    return button
