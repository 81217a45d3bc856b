"""A call on its way: attempts, pauses, fallbacks, consent, and the ledger."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_call
from routers import ARouter, dollars, says

from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallFinished,
    CallQueued,
    CircuitOpened,
    CooledDown,
    CostSource,
    FellBack,
    FinishReason,
    Outcome,
    Usage,
)
from engine.domain.consent import Consent
from engine.domain.messages import ChatMessage, ChatRole
from engine.errors import (
    AuthenticationError,
    BadResponseError,
    InterruptedStreamError,
    OverloadedError,
    RateLimitedError,
    RoutingError,
)
from engine.providers.base import Queued, TextDelta
from engine.providers.scripted import Reply
from engine.routing.models import UNKNOWN_WINDOW
from engine.settings import Waiting

REFUSED = AuthenticationError("First", "First refused the key. Paste it again.")
BUSY = OverloadedError("First", "First is busy.")


def limited(seconds):
    error = RateLimitedError("First", "First wants a pause.")
    error.retry_after = seconds
    return error


async def test_a_call_tells_who_answers_then_the_text_then_how_it_ended():
    outputs = await ARouter({"first": says("Hello there.")}).outputs(a_call())
    assert isinstance(outputs[0], AttemptStarted)
    assert "".join(o.text for o in outputs if isinstance(o, TextDelta)) == "Hello there."
    assert isinstance(outputs[-1], CallFinished)
    assert outputs[-1].finish is FinishReason.STOP


async def test_a_refused_key_moves_on_to_the_next_profile_at_once():
    made = ARouter({"first": says(REFUSED), "second": says("Hello.")})
    outputs = await made.outputs(a_call())
    assert [type(output) for output in outputs if not isinstance(output, TextDelta)] == [
        AttemptStarted, AttemptFailed, CircuitOpened, FellBack, AttemptStarted, CallFinished,
    ]  # fmt: skip
    assert made.pauses == []
    assert [row.outcome for row in made.rows] == [Outcome.FAILED, Outcome.FINISHED]


async def test_a_busy_provider_is_tried_again_after_growing_pauses():
    made = ARouter({"first": says(BUSY, BUSY, "Hello.")})
    assert await made.text(a_call()) == "Hello."
    assert made.pauses == [1.0, 2.0]
    assert [row.attempt for row in made.rows] == [1, 2, 3]


async def test_every_attempt_of_a_call_has_a_number_of_its_own_on_all_profiles():
    made = ARouter({"first": says(BUSY, BUSY, BUSY), "second": says(REFUSED), "third": says("Hi.")})
    assert await made.text(a_call()) == "Hi."
    assert [(row.profile, row.attempt) for row in made.rows] == [
        ("first", 1), ("first", 2), ("first", 3), ("second", 4), ("third", 5),
    ]  # fmt: skip


async def test_a_hint_is_waited_for_exactly():
    made = ARouter({"first": says(limited(7.0), "Hello.")})
    outputs = await made.outputs(a_call())
    assert made.pauses == [7.0]
    assert any(isinstance(output, CooledDown) for output in outputs)


async def test_a_hint_beyond_two_minutes_is_not_waited_for():
    made = ARouter({"first": says(limited(300.0)), "second": says("Hello.")})
    assert await made.text(a_call()) == "Hello."
    assert made.pauses == []


async def test_after_three_tries_the_next_profile_is_asked():
    made = ARouter({"first": says(BUSY, BUSY, BUSY), "second": says("Hello.")})
    assert await made.text(a_call()) == "Hello."
    assert len(made.rows) == 4


async def test_the_place_in_a_queue_is_told_and_a_note_comes_with_the_end():
    reply = Reply(
        steps=(Queued(place=3, seconds=20), Queued(), "Hello."), note="The prompt was cut."
    )
    made = ARouter({"first": says(reply)})
    outputs = await made.outputs(a_call())
    queued = [output for output in outputs if isinstance(output, CallQueued)]
    assert [(each.place, each.seconds) for each in queued] == [(3, 20), (None, None)]
    assert outputs[-1].note == "The prompt was cut."
    assert made.rows[0].first_token is not None


async def test_who_waits_in_a_queue_has_not_begun_to_answer():
    waiting = Waiting(first_token=0.01, idle=5, whole_call=5)
    silent = Reply(steps=(Queued(place=1), asyncio.Event()))
    made = ARouter({"first": says(*[silent] * 3), "second": says("Hi.")}, patience=waiting)
    assert await made.text(a_call()) == "Hi."


async def test_a_server_is_told_the_window_the_prompt_was_cut_to():
    adapter = says("Hello.", "Hello.")
    made = ARouter({"first": adapter})
    await made.text(a_call())
    profile = replace(made.settings.profiles[0], context_window=4096)
    made.settings = replace(made.settings, profiles=(profile,))
    await made.text(a_call())
    assert [asked.context_window for asked in adapter.requests] == [UNKNOWN_WINDOW, 4096]


async def test_a_connection_that_is_changed_while_a_call_waits_is_asked_as_it_is_then():
    gate = asyncio.Event()
    before = says(Reply(steps=(gate, "Hello.")))
    made = ARouter({"first": before}, slots=1)
    both = [asyncio.ensure_future(made.text(a_call(turn=turn))) for turn in (1, 2)]
    while not before.requests:  # noqa: ASYNC110 - the adapter sets no event
        await asyncio.sleep(0)
    made.adapters = {"first": says("Good day.")}
    gate.set()
    assert await asyncio.gather(*both) == ["Hello.", "Good day."]


class WithoutConnections(ARouter):
    gone = frozenset()

    def provider(self, profile):
        if profile.connection in self.gone:
            raise RoutingError("It belongs to a connection that no longer exists.")
        return super().provider(profile)


@pytest.mark.parametrize("gone", ["first", "second"])
async def test_a_profile_whose_connection_is_gone_leaves_the_call_to_the_next(gone):
    adapters = {"first": says(REFUSED), "second": says(REFUSED), "third": says("Hello.")}
    made = WithoutConnections(adapters)
    made.gone = {gone}
    assert await made.text(a_call()) == "Hello."


async def test_when_nobody_answers_one_sentence_says_all_and_every_cause_is_kept():
    made = ARouter({"first": says(REFUSED), "second": says(BUSY, BUSY, BUSY)})
    with pytest.raises(RoutingError) as caught:
        await made.outputs(a_call())
    assert str(caught.value) == "First refused the key. Paste it again. First is busy."
    assert isinstance(caught.value.__cause__, ExceptionGroup)
    assert len(caught.value.__cause__.exceptions) == 4


async def test_a_role_without_a_model_says_where_to_choose_one():
    from engine.settings import Settings

    with pytest.raises(RoutingError, match="choose one"):
        await ARouter({"first": says("x")}, settings=Settings()).outputs(a_call())


async def test_a_break_after_the_first_words_keeps_them_and_asks_nobody_else():
    broken = Reply(steps=("Once upon ", InterruptedStreamError("First", "It broke off.")))
    second = says("Never.")
    made = ARouter({"first": says(broken), "second": second})
    outputs = await made.outputs(a_call())
    assert "".join(o.text for o in outputs if isinstance(o, TextDelta)) == "Once upon "
    assert outputs[-1].finish is FinishReason.INTERRUPTED
    assert made.rows[0].outcome is Outcome.INTERRUPTED
    assert second.requests == []


async def test_a_malformed_frame_after_the_first_words_is_a_break_too():
    broken = Reply(steps=("Once ", BadResponseError("First", "Nonsense came.")))
    made = ARouter({"first": says(broken), "second": says("Never.")})
    assert (await made.outputs(a_call()))[-1].finish is FinishReason.INTERRUPTED


async def test_a_stream_without_a_finish_reason_is_never_finished():
    cut = Reply(steps=("Once ",), reason=FinishReason.INTERRUPTED)
    outputs = await ARouter({"first": says(cut)}).outputs(a_call())
    assert outputs[-1].finish is FinishReason.INTERRUPTED


@pytest.mark.parametrize("reason", list(FinishReason))
async def test_an_empty_answer_is_a_failure_whatever_the_reason_given(reason):
    empty = Reply(steps=(), reason=reason)
    made = ARouter({"first": says(empty, empty, empty), "second": says("Hello.")})
    assert await made.text(a_call()) == "Hello."
    assert made.rows[0].outcome is Outcome.FAILED


PRICES = {"first": dollars("1", "2"), "second": dollars("3", "6")}


@pytest.mark.parametrize(("consent", "answered"), [(Consent.ONCE, True), (Consent.NO, False)])
async def test_a_dearer_fallback_is_used_only_with_consent(consent, answered):
    asked = []

    async def ask(question):
        asked.append(question)
        return consent

    second = says("Hello.")
    made = ARouter({"first": says(REFUSED), "second": second}, prices=PRICES)
    if answered:
        outputs = await made.outputs(a_call(), ask)
        assert [each.agreed for each in outputs if isinstance(each, FellBack)] == [True]
        assert isinstance(outputs[-1], CallFinished)
    else:
        with pytest.raises(RoutingError, match="consent"):
            await made.outputs(a_call(), ask)
        assert second.requests == []
    assert len(asked) == 1
    assert "second-model" in asked[0].sentence


async def test_a_cheaper_fallback_needs_no_consent():
    prices = {"first": dollars("3", "6"), "second": dollars("1", "2")}
    made = ARouter({"first": says(REFUSED), "second": says("Hello.")}, prices=prices)
    outputs = await made.outputs(a_call())
    assert [each.agreed for each in outputs if isinstance(each, FellBack)] == [False]
    assert isinstance(outputs[-1], CallFinished)


async def test_what_a_provider_says_it_billed_is_what_is_booked():
    usage = Usage(input=1000, output=500, cached=400)
    reply = Reply(steps=("Hello.",), usage=usage, cost="0.123")
    made = ARouter({"first": says(reply, Reply(steps=("Hi.",), usage=usage))}, prices=PRICES)
    await made.outputs(a_call())
    await made.outputs(a_call())
    reported, priced = (row.cost for row in made.rows)
    assert (reported.amount, reported.source) == (Decimal("0.123"), CostSource.REPORTED)
    assert (priced.amount, priced.source) == (Decimal("0.002"), CostSource.PRICED)


async def test_stopping_books_what_was_written_as_an_estimate():
    gate = asyncio.Event()
    first = says(Reply(steps=("Once upon a time ", gate, "the end.")))
    made = ARouter({"first": first}, prices=PRICES)
    async with aclosing(made.router.stream(a_call(), None)) as outputs:
        async for output in outputs:
            if isinstance(output, TextDelta):
                break
    assert made.rows[0].outcome is Outcome.STOPPED
    assert made.rows[0].usage.estimated
    assert made.rows[0].cost.source is CostSource.ESTIMATED
    assert first.stopped == first.requests


async def test_a_provider_that_never_begins_is_given_up():
    silent = Reply(steps=(asyncio.Event(),))
    waiting = Waiting(first_token=0.01, idle=5, whole_call=5)
    made = ARouter({"first": says(silent, silent, silent), "second": says("Hi.")}, patience=waiting)
    assert await made.text(a_call()) == "Hi."
    assert made.rows[0].error == "ConnectionFailedError"


async def test_a_provider_that_falls_silent_is_given_up_and_its_words_kept():
    silent = Reply(steps=("Once ", asyncio.Event()))
    waiting = Waiting(first_token=5, idle=0.01, whole_call=5)
    made = ARouter({"first": says(silent)}, patience=waiting)
    assert (await made.outputs(a_call()))[-1].finish is FinishReason.INTERRUPTED


async def test_the_whole_call_has_a_deadline_however_busily_it_streams():
    endless = Reply(steps=("word " * 100_000,))
    waiting = Waiting(first_token=5, idle=5, whole_call=0.05)
    made = ARouter({"first": says(endless)}, patience=waiting)
    assert (await made.outputs(a_call()))[-1].finish is FinishReason.INTERRUPTED


MANY_WORDS = "It rains on the quay. " * 200


@pytest.mark.parametrize(
    ("text", "counted", "noted"),
    [
        (MANY_WORDS, 300, True),
        (MANY_WORDS, 1200, False),
        (MANY_WORDS, 0, False),
        ("Short.", 1, False),
        ("雨" * 4000, 2000, False),
    ],
)
async def test_a_prompt_that_was_cut_without_a_word_is_told(text, counted, noted):
    reply = Reply(steps=("Hello.",), usage=Usage(input=counted, output=2))
    message = ChatMessage(chat_role=ChatRole.USER, text=text)
    outputs = await ARouter({"first": says(reply)}).outputs(replace(a_call(), messages=(message,)))
    assert ("read only 300 tokens of a prompt of about" in outputs[-1].note) is noted
    assert bool(outputs[-1].note) is noted
