"""The way back to the end of the story, floating over it while it is out of view."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QPushButton
from typing_extensions import override

from desktop.qt.icons import Icon, icon
from desktop.qt.theme import Theme
from desktop.texts import story as texts
from desktop.widgets.labels import set_property
from desktop.widgets.transcript import TranscriptView

_ABOVE_THE_EDGE: Final = 10


class NewestButton(QPushButton):
    """Tells how many messages have come since the reader went away from the end."""

    def __init__(self, theme: Theme, story: TranscriptView) -> None:
        super().__init__(texts.NEWEST, story)
        self._theme = theme
        self._story = story
        self.setProperty("look", "newest")
        self.setIcon(icon(theme, Icon.NEWEST))
        self.hide()
        self.clicked.connect(self._go)
        story.newest_hidden.connect(self.setVisible)
        story.unseen_changed.connect(self._count)
        story.installEventFilter(self)
        theme.changed.connect(self._fit)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        had_focus = self.hasFocus()
        self._story.scroll_to_newest()
        if had_focus:
            self._story.setFocus()

    def _count(self, unseen: int) -> None:
        new = texts.new_messages(unseen)
        self.setText(f"{texts.NEWEST} · {new}" if unseen else texts.NEWEST)
        set_property(self, "tone", "new" if unseen else "")
        self._fit()

    def _fit(self) -> None:
        side = self._theme.px(14)
        self.setIconSize(QSize(side, side))
        self.adjustSize()
        left = (self._story.width() - self.width()) // 2
        self.move(left, self._story.height() - self.height() - _ABOVE_THE_EDGE)
