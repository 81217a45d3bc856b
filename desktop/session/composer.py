"""Where the player writes: the field, how it is meant, and moves to begin with."""

from collections.abc import Sequence
from typing import Final, assert_never

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme
from desktop.session.answerer import Answerer
from desktop.session.attached import Attached
from desktop.session.context_meter import ContextMeter
from desktop.session.manner_choice import MannerChoice
from desktop.session.moves import Move, Moves
from desktop.session.send_button import SendButton
from desktop.texts import composer as texts
from desktop.widgets.picture_edit import PictureEdit
from engine.domain.manners import Manner, Said

COLUMN: Final = 744
"""As wide as the story, in pixels at a text scale of 1."""
_GAP: Final = 8
_MARGIN: Final = 13
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
_NEW_SIZES: Final = QEvent.Type.LayoutRequest
_REST_MS: Final = 800
"""How long nothing must be typed before what is written is worth keeping."""


class Composer(QWidget):
    """Keeps what is written until it is told that it was taken."""

    submitted = Signal(object)
    """What the player `Said`."""
    stop_requested = Signal()
    suggestions_requested = Signal()
    suggestions_cancelled = Signal()
    draft_changed = Signal()
    """What is in the field is another text, and has been for a moment."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._is_busy = self._is_ready = self._is_suggesting = False
        self._moves_are_sent = True
        self.edit = PictureEdit()
        self.attached = Attached(theme)
        self.attach = _attach_button(theme)
        self.manners = MannerChoice()
        self.meter = ContextMeter(theme)
        self.suggest = QPushButton(texts.SUGGEST)
        self.suggest.setProperty("look", "choice")
        self.button = SendButton(theme)
        self.answerer = Answerer(theme, self)
        self._moves = Moves()
        self._resting = QTimer(self, singleShot=True, interval=_REST_MS)
        self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._frame = self._framed()
        self._lay_out()
        self._connect()
        # A press by mouse leaves the words being written where the keyboard is.
        for button in (self.button, self.answerer.button, self.suggest, self.attach):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show_manner()
        self._show_state()

    @property
    def text(self) -> str:
        return self.edit.toPlainText()

    @property
    def said(self) -> Said:
        somebody = self.manners.somebody
        return Said(
            text=self.text.strip(),
            manner=self.manners.manner,
            character=somebody.id if somebody else None,
            images=self.attached.images,
            profile=self.answerer.profile,
        )

    @property
    def moves(self) -> tuple[Move, ...]:
        return self._moves.buttons

    def set_ready(self, ready: bool) -> None:
        """Whether there is a session to play in. What is written before stays."""
        self._is_ready = ready
        self._show_state()

    def set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._show_state()

    def set_suggesting(self, suggesting: bool) -> None:
        self._is_suggesting = suggesting
        self._show_state()

    def show_moves(self, moves: Sequence[str]) -> None:
        """Opening moves: pressing one plays it."""
        self._moves_are_sent = True
        self._moves.show_moves(moves, texts.MOVES)

    def show_suggestions(self, moves: Sequence[str]) -> None:
        """Pressing one puts it into the field."""
        self._moves_are_sent = False
        self._moves.show_moves(moves, texts.SUGGESTED)

    def choose_manner(self, manner: Manner) -> None:
        self.manners.choose(manner)
        self.edit.setFocus()

    def write(self, text: str) -> None:
        """Put `text` into the field, to go on from its end."""
        self.edit.setPlainText(text)
        cursor = self.edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.edit.setTextCursor(cursor)
        self.edit.setFocus()

    def take(self, text: str) -> None:
        """`text` is safe now: clear the field if that is what it holds. The story has begun."""
        self._moves.show_moves((), "")
        if self.text.strip() == text.strip():
            self.edit.clear()
            self.attached.clear()
            self.answerer.choose(None)

    def submit(self) -> None:
        if self._is_ready and not self._is_busy and self.text.strip():
            self.submitted.emit(self.said)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._frame and event.type() in (QEvent.Type.Resize, _NEW_SIZES):
            self._arrange()
        return super().eventFilter(watched, event)

    def _press(self) -> None:
        if self._is_busy:
            self.stop_requested.emit()
        else:
            self.submit()

    def _ask_for_moves(self) -> None:
        signal = self.suggestions_cancelled if self._is_suggesting else self.suggestions_requested
        signal.emit()

    def _choose_move(self, text: str) -> None:
        if self._moves_are_sent:
            self.submitted.emit(Said(text=text, profile=self.answerer.profile))
        else:
            self.write(text)
        self.edit.setFocus()

    def _connect(self) -> None:
        self.edit.submitted.connect(self.submit)
        self.edit.textChanged.connect(self._show_state)
        self.edit.textChanged.connect(self._resting.start)
        self._resting.timeout.connect(self.draft_changed)
        self.button.clicked.connect(self._press)
        self.suggest.clicked.connect(self._ask_for_moves)
        self.manners.changed.connect(self._show_manner)
        self._moves.chosen.connect(self._choose_move)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._moves)
        layout.addWidget(self._frame)
        self._frame.installEventFilter(self)

    def _framed(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("look", "composer")
        sending = QHBoxLayout()
        sending.setSpacing(_GAP)
        sending.addWidget(self.attach)
        sending.addWidget(self.suggest)
        sending.addStretch(1)
        sending.addWidget(self.meter)
        sending.addWidget(self.answerer.button)
        sending.addWidget(self.button)
        self._tools.setSpacing(_GAP)
        self._tools.addWidget(self.manners)
        self._tools.addLayout(sending, 1)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(8)
        layout.addWidget(self.attached)
        layout.addWidget(self.edit)
        layout.addWidget(self.answerer.chip, 0, _RIGHT)
        layout.addLayout(self._tools)
        return frame

    def _arrange(self) -> None:
        """Sending stands below the choices where there is no room for it beside them.

        The meter's bar goes where even that is too narrow.
        """
        room = self._frame.contentsRect().width() - 2 * _MARGIN
        sending = [
            self.attach.sizeHint().width(),
            self.suggest.sizeHint().width(),
            self.meter.full_width,
            self.answerer.button.sizeHint().width(),
            max(self.button.sizeHint().width(), self.button.minimumWidth()),
        ]
        needed = sum(width + _GAP for width in sending if width)
        one_line = self.manners.sizeHint().width() + _GAP + needed <= room
        direction = QBoxLayout.Direction
        self._tools.setDirection(direction.LeftToRight if one_line else direction.TopToBottom)
        self.meter.set_brief(needed > room)

    def _show_manner(self) -> None:
        question = self._question()
        self.edit.setPlaceholderText(question)
        self.edit.setAccessibleName(question)
        self.edit.setToolTip(texts.HINT)

    def _question(self) -> str:
        match self.manners.manner:
            case Manner.DO:
                return texts.WHAT_DO
            case Manner.SAY:
                return texts.WHAT_SAY
            case Manner.STORY:
                return texts.WHAT_HAPPENS
            case Manner.AS:
                somebody = self.manners.somebody
                return texts.WHAT_AS.format(name=somebody.name if somebody else texts.SOMEBODY)
            case manner:
                assert_never(manner)

    def _show_state(self) -> None:
        can_send = self._is_ready and bool(self.text.strip())
        if self.button.hasFocus() and not (self._is_busy or can_send):
            self.edit.setFocus()  # a disabled button would hand the keyboard to whatever is next
        self.button.set_stops(self._is_busy)
        self.button.setEnabled(self._is_busy or can_send)
        self._moves.setEnabled(not self._is_busy)
        self.answerer.set_enabled(self._is_ready and not self._is_busy)
        self._show_suggest()

    def _show_suggest(self) -> None:
        busy = self._is_suggesting
        help_ = texts.SUGGESTING_HELP if busy else texts.SUGGEST_HELP
        self.suggest.setText(texts.SUGGESTING if busy else texts.SUGGEST)
        self.suggest.setAccessibleName(help_)
        self.suggest.setToolTip(help_)
        self.suggest.setEnabled(self._is_ready and not self._is_busy)


def _attach_button(theme: Theme) -> QToolButton:
    button = QToolButton()
    button.setProperty("look", "flat")
    set_icon(button, theme, Icon.IMAGE)
    button.setAccessibleName(texts.ATTACH)
    button.setToolTip(texts.ATTACH)
    return button
