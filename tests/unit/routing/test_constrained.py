"""Answers of a given form: held to it rung by rung, checked, and never made up."""

import pytest
from builders import a_call
from routers import ARouter, a_profile, says, some_settings

from engine.domain.calls import CallFinished, FinishReason
from engine.domain.consent import refuse
from engine.domain.constraints import Choice, Grammar, JsonSchema, Rung, read_answer
from engine.domain.ids import CallId
from engine.errors import BadParameterError, BadResponseError, RoutingError, TruncatedError
from engine.providers.base import ReasoningText
from engine.providers.scripted import Reply
from engine.routing.constrained import ask_constrained
from engine.routing.requests import Values

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


def cut(text, reason=FinishReason.LENGTH):
    return Reply(steps=(text,), reason=reason)


async def test_an_answer_cut_off_at_its_limit_costs_no_rung_and_is_given_more_tokens_once():
    adapter = says(cut("Let me think"), "[NO]", "[YES]", rungs=ALL_RUNGS)
    made = ARouter({"first": adapter})
    asked = a_call(constraint=YES_NO, caller_values=Values(max_tokens=100))
    given = [
        await ask_constrained(made.router, asked, refuse, lambda e: None, lambda: CallId("next"))
        for _ in range(2)
    ]
    assert [each.text for each in given] == ["[NO]", "[YES]"]
    assert [request.max_tokens for request in adapter.requests] == [100, 400, 100]
    assert {request.rung for request in adapter.requests} == {Rung.NATIVE}
    assert not made.habits


@pytest.mark.parametrize(
    ("more", "requests", "said"),
    [
        ({}, 2, "limit of 400 tokens before it had answered. Raise the limit under What each task"),
        ({"max_tokens": 300}, 2, "limit of 300 tokens before it had answered. Raise .* profile"),
        ({"max_tokens": 100}, 1, "limit of 100 tokens before it had answered. Raise .* profile"),
        ({"context_window": 250}, 2, "limit of 2.. tokens before it had answered. Its context"),
        ({"context_window": 101}, 1, "limit of 100 tokens before it had answered. Its context"),
    ],
)
async def test_without_more_tokens_there_is_no_answer_and_the_limit_is_named(more, requests, said):
    adapter = says(*[cut("Let me think")] * 3, rungs=ALL_RUNGS)
    settings = some_settings(["first"], profiles=(a_profile("first", **more),))
    made = ARouter({"first": adapter}, settings=settings)
    asked = a_call(constraint=YES_NO, caller_values=Values(max_tokens=100))
    with pytest.raises(TruncatedError, match=said):
        await ask_constrained(made.router, asked, refuse, lambda e: None, lambda: CallId("next"))
    assert len(adapter.requests) == requests
    assert not made.habits


async def test_an_answer_at_the_models_own_limit_is_not_asked_for_again():
    adapter = says(cut("Let me think"), rungs=ALL_RUNGS)
    made = ARouter({"first": adapter})
    asked = a_call(constraint=YES_NO, caller_values=Values(max_tokens=2000))
    with pytest.raises(TruncatedError, match=r"limit of 900 tokens .* It can write no more"):
        await ask_constrained(made.router, asked, refuse, lambda e: None, lambda: CallId("next"))


async def test_an_answer_that_broke_off_costs_no_rung_either():
    broken = [cut("Well", FinishReason.INTERRUPTED)] * 2
    adapter = says(*broken, rungs=ALL_RUNGS)
    made = ARouter({"first": adapter})
    with pytest.raises(BadResponseError, match="broke off its answer"):
        await answer(adapter, made=made)
    assert not made.habits


async def test_tokens_that_ran_out_before_the_first_word_are_named_as_the_reason():
    adapter = says(Reply(steps=(ReasoningText(text="Hm"),), reason=FinishReason.LENGTH))
    with pytest.raises(RoutingError, match="had used up its tokens before it wrote anything"):
        await answer(adapter)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("First I thought NO, but", None),
        ("[NO]", "[NO]"),
        ('{"answer": "[NO]"}\n\n\n', "[NO]"),
        ('{"answer": "[N', None),
    ],
)
def test_no_choice_is_read_from_prose_that_was_cut_off(text, expected):
    assert read_answer(YES_NO, text, is_whole=False) == expected


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
