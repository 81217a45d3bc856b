"""A field for a key: what is pasted into it is never seen."""

from PySide6.QtWidgets import QLineEdit


class KeyField(QLineEdit):
    def __init__(self, hint: str) -> None:
        super().__init__(placeholderText=hint)
        self.setAccessibleName(hint)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def ask_again(self) -> None:
        """What was pasted last stays selected, so that the next paste takes its place."""
        self.setFocus()
        self.selectAll()
