"""Two models write the same reply side by side, and the player goes on from one of them."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import LETTER, MIRA, an_adventure
from engines import SCRIPTED, an_engine, events_of, path_of, play, scripted_settings

from engine.domain.calls import CallFinished
from engine.domain.consent import Consent, refuse
from engine.domain.ids import ConnectionId, ProfileId, ProviderId, RuleId
from engine.domain.messages import MessageStatus
from engine.domain.providers import Connection, Profile
from engine.domain.rules import Branch, MoveItem, Phase, Rule
from engine.domain.tasks import Task
from engine.domain.world import HolderKind
from engine.errors import AuthenticationError, EngineError
from engine.play import progress
from engine.play.events import Compared, ReplyDelta, Side, SideAsked, SideEnded, TurnStopped
from engine.providers.scripted import Reply
from engine.storage.stored_json import JOURNAL_ENTRY

OTHER = ProfileId("other")
BOTH = (SCRIPTED, OTHER)
TAKEN = Rule(
    id=RuleId("taken"),
    name="Taken",
    phase=Phase.AFTER_REPLY,
    branches=(Branch(actions=(MoveItem(item=LETTER, to=HolderKind.CHARACTER, id=MIRA),)),),
)


def two_models(model="other", provider="scripted"):
    connection = Connection(
        id=ConnectionId("second"), provider=ProviderId(provider), label="Second"
    )
    made = scripted_settings()
    profile = Profile(id=OTHER, connection=connection.id, model=model)
    return replace(
        made,
        connections=(*made.connections, connection),
        profiles=(*made.profiles, profile),
    )


def by_model(**replies):
    """What each model says; a model that is not named says its name."""
    return lambda completion: replies.get(completion.model, completion.model)


async def compared(engine, session, message, ask=refuse, profiles=BOTH):
    return await events_of(engine.compare(session.id, message, ask, profiles))


def said(events, side):
    own = (event.event for event in events if isinstance(event, Compared) and event.side is side)
    return "".join(event.text for event in own if isinstance(event, ReplyDelta))


def ends(events):
    return {event.side: event.sentence for event in events if isinstance(event, SideEnded)}


async def test_both_are_swipes_judged_on_their_own_and_the_story_goes_on_from_the_one_chosen(
    tmp_path,
):
    async with an_engine(tmp_path, by_model(), settings=two_models()) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(TAKEN,)))
        await play(engine, session, "I wait.")
        before = (await path_of(engine, session))[-1]
        events = await compared(engine, session, before.id)
        assert (said(events, Side.FIRST), said(events, Side.SECOND)) == ("scripted", "other")
        assert ends(events) == {Side.FIRST: "", Side.SECOND: ""}
        assert (await path_of(engine, session))[-1] == before
        first, second = (await engine.swipes(before.id))[1:]
        after = await engine.choose(session.id, second)
        assert (after.path[-1].text, after.path[-1].facts.profile) == ("other", OTHER)
        assert len(after.path[-1].effects) == 1
        assert after.state.items[LETTER].id == MIRA
        assert (await engine.session(session.id)).path[-1].id == second
        assert (await engine.undo(session.id)).path[-1] == before
        assert len(await engine.ledger.calls_of([first, second])) == 2


async def test_words_not_answered_yet_are_judged_once_and_answered_twice(tmp_path):
    asked = []

    def script(completion):
        asked.append(completion)
        if len(asked) == 1:
            return AuthenticationError("Scripted", "No key.")
        return completion.model

    async with an_engine(tmp_path, script, settings=two_models()) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        events = await compared(engine, session, None)
        assert (await path_of(engine, session))[-1].text == "I wait."
        assert len(asked) == 3
        chosen = next(
            event.event.row.message
            for event in events
            if isinstance(event, Compared) and isinstance(event.event, CallFinished)
        )
        assert len(await engine.swipes(chosen)) == 2
        assert (await engine.choose(session.id, chosen)).path[-1].text == "scripted"


async def journal_of(engine):
    """What a crash would leave of the turn that is played."""
    rows = await engine._db.run(lambda c: c.execute("SELECT entry FROM journal").fetchall())
    return JOURNAL_ENTRY.value(rows[0][0]) if rows else None


async def until_journalled(engine, *texts):
    async with asyncio.timeout(20):
        while True:
            entry = await journal_of(engine)
            kept = {each.text for each in (*entry.finished, entry.open) if each} if entry else set()
            if kept == set(texts):
                return
            await asyncio.sleep(0)


async def test_both_are_asked_at_once_and_stopping_keeps_the_words_of_both(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "JOURNAL_SECONDS", 0.01)
    halting = by_model(
        scripted=Reply(steps=("The fire ", asyncio.Event())),
        other=Reply(steps=("The rain ", asyncio.Event())),
    )
    settings = two_models()
    async with an_engine(tmp_path, halting, settings=settings) as (engine, _):
        session = await engine.new_session(an_adventure())
        opening = (await path_of(engine, session))[-1]
        heard, sides = [], set()
        async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as turn:
            async for event in turn:
                if isinstance(event, ReplyDelta):
                    await engine.stop(session.id)
        reply = (await path_of(engine, session))[-1]
        async with aclosing(engine.compare(session.id, reply.id, refuse, BOTH)) as events:
            async for event in events:
                heard.append(event)
                if isinstance(event, Compared) and isinstance(event.event, ReplyDelta):
                    before, sides = sides, sides | {event.side}
                    if len(sides) > len(before) == 1:
                        await until_journalled(engine, "The fire", "The rain")
                        await engine.stop(session.id)
        texts = {}
        for id_ in (await engine.swipes(reply.id))[1:]:
            last = (await engine.choose(session.id, id_)).path[-1]
            texts[last.text] = last.status
        assert texts == dict.fromkeys(("The fire", "The rain"), MessageStatus.INTERRUPTED)
        assert all("You stopped" in sentence for sentence in ends(heard).values())
        assert opening.id == (await path_of(engine, session))[0].id


async def test_one_that_fails_leaves_the_other_and_neither_is_taken_for_another(tmp_path):
    refused = AuthenticationError("Second", "Second refused the key.")
    async with an_engine(tmp_path, by_model(other=refused), settings=two_models()) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        reply = (await path_of(engine, session))[-1]
        events = await compared(engine, session, reply.id)
        assert (said(events, Side.FIRST), said(events, Side.SECOND)) == ("scripted", "")
        assert "refused the key" in ends(events)[Side.SECOND]
        assert len(await engine.swipes(reply.id)) == 2
        failed = await compared(engine, session, reply.id, profiles=(OTHER, SCRIPTED))
        assert said(failed, Side.SECOND) == "scripted"


async def test_where_both_fail_the_turn_says_why_and_nothing_is_added(tmp_path):
    refused = AuthenticationError("Scripted", "No key.")
    script = by_model(other=refused, scripted=refused)
    async with an_engine(tmp_path, script, settings=two_models()) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        events = await compared(engine, session, None)
        last = events[-1].event
        assert isinstance(last, TurnStopped)
        assert last.sentence
        assert (await path_of(engine, session))[-1].text == "I wait."


async def test_a_dearer_one_is_asked_about_with_what_it_may_cost_at_most(tmp_path):
    questions = []

    async def ask(question):
        questions.append(question)
        return Consent.NO

    settings = two_models("google/gemini-2.5-pro", "openrouter")
    async with an_engine(tmp_path, by_model(), settings=settings) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        reply = (await path_of(engine, session))[-1]
        asked = len(adapter.requests)
        events = await compared(engine, session, reply.id, ask)
        assert [question.profile for question in questions] == [OTHER]
        waits = [(each.side, each.answered) for each in events if isinstance(each, SideAsked)]
        assert waits == [(Side.SECOND, False), (Side.SECOND, True)]
        assert "may cost up to $0." in questions[0].sentence
        assert "without your consent" in ends(events)[Side.SECOND]
        assert len(adapter.requests) == asked + 1


@pytest.mark.parametrize("profiles", [(SCRIPTED, SCRIPTED), (SCRIPTED, ProfileId("nobody"))])
async def test_only_two_different_profiles_can_be_compared(tmp_path, profiles):
    async with an_engine(tmp_path, settings=two_models()) as (engine, _):
        session = await engine.new_session(an_adventure())
        with pytest.raises(EngineError, match="two different"):
            await compared(engine, session, None, profiles=profiles)


async def test_a_turn_by_a_profile_of_its_own_does_not_hand_it_to_judges_or_to_the_next(tmp_path):
    async with an_engine(tmp_path, by_model(), settings=two_models()) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(TAKEN,)))
        await events_of(engine.play_turn(session.id, "I wait.", refuse, profile=OTHER))
        await play(engine, session, "I wait.")
        path = await path_of(engine, session)
        assert [each.facts.profile for each in path if each.facts] == [OTHER, SCRIPTED]
        rows = await engine.ledger.calls_of([each.id for each in path])
        other = {row.task for row in rows if row.profile == OTHER}
        assert other <= {Task.CHARACTER_REPLY, Task.NARRATION}


async def test_a_reply_tells_who_wrote_it_by_which_protocol_and_what_that_took(tmp_path):
    async with an_engine(tmp_path, by_model(), settings=two_models()) as (engine, _):
        session = await engine.new_session(an_adventure())
        await events_of(engine.play_turn(session.id, "I wait.", refuse, profile=OTHER))
        *_, player, reply = await path_of(engine, session)
        origins = await engine.ledger.origins([player.id, reply.id])
        assert list(origins) == [reply.id]
        origin = origins[reply.id]
        assert (origin.used_profile_id, origin.model) == (OTHER, "other")
        assert (origin.provider_type, origin.tool_calls, origin.iterations) == ("scripted", (), 1)
        assert origin.cost.amount in (None, Decimal(0))
