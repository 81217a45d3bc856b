"""Pages elsewhere: the browser shows them, and the player is asked before."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.qt.dialogs import QuestionDialog, accepted
from desktop.texts import parts as texts


async def open_page(asking: QWidget, address: str) -> None:
    text = texts.OPEN_LINK.format(address=address)
    question = QuestionDialog(asking, title=texts.LINK_TITLE, text=text, yes=texts.OPEN)
    if await accepted(question):
        QDesktopServices.openUrl(QUrl(address))
