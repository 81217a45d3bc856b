"""A prompt that a model refuses as too long is made smaller, once."""

from dataclasses import replace

import pytest
from builders import a_call
from routers import ARouter, says

from engine.domain.calls import AttemptFailed, FinishReason
from engine.domain.consent import refuse
from engine.domain.constraints import Choice, Rung
from engine.domain.messages import ChatMessage, ChatRole
from engine.errors import AuthenticationError, ContextTooLongError, RoutingError
from engine.providers.scripted import Reply
from engine.routing.attempts import prompt_tokens
from engine.routing.constrained import ask_constrained

WORDS = "It rains on the quay. "


def too_long(window=None):
    error = ContextTooLongError("First", "First takes no prompt of that size.")
    error.context_window = window
    return error


def told(text):
    return (ChatMessage(chat_role=ChatRole.USER, text=text),)


class Story:
    """A prompt of any size, which notes the sizes it was asked for."""

    def __init__(self, sentences=400):
        self.sentences = sentences
        self.budgets = []

    def __call__(self, budget):
        self.budgets.append(budget)
        most = budget // prompt_tokens(told(WORDS)) - 1
        return told(WORDS * max(1, min(most, self.sentences)))

    def call(self, **wishes):
        return replace(a_call(**wishes), messages=told(WORDS * self.sentences), shrink=self)


async def test_a_prompt_that_is_too_long_is_made_smaller_and_sent_again():
    adapter, story = says(too_long(), "Hello."), Story()
    made = ARouter({"first": adapter})
    assert await made.text(story.call()) == "Hello."
    before, after = (prompt_tokens(asked.messages) for asked in adapter.requests)
    assert after < before * 0.7
    assert made.pauses == []


async def test_it_is_made_as_small_as_the_server_says():
    adapter, story = says(too_long(2000), "Hello."), Story()
    made = ARouter({"first": adapter})
    await made.text(story.call())
    assert prompt_tokens(adapter.requests[1].messages) <= 2000 - 900


async def test_what_was_found_holds_for_the_next_prompt_until_the_player_acts():
    made = ARouter({"first": says(too_long(2000), "Hello.")})
    story = Story()
    before = made.router.prompt_budget(story.call())
    await made.text(story.call())
    assert made.router.prompt_budget(story.call()) == 2000 - 900
    made.router.wake("first")
    assert made.router.prompt_budget(story.call()) == before


async def test_it_is_made_smaller_once():
    adapter = says(too_long(), too_long())
    with pytest.raises(RoutingError, match="no prompt of that size"):
        await ARouter({"first": adapter}).outputs(Story().call())
    assert len(adapter.requests) == 2


async def test_a_prompt_that_cannot_be_smaller_goes_to_the_next_profile():
    made = ARouter({"first": says(too_long()), "second": says("Hello.")})
    assert await made.text(a_call()) == "Hello."


async def test_a_fallback_with_less_room_gets_a_prompt_that_fits_it():
    refused = AuthenticationError("First", "First refused the key.")
    second = says("Hello.")
    made = ARouter({"first": says(refused), "second": second})
    first, small = made.settings.profiles
    small = replace(small, context_window=1500, max_tokens=100)
    made.settings = replace(made.settings, profiles=(first, small))
    await made.text(Story().call())
    assert prompt_tokens(second.requests[0].messages) <= 1400


async def test_the_form_of_an_answer_stays_in_a_smaller_prompt():
    adapter = says(too_long(), "[YES]", rungs=(Rung.PLAIN,))
    made = ARouter({"first": adapter})
    call = Story().call(constraint=Choice(options=("[YES]", "[NO]")))
    await ask_constrained(made.router, call, refuse, lambda event: None, lambda: call.call)
    assert "[YES], [NO]" in adapter.requests[1].messages[-1].text


async def test_an_answer_that_broke_off_names_the_next_model_of_the_route():
    cut = Reply(steps=("Once ",), reason=FinishReason.INTERRUPTED)
    made = ARouter({"first": says(cut, "All."), "second": says("Never.")})
    outputs = await made.outputs(a_call())
    assert (outputs[-1].next_model.profile, outputs[-1].next_model.model) == (
        "second", "second-model",
    )  # fmt: skip
    assert (await made.outputs(a_call()))[-1].next_model is None
    alone = ARouter({"first": says(cut)})
    assert (await alone.outputs(a_call()))[-1].next_model is None


async def test_a_refusal_is_told_before_the_smaller_prompt_is_sent():
    outputs = await ARouter({"first": says(too_long(), "Hello.")}).outputs(Story().call())
    assert [output.attempt for output in outputs if isinstance(output, AttemptFailed)] == [1]
