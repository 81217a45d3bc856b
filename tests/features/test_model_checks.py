"""Checking how well models judge, and what follows for the rules."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

import pytest
from engines import SCRIPTED, an_engine, events_of, scripted_settings
from judges import SHEET, a_judge, always_yes, asked, right

from engine.app import Engine
from engine.cli.model_checks import price_line
from engine.domain.calls import UsageBy
from engine.domain.consent import refuse
from engine.domain.constraints import Choice, JsonSchema
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.model_checks import CheckProgress, ModelCheck, Tally, Truth
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import ModelRole, Task
from engine.errors import (
    AuthenticationError,
    EngineError,
    FilteredError,
    OverloadedError,
    SpendingLimitError,
)

LINK, MODEL = ConnectionId("scripted"), "scripted"
ALL = len(SHEET.cases)
REFUSED = AuthenticationError("Scripted", "Scripted refused the key. Paste another one.")


async def outputs_of(
    engine: Engine, model: str = MODEL, connection: Connection | None = None
) -> list[CheckProgress | ModelCheck]:
    connection = connection or connection_in(engine)
    async with aclosing(engine.model_checks.run(connection, model)) as outputs:
        return [output async for output in outputs]


async def check_in(engine: Engine, model: str = MODEL) -> ModelCheck:
    *_, check = await outputs_of(engine, model)
    assert isinstance(check, ModelCheck)
    return check


def connection_in(engine: Engine) -> Connection:
    return engine.settings.connections[0]


def judges(engine: Engine) -> bool | None:
    return engine.connections.role_models()[list(ModelRole).index(ModelRole.COT)].facts.judges


async def test_a_perfect_judge_is_believed_and_remembered(tmp_path):
    script = a_judge(right, quote=lambda case: case.text[:20])
    async with an_engine(tmp_path, script) as (engine, adapter):
        assert judges(engine) is None
        *progress, check = await outputs_of(engine)
        assert progress == [CheckProgress(done=n, of=ALL + 1) for n in range(ALL + 1)]
        assert check.sentence == f"Judges {ALL} of {ALL} rightly."
        assert (check.form_kept, check.quoted, check.verbatim) == (ALL, ALL, ALL)
        assert (check.json_ok, check.failures) == (True, 0)
        assert len(adapter.requests) == ALL + 1
        assert judges(engine) is True
    async with an_engine(tmp_path) as (engine, _):
        assert engine.model_checks.all() == {(LINK, MODEL): check}
        assert judges(engine) is True


async def test_a_judge_who_always_says_yes_is_at_chance_and_cannot_judge(tmp_path):
    async with an_engine(tmp_path, a_judge(always_yes)) as (engine, _):
        check = await check_in(engine)
        assert check.no == Tally(answered=10)
        assert check.sentence == f"Cannot judge: at chance ({check.right} of {ALL})."
        assert judges(engine) is False


async def test_words_that_are_not_in_the_text_are_no_evidence(tmp_path):
    def quote(case):
        return {Truth.YES: "", Truth.NO: "no such words", Truth.UNCLEAR: case.text[:9]}[case.truth]

    async with an_engine(tmp_path, a_judge(right, quote)) as (engine, _):
        check = await check_in(engine)
        assert (check.quoted, check.verbatim) == (20, 10)


async def test_failed_calls_count_as_failures_and_not_as_wrong_answers(tmp_path):
    def option(case):
        return FilteredError("Scripted", "Not this.") if case.truth is Truth.NO else right(case)

    async with an_engine(tmp_path, a_judge(option)) as (engine, _):
        check = await check_in(engine)
        assert (check.answered, check.right, check.failures) == (20, 20, 10)
        assert check.no == Tally()
        assert judges(engine) is True


async def test_a_check_with_too_few_answers_is_told_but_not_kept(tmp_path):
    def option(case):
        return right(case) if case.truth is Truth.YES else FilteredError("Scripted", "Not this.")

    async with an_engine(tmp_path, a_judge(option)) as (engine, _):
        check = await check_in(engine)
        assert check.sentence.startswith("Only 10 of 30 questions were answered")
        assert engine.model_checks.all() == {}
        assert judges(engine) is None


async def test_nobody_answering_ends_the_check_with_the_reason_and_asks_no_other_model(tmp_path):
    other = Profile(id=ProfileId("other"), connection=LINK, model="other")
    settings = scripted_settings()
    settings = replace(
        settings,
        profiles=(*settings.profiles, other),
        roles=dict.fromkeys(ModelRole, (SCRIPTED, other.id)),
    )
    async with an_engine(tmp_path, lambda _: REFUSED, settings=settings) as (engine, adapter):
        with pytest.raises(EngineError, match="refused the key"):
            await outputs_of(engine)
        assert len(adapter.requests) == 1
        assert {request.model for request in adapter.requests} == {MODEL}
        assert engine.model_checks.all() == {}


async def test_a_model_that_keeps_failing_ends_the_check_where_it_is(tmp_path):
    def option(case):
        return OverloadedError("Scripted", "Busy.") if case in SHEET.cases[25:] else right(case)

    async with an_engine(tmp_path, a_judge(option)) as (engine, _):
        with pytest.raises(EngineError, match="Busy"):
            await outputs_of(engine)
        assert engine.model_checks.all() == {}


async def test_questions_that_are_declined_from_the_first_on_end_the_check(tmp_path):
    declined = FilteredError("Scripted", "Not this.")
    async with an_engine(tmp_path, lambda _: declined) as (engine, adapter):
        with pytest.raises(EngineError, match="Not this"):
            await outputs_of(engine)
        assert len(adapter.requests) == 3


async def test_an_answer_without_the_form_is_no_right_answer(tmp_path):
    def script(completion):
        return "Who knows?" if asked(completion) else "No JSON either."

    async with an_engine(tmp_path, script) as (engine, _):
        check = await check_in(engine)
        assert (check.answered, check.right, check.form_kept) == (ALL, 0, 0)
        assert (check.json_ok, check.failures) == (False, 0)
        assert check.at_chance


async def test_a_check_that_is_left_keeps_nothing_half(tmp_path):
    reached, never = asyncio.Event(), asyncio.Event()

    def option(case):
        if case is SHEET.cases[5]:
            reached.set()
            return never
        return right(case)

    async with an_engine(tmp_path, a_judge(option)) as (engine, adapter):
        async with aclosing(engine.model_checks.run(connection_in(engine), MODEL)) as outputs:
            async for output in outputs:
                if output == CheckProgress(done=4, of=ALL + 1):
                    break
        running = asyncio.ensure_future(outputs_of(engine))
        await reached.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert len(adapter.stopped) == 1
        assert engine.model_checks.all() == {}
        assert judges(engine) is None


async def test_a_check_asks_as_the_rules_do_and_books_its_calls_apart(tmp_path):
    settings = scripted_settings()
    own = replace(settings.profiles[0], temperature=0.9, top_p=0.5, max_tokens=300)
    settings = replace(settings, profiles=(own,))
    async with an_engine(tmp_path, a_judge(right), settings=settings) as (engine, adapter):
        await check_in(engine)
        asked_ = adapter.requests[0]
        assert (asked_.temperature, asked_.top_p, asked_.max_tokens) == (0.1, 0.5, 300)
        assert asked_.aside
        assert isinstance(asked_.constraint, JsonSchema)
        (total,) = await engine.ledger.usage(UsageBy.TASK)
        assert (total.label, total.calls) == (Task.RULE_EVALUATION, ALL + 1)
        (call,) = await engine.ledger.last_calls()
        assert call.profile == "model-check:scripted:scripted"


async def test_any_model_of_a_connection_can_be_checked_without_being_set_up(tmp_path):
    async with an_engine(tmp_path, a_judge(right)) as (engine, adapter):
        check = await check_in(engine, "another")
        assert {request.model for request in adapter.requests} == {"another"}
        assert engine.model_checks.of(LINK, "another") == check
        assert engine.model_checks.of(LINK, MODEL) is None
        stranger = Connection(id=ConnectionId("x"), provider=ProviderId("scripted"), label="X")
        assert (await outputs_of(engine, "m", stranger))[-1].judges is True
        assert engine.model_checks.of(stranger.id, "m") is None
        assert engine.settings.connection(stranger.id) is None


async def test_checks_go_with_their_connection_and_come_back_with_it(tmp_path):
    async with an_engine(tmp_path, a_judge(right)) as (engine, _):
        check = await check_in(engine)
        take_back = await engine.connections.remove_connection(LINK)
        assert engine.model_checks.all() == {}
        await take_back()
        assert engine.model_checks.of(LINK, MODEL) == check
        await engine.connections.forget_habits(LINK)
        assert judges(engine) is None
    async with an_engine(tmp_path) as (engine, _):
        assert engine.model_checks.all() == {}


async def test_a_model_found_at_chance_is_asked_as_one_that_does_not_judge(tmp_path):
    script = a_judge(always_yes)
    async with an_engine(tmp_path, script) as (engine, adapter):
        await check_in(engine)
        adapter._script = lambda completion: (
            completion.constraint.options[0]
            if isinstance(completion.constraint, Choice)
            else "Waves."
        )
        (adventure, *_) = await engine.adventures()
        session = await engine.new_session(adventure)
        events = await events_of(engine.play_turn(session.id, "I look around.", refuse))
        verdicts = [e.judgement.verdict for e in events if hasattr(e, "judgement")]
        assert all(getattr(v.judge, "reliable", False) is False for v in verdicts)
        assert not any(isinstance(r.constraint, JsonSchema) for r in adapter.requests[ALL + 1 :])


async def test_what_a_check_may_cost_is_known_before(tmp_path):
    settings = scripted_settings()
    paid = Connection(id=ConnectionId("or"), provider=ProviderId("openrouter"), label="OpenRouter")
    settings = replace(settings, connections=(*settings.connections, paid))
    async with an_engine(tmp_path, settings=settings) as (engine, adapter):
        assert await engine.model_checks.most(connection_in(engine), MODEL) == 0
        most = await engine.model_checks.most(paid, "google/gemini-2.5-pro")
        assert 0 < most < 1
        assert await engine.model_checks.most(paid, "nobody/knows-this") is None
        assert adapter.requests == []


async def test_the_players_limit_ends_a_check_at_once(tmp_path):
    def option(case):
        return SpendingLimitError("The limit is reached.") if case in late else right(case)

    late = SHEET.cases[5:]
    async with an_engine(tmp_path, a_judge(option)) as (engine, adapter):
        with pytest.raises(SpendingLimitError, match="The limit is reached"):
            await outputs_of(engine)
        assert len(adapter.requests) == 6
        assert engine.model_checks.all() == {}


@pytest.mark.parametrize(
    ("most", "line"),
    [
        (Decimal(0), ""),
        (None, "The price of this model is not known."),
        (Decimal("0.0312"), "This check costs $0.0312 at most."),
    ],
)
def test_the_terminal_tells_the_most_a_check_can_cost(most, line):
    assert price_line(most) == line
