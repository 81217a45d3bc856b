"""The page on which models and connections are chosen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.connections.add_page import AddPage
from desktop.connections.built_in_page import BuiltInPage
from desktop.connections.check_card import CheckCard
from desktop.connections.connection_card import ConnectionCard
from desktop.connections.found_panel import FoundPanel
from desktop.connections.model_picker import ModelPicker
from desktop.connections.preset_button import PresetButton
from desktop.connections.preset_card import PresetCard, SaveCard
from desktop.connections.profile_buttons import ProfileButtons
from desktop.connections.provider_tiles import Group
from desktop.connections.role_card import RoleCard
from desktop.connections.spending_line import SpendingLine
from desktop.connections.task_table import TaskTable
from desktop.connections.tier_section import TierSection
from desktop.connections.writing_card import WritingCard
from desktop.qt.theme import Theme
from desktop.texts import connections as texts
from desktop.widgets.back_button import BackButton
from desktop.widgets.entry_list import Entry, EntryList
from desktop.widgets.escape import Escape
from desktop.widgets.labels import ElidedLabel, label, panel
from desktop.widgets.strip import Strip
from engine.domain.tasks import ModelRole

_SIDE: Final = 270
_SHARE: Final = 0.28
"""Of the page, that large text lets the side take."""
_SIDE_MARGINS: Final = 32
_GAP: Final = 8
_ROOM_FOR_THREE: Final = 760


class ModelsPage(QWidget):
    back_requested = Signal()
    shown = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.connections = EntryList(theme, texts.CONNECTIONS_NAME, fits=True)
        self.add_button = QPushButton(texts.ADD_SHORT)
        self.add_button.setAccessibleName(texts.ADD_NAME)
        self.add_button.setToolTip(texts.ADD_NAME)
        self.found = FoundPanel()
        self.roles = {role: RoleCard(role) for role in ModelRole}
        self.judging = CheckCard()
        self.roles[ModelRole.COT].append(self.judging)
        self.connection = ConnectionCard()
        self.connection.hide()
        self.add = AddPage(theme)
        self.built_in = BuiltInPage(theme)
        self.presets = PresetButton()
        self.profiles = ProfileButtons(self.presets)
        self.preset = PresetCard()
        self.saving = SaveCard()
        self.writing = WritingCard()
        self.failure = Strip()
        self.notice = Strip()
        self.tasks = TaskTable(theme)
        self.tiers = TierSection(theme)
        self.spending = SpendingLine()
        self._origin = ElidedLabel("", "small")
        self._theme = theme
        self._roles = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._ways = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._side_area = self._scrolling(self._side())
        self._overview = self._scrolling(self._column())
        self._main = QStackedWidget()
        self._main.addWidget(self._overview)
        adding = self._scrolling(self.add)
        self._main.addWidget(adding)
        self.add.board.went_to.connect(adding.ensureWidgetVisible)
        self._built_in = self._scrolling(self.built_in)
        self._main.addWidget(self._built_in)
        self.add_button.clicked.connect(lambda _=False: self.open_add())
        self.add.closed.connect(self.show_overview)
        self.add.built_in_requested.connect(self.open_built_in)
        self.built_in.closed.connect(self.show_overview)
        self.connection.models_requested.connect(self.open_built_in)
        self.tasks.explained.connect(self._origin.setText)
        theme.changed.connect(self._arrange)
        Escape(self).pressed.connect(self._step_back)
        self.setFocusProxy(self.connections)
        self._lay_out()
        self.picker = ModelPicker(theme, self)

    @property
    def _add_buttons(self) -> tuple[QPushButton, QPushButton]:
        return self.add_button, self.found.button

    @property
    def origin(self) -> str:
        """Where the value comes from that is looked at, "" when none is."""
        return self._origin.text()

    def show_connections(self, entries: Sequence[Entry], current: str) -> None:
        self.connections.show_entries(entries, current)

    def open_add(self, group: Group = Group.KEY) -> None:
        """Begin to add a connection, at the tiles of `group`."""
        self.show_adding()
        self.add.begin(group)

    def check_judge(self) -> None:
        """Begin to find out how the judge's model judges."""
        self.show_overview()
        self._overview.ensureWidgetVisible(self.judging)
        self.judging.check.setFocus()
        self.judging.check.begun.emit()

    def open_built_in(self) -> None:
        """The models that run on this computer."""
        self._main.setCurrentWidget(self._built_in)
        self.built_in.add_file.setFocus()

    def show_adding(self) -> None:
        self._main.setCurrentIndex(1)

    def open_presets(self) -> None:
        """The list of presets, from the head of the page."""
        self.show_top()
        self.presets.setFocus()
        self.presets.open()

    def open_tiers(self) -> None:
        """Which models do the harder work."""
        self.show_overview()
        self.tiers.button.setChecked(True)
        self.tiers.button.setFocus()
        QTimer.singleShot(0, lambda: self._overview.ensureWidgetVisible(self.tiers.button, 0, 400))

    def open_limits(self) -> None:
        """What calls may cost."""
        self.show_overview()
        self.spending.turn.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.spending.turn.selectAll()
        QTimer.singleShot(0, lambda: self._overview.ensureWidgetVisible(self.spending))

    def find_servers(self) -> None:
        """Look for servers on this computer."""
        self.found.button.setFocus()
        if not self.found.button.is_busy:
            self.found.button.click()

    def show_overview(self) -> None:
        self._main.setCurrentIndex(0)

    def show_top(self) -> None:
        """Where a connection's card and the strips stand."""
        self.show_overview()
        self._overview.verticalScrollBar().setValue(0)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _step_back(self) -> None:
        """Escape outside of what stands on the right, which knows its own way back."""
        if self.add.isVisible():
            self.add.cancel.click()
        elif self.built_in.isVisible():
            self.built_in.close_button.click()
        else:
            self.back_requested.emit()

    def _arrange(self) -> None:
        """The three roles side by side and sliders in the table, where there is room."""
        side = min(self._theme.px(_SIDE), max(_SIDE, round(self.width() * _SHARE)))
        self._side_area.setFixedWidth(side)
        wide = self.width() - side >= self._theme.px(_ROOM_FOR_THREE)
        self.tasks.set_narrow(not wide)
        self.tiers.set_narrow(not wide)
        self.built_in.set_narrow(not wide)
        direction = QBoxLayout.Direction
        self._roles.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        room = side - _SIDE_MARGINS
        fits = sum(each.sizeHint().width() for each in self._add_buttons) + _GAP <= room
        self._ways.setDirection(direction.LeftToRight if fits else direction.TopToBottom)
        # Its button moves with the layout that follows.
        QTimer.singleShot(0, self.picker.place)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side_area)
        layout.addWidget(self._main, 1)

    def _side(self) -> QWidget:
        self.back = BackButton(self._theme, texts.BACK)
        self.back.clicked.connect(self.back_requested)
        side = panel("side", "right")
        layout = QVBoxLayout(side)
        layout.setContentsMargins(10, 12, 10, 12)
        layout.setSpacing(6)
        layout.addWidget(self.back)
        heading = label(texts.CONNECTIONS, "caption")
        heading.setContentsMargins(8, 6, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.connections)
        self._ways.setContentsMargins(6, 4, 0, 0)
        self._ways.setSpacing(_GAP)
        for button in self._add_buttons:
            self._ways.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._ways.addStretch(1)
        layout.addLayout(self._ways)
        layout.addWidget(self.found)
        layout.addStretch(1)
        return side

    def _column(self) -> QWidget:
        self._roles.setSpacing(16)
        for card in self.roles.values():
            self._roles.addWidget(card, 1)
        column = panel("story")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(28, 22, 28, 22)
        layout.setSpacing(14)
        cards = (self.preset, self.saving, self.writing)
        for widget in (self.profiles, self.failure, self.notice, *cards, self.connection):
            layout.addWidget(widget)
        layout.addLayout(self._roles)
        heading = QHBoxLayout()
        heading.setContentsMargins(4, 8, 4, 0)
        heading.setSpacing(18)
        heading.addWidget(label(texts.TASKS, "caption"))
        heading.addWidget(self._origin, 1)
        layout.addLayout(heading)
        layout.addWidget(self.tasks)
        layout.addWidget(self.tiers)
        layout.addWidget(self.spending)
        layout.addStretch(1)
        return column

    def _scrolling(self, content: QWidget) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        return scroll
