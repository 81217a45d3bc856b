"""What each model role used and cost, in this session and today."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from desktop.parts.figures import money, tokens_text
from desktop.parts.model_roles import NAMES
from desktop.session.tab import Tab
from desktop.session.trees import RIGHT, heading, item, tree
from desktop.widgets.labels import label
from engine.domain.calls import UsageTotal
from engine.domain.tasks import ModelRole

EMPTY: Final = (
    "After the first turn you see here what each model role used, and what it cost in this "
    "session and today."
)
SESSION: Final = "This session"
TODAY: Final = "Today, all sessions"
COLUMNS: Final = ("", "Cost", "Calls", "In", "Cached", "Out")
FREE: Final = "free"
NOT_KNOWN: Final = "not known"
NOTE: Final = "In, cached and out are tokens. Cached ones are among those in, and cost less."


class CostTab(Tab):
    def __init__(self) -> None:
        super().__init__()
        self._session: tuple[UsageTotal, ...] = ()
        self._today: tuple[UsageTotal, ...] = ()
        self._empty = label(EMPTY, "dim", wrap=True)
        self._note = label(NOTE, "small", wrap=True)
        self.table = tree("Costs", COLUMNS)
        self.table.setIndentation(0)
        for column in range(1, len(COLUMNS)):
            self.table.headerItem().setTextAlignment(column, RIGHT)
        self.table.setRootIsDecorated(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._note)
        layout.addStretch(0)
        self.refresh()

    def show_usage(self, session: Sequence[UsageTotal], today: Sequence[UsageTotal]) -> None:
        """Sums by model role."""
        self._session, self._today = tuple(session), tuple(today)
        self.tell()

    @override
    def refresh(self) -> None:
        is_used = bool(self._session or self._today)
        self._empty.setVisible(not is_used)
        for widget in (self.table, self._note):
            widget.setVisible(is_used)
        self.table.clear()
        for title, totals in ((SESSION, self._session), (TODAY, self._today)):
            top = heading(title)
            self.table.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            self.table.addTopLevelItems([item(_row(each), numbers_from=1) for each in totals])


def cost_of(total: UsageTotal) -> str:
    """What it cost as far as prices are known."""
    if not total.unpriced_calls:
        return money(total.cost) if total.cost else FREE
    return f"{money(total.cost)} + ?" if total.cost else NOT_KNOWN


def _row(total: UsageTotal) -> tuple[str, ...]:
    usage = total.usage
    counts = (tokens_text(count) for count in (usage.input, usage.cached, usage.output))
    return (NAMES[ModelRole(total.label)], cost_of(total), str(total.calls), *counts)
