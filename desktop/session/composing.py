"""The field at work: who can be spoken as, the room for a prompt, suggestions, and drafts."""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint

from desktop.parts.profile_choices import profile_choices
from desktop.qt.tasks import Tasks
from desktop.session.attaching import AttachingFeature
from desktop.session.composer import Composer
from desktop.session.context_use import gauge_of
from desktop.session.controller import TurnController
from desktop.session.drafts import Drafts
from desktop.session.manner_choice import Somebody
from desktop.session.profile_menu import a_menu, add_exclusive
from desktop.session.turn_view import TurnView
from desktop.texts import comparing as writing
from engine.app import Engine
from engine.domain.adventure import present
from engine.domain.consent import Ask
from engine.domain.ids import ProfileId, SessionId
from engine.domain.sessions import OpenSession
from engine.errors import EngineError


class ComposerFeature(QObject):
    """`start` does a deed and tells of its failure; `tell` says why there are no suggestions."""

    def __init__(
        self,
        composer: Composer,
        engine: Engine,
        turns: TurnController,
        tasks: Tasks,
        *,
        ask: Ask,
        start: Callable[..., Any],
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._engine = engine
        self._turns = turns
        self._tasks = tasks
        self._ask = ask
        self._tell = tell
        self.attaching = AttachingFeature(composer, engine, start=start)
        self._start = start
        self._drafts = Drafts(engine.paths.data)
        self._session: SessionId | None = None
        self._asking: asyncio.Task[None] | None = None
        composer.stop_requested.connect(turns.stop)
        composer.suggestions_requested.connect(self.suggest)
        composer.suggestions_cancelled.connect(self.suggest_no_longer)
        composer.draft_changed.connect(self.keep_draft)
        composer.answerer.menu_requested.connect(lambda at: start(self._show_answerers, at))
        turns.busy_changed.connect(composer.set_busy)
        turns.busy_changed.connect(self.suggest_no_longer)
        turns.accepted.connect(self._take)
        turns.view_changed.connect(self._show_view)
        turns.session_changed.connect(lambda session: start(self._show, session))

    def keep_draft(self) -> None:
        """Keep what is written for the session it is written in."""
        if self._session:
            self._drafts.keep(self._session, self._composer.text)

    def choose_answerer(self) -> None:
        """Ask who answers the next turn."""
        self._composer.answerer.ask()

    def answer_by(self, profile: ProfileId) -> None:
        """Have `profile` answer the next turn."""
        self._composer.answerer.choose(profile)
        self._composer.edit.setFocus()

    async def _show_answerers(self, corner: QPoint) -> None:
        answerer, menu = self._composer.answerer, a_menu(self._composer)
        choices = await profile_choices(self._engine)
        add_exclusive(
            menu, choices, answerer.choose, none=writing.AS_USUAL, current=answerer.profile
        )
        # The button is at the foot of the window: its menu grows upwards.
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))

    def suggest(self) -> None:
        """Ask for moves, once at a time and never while a turn plays."""
        session = self._turns.session
        if session is not None and not self._turns.is_busy and self._asking is None:
            self._asking = self._tasks.start(self._suggest(session.id))

    def suggest_no_longer(self) -> None:
        if self._asking:
            self._asking.cancel()

    async def _suggest(self, session: SessionId) -> None:
        self._composer.set_suggesting(True)
        try:
            self._composer.show_suggestions(await self._engine.suggest_moves(session, self._ask))
        except EngineError as error:
            self._tell(str(error))
        finally:
            self._asking = None
            self._composer.set_suggesting(False)

    def _take(self, text: str) -> None:
        self._composer.take(text)
        self.keep_draft()

    async def _show(self, session: OpenSession) -> None:
        if session.id != self._session:
            self._change_drafts(session.id)
        here = present(session.adventure, session.state)
        self._composer.manners.offer([Somebody(id=who.id, name=who.name) for who in here])
        replies = [message for message in session.path if not message.by_player]
        segments = await self._engine.prompt_of(replies[-1].id) if replies else ()
        self._composer.meter.show_gauge(gauge_of(segments, self._engine.prompt_room()))

    def _change_drafts(self, session: SessionId) -> None:
        """Put away what was written for the session before, and bring what waits for this one."""
        self.suggest_no_longer()
        self.keep_draft()
        # What was written before any session stood belongs to the first.
        typed = "" if self._session else self._composer.text
        if self._session:
            self._composer.attached.clear()
        self._session = session
        waiting = self._drafts.of(session)
        written = "\n".join(dict.fromkeys(text for text in (waiting, typed) if text))
        if written != self._composer.text:
            self._composer.write(written)

    def _show_view(self, view: TurnView) -> None:
        if view.segments:
            gauge = gauge_of(view.segments, self._engine.prompt_room())
            self._composer.meter.show_gauge(gauge)
