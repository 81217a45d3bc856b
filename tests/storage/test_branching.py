"""A branch holds what the path held, and shares nothing with it that could change."""

from dataclasses import fields, replace

import pytest
from builders import PLAYER_AUTHOR, QUAY, SESSION, TODAY, a_message, an_adventure

from engine.domain.adventure import opening_state
from engine.domain.calls import Cost, CostSource, Usage
from engine.domain.ids import MessageId, ProfileId, RuleId, SessionId
from engine.domain.images import Image, picture_of
from engine.domain.manners import Manner
from engine.domain.messages import ChatRole, Message, ReplyFacts
from engine.domain.prompts import Prompt, Segment, SegmentKind
from engine.domain.rules import Answered, CueJudge, Judgement, SystemMessage
from engine.domain.sessions import Earlier, Summary, TurnRecord
from engine.domain.world import Cause, CauseKind, Effect, PlayerMoved, TimePassed, fold
from engine.storage.branching import branch_session
from engine.storage.messages import edit_message_text, set_effects
from engine.storage.prompts import load_prompt
from engine.storage.sessions import delete_session, list_sessions, load_session, purge_sessions
from engine.storage.states import state_at
from engine.storage.summaries import save_summary
from engine.storage.tree import set_head
from engine.storage.turns import commit_turn, save_message

BRANCH = SessionId("branch")
LANTERN = Image(mime_type="image/png", data=b"a lantern")


def effect(change):
    return Effect(change=change, cause=Cause(kind=CauseKind.TURN))


FACTS = ReplyFacts(
    profile=ProfileId("main"),
    provider="somewhere",
    model="big",
    usage=Usage(input=9, output=8),
    cost=Cost(amount=None, source=CostSource.UNKNOWN),
    seconds=2.5,
)


def a_story(connection, length):
    """Messages with everything a message can have."""
    verdict = Answered(tag="left", judge=CueJudge(cue="quay"))
    judgement = Judgement(rule=RuleId("r"), rule_name="R", question="Where to?", verdict=verdict)
    for number in range(length):
        change = PlayerMoved(to=QUAY) if number == 70 else TimePassed(minutes=number)
        message = replace(
            a_message(number, f"Said {number}.", PLAYER_AUTHOR),
            effects=(effect(change),),
            dice=(number,),
            facts=FACTS,
            reasoning="Hm.",
            edited=bool(number % 2),
            manner=Manner.SAY,
            judgements=(judgement,),
            instructions=(SystemMessage(text="Be brief."),),
            pictures=(picture_of(LANTERN),),
        )
        save_message(connection, message, (LANTERN,))


def branch(connection, message):
    branch_session(
        connection,
        id=BRANCH,
        name="Rain (branch)",
        session=SESSION,
        message=MessageId(message),
        at=TODAY,
    )
    return load_session(connection, BRANCH)


def alike(messages):
    """The messages without what tells a copy from its original."""
    nobody = MessageId("")
    return [replace(each, id=nobody, parent=nobody, session=SESSION) for each in messages]


@pytest.mark.parametrize("number", [0, 1, 63, 64, 65, 129])
def test_a_branch_holds_the_path_and_the_world_up_to_its_message(connection, number):
    a_story(connection, 130)
    branched = branch(connection, f"m{number}")
    original = load_session(connection, SESSION).path[: number + 1]
    assert alike(branched.path) == alike(original)
    assert branched.state == state_at(connection, MessageId(f"m{number}"))
    effects = (each for message in branched.path for each in message.effects)
    assert branched.state == fold(opening_state(an_adventure()), effects)


def test_the_story_that_is_branched_has_everything_a_message_can_have(connection):
    a_story(connection, 2)
    message = load_session(connection, SESSION).path[-1]
    left_out = [
        field.name for field in fields(Message) if getattr(message, field.name) == field.default
    ]
    assert left_out == ["status"]


def test_every_message_of_a_branch_has_an_id_of_its_own(connection):
    a_story(connection, 5)
    branched = branch(connection, "m3").path
    parents = [None, *(each.id for each in branched[:-1])]
    assert [each.parent for each in branched] == parents
    ids = {each.id for each in branched} | {
        each.id for each in load_session(connection, SESSION).path
    }
    assert len(ids) == 4 + 5
    assert {each.session for each in branched} == {BRANCH}


def test_a_branch_is_listed_with_its_turn_and_its_place(connection):
    a_story(connection, 130)
    branch(connection, "m69")
    places = {each.name: (each.turn, each.place) for each in list_sessions(connection)}
    assert places == {"Rain": (65, "The Quay"), "Rain (branch)": (35, "The Gull")}


def test_a_branch_can_leave_from_a_message_beside_the_path(connection):
    a_story(connection, 2)
    save_message(connection, replace(a_message(2, "Beside."), parent=MessageId("m0")))
    set_head(connection, SESSION, MessageId("m1"))
    assert [each.text for each in branch(connection, "m2").path] == ["Said 0.", "Beside."]


def test_what_happens_in_one_does_not_happen_in_the_other(connection):
    a_story(connection, 3)
    branched = branch(connection, "m2")
    set_effects(connection, MessageId("m0"), ())
    edit_message_text(connection, MessageId("m1"), "Otherwise.")
    assert load_session(connection, BRANCH) == branched
    delete_session(connection, SESSION, TODAY)
    purge_sessions(connection, before=TODAY.replace(year=2031))
    assert load_session(connection, BRANCH) == branched


def test_a_branch_knows_what_was_sent_and_what_was_summarised(connection):
    segment = Segment(
        kind=SegmentKind.SYSTEM,
        title="Instructions",
        text="You narrate.",
        chat_role=ChatRole.SYSTEM,
        tokens=3,
        included=True,
        reason="always",
    )
    save_message(connection, a_message(0))
    prompt = Prompt(segments=(segment,), messages=())
    turn = TurnRecord(
        session=SESSION, player=None, replies=(a_message(1),), prompts={MessageId("m1"): prompt}
    )
    commit_turn(connection, turn)
    save_summary(connection, Summary(session=SESSION, message=MessageId("m0"), text="Rain."))
    branched = branch(connection, "m1")
    assert load_prompt(connection, branched.path[-1].id) == (segment,)
    assert branched.earlier == Earlier(covers=1, text="Rain.")


def test_a_session_does_not_branch_at_a_message_it_does_not_have(connection):
    a_story(connection, 1)
    with pytest.raises(LookupError):
        branch(connection, "m9")
    assert len(list_sessions(connection)) == 1
