"""Prompt packs in files: those that come with Triptych, spoilt ones, and the player's copies."""

import json
import re
from pathlib import Path

import pytest

from engine.domain.constraints import read_answer
from engine.domain.packs import PackAnswer, StoryValue
from engine.domain.tasks import Complexity, Task
from engine.errors import FormatError
from engine.formats.packs import FOLDER, parse_pack, read_pack, read_packs
from engine.paths import resources_folder

SHIPPED = resources_folder() / FOLDER
PACKS = {path.stem: read_pack(path) for path in SHIPPED.glob("*.json")}


def test_the_packs_of_the_five_modules_answer_in_their_forms():
    forms = {
        "pov_rewrite": {"rewritten"},
        "battle_narration": {"summary", "next_hooks"},
        "narrator": {"narration"},
        "translate": {"detected_language", "translation"},
        "worldbuild": {"regions", "factions", "hooks"},
    }
    assert {id_: set(PACKS[id_].schema["properties"]) for id_ in forms} == forms


def test_the_specialised_callers_bring_their_task_complexity_and_temperature():
    called = {
        "narrate_combat": (Task.NARRATION, Complexity.MODERATE, 0.7),
        "critical_moment": (Task.NARRATION, Complexity.COMPLEX, 0.8),
        "describe_place": (Task.DESCRIPTION, Complexity.SIMPLE, 0.6),
        "generate_character": (Task.CHARACTER_GENERATION, Complexity.COMPLEX, 0.9),
        "generate_quest": (Task.QUEST_GENERATION, Complexity.CRITICAL, 0.8),
        "name_item": (Task.DESCRIPTION, Complexity.SIMPLE, 0.9),
    }
    found = {id_: PACKS[id_] for id_ in called}
    told = {id_: (each.task, each.complexity, each.temperature) for id_, each in found.items()}
    assert told == called


@pytest.mark.parametrize("id_", sorted(PACKS))
def test_a_pack_fills_its_prompt_and_its_example_answers_it(id_):
    pack = PACKS[id_]
    values = {name: f"<{name} {{text}}>" for name in pack.placeholders}
    prompt = "\n".join(message.text for message in pack.messages(values))
    assert all(value in prompt for value in values.values())
    assert not re.search(r"\{[a-z_]+\}", prompt.replace("{text}", ""))
    assert read_answer(pack.constraint, json.dumps(pack.example.answer))
    answer = PackAnswer(pack=pack, fields=pack.example.answer)
    assert answer.text
    assert all(line.strip() for line in answer.moves)
    assert len(answer.moves) == (3 if pack.moves else 0)
    filled = {*StoryValue, *pack.defaults()}
    assert set(pack.placeholders) <= filled


def test_an_answer_with_no_text_of_its_own_is_told_as_a_reader_has_it():
    pack = PACKS["worldbuild"]
    text = PackAnswer(pack=pack, fields=pack.example.answer).text
    assert "Regions\n• The Pans: Flats where salt" in text
    assert "Hooks\n• A raker pays" in text
    translate = PACKS["translate"]
    answer = PackAnswer(pack=translate, fields=translate.example.answer)
    assert (answer.text, answer.beside) == ("Die Lampe geht aus.", "Detected language: English")


def spoilt(**changes):
    document = json.loads((SHIPPED / "translate.json").read_text(encoding="utf-8"))
    return {**document, **changes}


