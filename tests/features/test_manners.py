"""Turns in every manner the player can mean their words."""

import asyncio
from contextlib import aclosing

import pytest
from builders import INN, MIRA, TAM, an_adventure
from engines import an_engine, events_of, path_of, play

from engine.domain.consent import refuse
from engine.domain.ids import RuleId
from engine.domain.manners import Manner
from engine.domain.messages import AuthorKind, ChatRole
from engine.domain.rules import Branch, Cue, JudgedText, Phase, Question, Rule, SetVariable
from engine.domain.world import TimePassed, Variable
from engine.play.events import IntentRead, TurnFinished, TurnStarted
from engine.providers.scripted import Reply

LETTER = Variable(name="letter")
MANNERS = [(Manner.DO, None), (Manner.SAY, None), (Manner.STORY, None), (Manner.AS, TAM)]


def delivered(about: JudgedText) -> Rule:
    """Asks whether the player's own character handed the letter over."""
    return Rule(
        id=RuleId("delivered"),
        name="Delivered",
        phase=Phase.BEFORE_REPLY,
        question=Question(text="Did the player hand it over?", about=about),
        branches=(
            Branch(
                tag="YES",
                cues=(Cue(text="hand letter"),),
                actions=(SetVariable(name="letter", value="delivered"),),
            ),
            Branch(tag="NO"),
        ),
    )


async def in_manner(engine, session, text, manner, character=None):
    return await events_of(engine.play_turn(session.id, text, refuse, manner, character))


async def test_speech_is_saved_in_quotation_marks_and_answered_by_whoever_is_meant(tmp_path):
    async with an_engine(tmp_path, ["She nods."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await in_manner(engine, session, "Good evening, Mira.", Manner.SAY)
        _, said, reply = await path_of(engine, session)
        assert (said.text, said.manner) == ("“Good evening, Mira.”", Manner.SAY)
        assert reply.author.character == MIRA
        assert "Ada: “Good evening, Mira.”" in adapter.requests[0].messages[-1].text


async def test_what_the_player_tells_is_the_narrators_and_the_narrator_goes_on(tmp_path):
    async with an_engine(tmp_path, ["It stops.", "Mira nods."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        events = await in_manner(engine, session, "Mira drops a glass.", Manner.STORY)
        assert isinstance(events[-1], TurnFinished)
        _, told, reply = await path_of(engine, session)
        assert (told.author.kind, told.by_player) == (AuthorKind.NARRATOR, True)
        assert (reply.author.kind, reply.by_player) == (AuthorKind.NARRATOR, False)
        assert "This happens now: Mira drops a glass." in adapter.requests[0].messages[-1].text
        await play(engine, session, "I wait.")
        history = [m for m in adapter.requests[1].messages if "drops a glass" in m.text]
        assert [message.chat_role for message in history] == [ChatRole.ASSISTANT]


async def test_no_intent_is_read_from_what_the_player_tells_and_nobody_moves(tmp_path):
    async with an_engine(tmp_path, ["Wind."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        events = await in_manner(engine, session, "Ada goes outside.", Manner.STORY)
        assert not [event for event in events if isinstance(event, IntentRead)]
        opened = await engine.session(session.id)
        assert opened.state.place == INN
        (passed,) = opened.path[1].effects
        assert isinstance(passed.change, TimePassed)


@pytest.mark.parametrize("about", [JudgedText.USER_MESSAGE, JudgedText.LAST_EXCHANGE])
@pytest.mark.parametrize(
    ("manner", "character", "letter"),
    [
        (Manner.DO, None, "delivered"),
        (Manner.SAY, None, "delivered"),
        (Manner.STORY, None, "carried"),
        (Manner.AS, TAM, "carried"),
    ],
)
async def test_rules_take_only_the_players_own_deeds_for_deeds(
    tmp_path, about, manner, character, letter
):
    async with an_engine(tmp_path, lambda completion: "She nods.") as (engine, _):
        session = await engine.new_session(an_adventure(rules=(delivered(about),)))
        await in_manner(engine, session, "I hand the letter over.", manner, character)
        assert (await engine.session(session.id)).state.variables[LETTER] == letter


async def test_speaking_as_somebody_is_their_line_and_another_answers(tmp_path):
    async with an_engine(tmp_path, ["She nods."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await in_manner(engine, session, "Tam is cold, Mira. Let us go outside.", Manner.AS, TAM)
        opened = await engine.session(session.id)
        _, said, reply = opened.path
        assert (said.author.name, said.author.character) == ("Tam", TAM)
        assert reply.author.character == MIRA
        assert "Tam: Tam is cold, Mira." in adapter.requests[0].messages[-1].text
        assert opened.state.place == INN


@pytest.mark.parametrize(("manner", "character"), MANNERS)
async def test_every_manner_is_saved_before_a_model_is_asked(tmp_path, manner, character):
    gate = Reply(steps=(asyncio.Event(),))
    async with an_engine(tmp_path, lambda completion: gate) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        turn = engine.play_turn(session.id, "Nobody moves.", refuse, manner, character)
        async with aclosing(turn) as events:
            async for event in events:
                if isinstance(event, TurnStarted):
                    saved = (await path_of(engine, session))[-1]
                    assert (saved.manner, adapter.requests) == (manner, [])
                    break


@pytest.mark.parametrize(("manner", "character"), MANNERS)
async def test_every_manner_is_undone_redone_answered_anew_and_resumed(tmp_path, manner, character):

    async with an_engine(tmp_path, lambda completion: "She nods.") as (engine, _):
        session = await engine.new_session(an_adventure())
        await in_manner(engine, session, "Nobody moves.", manner, character)
        _, said, reply = await path_of(engine, session)
        await events_of(engine.regenerate(session.id, reply.id, refuse))
        assert (await path_of(engine, session))[-1].id != reply.id
        await engine.undo(session.id)
        await engine.undo(session.id)
        assert len(await path_of(engine, session)) == 1
        await engine.redo(session.id)
        assert [each.id for each in await path_of(engine, session)][1:] == [said.id, reply.id]
        await engine.delete(session.id, reply.id)
        await events_of(engine.resume_turn(session.id, refuse))
        _, again, answer = await path_of(engine, session)
        assert (again.id, again.manner, answer.by_player) == (said.id, manner, False)
        await engine.edit(session.id, said.id, "Nobody moves at all.")
        assert (await path_of(engine, session))[1].manner is manner
