"""Asking for what prompt packs ask for: the card at work. Nothing is written unasked."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.qt.tasks import Tasks
from desktop.session.controller import TurnController
from desktop.session.page import SessionPage
from desktop.session.proposals import (
    Proposal,
    ProposalAction,
    Wanted,
    asking,
    failed,
    message_packs,
    not_kept,
    proposed,
    running,
    stopped,
    wanted,
)
from desktop.texts import packs as texts
from desktop.widgets.toasts import Toasts
from engine.app import Engine
from engine.domain.ids import MessageId, SessionId
from engine.domain.packs import PackId, PackResult, PromptPack
from engine.domain.sessions import OpenSession
from engine.errors import EngineError


class ProposingFeature(QObject):
    """One proposal at a time; another one takes its place."""

    def __init__(
        self,
        page: SessionPage,
        engine: Engine,
        turns: TurnController,
        tasks: Tasks,
        toasts: Toasts,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._card = page.proposal
        self._engine = engine
        self._turns = turns
        self._tasks = tasks
        self._toasts = toasts
        self._session: SessionId | None = None
        self._wanted: Wanted | None = None
        self._shown: Proposal | None = None
        self._result: PackResult | None = None
        self._values: dict[PackId, Mapping[str, str]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._card.pressed.connect(lambda action: self._press(ProposalAction(action)))
        turns.busy_changed.connect(lambda busy: self._card.set_keepable(not busy))
        turns.session_changed.connect(self._follow)

    @property
    def packs(self) -> tuple[PromptPack, ...]:
        """What can be asked for in the session that is open; nothing while none is."""
        if self._turns.session is None:
            return ()
        return tuple(known.pack for known in self._engine.packs.all())

    @property
    def of_messages(self) -> tuple[PromptPack, ...]:
        return message_packs(self.packs)

    async def begin(self) -> None:
        """Find out which packs there are."""
        await self._engine.packs.read()

    def open(self, pack: PromptPack, message: MessageId | None = None) -> None:
        """Ask for `pack` about `message`, else about the last one; for its blanks first."""
        session = self._turns.session
        if session is None:
            return
        self._end()
        self._card.clear()
        self._session = session.id
        role = self._engine.settings.task_values(pack.task).model_role
        what = wanted(pack, session, message, role)
        self._wanted = replace(what, values=self._values.get(pack.id, {}))
        if pack.blanks:
            self._show(asking(self._wanted))
        else:
            self._ask()

    def close(self) -> None:
        """Put the card away, and ask no longer."""
        self._end()
        self._wanted = self._shown = self._session = None
        self._card.clear()

    def _press(self, action: ProposalAction) -> None:
        match action:
            case ProposalAction.ASK | ProposalAction.AGAIN:
                self._ask()
            case ProposalAction.CANCEL:
                self._cancel()
            case ProposalAction.COPY:
                QGuiApplication.clipboard().setText(self._card.text)
                self._toasts.say(texts.COPIED)
            case ProposalAction.KEEP:
                self._keep()
            case ProposalAction.CLOSE:
                self.close()
                self._page.composer.edit.setFocus()
            case _:
                assert_never(action)

    def _ask(self) -> None:
        if self._wanted is None or self._session is None or self._asking is not None:
            return
        what = replace(self._wanted, values=self._card.values or self._wanted.values)
        self._wanted, self._result = what, None
        self._values[what.pack.id] = what.values
        self._show(running(what))
        self._asking = self._tasks.start(self._answered(what, self._session))

    async def _answered(self, what: Wanted, session: SessionId) -> None:
        try:
            result = await self._engine.packs.run(
                session, what.pack.id, what.values, self._page.ask, what.message
            )
        except EngineError as error:
            self._asking = None
            self._show(failed(what, str(error)))
        else:
            self._asking = None
            self._take(what, result)

    def _take(self, what: Wanted, result: PackResult) -> None:
        self._result = result
        self._show(proposed(what, result))
        if result.answer.moves and not result.offline:
            self._page.composer.show_suggestions(result.answer.moves)

    def _cancel(self) -> None:
        self._end()
        if self._wanted is not None:
            self._show(stopped(self._wanted))

    def _end(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._asking = self._result = None

    def _keep(self) -> None:
        if self._result is not None and not self._turns.is_busy and self._asking is None:
            self._tasks.start(self._kept(self._result))

    async def _kept(self, result: PackResult) -> None:
        session, what, shown = self._session, self._wanted, self._shown
        if session is None or what is None or shown is None:
            return
        try:
            opened = await self._engine.packs.keep(session, result, what.message)
        except EngineError as error:
            self._show(not_kept(shown, str(error)))
            return
        self.close()
        await self._turns.show(opened)
        if result.answer.moves:
            self._page.composer.show_suggestions(result.answer.moves)
        self._page.composer.edit.setFocus()

    def _follow(self, session: OpenSession) -> None:
        if self._session is not None and session.id != self._session:
            self.close()

    def _show(self, proposal: Proposal) -> None:
        focused = QApplication.focusWidget()
        had_focus = self._card.isHidden() or (
            focused is not None and self._card.isAncestorOf(focused)
        )
        self._shown = proposal
        self._card.show_proposal(proposal, focus=had_focus)
        self._card.set_keepable(not self._turns.is_busy)
