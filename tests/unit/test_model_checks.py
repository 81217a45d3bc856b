"""The figures of a model check, and what follows from them."""

from dataclasses import replace

import pytest
from builders import TODAY, a_check

from engine.domain.ids import ConnectionId
from engine.domain.model_checks import (
    CheckedAnswer,
    CheckSpeed,
    Tally,
    Truth,
    at_least,
    found,
    may_escalate,
)


@pytest.mark.parametrize(
    ("yes", "no", "unclear", "judges"),
    [
        (10, 0, 0, False),  # says YES to everything
        (0, 10, 0, False),
        (0, 0, 10, False),
        (0, 0, 0, False),
        (10, 3, 3, False),  # mostly YES, and lucky
        (6, 5, 5, False),
        (6, 6, 5, True),
        (10, 10, 0, True),  # never admits that a text leaves something open
        (10, 10, 10, True),
    ],
)
def test_a_judge_is_believed_when_guessing_would_hardly_do_as_well(yes, no, unclear, judges):
    check = a_check(yes, no, unclear)
    assert check.judges is judges
    assert check.at_chance is not judges


def test_guessing_is_measured_by_the_answer_that_is_right_most_often():
    check = replace(a_check(9, 0, 0, of=4), yes=Tally(answered=12, right=12))
    assert check.right == 12
    assert check.luck > a_check(4, 4, 4, of=4).luck
    assert check.at_chance


@pytest.mark.parametrize(
    ("right", "of", "chance", "likely"),
    [(0, 5, 0.3, 1.0), (5, 5, 0.5, 1 / 32), (4, 5, 0.5, 6 / 32), (2, 2, 1 / 3, 1 / 9)],
)
def test_luck_is_the_tail_of_a_binomial_distribution(right, of, chance, likely):
    assert at_least(right, of, chance) == pytest.approx(likely)


@pytest.mark.parametrize(
    ("check", "judges", "sentence"),
    [
        (a_check(9, 9, 8), True, "Judges 26 of 30 rightly."),
        (a_check(10, 2, 0), False, "Cannot judge: at chance (12 of 30)."),
        (
            a_check(3, 3, 3, of=3, failures=21),
            None,
            "Only 9 of 30 questions were answered: too few to tell.",
        ),
        (
            a_check(0, 0, 0, of=0, failures=30),
            None,
            "Only 0 of 30 questions were answered: too few to tell.",
        ),
    ],
)
def test_a_check_is_told_in_a_sentence(check, judges, sentence):
    assert (check.judges, check.sentence) == (judges, sentence)
    assert check.at_chance is (judges is False)


GOOD, FAIR, CHANCE = a_check(9, 9, 8), a_check(7, 7, 6), a_check(10, 0, 0)
SILENT = a_check(0, 0, 0, of=0, failures=30)


@pytest.mark.parametrize(
    ("from_check", "to_check", "may"),
    [
        (None, None, True),
        (GOOD, None, True),
        (None, FAIR, True),
        (FAIR, GOOD, True),
        (GOOD, GOOD, True),
        (CHANCE, FAIR, True),
        (GOOD, FAIR, False),
        (GOOD, CHANCE, False),
        (None, CHANCE, False),
        (CHANCE, CHANCE, False),
    ],
)
def test_a_question_goes_on_to_nobody_who_is_known_to_judge_worse(from_check, to_check, may):
    assert may_escalate(from_check, to_check) is may


def test_a_check_that_says_nothing_stands_in_nobodys_way():
    assert may_escalate(GOOD, SILENT)
    assert may_escalate(SILENT, FAIR)


def test_answers_are_counted_by_truth_and_a_failed_call_is_no_wrong_answer():
    answers = [
        CheckedAnswer(truth=Truth.YES, in_form=True, is_right=True, is_verbatim=True),
        CheckedAnswer(truth=Truth.YES, in_form=True, is_verbatim=False),
        CheckedAnswer(truth=Truth.NO),
        CheckedAnswer(truth=Truth.UNCLEAR, failed=True),
    ]
    check = found(
        answers,
        connection=ConnectionId("c"),
        model="m",
        at=TODAY,
        json_ok=None,
        speed=CheckSpeed(),
    )
    assert check.tallies == (Tally(answered=2, right=1), Tally(answered=1), Tally())
    assert (check.asked, check.answered, check.right, check.failures) == (4, 3, 1, 1)
    assert (check.form_kept, check.quoted, check.verbatim) == (2, 2, 1)
