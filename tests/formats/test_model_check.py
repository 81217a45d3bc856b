"""The questions of the model check: those that come with Triptych, and spoilt ones."""

import json
from collections import Counter

import pytest

from engine.domain.model_checks import Truth
from engine.errors import FormatError
from engine.formats.model_check import FILE, read_sheet
from engine.paths import resources_folder

SHIPPED = resources_folder() / FILE


def test_the_questions_are_balanced_and_hold_the_traps_of_a_story():
    sheet = read_sheet(SHIPPED)
    assert Counter(case.truth for case in sheet.cases) == dict.fromkeys(Truth, 10)
    traps = Counter(case.id.partition("-")[0] for case in sheet.cases)
    assert {"negation", "intention", "hearsay", "person", "which"} <= set(traps)
    assert sum(len(case.options) > 2 for case in sheet.cases) == traps["which"] == 6


def test_no_question_names_an_option_that_a_reader_could_simply_repeat():
    for case in read_sheet(SHIPPED).cases:
        assert "YES" not in case.text
        assert case.question not in case.text


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda cases: cases[0].update(answer="NO"), "does not go with the truth yes"),
        (lambda cases: cases[1].update(answer="YES"), "does not go with the truth no"),
        (lambda cases: cases[2].update(answer="NO"), "does not go with the truth unclear"),
        (lambda cases: cases[0].update(text="x" * 401), "must not be longer"),
        (lambda cases: cases[0].update(id=cases[1]["id"]), "is there 2 times"),
        (lambda cases: cases.pop(), "as many must be true"),
        (lambda cases: cases[0].update(truth="maybe"), "cases 1 › truth"),
        (lambda cases: cases[0].update(more=1), "cases 1 › more"),
    ],
)
def test_a_mistake_among_the_questions_is_named_with_its_place(tmp_path, spoil, problem):
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    spoil(document["cases"])
    path = tmp_path / "questions.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(FormatError, match=problem):
        read_sheet(path)


def test_questions_that_cannot_be_read_say_why(tmp_path):
    with pytest.raises(FormatError, match="could not be read"):
        read_sheet(tmp_path / "nothing.json")
