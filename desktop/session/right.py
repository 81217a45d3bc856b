"""The right column: the turn, and behind it the world, the prompt, the costs and the log."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop.qt.theme import Theme
from desktop.session.context_tab import ContextTab
from desktop.session.cost_tab import CostTab
from desktop.session.log_tab import LogLines, LogTab
from desktop.session.turn_panel import TurnPanel
from desktop.session.world_tab import WorldTab
from desktop.texts import right as texts


class Right(QWidget):
    def __init__(self, theme: Theme, lines: LogLines) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.turn = TurnPanel(theme)
        self.world = WorldTab()
        self.context = ContextTab()
        self.cost = CostTab()
        self.log = LogTab(lines)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.tabBar().setAccessibleName(texts.TABS)
        for name, tab in self._named():
            self.tabs.setTabToolTip(self.tabs.addTab(tab, name), name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def _named(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (texts.TURN, self.turn),
            (texts.WORLD, self.world),
            (texts.CONTEXT, self.context),
            (texts.COST, self.cost),
            (texts.LOG, self.log),
        )
