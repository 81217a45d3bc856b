"""What models were found to do is remembered, and no value is sent that was refused once."""

from dataclasses import replace

import pytest
from builders import a_call
from routers import ARouter, a_profile, says, some_settings

from engine.domain.calls import AttemptStarted
from engine.domain.consent import refuse
from engine.domain.constraints import Choice, Rung
from engine.domain.habits import ModelHabits
from engine.domain.ids import CallId, ConnectionId
from engine.errors import BadParameterError, RoutingError
from engine.routing.constrained import ask_constrained
from engine.routing.habits import refused_parameter
from engine.routing.requests import Values

FIRST = (ConnectionId("first"), "first-model")


def refusing(parameter: str | None) -> BadParameterError:
    error = BadParameterError("First", "First refused a setting.")
    error.parameter = parameter
    return error


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("temperature", "temperature"),
        ("topP", "top_p"),
        ("max_completion_tokens", "max_tokens"),
        ("maxOutputTokens", "max_tokens"),
        ("min_p", "min_p"),
        ("minP", "min_p"),
        ("tools", None),
        (None, None),
    ],
)
def test_a_service_may_call_a_value_by_a_name_of_its_own(named, meant):
    assert refused_parameter(named, {"min_p": 0.1}) == meant


async def test_a_refused_value_is_left_out_once_and_for_all():
    adapter = says(refusing("temperature"), "Hello.", "Again.")
    made = ARouter({"first": adapter})
    call = replace(a_call(), request_values=Values(temperature=0.7))
    outputs = await made.outputs(call)
    started = [each for each in outputs if isinstance(each, AttemptStarted)]
    assert [each.values.temperature.value for each in started] == [0.7, None]
    assert started[1].values.temperature.capped == "refused by the model"
    await made.text(call)
    assert [each.temperature for each in adapter.requests] == [0.7, None, None]
    assert made.habits == {FIRST: ModelHabits(refuses=frozenset({"temperature"}))}


async def test_a_refused_extra_of_the_profile_is_left_out_too():
    adapter = says(refusing("topK"), "Hello.")
    profile = a_profile("first", extra_params={"top_k": 40, "min_p": 0.1})
    made = ARouter({"first": adapter}, settings=some_settings(["first"], profiles=(profile,)))
    assert await made.text(a_call()) == "Hello."
    assert adapter.requests[1].extra_params == {"min_p": 0.1}


async def test_a_value_that_is_refused_again_is_not_tried_for_ever():
    made = ARouter({"first": says(refusing("temperature"), refusing("temperature"))})
    with pytest.raises(RoutingError):
        await made.text(a_call())


async def test_what_was_learnt_in_an_earlier_run_holds():
    adapter = says("YES", rungs=(Rung.NATIVE, Rung.JSON, Rung.PLAIN))
    made = ARouter({"first": adapter}, habits={FIRST: ModelHabits(rung=Rung.JSON)})
    call = a_call(constraint=Choice(options=("[YES]", "[NO]")))
    await ask_constrained(made.router, call, refuse, lambda _: None, lambda: CallId("next"))
    assert adapter.requests[0].rung is Rung.JSON


async def test_what_was_learnt_of_a_connection_can_be_forgotten():
    made = ARouter({"first": says("Hi.")}, habits={FIRST: ModelHabits(rung=Rung.JSON)})
    await made.router.habits.forget(ConnectionId("first"))
    assert await made.router.habits.of(a_profile("first")) == ModelHabits()
    assert made.habits == {}
