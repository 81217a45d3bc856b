"""The starter adventure is whole, short enough for the built-in model, and settled by its cues."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from engine.domain.adventure import Adventure, opening_state
from engine.domain.ids import CharacterId, MessageId, PlaceId, SessionId
from engine.domain.messages import Author, AuthorKind, Message
from engine.domain.rules import (
    Answered,
    JudgedText,
    ModelJudge,
    MoveItem,
    NewScene,
    NextRule,
    Operator,
    Phase,
    Rule,
)
from engine.domain.world import Scope, Variable, WorldState
from engine.formats.adventure import list_adventures, read_adventure, write_adventure
from engine.paths import resources_folder
from engine.play.intent import read_intent
from engine.prompt.assemble import ReplyRequest, assemble
from engine.rules.cues import cue_match
from engine.rules.drafts import drafts
from engine.rules.facts import Facts
from engine.rules.questions import cue_verdict, open_question, rendered
from engine.rules.run import run
from engine.rules.steps import Ask, Outcome, Roll

FOLDER = resources_folder() / "adventures" / "the-salt-road"
ASKED = "asked"
NONE_OF_THESE = ""


@pytest.fixture(scope="module")
def road() -> Adventure:
    return read_adventure(FOLDER)


def _words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)


def _rule(road: Adventure, id_: str) -> Rule:
    return next(rule for rule in road.rules if rule.id == id_)


def _facts(road: Adventure, text: str, state: WorldState | None = None) -> Facts:
    """What rules go by on the built-in model, which is known not to judge."""
    return Facts(
        adventure=road,
        state=state or opening_state(road),
        user_message=text,
        judge_is_reliable=False,
    )


def _with(state: WorldState, **values: str | int) -> WorldState:
    changed = {Variable(name=name): value for name, value in values.items()}
    return replace(state, variables={**state.variables, **changed})


def test_it_is_among_the_adventures_that_come_along() -> None:
    assert FOLDER in list_adventures(FOLDER.parent)


def test_it_is_written_as_the_program_writes(road: Adventure, tmp_path: Path) -> None:
    write_adventure(road, tmp_path)
    for path in FOLDER.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_there_is_as_much_of_everything_as_promised(road: Adventure) -> None:
    counts = [len(kind) for kind in (road.places, road.characters, road.rules, road.lore)]
    assert counts == [6, 5, 12, 15]
    assert (len(road.items), len(road.moves)) == (8, 3)
    assert sum(rule.question is not None for rule in road.rules) == 6


def test_its_texts_leave_room_in_a_small_models_prompt(road: Adventure) -> None:
    assert 80 <= _words(road.intro) <= 120
    assert _words(road.instructions) <= 70
    assert max(_words(place.description) for place in road.places) <= 45
    assert max(_words(entry.text) for entry in road.lore) <= 35
    for who in road.characters:
        assert _words(who.description, who.personality, who.voice) <= 60
    assert sum(entry.constant for entry in road.lore) <= 2


@pytest.mark.parametrize(("move", "speaker"), [(0, "mira"), (1, "tam"), (2, None)])
def test_the_intro_is_still_in_the_first_prompt_of_600_tokens(
    move: int, speaker: str | None, road: Adventure
) -> None:
    outcome, _ = _played(road, road.moves[move])
    intro = _message(AuthorKind.NARRATOR, "Narrator", road.intro)
    said = _message(AuthorKind.PLAYER, road.persona.name, road.moves[move])
    request = ReplyRequest(
        adventure=road,
        state=outcome.state,
        path=(intro, said),
        speaker=road.character(CharacterId(speaker)) if speaker else None,
        budget=600,
        instructions=outcome.instructions,
    )
    prompt = assemble(request)
    assert prompt.tokens <= 600
    assert [each.included for each in prompt.segments if each.text == road.intro] == [True]


def _message(kind: AuthorKind, name: str, text: str) -> Message:
    return Message(
        id=MessageId(name),
        session=SessionId("session"),
        parent=None,
        author=Author(kind=kind, name=name),
        text=text,
        turn=0,
        written_at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
    )


def test_every_place_leads_to_every_other(road: Adventure) -> None:
    for place in road.places:
        assert _reachable(road, place.id) == {other.id for other in road.places}


def _reachable(road: Adventure, start: PlaceId) -> set[PlaceId]:
    found, due = {start}, [start]
    while due:
        ways = {way.to for way in road.place(due.pop()).exits} - found
        found |= ways
        due += ways
    return found


@pytest.mark.parametrize(
    ("place", "said", "destination"),
    [
        ("gull-and-anchor", "I pull up my hood and step out to the harbour.", "harbour"),
        ("gull-and-anchor", "I climb the stairs to room four.", "room-four"),
        ("room-four", "I go back down to the common room.", "gull-and-anchor"),
        ("harbour", "I walk along the mole to the Lamp House.", "lamp-house"),
        ("harbour", "I head for the Salt Gate.", "salt-gate"),
        ("harbour", "I go back inside the inn.", "gull-and-anchor"),
        ("lamp-house", "I return to the harbour.", "harbour"),
        ("salt-gate", "I step out onto the Salt Road.", "salt-road"),
        ("salt-gate", "I walk back to the harbour.", "harbour"),
        ("salt-road", "I run back to the gate.", "salt-gate"),
        ("gull-and-anchor", "I walk up to Mira and ask about room four.", None),
        ("gull-and-anchor", "I step back and hold out the letter.", None),
        ("gull-and-anchor", "I move to the bar and ask her about the Salt Road.", None),
        ("harbour", "I step back from the edge.", None),
        ("salt-gate", "I walk over and ask how long the road is.", None),
    ],
)
def test_players_words_find_the_way_and_only_when_they_mean_it(
    place: str, said: str, destination: str | None, road: Adventure
) -> None:
    state = replace(opening_state(road), place=PlaceId(place))
    expected = () if destination is None else (destination,)
    assert read_intent(said, road, state).destinations == expected


def test_every_question_has_cues_for_its_tags(road: Adventure) -> None:
    for rule in road.rules:
        if rule.question:
            assert all(branch.cues for branch in rule.branches if branch.tag), rule.name


def test_at_most_two_questions_of_a_turn_reach_a_model_that_cannot_judge(road: Adventure) -> None:
    open_ended = [rule.name for rule in road.rules if rule.question and not _is_closed(rule)]
    assert len(open_ended) <= 2


def test_nothing_that_cannot_be_undone_hangs_on_such_a_models_word(road: Adventure) -> None:
    for rule in road.rules:
        if rule.question and not _is_closed(rule):
            actions = [action for branch in rule.branches for action in branch.actions]
            assert not [
                each for each in actions if isinstance(each, MoveItem | NewScene | NextRule)
            ]


def _is_closed(rule: Rule) -> bool:
    return rule.question is not None and rule.question.unmatched is not None


INN, GATE = "gull-and-anchor", "salt-gate"

SENTENCES: list[tuple[str, str, str, str]] = [
    ("letter-delivered", INN, "I slide the sealed letter across the bar.", "YES"),
    ("letter-delivered", INN, "I handed Mira the letter without a word.", "YES"),
    ("letter-delivered", INN, "Wren gives her the harbourmaster’s letter.", "YES"),
    ("letter-delivered", INN, "Without hesitation I pass you the cold grey letter.", "YES"),
    ("letter-delivered", INN, "I take out the letter and push it over to her.", "YES"),
    ("letter-delivered", INN, "I put the letter down on the bar in front of Mira.", "YES"),
    ("letter-delivered", INN, '"Here," I say, handing over the letter.', "YES"),
    ("letter-delivered", INN, "Mira takes the letter from me.", "YES"),
    ("letter-delivered", INN, "I don't give her the letter yet.", "NO"),
    ("letter-delivered", INN, "I hide the letter in my coat.", "NO"),
    ("letter-delivered", INN, "Should I hand Mira the letter?", "NO"),
    ("letter-delivered", INN, "I give the letter to Tam.", "NO"),
    ("letter-delivered", INN, "I give the letter a long look.", "NO"),
    ("letter-delivered", INN, "My hand rests on the letter.", "NO"),
    ("letter-delivered", INN, "I push past Mira, clutching the letter.", "NO"),
    ("letter-delivered", INN, "I order a bowl of soup.", "NO"),
    ("seal-broken", INN, "I break the seal and read what it says.", "YES"),
    ("seal-broken", INN, "I tore open the letter.", "YES"),
    ("seal-broken", INN, "I slide my knife under the wax seal.", "YES"),
    ("seal-broken", INN, "I unfold the letter by the fire and read.", "YES"),
    ("seal-broken", INN, "I read Mira's face instead of opening the letter.", "NO"),
    ("seal-broken", INN, "I never break the seal.", "NO"),
    ("seal-broken", INN, "I break the silence and look at the seal.", "NO"),
    ("seal-broken", INN, "I ask her to open the letter.", "NO"),
    ("seal-broken", INN, "I slide the sealed letter across the bar.", "NO"),
    ("promise-of-silence", INN, "I promise I will keep quiet until the bell.", "YES"),
    ("promise-of-silence", INN, '"You have my word," I tell Mira.', "YES"),
    ("promise-of-silence", INN, "I swore to say nothing.", "YES"),
    ("promise-of-silence", INN, "I won’t tell a soul.", "YES"),
    ("promise-of-silence", INN, "I can't promise that.", "NO"),
    ("promise-of-silence", INN, "Promise me you will look after Tam.", "NO"),
    ("promise-of-silence", INN, "I swear at the rain.", "NO"),
    ("promise-of-silence", INN, "I promise to pay for the room.", "NO"),
    ("past-the-sergeant", GATE, "I press three coins into her glove.", "TOLL"),
    ("past-the-sergeant", GATE, "I tried to bribe the sergeant.", "TOLL"),
    ("past-the-sergeant", GATE, "I pay the toll in the harbourmaster's name.", "TOLL"),
    ("past-the-sergeant", GATE, "The harbourmaster sent me, I say.", "NAME"),
    ("past-the-sergeant", GATE, "I am on an errand for Renn.", "NAME"),
    ("past-the-sergeant", GATE, "I wait for a gust and duck under the beam.", "STEALTH"),
    ("past-the-sergeant", GATE, "I crept past her along the wall.", "STEALTH"),
    ("past-the-sergeant", GATE, "I refuse to pay the toll.", NONE_OF_THESE),
    ("past-the-sergeant", GATE, "I ask her about the weather.", NONE_OF_THESE),
    ("past-the-sergeant", GATE, "Has the harbourmaster been by tonight?", NONE_OF_THESE),
    ("manner", INN, "I thank her for the fire.", "WARM"),
    ("manner", INN, "I slam my fist on the bar.", "THREATENING"),
    ("manner", INN, "I wink at Tam.", "JOKING"),
    ("manner", INN, "I slide the sealed letter across the bar to Mira.", NONE_OF_THESE),
    ("manner", INN, "I pull up my hood and step out to the harbour.", NONE_OF_THESE),
    ("manner", INN, "I crouch beside Tam and ask him what his lamp is listening to.", ASKED),
    ("manner", INN, "I smile and slam the door.", ASKED),
]


@pytest.mark.parametrize(("rule", "place", "said", "expected"), SENTENCES)
def test_a_sentence_is_settled_without_a_model(
    rule: str, place: str, said: str, expected: str, road: Adventure
) -> None:
    facts = _facts(road, said, replace(opening_state(road), place=PlaceId(place)))
    question = rendered(_rule(road, rule), facts)
    assert question is not None
    verdict = cue_verdict(_rule(road, rule), question, facts)
    assert (verdict.tag if isinstance(verdict, Answered) else ASKED) == expected


@pytest.mark.parametrize("rule", sorted({rule for rule, *_ in SENTENCES} - {"manner"}))
def test_cues_of_a_closed_question_never_contradict_each_other(rule: str, road: Adventure) -> None:
    branches = _rule(road, rule).branches
    for _, _, said, _ in SENTENCES:
        matching = [
            branch.tag for branch in branches if any(cue_match(cue, said) for cue in branch.cues)
        ]
        assert len(matching) <= 1, said


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Mira wipes the bar. Singing salt, she says, is no toy.", "YES"),
        ("“The salt up there sings,” she says.", "YES"),
        ("She says it hums, the salt, when the frost comes.", "YES"),
        ("She pours you something hot and looks at the door.", "NO"),
        ("She takes the Salt Road map off its nail.", "NO"),
    ],
)
def test_a_spoken_word_is_noticed(reply: str, expected: str, road: Adventure) -> None:
    facts = replace(_facts(road, ""), reply=reply, speaker=CharacterId("mira"))
    rule = _rule(road, "word-unsaid")
    question = rendered(rule, facts)
    assert question is not None
    verdict = cue_verdict(rule, question, facts)
    assert isinstance(verdict, Answered)
    assert verdict.tag == expected


def test_only_miras_replies_after_a_promise_and_before_midnight_are_held_back(
    road: Adventure,
) -> None:
    opening = opening_state(road)
    promised, kept = _with(opening, promise="given"), _with(opening, promise="kept")
    held = {
        (name, who): drafts(road.rules, replace(_facts(road, "", state), speaker=CharacterId(who)))
        for name, state in (("before", opening), ("promised", promised), ("after", kept))
        for who in ("mira", "tam")
    }
    assert [key for key, draft in held.items() if draft] == [("promised", "mira")]


def _played(road: Adventure, text: str, state: WorldState | None = None) -> tuple[Outcome, int]:
    """The rules before the reply, with a judge that takes the first answer and dice that show 3."""
    steps = run(road.rules, Phase.BEFORE_REPLY, _facts(road, text, state))
    asked, answer = 0, None
    try:
        while True:
            step = steps.send(answer)
            answer = None
            if isinstance(step, Ask):
                asked += 1
                judge = ModelJudge(profile="built-in", model="tiny", reliable=False)
                answer = Answered(tag=step.question.options[0], judge=judge)
            elif isinstance(step, Roll):
                answer = 3
    except StopIteration as stop:
        return stop.value, asked


def test_the_first_move_hands_over_the_letter_without_asking_a_model(road: Adventure) -> None:
    outcome, asked = _played(road, road.moves[0])
    assert asked == 0
    assert outcome.state.variables[Variable(name="quest.letter")] == "delivered"
    assert outcome.state.items["sealed-letter"].id == "mira"
    assert outcome.state.items["room-key"].kind == "player"
    assert any("room four" in message.text for message in outcome.instructions)


def test_the_second_move_asks_the_model_one_question(road: Adventure) -> None:
    outcome, asked = _played(road, road.moves[1])
    assert asked == 1
    assert outcome.state.items == opening_state(road).items


def test_the_third_move_leads_outside_without_asking_a_model(road: Adventure) -> None:
    state = opening_state(road)
    assert read_intent(road.moves[2], road, state).destinations == ("harbour",)
    _, asked = _played(road, road.moves[2], replace(state, place=PlaceId("harbour")))
    assert asked == 0


def test_whoever_pays_and_walks_on_is_not_taken_for_a_trespasser(road: Adventure) -> None:
    outside = replace(opening_state(road), place=PlaceId("salt-road"))
    paid, _ = _played(road, "I pay the toll and step onto the Salt Road.", outside)
    assert paid.state.variables[Variable(name="gate")] == "open"
    assert paid.state.variables[Variable(name="coins", scope=Scope.PLAYER)] == 2
    walked, _ = _played(road, "I step onto the Salt Road.", outside)
    assert walked.state.variables[Variable(name="gate")] == "slipped"


def test_the_bell_rings_once_and_at_midnight(road: Adventure) -> None:
    state = opening_state(road)
    turns = 24 * 60 - (state.time.hour * 60 + state.time.minute)
    before = turns // road.minutes_per_turn - 1
    rung, _ = _played(road, "I wait.", _with(state, **{"night.turns": before}))
    assert rung.state.scene == state.scene + 1
    again, _ = _played(road, "I wait.", rung.state)
    assert again.state.scene == rung.state.scene
    early, _ = _played(road, "I wait.", _with(state, **{"night.turns": before - 1}))
    assert early.state.scene == state.scene


def test_mira_trusts_who_brings_the_letter_unread_and_promises_silence(road: Adventure) -> None:
    delivered, _ = _played(road, "I hand Mira the letter.")
    trusted, _ = _played(road, "I give you my word.", delivered.state)
    assert any("trusts" in message.text for message in trusted.instructions)
    opened, _ = _played(road, "I break the seal and read the letter.")
    delivered, _ = _played(road, "I hand Mira the letter.", opened.state)
    wary, _ = _played(road, "I give you my word.", delivered.state)
    assert not any("trusts" in message.text for message in wary.instructions)


def test_most_questions_wait_until_they_matter(road: Adventure) -> None:
    state = replace(opening_state(road), place=PlaceId("room-four"))
    state = _with(state, **{"quest.letter": "delivered"})
    assert not any(open_question(rule, _facts(road, "I look about.", state)) for rule in road.rules)


def test_it_shows_what_rules_can_do(road: Adventure) -> None:
    conditions = [each for rule in road.rules for each in rule.conditions]
    scopes = {each.scope for each in conditions if each.type == "variable"}
    assert scopes == set(Scope)
    actions = {type(action).__name__ for action in _actions(road.rules)}
    assert len(actions) == 6
    operations = {each.operation for each in _actions(road.rules) if each.type == "set_variable"}
    assert {"set", "increment", "decrement", "append", "roll"} == {str(each) for each in operations}
    positions = {each.position for each in _actions(road.rules) if each.type == "system_message"}
    assert len(positions) == 2
    assert Operator.EXISTS in {each.operator for each in conditions if each.type == "variable"}
    abouts = {rule.question.about for rule in road.rules if rule.question}
    assert abouts == {JudgedText.USER_MESSAGE, JudgedText.REPLY}


def _actions(rules: Iterable[Rule]):
    return [action for rule in rules for branch in rule.branches for action in branch.actions]
