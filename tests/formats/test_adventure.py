"""An adventure survives its files, and an author hears of every mistake in plain words."""

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.adventure import Adventure
from engine.errors import FormatError
from engine.formats.adventure import list_adventures, read_adventure, write_adventure

Edited = Callable[[str, Callable[[Any], None]], Path]


@pytest.mark.parametrize("name", ["ferry", "ferry.triptych"])
def test_what_is_written_is_read_back_equal(
    name: str, small_adventure: Adventure, tmp_path: Path
) -> None:
    write_adventure(small_adventure, tmp_path / name)
    again = read_adventure(tmp_path / name)
    assert again == small_adventure
    write_adventure(again, tmp_path / f"again-{name}")
    assert read_adventure(tmp_path / f"again-{name}") == small_adventure


def test_the_same_adventure_makes_the_same_archive(
    small_adventure: Adventure, tmp_path: Path
) -> None:
    for name in ("a.triptych", "b.triptych"):
        write_adventure(small_adventure, tmp_path / name)
    assert (tmp_path / "a.triptych").read_bytes() == (tmp_path / "b.triptych").read_bytes()


def test_defaults_are_not_written(small_adventure: Adventure, tmp_path: Path) -> None:
    write_adventure(small_adventure, tmp_path)
    second = json.loads((tmp_path / "rules.json").read_text("utf-8"))[1]
    assert set(second) == {"id", "name", "phase", "conditions", "branches", "speaker"}
    assert second["branches"][0]["actions"][0] == {"type": "new_scene"}


def test_writing_again_leaves_nothing_of_what_was_there(
    small_adventure: Adventure, tmp_path: Path
) -> None:
    write_adventure(small_adventure, tmp_path)
    bare = replace(small_adventure, characters=(), items=(), lore=(), rules=())
    write_adventure(bare, tmp_path)
    assert read_adventure(tmp_path) == bare
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_was_zipped_with_its_name_is_read(
    small_adventure: Adventure, tmp_path: Path
) -> None:
    write_adventure(small_adventure, tmp_path / "outer" / "ferry")
    packed = shutil.make_archive(str(tmp_path / "ferry"), "zip", tmp_path / "outer")
    assert read_adventure(Path(packed)) == small_adventure


def test_files_from_other_editors_are_read(small_adventure: Adventure, tmp_path: Path) -> None:
    write_adventure(small_adventure, tmp_path)
    for path in (*tmp_path.glob("*.json"), tmp_path / "intro.md"):
        windows = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + windows)
    assert read_adventure(tmp_path) == small_adventure


def test_only_places_are_needed_beside_the_head_and_the_intro(
    small_adventure: Adventure, tmp_path: Path
) -> None:
    bare = replace(small_adventure, characters=(), items=(), lore=(), rules=())
    write_adventure(bare, tmp_path)
    for kind in ("characters", "items", "lore", "rules"):
        (tmp_path / f"{kind}.json").unlink()
    assert read_adventure(tmp_path) == bare


def test_adventures_are_listed_by_name(small_adventure: Adventure, tmp_path: Path) -> None:
    for name in ("b", "c.triptych", "a"):
        write_adventure(small_adventure, tmp_path / name)
    (tmp_path / "notes").mkdir()
    (tmp_path / "readme.txt").write_text("no adventure")
    assert [path.name for path in list_adventures(tmp_path)] == ["a", "b", "c.triptych"]
    assert list_adventures(tmp_path / "nowhere") == ()


def _set(*steps: Any) -> Callable[[Any], None]:
    *way, last, value = steps

    def edit(document: Any) -> None:
        for step in way:
            document = document[step]
        document[last] = value

    return edit


def _remove(*steps: Any) -> Callable[[Any], None]:
    *way, last = steps

    def edit(document: Any) -> None:
        for step in way:
            document = document[step]
        del document[last]

    return edit


def _repeat_first(document: Any) -> None:
    document.append(document[0])


