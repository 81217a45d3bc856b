"""The page of usage at work: it reads the ledger, refreshes prices, and writes files."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.parts.figures import date_text, moment_text, number_text
from desktop.parts.telling import Telling
from desktop.qt.dialogs import accepted
from desktop.qt.tasks import Tasks
from desktop.texts import usage as texts
from desktop.usage.page import UsagePage
from desktop.widgets.toasts import Toasts
from engine.app import Engine
from engine.domain.prices import PriceTableState


class UsageFeature(QObject):
    """Lives as long as the engine is open."""

    def __init__(self, page: UsagePage, engine: Engine, tasks: Tasks, toasts: Toasts) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._toasts = toasts
        self._telling = Telling(tasks, page.failure)
        self._refreshing: asyncio.Task[None] | None = None
        page.shown.connect(self._come_back)
        page.side.span_changed.connect(self.show)
        page.sums.by_changed.connect(self.show)
        page.side.export_requested.connect(self.choose_export)
        page.side.refresh.begun.connect(self.refresh_prices)
        page.side.refresh.cancelled.connect(self._cancel)

    def show(self) -> None:
        """Read the ledger anew, if anybody sees it."""
        if self._page.isVisible():
            self._telling.start(self._show)

    def choose_export(self) -> None:
        self._telling.start(self._export)

    def refresh_prices(self) -> None:
        if not self._page.side.refresh.is_busy:
            self._refreshing = self._telling.start(self._refresh)

    def _come_back(self) -> None:
        self.show()
        self._telling.start(self._show_prices)

    async def _show(self) -> None:
        page, ledger = self._page, self._engine.ledger
        span, by = page.side.span, page.sums.by
        course, sums = await ledger.course(span), await ledger.sums(by, since=span)
        saving = await ledger.saving(span)
        if (span, by) != (page.side.span, page.sums.by):
            return  # the player went on meanwhile
        page.show_emptiness(not sums.parts)
        page.figures.show_total(sums.whole)
        page.figures.show_saving(saving)
        page.over_time.show_course(course, texts.SPANS[span])
        page.sums.show_sums(by, sums)
        page.saving.show_saving(saving)

    async def _show_prices(self) -> None:
        self._page.side.show_prices(prices_text(await self._engine.prices.state()))

    async def _refresh(self) -> None:
        button = self._page.side.refresh
        button.set_busy(True)
        try:
            state = await self._engine.prices.refresh()
        finally:
            button.set_busy(False)
        self._page.side.show_prices(prices_text(state))
        self._toasts.say(texts.REFRESHED)
        self.show()

    def _cancel(self) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()

    async def _export(self) -> None:
        path = await self._place()
        if path is not None:
            await self._engine.ledger.export(path, self._page.side.span)
            self._toasts.say(texts.EXPORTED.format(file=path.name))

    async def _place(self) -> Path | None:
        dialog = QFileDialog(self._page.window(), texts.EXPORT_TITLE)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters((texts.CSV_FILES, texts.JSON_FILES))
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("json" if chosen == texts.JSON_FILES else "csv")
        )
        dialog.selectFile(texts.FILE_NAME)
        chosen: list[str] = []
        dialog.filesSelected.connect(chosen.extend)
        await accepted(dialog)
        return Path(chosen[0]) if chosen else None


def prices_text(state: PriceTableState) -> str:
    """How many list prices there are, and how old they are."""
    models = number_text(state.models)
    if state.refreshed_at:
        when = moment_text(state.refreshed_at)
        came = texts.PRICES_FETCHED.format(models=models, when=when)
    else:
        came = texts.PRICES_CAME.format(models=models, version=state.version)
    if state.newest is None:
        return came
    return f"{came} {texts.NEWEST_PRICE.format(date=date_text(state.newest))}"
