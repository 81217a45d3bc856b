"""Answers of a given form: held to it rung by rung, checked, and never made up."""

import pytest
from builders import a_call
from routers import ARouter, says

from engine.domain.calls import CallFinished
from engine.domain.consent import refuse
from engine.domain.constraints import Choice, Grammar, JsonSchema, Rung, read_answer
from engine.domain.ids import CallId
from engine.errors import BadParameterError, BadResponseError
from engine.routing.constrained import ask_constrained

YES_NO = Choice(options=("[YES]", "[NO]"))
ALL_RUNGS = (Rung.NATIVE, Rung.JSON, Rung.TOOL, Rung.PLAIN)


async def answer(adapter, constraint=YES_NO, made=None):
    made = made or ARouter({"first": adapter})
    return await ask_constrained(
        made.router, a_call(constraint=constraint), refuse, lambda e: None, lambda: CallId("next")
    )


async def test_the_strictest_rung_is_used_while_it_holds():
    adapter = says("[NO]", rungs=ALL_RUNGS)
    assert (await answer(adapter)).text == "[NO]"
    assert [request.rung for request in adapter.requests] == [Rung.NATIVE]


async def test_an_answer_of_the_wrong_form_moves_down_one_rung_and_that_is_remembered():
    adapter = says("Well, who knows?", '{"answer": "[YES]"}', '{"answer": "[NO]"}', rungs=ALL_RUNGS)
    made = ARouter({"first": adapter})
    assert (await answer(adapter, made=made)).text == "[YES]"
    assert (await answer(adapter, made=made)).text == "[NO]"
    assert [r.rung for r in adapter.requests] == [Rung.NATIVE, Rung.JSON, Rung.JSON]


async def test_a_refused_constraint_parameter_moves_down_one_rung():
    refused = BadParameterError("First", "grammar is not known here.")
    adapter = says(refused, refused, refused, "[YES]", rungs=ALL_RUNGS)
    assert (await answer(adapter)).text == "[YES]"
    assert [request.rung for request in adapter.requests] == list(ALL_RUNGS)


async def test_on_the_plain_rung_the_options_are_in_words():
    adapter = says("I would say NO.", rungs=(Rung.PLAIN,))
    assert (await answer(adapter)).text == "[NO]"
    assert "[YES], [NO]" in adapter.requests[0].messages[-1].text


async def test_the_last_rung_is_asked_once_more_and_then_there_is_no_answer():
    adapter = says("Hm.", "Hm?", rungs=(Rung.PLAIN,))
    with pytest.raises(BadResponseError):
        await answer(adapter)
    assert len(adapter.requests) == 2


async def test_every_attempt_is_told():
    told = []
    made = ARouter({"first": says("Hm.", "[YES]", rungs=ALL_RUNGS)})
    await ask_constrained(
        made.router, a_call(constraint=YES_NO), refuse, told.append, lambda: CallId("next")
    )
    assert len([event for event in told if isinstance(event, CallFinished)]) == 2


VERDICT = JsonSchema(
    name="verdict",
    schema={
        "type": "object",
        "properties": {"answer": {"enum": ["a", "b"]}, "sure": {"type": "integer"}},
        "required": ["answer"],
        "additionalProperties": False,
    },
)


@pytest.mark.parametrize(
    ("constraint", "text", "expected"),
    [
        (YES_NO, "[YES]", "[YES]"),
        (YES_NO, "yes", "[YES]"),
        (YES_NO, "<think>maybe [NO]</think> [YES]", "[YES]"),
        (YES_NO, "<think>[NO] but cut off", None),
        (YES_NO, "First I thought NO, but YES", "[YES]"),
        (YES_NO, "NOT SURE", None),
        (YES_NO, "", None),
        (YES_NO, '{"answer": "[NO]"}', "[NO]"),
        (Choice(options=("NO", "NOT SURE")), "NOT SURE", "NOT SURE"),
        (VERDICT, '{"answer": "a"}', '{"answer":"a"}'),
        (VERDICT, 'Sure! ```json\n{"answer": "b", "sure": 3}\n```', '{"answer":"b","sure":3}'),
        (VERDICT, '{"answer": "c"}', None),
        (VERDICT, '{"sure": 1}', None),
        (VERDICT, '{"answer": "a", "more": 1}', None),
        (VERDICT, '{"answer": "a", "sure": true}', None),
        (VERDICT, '{"answer": "a"', None),
        (VERDICT, "[1, 2]", None),
    ],
)
def test_an_answer_is_read_leniently_and_never_invented(constraint, text, expected):
    assert read_answer(constraint, text) == expected


DICE = Grammar(gbnf="root ::= [1-6]", pattern="[1-6]", words="a number from 1 to 6")


@pytest.mark.parametrize(
    ("rung", "in_words"), [(Rung.NATIVE, False), (Rung.JSON, True), (Rung.PLAIN, True)]
)
async def test_a_grammar_is_told_in_words_where_nothing_holds_the_model_to_it(rung, in_words):
    adapter = says(" 4\n", rungs=(rung,))
    assert (await answer(adapter, DICE)).text == "4"
    asked = adapter.requests[0].messages[-1].text
    assert ("Answer with nothing but a number from 1 to 6." in asked) is in_words


async def test_a_text_that_does_not_fit_the_grammar_is_no_answer():
    with pytest.raises(BadResponseError):
        await answer(says("7", "4 or 5", rungs=(Rung.PLAIN,)), DICE)
