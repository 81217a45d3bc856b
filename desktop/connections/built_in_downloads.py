"""Bringing models to this computer: downloads that are paused, given up and gone on with."""

import asyncio
from collections.abc import Collection
from contextlib import aclosing
from dataclasses import replace
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from desktop.connections.download_board import DownloadBoard
from desktop.connections.download_lines import (
    DownloadPhase,
    DownloadView,
    amount_text,
    done_text,
    file_of,
    offered_view,
    pasted_view,
    progress_text,
    share_of,
)
from desktop.parts.telling import Telling
from desktop.texts import built_in as texts
from engine.app import Engine
from engine.domain.local_models import Download, Downloaded, Downloading, UnfinishedDownload
from engine.errors import EngineError


class BuiltInDownloads(QObject):
    """Goes on while other pages are shown."""

    arrived = Signal()
    """There is another model."""

    def __init__(self, board: DownloadBoard, engine: Engine, telling: Telling) -> None:
        super().__init__(board)
        self._board = board
        self._engine = engine
        self._telling = telling
        self._views: dict[str, DownloadView] = {}
        self._checksums: dict[str, str | None] = {}
        self._amounts: dict[str, str] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._offered: frozenset[str] = frozenset()
        board.begin_requested.connect(self._begin)
        board.pause_requested.connect(self._pause)
        board.cancel_requested.connect(lambda url: telling.start(self._give_up, url))
        board.address_entered.connect(self._begin_at)

    async def load(self, here: Collection[str], free_bytes: int | None) -> None:
        """Show what is offered and what was begun. `here` are the names of the files there are."""
        models = self._engine.local_models
        offered = {each.url: offered_view(each, free_bytes) for each in models.offered()}
        self._checksums.update({each.url: each.sha256 for each in models.offered()})
        left = await models.unfinished()
        pasted = {url: view for url, view in self._views.items() if url not in offered}
        self._views = {
            url: self._as_it_goes(view, is_here=file_of(url) in here)
            for url, view in (offered | pasted).items()
            if url in offered or view.phase is not DownloadPhase.DONE or file_of(url) in here
        }
        self._offered = frozenset(offered)
        for each in left:
            self._offer_rest(each)
        self._show_all()

    def _as_it_goes(self, view: DownloadView, *, is_here: bool) -> DownloadView:
        """How a download goes stays as it is when everything else is shown anew."""
        before = self._views.get(view.url, view)
        if is_here and before.phase is not DownloadPhase.DONE:
            return replace(view, phase=DownloadPhase.DONE, said=texts.IS_HERE)
        if not is_here and before.phase is DownloadPhase.DONE:
            return view
        return replace(view, phase=before.phase, share=before.share, said=before.said)

    def _offer_rest(self, left: UnfinishedDownload) -> None:
        """Of a file that is not being brought already, from wherever."""
        same = (url for url in self._views if file_of(url) == file_of(left.url))
        url = next(same, left.url)
        view = self._views.setdefault(url, pasted_view(url))
        if view.phase in (DownloadPhase.OFFERED, DownloadPhase.DONE):
            self._checksums.setdefault(url, left.sha256)
            amount = Downloading(done=left.done, total=left.total, bytes_per_second=0)
            self._amounts[url] = amount_text(amount)
            self._views[url] = replace(
                view,
                phase=DownloadPhase.PAUSED,
                share=share_of(amount),
                said=texts.PAUSED_EARLIER.format(progress=self._amounts[url]),
            )

    def _begin_at(self, url: str, checksum: str) -> None:
        self._checksums[url] = checksum or None
        self._views.setdefault(url, pasted_view(url))
        self._show_all()
        self._board.show_address()
        self._begin(url)

    def _begin(self, url: str) -> None:
        if url not in self._running:
            self._running[url] = self._telling.start(self._bring, url)

    def _pause(self, url: str) -> None:
        if url in self._running:
            self._running[url].cancel()

    async def _bring(self, url: str) -> None:
        self._show(url, phase=DownloadPhase.RUNNING, said=texts.CONNECTING)
        download = self._engine.local_models.download(url, self._checksums.get(url))
        try:
            async with aclosing(download) as events:
                async for event in events:
                    self._tell(url, event)
        except EngineError as error:
            await self._fail(url, str(error))
        except asyncio.CancelledError:
            self._stop(url)
            raise
        finally:
            del self._running[url]

    def _tell(self, url: str, event: Download) -> None:
        match event:
            case Downloading():
                self._amounts[url] = amount_text(event)
                self._show(url, share=share_of(event), said=progress_text(event))
            case Downloaded():
                self._amounts.pop(url, None)
                self._show(url, phase=DownloadPhase.DONE, share=None, said=done_text(event))
                self.arrived.emit()
            case _:
                assert_never(event)

    def _stop(self, url: str) -> None:
        """What has come stays, and is gone on with."""
        if url in self._amounts:
            said = texts.PAUSED.format(progress=self._amounts[url])
            self._show(url, phase=DownloadPhase.PAUSED, said=said)
        else:
            self._forget(url)

    async def _fail(self, url: str, sentence: str) -> None:
        """An address that nothing came from goes back to where it can be mended."""
        left = await self._engine.local_models.unfinished()
        if file_of(url) in {file_of(each.url) for each in left}:
            self._show(url, phase=DownloadPhase.BROKEN, said=sentence)
        elif url in self._offered:
            self._show(url, phase=DownloadPhase.FAILED, share=None, said=sentence)
        else:
            self._forget(url)
            self._board.show_address(url, self._checksums.get(url) or "", sentence)

    async def _give_up(self, url: str) -> None:
        """Nothing of it stays."""
        if task := self._running.get(url):
            task.cancel()
            await asyncio.wait((task,))
        await self._engine.local_models.discard(url)
        self._forget(url)

    def _forget(self, url: str) -> None:
        """As if it had not been begun; the row stays only if the model was offered."""
        self._amounts.pop(url, None)
        if url in self._offered:
            self._show(url, phase=DownloadPhase.OFFERED, share=None, said="")
        else:
            self._views.pop(url, None)
            self._show_all()

    def _show(self, url: str, **changes: object) -> None:
        self._views[url] = replace(self._views[url], **changes)  # type: ignore[arg-type]
        self._board.show_download(self._views[url])

    def _show_all(self) -> None:
        self._board.show_downloads(tuple(self._views.values()))