MISTAKES: dict[str, tuple[str, Callable[[Any], None], str]] = {
    "no title": ("adventure.json", _remove("title"), "adventure.json, title: is missing"),
    "blank title": ("adventure.json", _set("title", " "), "adventure.json, title: is empty"),
    "unknown start": (
        "adventure.json",
        _set("start", "quay"),
        "adventure.json, start: there is no place “quay”",
    ),
    "unknown field": (
        "adventure.json",
        _set("persona", "height", 180),
        "adventure.json, persona › height: there is no such field",
    ),
    "kind in the head": (
        "adventure.json",
        _set("lore", []),
        "adventure.json, lore: belongs in lore.json",
    ),
    "no schema": ("adventure.json", _remove("schema"), "adventure.json, schema: must be 1"),
    "bad time": (
        "adventure.json",
        _set("time", "at dusk"),
        "adventure.json, time: must be a date and time such as 1203-11-03T21:40:00",
    ),
    "time with a zone": (
        "adventure.json",
        _set("time", "1203-11-03T21:40:00Z"),
        "adventure.json, time: the story's clock has no time zone: leave it out",
    ),
    "time backwards": (
        "adventure.json",
        _set("minutes_per_turn", -1),
        "adventure.json, minutes_per_turn: time cannot run backwards",
    ),
    "nested variable": (
        "adventure.json",
        _set("variables", "fare", {"gold": 2}),
        "adventure.json, variables › fare: must be text, a number, true or false",
    ),
    "infinite variable": (
        "adventure.json",
        _set("variables", "fare", float("inf")),
        "adventure.json: is not JSON",
    ),
    "unknown exit": (
        "places.json",
        _set(0, "exits", 0, "to", "quay"),
        "places.json, bank › exits 1 › to: there is no place “quay”",
    ),
    "exit to a number": (
        "places.json",
        _set(0, "exits", 0, "to", 3),
        "places.json, bank › exits 1 › to: must be text",
    ),
    "duplicate place": (
        "places.json",
        _repeat_first,
        "places.json, bank › id: the id “bank” is given twice",
    ),
    "empty id": ("lore.json", _set(0, "id", ""), "lore.json, entry 1 › id: is empty"),
    "place without an id": (
        "places.json",
        _remove(1, "id"),
        "places.json, entry 2 › id: is missing",
    ),
    "place that is a number": (
        "places.json",
        _set(1, 7),
        "places.json, entry 2: must be an object",
    ),
    "exits that are no list": (
        "places.json",
        _set(0, "exits", {"to": "boat"}),
        "places.json, bank › exits: must be a list",
    ),
    "character nowhere": (
        "characters.json",
        _set(0, "place", "quay"),
        "characters.json, charon › place: there is no place “quay”",
    ),
    "too talkative": (
        "characters.json",
        _set(0, "talkativeness", 5),
        "characters.json, charon › talkativeness: must be between 0 and 1",
    ),
    "item at nobody": (
        "items.json",
        _set(0, "at", {"kind": "character", "id": "mira"}),
        "items.json, coin › at › id: there is no character “mira”",
    ),
    "item nowhere": (
        "items.json",
        _set(0, "at", {"kind": "place", "id": "quay"}),
        "items.json, coin › at › id: there is no place “quay”",
    ),
    "item at a player with an id": (
        "items.json",
        _set(0, "at", {"kind": "player", "id": "ada"}),
        "items.json, coin › at › id: the player needs no id: leave it out",
    ),
    "unknown holder": (
        "items.json",
        _set(0, "at", "kind", "pocket"),
        "items.json, coin › at › kind: must be 'player', 'character' or 'place'",
    ),
    "lore nothing calls": (
        "lore.json",
        _set(0, "keys", []),
        "lore.json, river › keys: nothing can call this up: give it a key",
    ),
    "next rule to nowhere": (
        "rules.json",
        _set(0, "branches", 0, "actions", 5, "rule", "sail"),
        "rules.json, paid › branches 1 › actions 6 › rule: there is no rule “sail”",
    ),
    "unknown item": (
        "rules.json",
        _set(0, "branches", 0, "actions", 0, "item", "ring"),
        "rules.json, paid › branches 1 › actions 1 › item: there is no item “ring”",
    ),
    "item to nobody": (
        "rules.json",
        _set(0, "branches", 0, "actions", 0, "id", "mira"),
        "rules.json, paid › branches 1 › actions 1 › id: there is no character “mira”",
    ),
    "no dice": (
        "rules.json",
        _set(0, "branches", 0, "actions", 2, "value", "a few"),
        "rules.json, paid › branches 1 › actions 3 › value: must be two whole numbers such as 1-20",
    ),
    "rewrite before the reply": (
        "rules.json",
        _set(1, "phase", "before_reply"),
        (
            "rules.json, crossing › branches 1 › actions 2 › type: "
            "there is no reply to rewrite yet: run the rule after it"
        ),
    ),
    "speaker before the reply": (
        "rules.json",
        _set(1, "phase", "before_reply"),
        "rules.json, crossing › speaker: nobody speaks yet before the reply: run the rule after it",
    ),
    "unknown speaker": (
        "rules.json",
        _set(1, "speaker", "mira"),
        "rules.json, crossing › speaker: there is no character “mira”",
    ),
    "unmatched without a branch": (
        "rules.json",
        _set(0, "question", "unmatched", "NO"),
        "rules.json, paid › question › unmatched: there is no branch with the tag “NO”",
    ),
    "question without tags": (
        "rules.json",
        _set(0, "branches", [{}]),
        "rules.json, paid › question › text: has no answer to choose: give a branch a tag",
    ),
    "empty question": (
        "rules.json",
        _set(0, "question", "text", ""),
        "rules.json, paid › question › text: is empty",
    ),
    "judging a reply too early": (
        "rules.json",
        _set(0, "question", "about", "llm_reply"),
        (
            "rules.json, paid › question › about: "
            "there is no reply yet: run the rule after it, or judge another text"
        ),
    ),
    "surer than sure": (
        "rules.json",
        _set(0, "question", "threshold", 2),
        "rules.json, paid › question › threshold: must be between 0 and 1",
    ),
    "tag given twice": (
        "rules.json",
        _set(0, "branches", 1, "tag", "YES"),
        "rules.json, paid › branches 2 › tag: “YES” is given twice",
    ),
    "two branches without a tag": (
        "rules.json",
        _set(1, "branches", [{}, {}]),
        "rules.json, crossing › branches 2 › tag: a second branch without a tag",
    ),
    "tag without a question": (
        "rules.json",
        _set(1, "branches", 0, "tag", "YES"),
        (
            "rules.json, crossing › branches 1 › tag: "
            "“YES” answers no question: ask one, or leave the tag out"
        ),
    ),
    "cue without a question": (
        "rules.json",
        _set(1, "branches", 0, "cues", [{"text": "sail"}]),
        (
            "rules.json, crossing › branches 1 › cues 1 › text: "
            "a cue settles a question, and this rule asks none"
        ),
    ),
    "empty cue": (
        "rules.json",
        _set(0, "branches", 0, "cues", 0, "text", ""),
        "rules.json, paid › branches 1 › cues 1 › text: is empty",
    ),
    "bad pattern": (
        "rules.json",
        _set(0, "branches", 0, "cues", 1, "text", "(coin"),
        "rules.json, paid › branches 1 › cues 2 › text: is not a regular expression",
    ),
    "unknown operator": (
        "rules.json",
        _set(0, "conditions", 0, "operator", "="),
        "rules.json, paid › conditions 1 › operator: must be '=='",
    ),
    "unknown action": (
        "rules.json",
        _set(0, "branches", 0, "actions", 0, "type", "explode"),
        "rules.json, paid › branches 1 › actions 1 › type: must be one of set_variable",
    ),
    "action that does not say what it is": (
        "rules.json",
        _set(0, "branches", 0, "actions", 0, {}),
        "rules.json, paid › branches 1 › actions 1 › type: must be one of set_variable",
    ),
    "action that is text": (
        "rules.json",
        _set(0, "branches", 0, "actions", 0, "explode"),
        "rules.json, paid › branches 1 › actions 1: must be an object",
    ),
    "field of another action": (
        "rules.json",
        _set(0, "branches", 0, "actions", 1, "text", "no"),
        "rules.json, paid › branches 1 › actions 2 › text: there is no such field",
    ),
    "unknown phase": (
        "rules.json",
        _set(0, "phase", "meanwhile"),
        "rules.json, paid › phase: must be 'before_reply' or 'after_reply'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_file_and_field(mistake: str, edited: Edited) -> None:
    file, edit, expected = MISTAKES[mistake]
    with pytest.raises(FormatError) as refused:
        read_adventure(edited(file, edit))
    lines = str(refused.value).splitlines()[1:]
    assert any(line.startswith(f"• {expected}") for line in lines), lines


ALONE = sorted(set(MISTAKES) - {"rewrite before the reply", "speaker before the reply"})


@pytest.mark.parametrize("mistake", ALONE)
def test_one_mistake_is_reported_as_one(mistake: str, edited: Edited) -> None:
    file, edit, _ = MISTAKES[mistake]
    with pytest.raises(FormatError, match="one mistake found"):
        read_adventure(edited(file, edit))


def test_mistakes_of_shape_and_of_sense_are_all_told_at_once(edited: Edited) -> None:
    folder = edited("places.json", _set(0, "exits", 0, "to", "quay"))
    (folder / "items.json").write_text("[", "utf-8")
    (folder / "lore.json").write_text('[{"id": "river"}]', "utf-8")
    (folder / "adventure.json").write_text('{"schema": 1, "id": "ferry"}', "utf-8")
    with pytest.raises(FormatError) as refused:
        read_adventure(folder)
    told = str(refused.value)
    for expected in (
        "items.json: is not JSON",
        "lore.json, river › keys: is missing",
        "places.json, bank › exits 1 › to: there is no place “quay”",
        "adventure.json, title: is missing",
    ):
        assert expected in told
    assert "there is no item" not in told


def test_a_file_that_belongs_to_no_adventure_is_told(edited: Edited) -> None:
    folder = edited("items.json", lambda _: None)
    (folder / "charcters.json").write_text("[]", "utf-8")
    with pytest.raises(FormatError, match=r"charcters\.json: an adventure has no such file"):
        read_adventure(folder)


def test_very_many_mistakes_do_not_fill_the_screen(edited: Edited) -> None:
    folder = edited("lore.json", lambda entries: entries.extend([7] * 300))
    with pytest.raises(FormatError, match="300 mistakes found") as refused:
        read_adventure(folder)
    assert str(refused.value).endswith("and 250 more")


def test_a_newer_format_asks_for_a_newer_triptych(edited: Edited) -> None:
    with pytest.raises(FormatError, match="made by a newer Triptych"):
        read_adventure(edited("adventure.json", _set("schema", 2)))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[1,]", "is not JSON: trailing comma at line 1"),
        (b"[]", "must be an object"),
        (b"\xff\xfe{\x00}\x00", "is not UTF-8 text"),
        (b"[" * 10_000, "is not JSON"),
        (b'{"schema": 1, "id": "\\ud800"}', "is not JSON"),
        (b"9" * 10_000, "is not JSON"),
        (b"null", "must be an object"),
    ],
)
def test_a_file_that_cannot_be_understood_is_a_sentence(
    content: bytes, told: str, edited: Edited
) -> None:
    folder = edited("adventure.json", lambda _: None)
    (folder / "adventure.json").write_bytes(content)
    with pytest.raises(FormatError) as refused:
        read_adventure(folder)
    assert f"adventure.json: {told}" in str(refused.value)


