"""What was used and what it cost, in this session and today: by model role, task or model."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout
from typing_extensions import override

from desktop.parts.abilities import short_name
from desktop.parts.figures import number_text, share_text, tokens_text
from desktop.parts.model_roles import NAMES, TASKS
from desktop.parts.usage_sums import cost_of
from desktop.session.tab import Tab
from desktop.texts import right as texts
from desktop.widgets.labels import label
from desktop.widgets.trees import RIGHT, bold, heading, item, tree
from engine.domain.calls import UsageBy, UsageSums, UsageTotal
from engine.domain.tasks import ModelRole, Task

_WAYS = (UsageBy.MODEL_ROLE, UsageBy.TASK, UsageBy.MODEL)


class CostTab(Tab):
    wanted = Signal(object)
    """The `UsageBy` that the player wants to see now."""

    def __init__(self) -> None:
        super().__init__()
        self._by = UsageBy.MODEL_ROLE
        self._parts: tuple[tuple[str, UsageSums], ...] = ()
        self._empty = label(texts.COST_EMPTY, "dim", wrap=True)
        self._note = label(texts.COST_NOTE, "faint", wrap=True)
        self.ways = QComboBox()
        self.ways.addItems([texts.COST_BY[each] for each in _WAYS])
        self.ways.setAccessibleName(texts.COST_WAYS)
        self.ways.currentIndexChanged.connect(lambda place: self.wanted.emit(_WAYS[place]))
        self.table = tree(texts.COST, texts.COST_COLUMNS)
        self.table.setIndentation(0)
        for column in range(1, len(texts.COST_COLUMNS)):
            self.table.headerItem().setTextAlignment(column, RIGHT)
        self.table.setRootIsDecorated(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        for widget in (self._empty, self.ways):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._note)
        layout.addStretch(0)
        self.refresh()

    @property
    def by(self) -> UsageBy:
        return _WAYS[self.ways.currentIndex()]

    def show_usage(self, by: UsageBy, session: UsageSums, today: UsageSums) -> None:
        named = ((texts.SESSION, session), (texts.TODAY, today))
        self._by, self._parts = by, tuple(each for each in named if each[1].parts)
        self.tell()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wanted.emit(self.by)

    @override
    def refresh(self) -> None:
        is_used = bool(self._parts)
        self._empty.setVisible(not is_used)
        for widget in (self.ways, self.table, self._note):
            widget.setVisible(is_used)
        self.table.clear()
        for title, sums in self._parts:
            self._show_part(title, sums)

    def _show_part(self, title: str, sums: UsageSums) -> None:
        top = heading(title)
        self.table.addTopLevelItem(top)
        top.setFirstColumnSpanned(True)
        self.table.addTopLevelItems(
            [
                item(row_of(each, name_of(self._by, each.label)), numbers_from=1)
                for each in sums.parts
            ]
        )
        total = sums.whole
        self.table.addTopLevelItem(bold(item(row_of(total, texts.TOTAL), numbers_from=1)))
        summary = item((summary_of(total),))
        self.table.addTopLevelItem(summary)
        summary.setFirstColumnSpanned(True)


def summary_of(total: UsageTotal) -> str:
    """How many calls, how many of them for nothing."""
    share = share_text(total.free_calls / total.calls) if total.calls else share_text(0)
    summary = texts.ON_FREE.format(calls=texts.calls(total.calls), share=share)
    if not total.usage.cached:
        return summary
    return texts.CACHED.format(summary=summary, tokens=tokens_text(total.usage.cached))


def name_of(by: UsageBy, name: str) -> str:
    if by is UsageBy.MODEL_ROLE:
        return NAMES[ModelRole(name)]
    return TASKS[Task(name)] if by is UsageBy.TASK else short_name(name)


def row_of(total: UsageTotal, name: str) -> tuple[str, ...]:
    usage = total.usage
    counts = (tokens_text(count) for count in (usage.input, usage.output))
    return (name, cost_of(total), number_text(total.calls), *counts)
