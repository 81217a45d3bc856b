"""Trying a model, and what the page about models is told of calls and prices."""

from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from builders import TODAY
from engines import SCRIPTED, an_engine, scripted_settings

from engine.domain.calls import LedgerRow, Outcome
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import ModelRole, Task
from engine.errors import AuthenticationError, EngineError
from engine.settings import Settings, with_approved

REFUSED = "Scripted refused the key. Paste another one."


async def trial(engine, profile=SCRIPTED):
    async with aclosing(engine.connections.try_model(profile)) as parts:
        return [part async for part in parts]


async def test_a_trial_streams_a_short_answer_and_ends_with_its_row(tmp_path):
    async with an_engine(tmp_path, ["A lantern sways."]) as (engine, adapter):
        *words, row = await trial(engine)
        assert "".join(words) == "A lantern sways."
        assert len(words) > 1
        assert isinstance(row, LedgerRow)
        assert (row.task, row.outcome) == (Task.DESCRIPTION, Outcome.FINISHED)
        assert row.session is None
        assert len(adapter.requests) == 1


async def test_a_trial_says_what_is_wrong_and_tries_no_other_model(tmp_path):
    settings = with_fallback(scripted_settings())
    script = [AuthenticationError("Scripted", REFUSED), "Never asked for."]
    async with an_engine(tmp_path, script, settings=settings) as (engine, adapter):
        with pytest.raises(EngineError, match="refused the key"):
            await trial(engine)
        assert len(adapter.requests) == 1


async def test_a_fallback_that_may_cost_more_asks_first_until_it_was_approved(tmp_path):
    settings = with_fallback(scripted_settings())
    async with an_engine(tmp_path, settings=settings) as (engine, _):
        role = engine.connections.role_models()[0]
        assert await engine.connections.asks_first(role) == {"dear"}
        await engine.change_settings(partial(with_approved, profile=ProfileId("dear")))
        assert await engine.connections.asks_first(role) == frozenset()


async def test_a_fallback_whose_connection_is_gone_asks_nothing(tmp_path):
    settings = replace(
        with_fallback(scripted_settings()), connections=scripted_settings().connections
    )
    async with an_engine(tmp_path, settings=settings) as (engine, _):
        assert (
            await engine.connections.asks_first(engine.connections.role_models()[0]) == frozenset()
        )


async def test_last_calls_and_todays_spending_come_from_the_ledger(tmp_path):
    async with an_engine(tmp_path, ["One.", "Two."]) as (engine, _):
        assert await engine.ledger.last_calls() == ()
        await trial(engine)
        await trial(engine)
        (call,) = await engine.ledger.last_calls()
        assert (call.task, call.profile, call.at) == (Task.DESCRIPTION, SCRIPTED, TODAY)
        spent = await engine.ledger.spent_today()
        assert (spent.calls, spent.free_calls, spent.cost) == (2, 2, Decimal(0))


def with_fallback(settings: Settings) -> Settings:
    dear = Profile(
        id=ProfileId("dear"), connection=ConnectionId("or"), model="google/gemini-2.5-pro"
    )
    connection = Connection(
        id=ConnectionId("or"), provider=ProviderId("openrouter"), label="OpenRouter"
    )
    return replace(
        settings,
        connections=(*settings.connections, connection),
        profiles=(*settings.profiles, dear),
        roles={**settings.roles, ModelRole.MAIN: (SCRIPTED, dear.id)},
    )
