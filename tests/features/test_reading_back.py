"""What a window shows of a session after it was played: prompts and what each model role used."""

from builders import an_adventure
from engines import an_engine, play

from engine.domain.calls import UsageBy
from engine.domain.tasks import ModelRole
from engine.domain.usage import Span


async def test_the_prompt_of_a_reply_can_be_read_again(tmp_path):
    async with an_engine(tmp_path, ["She nods."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        path = (await engine.session(session.id)).path
        parts = await engine.prompt_of(path[-1].id)
        assert "Ada: I wait." in [part.text for part in parts if part.included]
        assert await engine.prompt_of(path[-2].id) == ()


async def test_usage_by_model_role_is_of_one_session_or_of_today(tmp_path):
    async with an_engine(tmp_path, ["She nods.", "He nods."]) as (engine, _):
        sessions = [await engine.new_session(an_adventure()) for _ in range(2)]
        for session in sessions:
            await play(engine, session, "I wait.")
        (mine,) = await engine.ledger.usage(UsageBy.MODEL_ROLE, sessions[0].id)
        (today,) = await engine.ledger.usage(UsageBy.MODEL_ROLE, since=Span.TODAY)
        assert (mine.label, mine.calls, today.calls) == (ModelRole.MAIN, 1, 2)
