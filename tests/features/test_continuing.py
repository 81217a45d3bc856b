"""A reply that goes on from where it stopped: another swipe, with the old words and effects."""

import asyncio
from contextlib import aclosing

import pytest
from builders import LETTER, MIRA, TAM, an_adventure
from engines import an_engine, events_of, path_of, paths_in, play

from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId, ProfileId, ProviderId, RuleId
from engine.domain.messages import ChatRole, MessageStatus
from engine.domain.providers import Connection, Profile
from engine.domain.rules import Branch, MoveItem, Phase, Rule
from engine.domain.tasks import ModelRole
from engine.domain.world import HolderKind
from engine.errors import EngineError, OverloadedError
from engine.play.events import MessageStarted, ReplyDelta, TurnFinished, TurnStopped
from engine.providers.scripted import Reply
from engine.settings import Settings

TAKEN = Rule(
    id=RuleId("taken"),
    name="Taken",
    phase=Phase.AFTER_REPLY,
    branches=(Branch(actions=(MoveItem(item=LETTER, to=HolderKind.CHARACTER, id=MIRA),)),),
)


async def gone_on(engine, session):
    last = (await path_of(engine, session))[-1]
    return await events_of(engine.continue_reply(session.id, last.id, refuse))


async def stopped_after(engine, session, words):
    """Play, and stop once `words` have come."""
    said = ""
    async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as events:
        async for event in events:
            said += event.text if isinstance(event, ReplyDelta) else ""
            if said == words:
                await engine.stop(session.id)


async def test_a_reply_goes_on_as_another_swipe_and_undo_takes_that_back(tmp_path):
    async with an_engine(tmp_path, ["The fire cracks.", "It is late."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        events = await gone_on(engine, session)
        started = next(event for event in events if isinstance(event, MessageStarted))
        assert started.message.text == "The fire cracks."
        new = "".join(event.text for event in events if isinstance(event, ReplyDelta))
        assert new == " It is late."
        last = (await path_of(engine, session))[-1]
        assert (last.text, last.status) == (
            "The fire cracks. It is late.",
            MessageStatus.COMPLETE,
        )
        assert len(await engine.swipes(last.id)) == 2
        await engine.undo(session.id)
        assert (await path_of(engine, session))[-1].text == "The fire cracks."


async def test_the_model_gets_its_words_so_far_and_is_told_to_go_on(tmp_path):
    async with an_engine(tmp_path, ["The fire cracks.", "It is late."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        await gone_on(engine, session)
        *_, so_far, told = adapter.requests[-1].messages
        assert (so_far.chat_role, so_far.text) == (ChatRole.ASSISTANT, "The fire cracks.")
        assert told.chat_role is ChatRole.USER
        reply = (await path_of(engine, session))[-1]
        assert (await engine.prompt_of(reply.id))[-1].text == "The fire cracks."


async def test_effects_stay_and_are_not_had_twice(tmp_path):
    async with an_engine(tmp_path, lambda completion: "She takes it.") as (engine, _):
        session = await engine.new_session(an_adventure(rules=(TAKEN,)))
        await play(engine, session, "I wait.")
        before = await engine.session(session.id)
        await gone_on(engine, session)
        after = await engine.session(session.id)
        assert after.path[-1].effects == before.path[-1].effects
        assert after.state == before.state
        assert after.state.items[LETTER].id == MIRA


async def test_a_stopped_reply_goes_on_and_is_judged_as_a_whole(tmp_path):
    script = [Reply(steps=("The fire ", asyncio.Event())), "cracks."]
    async with an_engine(tmp_path, script) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(TAKEN,)))
        await stopped_after(engine, session, "The fire")
        opened = await engine.session(session.id)
        assert opened.path[-1].status is MessageStatus.INTERRUPTED
        assert opened.state.items[LETTER].id != MIRA
        events = await gone_on(engine, session)
        assert isinstance(events[-1], TurnFinished)
        opened = await engine.session(session.id)
        assert opened.path[-1].text == "The fire cracks."
        assert opened.state.items[LETTER].id == MIRA


async def test_nothing_new_leaves_the_reply_as_it_was(tmp_path):
    failing = OverloadedError("Scripted", "Scripted is too busy.")
    script = iter(["The fire cracks."])
    async with an_engine(tmp_path, lambda completion: next(script, failing)) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        before = await path_of(engine, session)
        events = await gone_on(engine, session)
        assert isinstance(events[-1], TurnStopped)
        assert await path_of(engine, session) == before
        assert len(await engine.swipes(before[-1].id)) == 1


async def test_only_a_reply_can_go_on(tmp_path):
    async with an_engine(tmp_path) as (engine, _):
        session = await engine.new_session(an_adventure())
        with pytest.raises(EngineError, match="Only a reply"):
            await gone_on(engine, session)


async def test_who_was_named_and_could_not_answer_does_so_when_resumed(tmp_path):
    failing = OverloadedError("Scripted", "Scripted is too busy.")
    answers = iter(["Mira nods.", failing, failing, failing, "Tam runs."])
    async with an_engine(tmp_path, lambda completion: next(answers)) as (engine, _):
        session = await engine.new_session(an_adventure())
        events = await play(engine, session, "Mira and Tam, come!")
        assert isinstance(events[-1], TurnStopped)
        events = await events_of(engine.resume_turn(session.id, refuse))
        assert isinstance(events[-1], TurnFinished)
        replies = (await path_of(engine, session))[2:]
        assert [(each.author.character, each.text) for each in replies] == [
            (MIRA, "Mira nods."),
            (TAM, "Tam runs."),
        ]
        with pytest.raises(EngineError, match="nothing to answer"):
            await events_of(engine.resume_turn(session.id, refuse))


async def test_a_service_that_goes_on_by_the_letter_is_told_nothing(tmp_path):
    own = paths_in(tmp_path).data / "providers"
    own.mkdir(parents=True)
    (own / "scripted.json").write_text('{"id": "scripted", "dialect": {"continuing_body": {}}}')
    async with an_engine(tmp_path, ["The old la", "ntern sways."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        await gone_on(engine, session)
        assert adapter.requests[-1].continues
        assert adapter.requests[-1].messages[-1].text == "The old la"
        assert (await path_of(engine, session))[-1].text == "The old lantern sways."


def one_after_the_other(*providers):
    """Every model role on a model of the first, and of the next where that fails."""
    links = [
        Connection(id=ConnectionId(name), provider=ProviderId(name), label=name)
        for name in providers
    ]
    ids = tuple(ProfileId(name) for name in providers)
    return Settings(
        connections=tuple(links),
        profiles=tuple(
            Profile(id=id_, connection=link.id, model="m")
            for id_, link in zip(ids, links, strict=True)
        ),
        roles=dict.fromkeys(ModelRole, ids),
    )


async def test_where_another_model_goes_on_it_is_its_own_way_that_counts(tmp_path):
    failing = OverloadedError("vLLM", "vLLM is too busy.")
    script = ["The old man", failing, failing, failing, "walks on."]
    settings = one_after_the_other("vllm", "lm_studio")
    async with an_engine(tmp_path, script, settings=settings) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        await gone_on(engine, session)
        assert [each.continues for each in adapter.requests[1:]] == [True, True, True, False]
        assert (await path_of(engine, session))[-1].text == "The old man walks on."
