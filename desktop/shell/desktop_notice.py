"""Calling the player back when a long reply has ended while they look elsewhere."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from desktop.texts import shell as texts

AFTER_SECONDS: Final = 10.0
_SHOWN_MS: Final = 8000


class DesktopNotice(QObject):
    """`who` says whose reply it was: what they said is nobody else's business."""

    def __init__(
        self,
        window: QWidget,
        busy_changed: SignalInstance,
        who: Callable[[], str],
        *,
        tell: Callable[[QWidget, str], None] | None = None,
        after_seconds: float = AFTER_SECONDS,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._who = who
        self._tell = tell or _tell
        self._after = after_seconds
        self._since = QElapsedTimer()
        busy_changed.connect(self._follow)

    def _follow(self, busy: bool) -> None:
        if busy:
            self._since.start()
        elif self._since.elapsed() >= self._after * 1000 and not self._window.isActiveWindow():
            who = self._who()
            self._tell(self._window, texts.ANSWERED.format(who=who) if who else texts.TURN_ENDED)


def _tell(window: QWidget, sentence: str) -> None:
    QApplication.alert(window)
    if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
        tray = QSystemTrayIcon(QApplication.windowIcon(), window)
        # A message needs its icon to be seen, and the icon is of no use after it.
        tray.messageClicked.connect(window.activateWindow)
        tray.show()
        tray.showMessage(texts.PROGRAM, sentence, QApplication.windowIcon(), _SHOWN_MS)
        QTimer.singleShot(_SHOWN_MS, tray, tray.deleteLater)
