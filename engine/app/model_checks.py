"""Checking how well models judge, and what was found."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial

from engine.app.workings import Workings
from engine.domain.ids import ConnectionId
from engine.domain.model_checks import CheckProgress, ModelCheck
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import Task
from engine.formats.model_check import FILE, read_sheet
from engine.play.model_check import ModelChecking, checked_profile
from engine.providers.dry_run import is_dry_run
from engine.routing.requests import Values
from engine.storage.model_checks import forget_checks, keep_check


class EngineModelChecks:
    """What `Engine.model_checks` can do."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    def all(self) -> Mapping[tuple[ConnectionId, str], ModelCheck]:
        """The last check of every model that was checked."""
        return dict(self._workings.checks)

    def of(self, connection: ConnectionId, model: str) -> ModelCheck | None:
        return self._workings.checks.get((connection, model))

    async def run(
        self, connection: Connection, model: str
    ) -> AsyncGenerator[CheckProgress | ModelCheck, None]:
        """How far a check of `model` is, at last what was found; that is kept if it tells enough.

        Iterate it under `aclosing`; closing it early keeps nothing. Its calls are booked like any
        others. Raise an `EngineError` when the model does not answer.
        """
        checking = await self._checking(connection, model)
        self._workings.tools.router.wake(connection.id)
        with self._seated(connection, model):
            async with aclosing(checking.run()) as outputs:
                async for output in outputs:
                    if isinstance(output, ModelCheck) and self._is_worth_keeping(output):
                        await kept(self._workings, output)
                    yield output

    async def most(self, connection: Connection, model: str) -> Decimal | None:
        """US dollars that a check can cost at most; None where the price is not known."""
        checking = await self._checking(connection, model)
        with self._seated(connection, model):
            return await checking.most()

    async def _checking(self, connection: Connection, model: str) -> ModelChecking:
        provider = self._workings.providers[connection.provider]
        row = self._workings.settings.task_values(Task.RULE_EVALUATION)
        return ModelChecking(
            router=self._workings.tools.router,
            sheet=await asyncio.to_thread(read_sheet, self._workings.paths.resources / FILE),
            connection=connection.id,
            model=model,
            values=Values(temperature=row.temperature, max_tokens=row.max_tokens),
            quote=provider.facts_of(model).judges is not False,
            now=self._workings.tools.now,
        )

    @contextmanager
    def _seated(self, connection: Connection, model: str) -> Iterator[None]:
        """The model as its profile has it, if there is one."""
        known = self._workings.settings.profiles
        own = (each for each in known if (each.connection, each.model) == (connection.id, model))
        id_ = checked_profile(connection.id, model)
        profile = next(own, Profile(id=id_, connection=connection.id, model=model))
        with self._workings.guests.seated(connection, replace(profile, id=id_)):
            yield

    def _is_worth_keeping(self, check: ModelCheck) -> bool:
        """A dry run says nothing of the model."""
        is_set_up = self._workings.settings.connection(check.connection) is not None
        return check.is_telling and is_set_up and not is_dry_run(self._workings.environment)


async def kept(workings: Workings, check: ModelCheck) -> None:
    """From now on, `check` is what is known of its model."""
    await workings.tools.db.run(partial(keep_check, check=check))
    workings.checks[check.connection, check.model] = check


async def forgotten(workings: Workings, connection: ConnectionId) -> tuple[ModelCheck, ...]:
    """What was known of the models of `connection`, and is not any more."""
    gone = tuple(each for each in workings.checks.values() if each.connection == connection)
    await workings.tools.db.run(partial(forget_checks, link=connection))
    for check in gone:
        workings.checks.pop((check.connection, check.model), None)
    return gone
