"""What a model was found to do outlives the program, until its connection is taken away."""

from contextlib import aclosing
from dataclasses import replace

from engines import SCRIPTED, an_engine, scripted_settings

from engine.app import Engine
from engine.domain.habits import NO_HABITS, ModelHabits
from engine.domain.ids import ConnectionId
from engine.errors import BadParameterError

TEMPERED = replace(
    scripted_settings(),
    profiles=tuple(replace(each, temperature=0.5) for each in scripted_settings().profiles),
)


async def tried_model(engine: Engine) -> None:
    async with aclosing(engine.connections.try_model(SCRIPTED)) as answer:
        async for _ in answer:
            pass


def refusal() -> BadParameterError:
    error = BadParameterError("Scripted", "Scripted refused the temperature.")
    error.parameter = "temperature"
    return error


async def test_a_value_refused_in_one_run_is_not_sent_in_the_next(tmp_path):
    profile = TEMPERED.profile(SCRIPTED)
    async with an_engine(tmp_path, [refusal(), "A lantern."], settings=TEMPERED) as (engine, first):
        await tried_model(engine)
        assert first.requests[0].temperature is not None
    async with an_engine(tmp_path, ["A lantern."], settings=TEMPERED) as (engine, second):
        assert await engine.connections.habits(profile) == ModelHabits(
            refuses=frozenset({"temperature"})
        )
        await tried_model(engine)
    assert [each.temperature for each in second.requests] == [None]


async def test_what_was_learnt_goes_with_the_connection(tmp_path):
    profile = TEMPERED.profile(SCRIPTED)
    async with an_engine(tmp_path, [refusal(), "A lantern."], settings=TEMPERED) as (engine, _):
        await tried_model(engine)
        await engine.connections.remove_connection(ConnectionId("scripted"))
        assert await engine.connections.habits(profile) == NO_HABITS
