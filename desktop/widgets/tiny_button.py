"""A small button with a sign on it, for the rows of a list."""

from PySide6.QtWidgets import QToolButton


def tiny_button(sign: str, name: str, *, enabled: bool = True) -> QToolButton:
    """`name` is what it is called to those who do not see the sign."""
    button = QToolButton()
    button.setText(sign)
    button.setProperty("look", "tiny")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setEnabled(enabled)
    return button
