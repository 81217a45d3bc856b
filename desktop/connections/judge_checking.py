"""Checking how the judge's model judges, and showing what was found."""

import asyncio
from contextlib import aclosing

from PySide6.QtCore import QObject, Signal

from desktop.connections.check_card import CheckCard
from desktop.connections.check_lines import check_view, cost_sentence, too_few_text
from desktop.parts.telling import Telling
from engine.app import Engine, RoleModel
from engine.domain.model_checks import CheckProgress, ModelCheck
from engine.domain.tasks import ModelRole
from engine.errors import EngineError


class JudgeChecking(QObject):
    checked = Signal()
    """What is known of a model has changed."""

    def __init__(self, card: CheckCard, engine: Engine, telling: Telling) -> None:
        super().__init__(card)
        self._card = card
        self._engine = engine
        self._telling = telling
        self._shown: RoleModel | None = None
        self._running: asyncio.Task[None] | None = None
        card.check.begun.connect(self.begin)
        card.check.cancelled.connect(self._cancel)
        card.allowed.connect(self._run)

    def show(self) -> None:
        """Show the model that judges now; a check of another one ends."""
        judge = self._judge()
        if _model_of(judge) != _model_of(self._shown):
            self._cancel()
            self._card.price.clear()
            self._card.show_trouble("")
        self._shown = judge
        self._card.setVisible(judge is not None)
        checks = self._engine.model_checks
        known = checks.of(judge.connection.id, judge.profile.model) if judge else None
        self._card.show_check(check_view(known))

    def begin(self) -> None:
        """Ask the questions; first whether that may cost something."""
        if self._shown is not None and self._running is None:
            self._telling.start(self._begin, self._shown)

    def _run(self) -> None:
        if self._shown is not None and self._running is None:
            self._running = self._telling.start(self._check, self._shown)

    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()

    async def _begin(self, judge: RoleModel) -> None:
        most = await self._engine.model_checks.most(judge.connection, judge.profile.model)
        name = judge.facts.name or judge.profile.model
        if sentence := cost_sentence(name, most):
            self._card.ask(sentence)
        else:
            self._run()

    async def _check(self, judge: RoleModel) -> None:
        self._card.check.set_busy(True)
        self._card.show_trouble("")
        try:
            await self._show_run(judge)
        except EngineError as error:
            self._card.show_trouble(str(error))
        finally:
            self._running = None
            self._card.check.set_busy(False)
            self._card.show_progress(None)
            self.checked.emit()

    async def _show_run(self, judge: RoleModel) -> None:
        run = self._engine.model_checks.run(judge.connection, judge.profile.model)
        async with aclosing(run) as outputs:
            async for output in outputs:
                match output:
                    case CheckProgress():
                        self._card.show_progress(output)
                    case ModelCheck() if not output.is_telling:
                        self._card.show_trouble(too_few_text(output))
                    case ModelCheck():
                        pass

    def _judge(self) -> RoleModel | None:
        models = self._engine.connections.role_models()
        return next((each for each in models if each.model_role is ModelRole.COT), None)


def _model_of(judge: RoleModel | None) -> tuple[str, str] | None:
    return (judge.connection.id, judge.profile.model) if judge else None
