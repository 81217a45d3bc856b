"""Pointing all three roles at another connection, and taking it back."""

import asyncio
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.parts.telling import Telling
from desktop.qt.tasks import Tasks
from desktop.shell.switcher import SwitchButton
from desktop.texts import parts as parts_texts
from desktop.texts import shell as texts
from desktop.widgets.strip import Strip
from engine.app import Engine
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection
from engine.settings import Settings

PATIENCE_SECONDS: Final = 2.0
"""A switch that takes longer can be called off."""


class Switching(QObject):
    """Switches and takes back; what came of it stands in `strip`."""

    switched = Signal()
    """The roles use other models than before."""
    accepted = Signal()
    """All three roles use a connection that the player chose; it is said in the strip."""

    def __init__(
        self,
        button: SwitchButton,
        strip: Strip,
        engine: Engine,
        tasks: Tasks,
        parent: QObject,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(parent)
        self._button = button
        self._strip = strip
        self._engine = engine
        self._telling = Telling(tasks, strip)
        self._asked = ""
        self._before: Settings | None = None
        self._task: asyncio.Task[None] | None = None
        self._patience = QTimer(self, singleShot=True, interval=round(patience_seconds * 1000))
        self._patience.timeout.connect(self._offer_to_cancel)
        button.opening.connect(self._show_connections)
        button.chosen.connect(self.switch)
        button.setEnabled(True)
        strip.pressed.connect(self._answer)

    def switch(self, id_: str) -> None:
        self._telling.start(self._switch, ConnectionId(id_))

    async def _switch(self, id_: ConnectionId) -> None:
        connection = self._engine.settings.connection(id_)
        if connection is None:
            return
        self._task = asyncio.current_task()
        self._asked = connection.label
        self._button.set_switching(True)
        self._patience.start()
        try:
            self._before = await self._engine.connections.switch_to(connection)
        finally:
            self._patience.stop()
            self._task = None
            self._button.set_switching(False)
        self.switched.emit()
        self._strip.say(
            texts.SWITCHED.format(label=connection.label),
            (texts.UNDO_SWITCH, parts_texts.CLOSE),
            "ask",
        )
        self.accepted.emit()

    def _offer_to_cancel(self) -> None:
        self._strip.say(texts.SWITCHING_TO.format(label=self._asked), (texts.CANCEL,), "ask")

    def _answer(self, pressed: str) -> None:
        if pressed == texts.CANCEL and self._task is not None:
            self._task.cancel()
        if pressed == texts.UNDO_SWITCH and self._before is not None:
            self._telling.start(self._take_back, self._before)

    async def _take_back(self, before: Settings) -> None:
        """Only the roles: a key kept since then stays kept."""
        await self._engine.change_settings(lambda now: replace(now, roles=before.roles))
        self.switched.emit()
        self._strip.say(texts.SWITCHED_BACK, (parts_texts.CLOSE,), "ask")

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Those that can be switched to."""
        known = self._engine.providers
        return tuple(e for e in self._engine.settings.connections if e.provider in known)

    def _show_connections(self) -> None:
        labels = {str(each.id): each.label for each in self.connections}
        used = {str(each.connection.id) for each in self._engine.connections.role_models()}
        self._button.show_connections(labels, used.pop() if len(used) == 1 else "")