SCHEMA = spoilt()["schema"]
BLANK = spoilt()["blanks"][0]
PROPERTIES = SCHEMA["properties"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"more": 1}, "translate.json, more: "),
        ({"task": "translation"}, "translate.json, task: "),
        ({"id": "other"}, "id: must be the file's name without .json: translate"),
        ({"label": " "}, "label: is empty"),
        ({"temperature": 3}, "temperature: must be between 0 and 2"),
        ({"max_tokens": 0}, "max_tokens: must be at least 1"),
        ({"template": "{tekst}{language}"}, r"template: nothing fills \{tekst\}. Known: author"),
        ({"subject": "story"}, "becomes: only a message has versions"),
        ({"result": ""}, "result: must name the field"),
        ({"result": "translated"}, "result: the schema has no text “translated”"),
        ({"moves": "translation"}, "moves: the schema has no list of texts"),
        ({"blanks": [BLANK, BLANK]}, "“language” is there 2 times"),
        ({"blanks": [{**BLANK, "name": "text"}]}, r"blanks 1 › name: \{text\} is filled by"),
        ({"blanks": [{**BLANK, "name": "tone"}]}, r"\{tone\} is not in the template"),
        ({"blanks": [{**BLANK, "options": ["Welsh"]}]}, "default: is none of the options"),
        ({"example": {**spoilt()["example"], "values": {}}}, r"\{text\} has no value"),
        ({"example": {**spoilt()["example"], "answer": {}}}, "answer: does not fit the schema"),
        ({"schema": {"type": "string"}}, "schema: the answer must be an object"),
        ({"schema": {**SCHEMA, "required": []}}, "schema › required: must list every field"),
        ({"schema": {**SCHEMA, "additionalProperties": True}}, "must be false"),
        ({"schema": {**SCHEMA, "minItems": 1}}, "schema › minItems: means nothing here"),
        (
            {"schema": {**SCHEMA, "properties": {**PROPERTIES, "translation": {"type": "text"}}}},
            "schema › properties › translation › type: must be one of object",
        ),
        (
            {"schema": {**SCHEMA, "properties": {**PROPERTIES, "translation": {"type": "array"}}}},
            "schema › properties › translation › items: is not a schema",
        ),
    ],
)
def test_a_mistake_in_a_pack_is_named_with_its_place(changes, problem):
    with pytest.raises(FormatError, match=problem):
        parse_pack(json.dumps(spoilt(**changes)), "translate.json")


def test_a_copy_takes_the_place_of_the_pack_and_a_broken_one_says_why_it_does_not(tmp_path: Path):
    own = tmp_path / "prompts"
    own.mkdir()
    (own / "translate.json").write_text(json.dumps(spoilt(temperature=0.5)), encoding="utf-8")
    (own / "narrator.json").write_text("{", encoding="utf-8")
    new = spoilt(id="plain_words")
    (own / "plain_words.json").write_text(json.dumps(new), encoding="utf-8")
    (own / "unfinished.json").write_bytes(b"\xff")
    known = {each.pack.id: each for each in read_packs(SHIPPED, own)}
    assert known["translate"].own
    assert known["translate"].pack.temperature == 0.5
    assert not known["narrator"].own
    assert known["narrator"].pack == PACKS["narrator"]
    assert "narrator.json: Invalid JSON" in known["narrator"].mistake
    assert known["plain_words"].own
    assert not known["plain_words"].shipped
    assert "unfinished" not in known


ABOUT = {
    "battle_narration": {"place", "player", "turn"},
    "critical_moment": {"world", "place", "player", "text", "wish"},
    "describe_place": {"world", "place"},
    "generate_character": {"world", "place", "player", "wish"},
    "generate_quest": {"world", "place", "player", "theme", "difficulty"},
    "name_item": {"world", "item"},
    "narrate_combat": {"place", "player", "text"},
    "narrator": {"place", "player", "text"},
    "pov_rewrite": {"player", "text", "person"},
    "translate": {"text", "language"},
    "worldbuild": {"world", "place", "wish"},
}
"""What makes two askings the same."""


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_pack_is_about_what_it_works_on_and_never_about_the_running_scene(pack):
    story = dict.fromkeys(StoryValue, "of the story")
    assert set(pack.about(pack.defaults(), story)) == ABOUT[pack.id]


def test_whatever_the_player_gives_is_what_it_is_about():
    given = {"text": "Fog.", "scene": "A quay.", "no such blank": "x"}
    assert PACKS["narrator"].about(given, {}) == {"text": "Fog.", "scene": "A quay."}