def test_a_missing_intro_and_missing_places_are_told(edited: Edited) -> None:
    folder = edited("items.json", lambda _: None)
    for name in ("intro.md", "places.json"):
        (folder / name).unlink()
    with pytest.raises(FormatError) as refused:
        read_adventure(folder)
    assert "• intro.md: is missing\n" in f"{refused.value}\n"
    assert "• places.json: is missing\n" in f"{refused.value}\n"


def test_a_path_without_an_adventure_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.triptych").write_text("not a zip")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FormatError, match=r"there is no adventure\.json in it"):
        read_adventure(tmp_path / "empty")
    with pytest.raises(FormatError, match="is damaged, or is not a zipped adventure"):
        read_adventure(tmp_path / "text.triptych")
    with pytest.raises(FormatError, match="could not be read"):
        read_adventure(tmp_path / "nowhere")


def test_a_cut_archive_is_a_sentence(small_adventure: Adventure, tmp_path: Path) -> None:
    path = tmp_path / "ferry.triptych"
    write_adventure(small_adventure, path)
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    with pytest.raises(FormatError):
        read_adventure(path)


def test_an_archive_writes_nothing_outside_and_reads_no_stray_file(
    small_adventure: Adventure, tmp_path: Path
) -> None:
    path = tmp_path / "inside" / "ferry.triptych"
    write_adventure(small_adventure, path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../escaped.json", "[]")
        archive.writestr("/escaped.json", "[]")
        archive.writestr("deep/er/adventure.json", "{}")
    assert read_adventure(path) == small_adventure
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [path.name]


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_larger_than_an_adventure_is_refused(
    packed: bool, small_adventure: Adventure, tmp_path: Path
) -> None:
    path = tmp_path / ("ferry.triptych" if packed else "ferry")
    write_adventure(small_adventure, path)
    bomb = b" " * (16 * 2**20 + 1)
    if packed:
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bomb.json", bomb)
    else:
        (path / "bomb.json").write_bytes(bomb)
    with pytest.raises(FormatError, match="larger than an adventure can be"):
        read_adventure(path)


def test_an_adventure_that_cannot_be_written_is_a_sentence(
    small_adventure: Adventure, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(FormatError, match="could not be written"):
        write_adventure(small_adventure, tmp_path / "taken")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(("id", "type", "conditions", "actions", "branches", "at", "x")),
            children,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_json_anywhere_is_read_or_refused_with_a_sentence(
    data: st.DataObject, small_adventure: Adventure, tmp_path: Path
) -> None:
    write_adventure(small_adventure, tmp_path)
    file = data.draw(st.sampled_from(sorted(path.name for path in tmp_path.glob("*.json"))))
    document = json.loads((tmp_path / file).read_text("utf-8"))
    where = document
    while isinstance(where, dict | list) and where:
        keys = list(where) if isinstance(where, dict) else list(range(len(where)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()):
            where[key] = data.draw(JSON)
            break
        where = where[key]
    (tmp_path / file).write_text(json.dumps(document), "utf-8")
    try:
        adventure = read_adventure(tmp_path)
    except FormatError:
        return
    write_adventure(adventure, tmp_path)
    assert read_adventure(tmp_path) == adventure
