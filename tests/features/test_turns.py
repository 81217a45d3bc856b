"""Whole turns, from the player's words to the library, on scripted models."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from itertools import count

import pytest
from builders import INN, LETTER, MIRA, QUAY, an_adventure
from engines import an_engine, events_of, is_story, path_of, play

from engine.domain.adventure import opening_state
from engine.domain.calls import UsageBy
from engine.domain.consent import refuse
from engine.domain.ids import RuleId
from engine.domain.messages import AuthorKind, MessageStatus
from engine.domain.rules import (
    Answered,
    Branch,
    Cue,
    CueJudge,
    JudgedText,
    ModelJudge,
    MoveItem,
    NewScene,
    NoVerdict,
    Operation,
    Phase,
    Question,
    RewritePost,
    Rule,
    SetVariable,
    SystemMessage,
    Unclear,
)
from engine.domain.world import HolderKind, Variable, fold
from engine.errors import (
    AuthenticationError,
    FilteredError,
    InterruptedStreamError,
    TurnInProgressError,
)
from engine.play.events import (
    EffectApplied,
    IntentRead,
    MessageDropped,
    MessageFinished,
    MessageRewritten,
    MessageStarted,
    PromptAssembled,
    ReplyDelta,
    RuleFired,
    TurnFinished,
    TurnStarted,
    TurnStopped,
    VerdictGiven,
)
from engine.providers.base import ReasoningText
from engine.providers.scripted import Reply

REFUSED = AuthenticationError("Scripted", "Scripted refused the key. Paste it again.")
DECLINED = FilteredError("Scripted", "Scripted declined to answer this.")


def a_rule(
    number, *actions, question="", about=JudgedText.USER_MESSAGE, phase=Phase.BEFORE_REPLY, cues=()
):
    if not question:
        return Rule(
            id=RuleId(f"rule-{number}"),
            name=f"Rule {number}",
            phase=phase,
            branches=(Branch(actions=actions),),
        )
    return Rule(
        id=RuleId(f"rule-{number}"),
        name=f"Rule {number}",
        phase=phase,
        question=Question(text=question, about=about),
        branches=(
            Branch(tag="YES", cues=tuple(Cue(text=cue) for cue in cues), actions=actions),
            Branch(tag="NO"),
        ),
    )


DELIVERED = a_rule(
    1,
    SetVariable(name="letter", value="delivered"),
    MoveItem(item=LETTER, to=HolderKind.CHARACTER, id=MIRA),
    question="Did the player hand over the letter?",
    cues=("slide letter",),
)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def text_of(events, message):
    return "".join(event.text for event in of(ReplyDelta, events) if event.message == message)


def judging(answer, story="Rain falls."):
    """Answers every question alike and every request for prose with `story`."""
    return lambda completion: story if is_story(completion) else answer


async def test_a_turn_tells_what_happens_and_what_it_tells_is_what_is_saved(tmp_path):
    async with an_engine(tmp_path, ["Rain falls on the roof."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        events = await play(engine, session, "I wait.")
        assert isinstance(events[0], TurnStarted)
        assert isinstance(events[-1], TurnFinished)
        (reply,) = (event.message for event in of(MessageFinished, events))
        assert text_of(events, reply.id) == reply.text == "Rain falls on the roof."
        intro, player, saved = await path_of(engine, session)
        assert intro.text == an_adventure().intro
        assert (player.text, player.status) == ("I wait.", MessageStatus.COMPLETE)
        assert saved == reply
        assert saved.facts.model == "scripted"


async def test_the_players_words_are_saved_before_any_model_is_asked(tmp_path):
    seen = []

    async with an_engine(tmp_path, lambda completion: gate) as (engine, adapter):
        gate = Reply(steps=(asyncio.Event(),))
        session = await engine.new_session(an_adventure())
        async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as events:
            async for event in events:
                if isinstance(event, TurnStarted):
                    seen = [message.text for message in await path_of(engine, session)]
                    assert adapter.requests == []
                    break
    assert seen[-1] == "I wait."


async def test_a_cue_settles_a_question_without_a_model_and_changes_the_world(tmp_path):
    async with an_engine(tmp_path, ["She nods."]) as (engine, adapter):
        session = await engine.new_session(an_adventure(rules=(DELIVERED,)))
        events = await play(engine, session, "I slide the letter across the bar.")
        (verdict,) = (event.judgement.verdict for event in of(VerdictGiven, events))
        assert verdict == Answered(
            tag="YES", judge=CueJudge(cue="slide letter"), evidence="slide the letter"
        )
        told = [(e.description, e.before, e.after) for e in of(EffectApplied, events)]
        assert ("letter", "carried", "delivered") in told
        assert len(adapter.requests) == 1
        state = (await engine.session(session.id)).state
        assert state.variables[Variable(name="letter")] == "delivered"
        assert state.items[LETTER].id == MIRA


async def test_a_model_judges_what_no_cue_settles_and_quotes_what_it_rests_on(tmp_path):
    answer = '{"evidence": "give her the letter", "answer": "[YES]"}'
    async with an_engine(tmp_path, judging(answer)) as (engine, adapter):
        session = await engine.new_session(an_adventure(rules=(DELIVERED,)))
        events = await play(engine, session, "I give her the letter.")
        (verdict,) = (event.judgement.verdict for event in of(VerdictGiven, events))
        assert isinstance(verdict.judge, ModelJudge)
        assert (verdict.tag, verdict.evidence) == ("YES", "give her the letter")
        assert of(RuleFired, events)
        assert [is_story(request) for request in adapter.requests] == [False, True]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ('{"evidence": "", "answer": "[UNCLEAR]"}', Unclear),
        ("I could not say.", NoVerdict),
        (DECLINED, NoVerdict),
    ],
)
async def test_no_verdict_takes_no_branch_and_says_so(tmp_path, answer, kind):
    async with an_engine(tmp_path, judging(answer)) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(DELIVERED,)))
        events = await play(engine, session, "I give her the letter.")
        (verdict,) = (event.judgement.verdict for event in of(VerdictGiven, events))
        assert isinstance(verdict, kind)
        assert not of(RuleFired, events)
        assert isinstance(events[-1], TurnFinished)
        state = (await engine.session(session.id)).state
        assert state.variables[Variable(name="letter")] == "carried"


async def test_what_a_rule_says_reaches_the_next_reply_and_a_swipe_of_it(tmp_path):
    rule = a_rule(1, SystemMessage(text="Mention the storm."))
    async with an_engine(tmp_path, ["Thunder.", "Lightning."]) as (engine, adapter):
        session = await engine.new_session(an_adventure(rules=(rule,)))
        await play(engine, session, "I wait.")
        reply = (await path_of(engine, session))[-1]
        await events_of(engine.regenerate(session.id, reply.id, refuse))
        for request in adapter.requests:
            assert "Mention the storm." in request.messages[-1].text


async def test_a_draft_is_hidden_until_a_rule_has_rewritten_it(tmp_path):
    rule = a_rule(1, RewritePost(instruction="No names."), phase=Phase.AFTER_REPLY)

    def script(completion):
        return "Mira nods." if is_story(completion) else "She nods."

    async with an_engine(tmp_path, script) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(rule,)))
        events = await play(engine, session, "I wait.")
        assert of(MessageStarted, events)[0].draft
        assert not of(ReplyDelta, events)
        assert of(MessageRewritten, events)[0].before == "Mira nods."
        assert of(MessageFinished, events)[0].message.text == "She nods."
        assert (await path_of(engine, session))[-1].text == "She nods."


async def test_a_rewrite_that_fails_leaves_the_reply_as_it_was(tmp_path):
    rule = a_rule(1, RewritePost(instruction="No names."), phase=Phase.AFTER_REPLY)
    async with an_engine(tmp_path, judging(DECLINED, "Mira nods.")) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(rule,)))
        events = await play(engine, session, "I wait.")
        assert of(MessageFinished, events)[0].message.text == "Mira nods."


async def test_going_somewhere_moves_the_player_and_begins_a_scene(tmp_path):
    async with an_engine(tmp_path, ["Wind."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        events = await play(engine, session, "I go outside.")
        assert of(IntentRead, events)[0].destination == QUAY
        state = (await engine.session(session.id)).state
        assert (state.place, state.scene) == (QUAY, 2)
        assert state.time > an_adventure().time


async def test_when_two_ways_are_named_a_model_chooses(tmp_path):
    async with an_engine(tmp_path, judging("The Quay")) as (engine, _):
        session = await engine.new_session(an_adventure())
        events = await play(engine, session, "I go up the stairs or maybe outside.")
        assert (of(IntentRead, events)[0].destination, of(IntentRead, events)[0].by) == (
            QUAY,
            "scripted",
        )


async def test_two_who_are_named_answer_in_turn_and_the_second_hears_the_first(tmp_path):
    async with an_engine(tmp_path, ["“Aye,” says Tam.", "Mira laughs."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "Tam, Mira, listen!")
        path = await path_of(engine, session)
        assert [message.author.name for message in path[2:]] == ["Tam", "Mira Oduya"]
        assert path[3].parent == path[2].id
        assert any("Aye" in message.text for message in adapter.requests[1].messages)


async def test_thoughts_stay_apart_from_the_reply(tmp_path):
    reply = Reply(steps=(ReasoningText(text="Hm, rain?"), "Rain."))
    async with an_engine(tmp_path, [reply]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        saved = (await path_of(engine, session))[-1]
        assert (saved.text, saved.reasoning) == ("Rain.", "Hm, rain?")


async def test_when_no_model_answers_the_words_are_kept_and_can_be_answered_later(tmp_path):
    async with an_engine(tmp_path, [REFUSED, "Rain."]) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(DELIVERED,)))
        events = await play(engine, session, "I slide the letter over.")
        assert isinstance(events[-1], TurnStopped)
        assert "refused the key" in events[-1].sentence
        assert of(MessageDropped, events)
        assert (await path_of(engine, session))[-1].text == "I slide the letter over."
        again = await events_of(engine.resume_turn(session.id, refuse))
        assert isinstance(again[-1], TurnFinished)
        assert not of(VerdictGiven, again)
        path = await path_of(engine, session)
        assert [message.text for message in path[1:]] == ["I slide the letter over.", "Rain."]


async def test_a_reply_that_breaks_off_keeps_its_text_marked_and_unjudged(tmp_path):
    rule = a_rule(1, SetVariable(name="seen", value=1), phase=Phase.AFTER_REPLY)
    broken = Reply(steps=("Once upon ", InterruptedStreamError("Scripted", "It broke off.")))
    async with an_engine(tmp_path, [broken]) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(rule,)))
        events = await play(engine, session, "I wait.")
        assert isinstance(events[-1], TurnStopped)
        saved = (await path_of(engine, session))[-1]
        assert (saved.text, saved.status) == ("Once upon", MessageStatus.INTERRUPTED)
        assert saved.effects == ()


async def test_stopping_keeps_what_was_written_and_the_next_turn_goes_on_from_it(tmp_path):
    half = Reply(steps=("Once upon a ", asyncio.Event(), "time."))
    async with an_engine(tmp_path, [half, "The end."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        events = []
        async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as stream:
            async for event in stream:
                events.append(event)
                if isinstance(event, ReplyDelta) and event.text.strip() == "a":
                    await engine.stop(session.id)
        assert isinstance(events[-1], TurnStopped)
        assert adapter.stopped
        saved = (await path_of(engine, session))[-1]
        assert (saved.text, saved.status) == ("Once upon a", MessageStatus.INTERRUPTED)
        assert isinstance((await play(engine, session, "And?"))[-1], TurnFinished)


async def test_leaving_the_stream_stops_the_turn_and_keeps_what_was_written(tmp_path):
    half = Reply(steps=("Once upon a ", asyncio.Event()))
    async with an_engine(tmp_path, [half]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as stream:
            async for event in stream:
                if isinstance(event, ReplyDelta):
                    break
        assert adapter.stopped
        assert (await path_of(engine, session))[-1].text.startswith("Once")


async def test_stopping_while_rules_judge_leaves_the_world_as_it_was(tmp_path):
    asked = asyncio.Event()

    def script(completion):
        asked.set()
        return Reply(steps=(asyncio.Event(),))

    async with an_engine(tmp_path, script) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(DELIVERED,)))
        async with asyncio.TaskGroup() as group:
            turn = group.create_task(play(engine, session, "I give her the letter."))
            await asked.wait()
            await engine.stop(session.id)
            assert isinstance((await turn)[-1], TurnStopped)
        opened = await engine.session(session.id)
        assert opened.path[-1].status is MessageStatus.PENDING
        assert opened.state == opening_state(opened.adventure)


async def test_a_double_enter_plays_one_turn(tmp_path):
    async with an_engine(tmp_path, lambda completion: "Rain.") as (engine, _):
        session = await engine.new_session(an_adventure())
        results = await asyncio.gather(
            play(engine, session, "I wait."), play(engine, session, "I wait."),
            return_exceptions=True,
        )  # fmt: skip
        assert [type(result) for result in results].count(TurnInProgressError) == 1
        players = [m for m in await path_of(engine, session) if m.author.kind is AuthorKind.PLAYER]
        assert len(players) == 1


async def test_a_swipe_is_a_sibling_with_its_own_effects(tmp_path):
    rule = a_rule(
        1,
        SetVariable(name="storms", value=1, operation=Operation.INCREMENT),
        question="Does it thunder?",
        about=JudgedText.REPLY,
        phase=Phase.AFTER_REPLY,
        cues=("thunder",),
    )
    answer = '{"evidence": "", "answer": "[NO]"}'
    replies = iter(("Thunder!", "Silence.", "Dawn."))

    def script(completion):
        return next(replies) if is_story(completion) else answer

    async with an_engine(tmp_path, script) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(rule,)))
        await play(engine, session, "I wait.")
        thunder = (await path_of(engine, session))[-1]
        storms = Variable(name="storms")
        assert (await engine.session(session.id)).state.variables[storms] == 1
        await events_of(engine.regenerate(session.id, thunder.id, refuse))
        silent = await engine.session(session.id)
        assert silent.path[-1].text == "Silence."
        assert storms not in silent.state.variables
        assert await engine.swipes(silent.path[-1].id) == (thunder.id, silent.path[-1].id)
        chosen = await engine.choose(session.id, thunder.id)
        assert (chosen.path[-1].text, chosen.state.variables[storms]) == ("Thunder!", 1)


async def test_dice_are_thrown_once_and_recorded(tmp_path):
    rule = a_rule(1, SetVariable(name="luck", value="1-20", operation=Operation.ROLL))
    rolls = count(7)
    async with an_engine(tmp_path, ["Rain."], roll=lambda low, high: next(rolls)) as (engine, _):
        session = await engine.new_session(an_adventure(rules=(rule,)))
        await play(engine, session, "I wait.")
        player = (await path_of(engine, session))[1]
        assert player.dice == (7,)
        state = (await engine.session(session.id)).state
        assert state.variables[Variable(name="luck")] == 7


async def test_the_state_is_the_fold_of_all_effects_and_survives_reopening(tmp_path):
    rules = (
        DELIVERED,
        a_rule(2, NewScene()),
        a_rule(3, SetVariable(name="n", value=1, operation=Operation.INCREMENT)),
    )
    async with an_engine(tmp_path, lambda completion: "Rain.") as (engine, _):
        session = await engine.new_session(an_adventure(rules=rules))
        for text in ("I slide the letter over.", "I go outside.", "I go in"):
            await play(engine, session, text)
        before = await engine.session(session.id)
    async with an_engine(tmp_path) as (engine, _):
        after = await engine.session(session.id)
    assert after == before
    effects = [effect for message in after.path for effect in message.effects]
    assert fold(opening_state(after.adventure), effects) == after.state
    assert after.state.place in (INN, QUAY)


async def test_the_adventure_a_session_plays_in_never_changes(tmp_path):
    async with an_engine(tmp_path, ["Rain."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await engine.new_session(replace(an_adventure(), title="Changed by its author"))
        assert (await engine.session(session.id)).adventure.title == "A test"


async def test_every_part_of_the_prompt_says_why_it_is_in_or_out(tmp_path):
    async with an_engine(tmp_path, ["Rain."]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        events = await play(engine, session, "I wait.")
        (prompt,) = (event.prompt for event in of(PromptAssembled, events))
        assert prompt.messages == adapter.requests[0].messages
        assert all(segment.reason for segment in prompt.segments)


async def test_the_ledger_has_a_row_for_every_attempt(tmp_path):
    async with an_engine(tmp_path, judging("[YES]")) as (engine, adapter):
        session = await engine.new_session(an_adventure(rules=(DELIVERED,)))
        await play(engine, session, "I give her the letter.")
        (total,) = await engine.ledger.usage(UsageBy.SESSION, session.id)
        assert total.calls == len(adapter.requests)
        by_role = {each.label: each.calls for each in await engine.ledger.usage(UsageBy.MODEL_ROLE)}
        assert by_role == {"main": 1, "cot": len(adapter.requests) - 1}
