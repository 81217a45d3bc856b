"""The first page a player sees: what Triptych is, and three ways to begin."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.qt.icons import Icon, drawn
from desktop.qt.theme import Theme
from desktop.texts import welcome as texts
from desktop.widgets.labels import label, panel

_COLUMN: Final = 900
_ROOM_FOR_THREE: Final = 720
_SIGN: Final = 28
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WelcomePage(QScrollArea):
    play_requested = Signal()
    key_requested = Signal()
    server_requested = Signal()
    begin_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.play = Card(theme, Icon.PLAY, texts.PLAY, texts.PLAY_LINE, "main")
        self.key = Card(theme, Icon.KEY, texts.KEY, texts.KEY_LINE, "cot")
        self.server = Card(theme, Icon.SERVER, texts.SERVER, texts.SERVER_LINE, "utility")
        self.begin = QPushButton(texts.BEGIN)
        self.begin.setProperty("look", "primary")
        self.begin.hide()
        self._stories = _Stories()
        self._nothing = label(texts.NO_ADVENTURE, "bad", wrap=True)
        self._nothing.hide()
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.play.clicked.connect(self.play_requested)
        self.key.clicked.connect(self.key_requested)
        self.server.clicked.connect(self.server_requested)
        self.begin.clicked.connect(self.begin_requested)
        self.setFocusProxy(self.play)
        self.setAccessibleName(texts.TITLE)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._page())
        theme.changed.connect(self._arrange)

    @property
    def story(self) -> int:
        """The place of the story that is chosen."""
        return self._stories.chosen

    def show_stories(self, titles: Sequence[str]) -> None:
        self._stories.show_titles(titles)
        self._nothing.setVisible(not titles)
        for card in (self.play, self.key, self.server):
            card.setEnabled(bool(titles))

    def show_begin(self) -> None:
        """The models are chosen: nothing is left to do but to play."""
        self.begin.show()
        self.setFocusProxy(self.begin)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self._theme.px(_ROOM_FOR_THREE)
        direction = QBoxLayout.Direction
        self._cards.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._column.setMaximumWidth(self._theme.px(_COLUMN))

    def _page(self) -> QWidget:
        self._cards.setSpacing(16)
        for card in (self.play, self.key, self.server):
            self._cards.addWidget(card, 1)
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(label(texts.TITLE, "welcome", wrap=True))
        column.addWidget(label(texts.WHAT_IT_IS, "dim", wrap=True))
        column.addSpacing(14)
        column.addWidget(self._stories)
        column.addWidget(self._nothing)
        column.addLayout(self._cards)
        column.addSpacing(8)
        column.addWidget(self.begin, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(3)
        page = panel("story")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._column, 1000)
        row.addStretch(1)
        return page


class Card(QPushButton):
    """A large button with a sign, a name and what to expect."""

    def __init__(self, theme: Theme, sign: Icon, name: str, line: str, tone: str) -> None:
        super().__init__()
        self._theme, self._icon, self._tone = theme, sign, tone
        self.setProperty("look", "big-choice")
        self.setAccessibleName(name)
        self.setAccessibleDescription(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._sign = QLabel()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(18, 18, 18, 18)
        self._layout.setSpacing(8)
        for widget in (self._sign, label(name, "headline"), label(line, "dim", wrap=True)):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._layout.addWidget(widget)
        self._layout.addStretch(1)
        theme.changed.connect(self._wear)
        self._wear()

    @override
    def sizeHint(self) -> QSize:
        return self._layout.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self._layout.minimumSize()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._layout.totalHeightForWidth(width)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def _wear(self) -> None:
        side, ratio = self._theme.px(_SIGN), self.devicePixelRatioF()
        self._sign.setPixmap(drawn(self._theme, self._icon, self._tone, side, ratio))


class _Stories(QWidget):
    """A choice among several stories; nothing at all where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 8)
        self._layout.addWidget(label(texts.WHICH, "dim"))
        self._layout.addStretch(1)
        self.hide()

    @property
    def chosen(self) -> int:
        return max(self._group.checkedId(), 0)

    def show_titles(self, titles: Sequence[str]) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        for place, title in enumerate(titles):
            button = QPushButton(title)
            button.setProperty("look", "one-of")
            button.setCheckable(True)
            button.setChecked(place == 0)
            self._group.addButton(button, place)
            self._layout.insertWidget(1 + place, button)
        self.setVisible(len(titles) > 1)
