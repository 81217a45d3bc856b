"""Playing put together: the page, the turns, and the features beside the story."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, assert_never

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from desktop.parts.links import open_page
from desktop.parts.profile_choices import ProfileChoice, profile_choices
from desktop.qt.pictures import scaled_picture
from desktop.qt.tasks import Tasks
from desktop.session.casting import CastingFeature
from desktop.session.comparing import CompareFeature
from desktop.session.composing import ComposerFeature
from desktop.session.controller import TurnController
from desktop.session.endings import Ending, Offer
from desktop.session.page import SessionPage
from desktop.session.pictures_dialog import shown
from desktop.session.profile_menu import a_menu, add_profiles
from desktop.session.prompts_feature import PromptsFeature
from desktop.session.proposing import ProposingFeature
from desktop.session.right_feature import RightFeature
from desktop.session.sessions_feature import SessionsFeature
from desktop.session.story_rows import StoryRows, picture_named
from desktop.session.turn_feature import TurnFeature
from desktop.texts import comparing as writing
from desktop.texts import story as texts
from desktop.texts import tr
from desktop.texts import turns as turn_texts
from desktop.widgets.toasts import Toasts
from desktop.widgets.transcript import Action, Row, message_data
from desktop.widgets.transcript.thumbnails import LARGEST
from engine.app import Engine
from engine.domain.deeds import Deeds
from engine.domain.ids import MessageId, ProfileId, SessionId
from engine.domain.manners import Said
from engine.domain.sessions import OpenSession
from engine.errors import EngineError

Deed = Callable[..., Awaitable[None]]


class SessionFeature(QObject):
    """Lives as long as the engine is open."""

    session_opened = Signal(object)
    """The `OpenSession`, also after every turn."""

    def __init__(self, page: SessionPage, engine: Engine, tasks: Tasks, toasts: Toasts) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._tasks = tasks
        self.turns = TurnController(engine, StoryRows(page.transcript), tasks, page.ask, self)
        self.turns.setParent(self)
        self.sessions = SessionsFeature(
            page.side, engine, self.turns, toasts, show=self._show, start=self._start
        )
        self._ending: Ending | None = None
        self._sent = Said(text="")
        self._right = RightFeature(page.right, engine, self.turns, self._start)
        self.composing = ComposerFeature(
            page.composer,
            engine,
            self.turns,
            tasks,
            ask=page.ask,
            start=self._start,
            tell=self._tell,
        )
        self.casting = CastingFeature(page.side, engine, self.turns, self._start)
        self.comparing = CompareFeature(page, engine, self.turns, tasks, self._start)
        self.proposing = ProposingFeature(page, engine, self.turns, tasks, toasts)
        self.prompts = PromptsFeature(page, page.theme, engine, tasks)
        self._panel = TurnFeature(page, engine, self.turns, tasks)
        self._connect()

    async def begin(self) -> None:
        """Open the session played last, if there is any."""
        await self._told(self.sessions.begin)
        await self._told(self.proposing.begin)

    async def close(self) -> None:
        """End the turn, keeping its text."""
        await self.turns.stopped()
        self.proposing.close()
        self.composing.keep_draft()
        self._right.close()

    def _connect(self) -> None:
        page, turns = self._page, self.turns
        page.composer.submitted.connect(self._send)
        page.failure.pressed.connect(self._answer_failure)
        self.sessions.nothing_to_play.connect(self._tell)
        self.sessions.found.connect(page.show_found)
        page.story.action_requested.connect(self._act)
        page.story.thumbnails.wanted.connect(lambda name: self._start(self._show_small, name))
        page.story.link_activated.connect(lambda link: self._start(open_page, self._page, link))
        page.story.menu_requested.connect(lambda *asked: self._start(self._show_menu, *asked))
        page.story.editing.saved.connect(lambda *saved: self._start(self._edit, *saved))
        page.story.editing.refused.connect(lambda: self._tell(texts.TOO_LONG_TO_EDIT))
        turns.busy_changed.connect(page.story.editing.hold)
        turns.session_changed.connect(self._show_session)
        turns.ended_early.connect(self._show_ending)

    @property
    def can_undo(self) -> bool:
        return bool(self._deeds.done) and not self.turns.is_busy

    @property
    def can_redo(self) -> bool:
        return bool(self._deeds.undone) and not self.turns.is_busy

    @property
    def can_delete_last(self) -> bool:
        """The opening stays: a story without a beginning cannot be played."""
        session = self.turns.session
        return session is not None and len(session.path) > 1 and not self.turns.is_busy

    @property
    def _deeds(self) -> Deeds:
        session = self.turns.session
        return self._engine.deeds(session.id) if session else Deeds()

    def undo(self) -> None:
        """Take back what was done last: a turn, a swipe, an edit, a deletion, a changed variable."""
        self._start(self._step, self._engine.undo)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._start(self._step, self._engine.redo)

    def delete_last(self) -> None:
        """Take the last message out of the story; undo brings it back."""
        self._start(self._step, self._without_last)

    def can_act_on_last(self, action: Action) -> bool:
        """Whether the last message offers `action`, and nothing is being written."""
        last = self._last
        return last is not None and last.offers(action) and not self.turns.is_busy

    def act_on_last(self, action: Action) -> None:
        last = self._last
        if last is not None and self.can_act_on_last(action):
            self._act(last.id, action)

    @property
    def _last(self) -> Row | None:
        count = self._page.transcript.rowCount()
        return self._page.transcript.row(count - 1) if count else None

    async def _step(self, step: Callable[[SessionId], Awaitable[OpenSession]]) -> None:
        session = self.turns.session
        if session is not None and not self.turns.is_busy:
            await self.turns.show(await step(session.id))

    async def _without_last(self, id_: SessionId) -> OpenSession:
        session = await self._engine.session(id_)
        # The opening stays: a story without a beginning cannot be played.
        if session.head is None or len(session.path) == 1:
            return session
        return await self._engine.delete(id_, session.head)

    def _send(self, said: Said) -> None:
        self._page.failure.clear()
        self._page.story.reveal("")  # evidence of the last turn is no longer marked
        self._sent = said
        self.turns.send(said)

    def _show_session(self, session: OpenSession) -> None:
        self._page.show_session(session)
        self.session_opened.emit(session)

    def _show_ending(self, ending: Ending) -> None:
        self._ending = ending
        buttons = (*map(ending.text_of, ending.offers), turn_texts.CLOSE)
        self._page.failure.say(ending.sentence, buttons, "" if ending.was_wanted else "bad")

    def _answer_failure(self, text: str) -> None:
        ending = self._ending
        offers = ending.offers if ending else ()
        for offer in offers:
            if ending and ending.text_of(offer) == text:
                self._take_up(offer, ending)
                return

    def _take_up(self, offer: Offer, ending: Ending) -> None:
        message, elsewhere = ending.message, ending.elsewhere
        match offer:
            case Offer.SEND_AGAIN:
                written = self._page.composer.said
                self.turns.send(written if written.text else self._sent)
            case Offer.WRITE_AGAIN if message:
                self.turns.write_again(message)
            case Offer.CONTINUE if message:
                self.turns.go_on(message)
            case Offer.CONTINUE_ELSEWHERE if message and elsewhere:
                self.turns.go_on(message, elsewhere.profile)
            case Offer.BUILT_IN if message:
                self.turns.write_again(message, ending.built_in)
            case Offer.BUILT_IN:
                self.turns.answer_again(ending.built_in)
            case Offer.ANSWER | Offer.WRITE_AGAIN | Offer.CONTINUE | Offer.CONTINUE_ELSEWHERE:
                self.turns.answer_again(self._sent.profile)
            case _:
                assert_never(offer)

    async def _show(self, session: OpenSession) -> None:
        self._page.failure.clear()
        self._sent = Said(text="")
        await self.turns.show(session)
        self._page.composer.edit.setFocus()
        if session.path and session.path[-1].by_player:
            self._show_ending(
                Ending(sentence=turn_texts.UNANSWERED, offers=(Offer.ANSWER,), was_wanted=True)
            )

    def _act(self, row: str, name: str) -> None:
        message = MessageId(row)
        match Action(name):
            case Action.COPY:
                self._copy(message)
            case Action.REGENERATE:
                self._page.failure.clear()
                self.turns.write_again(message)
            case Action.CONTINUE:
                self._page.failure.clear()
                self.turns.go_on(message)
            case Action.SHOW_PICTURES:
                self._start(self._show_pictures, message)
            case Action.EDIT:
                self._page.story.editing.begin(message)
            case Action.PREVIOUS:
                self._start(self._swipe, message, -1)
            case Action.NEXT:
                self._start(self._swipe, message, 1)
            case Action.BRANCH:
                self.sessions.branch_at(message)
            case Action.MORE:
                return

    def _copy(self, message: MessageId) -> None:
        row = self._page.transcript.row(self._page.transcript.place_of(message))
        QGuiApplication.clipboard().setMimeData(message_data(row))

    async def _show_small(self, name: str) -> None:
        try:
            image = await self._engine.picture(picture_named(name))
        except LookupError:
            small = QImage()
        else:
            small = await asyncio.to_thread(scaled_picture, image.data, LARGEST)
        self._page.story.thumbnails.keep(name, small)
        self._page.story.viewport().update()

    async def _show_pictures(self, message: MessageId) -> None:
        path = self.turns.session.path if self.turns.session else ()
        pictures = [picture for each in path if each.id == message for picture in each.pictures]
        images = [await self._engine.picture(picture) for picture in pictures]
        await shown(self._page, [image.data for image in images])

    async def _edit(self, row_id: str, text: str) -> None:
        """The editor stays open until the text is kept."""
        session = self.turns.session
        if session is None or self.turns.is_busy:
            return
        row = self._page.transcript.row(self._page.transcript.place_of(row_id))
        if text != row.text:
            await self.turns.show(await self._engine.edit(session.id, MessageId(row_id), text))
        self._page.story.editing.end()

    async def _swipe(self, message: MessageId, step: int) -> None:
        session = self.turns.session
        if session is None or self.turns.is_busy:
            return
        versions = await self._engine.swipes(message)
        place = versions.index(message) + step
        if 0 <= place < len(versions):
            await self.turns.show(await self._engine.choose(session.id, versions[place]))

    async def _show_menu(self, row_id: str, where: QPoint) -> None:
        choices = await profile_choices(self._engine)
        if row_id not in self._page.transcript:
            return
        row = self._page.transcript.row(self._page.transcript.place_of(row_id))
        menu = a_menu(self._page)
        for action in row.offered:
            menu.addAction(action.label).triggered.connect(
                lambda _=False, action=action: self._act(row_id, action.value)
            )
            if action is Action.REGENERATE and len(choices) > 1:
                self._add_writers(menu, MessageId(row_id), choices)
        menu.addSeparator()
        for pack in self.proposing.of_messages if not row.open else ():
            menu.addAction(tr(pack.label)).triggered.connect(
                lambda _=False, pack=pack: self.proposing.open(pack, MessageId(row_id))
            )
        menu.popup(where)

    def _add_writers(
        self, menu: QMenu, message: MessageId, choices: Sequence[ProfileChoice]
    ) -> None:
        others = menu.addMenu(writing.WRITE_AGAIN_WITH)
        add_profiles(others, choices, lambda profile: self._write_again(message, profile))
        menu.addAction(writing.COMPARE).triggered.connect(lambda: self.comparing.ask(message))

    def _write_again(self, message: MessageId, profile: ProfileId | None) -> None:
        self._page.failure.clear()
        self.turns.write_again(message, profile)

    def write_last_again(self, profile: ProfileId) -> None:
        """Have the last reply written by `profile`, or the player's last words answered."""
        last = self.turns.session.path[-1] if self.turns.session else None
        if last is not None and last.by_player:
            self.turns.answer_again(profile)
        elif last is not None and last.parent is not None:
            self._write_again(last.id, profile)

    def _start(self, deed: Deed, *arguments: Any) -> None:
        self._tasks.start(self._told(deed, *arguments))

    async def _told(self, deed: Deed, *arguments: Any) -> None:
        """Do it; what the player should know of its failure stands in the page."""
        try:
            await deed(*arguments)
        except EngineError as error:
            self._tell(str(error))

    def _tell(self, sentence: str) -> None:
        self._show_ending(Ending(sentence=sentence))
