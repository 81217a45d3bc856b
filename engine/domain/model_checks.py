"""How well a model judges: questions whose answers are known, and what it made of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from math import comb
from typing import Final

from engine.domain.constraints import JsonSchema
from engine.domain.ids import ConnectionId
from engine.domain.rules import RenderedQuestion

LUCK: Final = 0.01
"""A judge is believed when fewer than one in a hundred who guess would do as well."""
ENOUGH: Final = 2 / 3
"""Of the questions; a check with fewer answers says nothing."""


class Truth(StrEnum):
    """What the text says about what is asked: it is so, it is not so, or it is left open."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCase:
    """A question about a short text. `answer` is the right option, "" for none of them, None
    where the text leaves it open.
    """

    id: str
    text: str
    question: str
    truth: Truth
    answer: str | None = None
    options: tuple[str, ...] = ("YES", "NO")
    none_of_these: bool = False

    @property
    def rendered(self) -> RenderedQuestion:
        """The question as a judge gets it."""
        return RenderedQuestion(
            text=self.question,
            options=self.options,
            judged=self.text,
            none_of_these=self.none_of_these,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForm:
    """A question that is to be answered with JSON of the form `schema`."""

    text: str
    question: str
    schema: Mapping[str, object]

    @property
    def constraint(self) -> JsonSchema:
        return JsonSchema(name="facts", schema=self.schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSheet:
    """All that a model is asked in a check."""

    cases: tuple[CheckCase, ...]
    form: CheckForm

    @property
    def questions(self) -> int:
        return len(self.cases) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckProgress:
    """So many of the questions are behind."""

    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswer:
    """What came of one question; an answer that is not `in_form` decides nothing.

    A call that `failed` is no answer. `is_verbatim` says whether the words it quoted stand in the
    text, None if it quoted none.
    """

    truth: Truth
    failed: bool = False
    in_form: bool = False
    is_right: bool = False
    is_verbatim: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of the questions with one truth: how many were answered, and how many rightly."""

    answered: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpeed:
    """`seconds` is what all calls took together, `first_token` the usual wait for a first word."""

    seconds: float = 0.0
    first_token: float | None = None
    tokens_per_second: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCheck:
    """What a check found of one model of a connection.

    `form_kept` counts the answers in the form asked for, `quoted` those with words from the text
    and `verbatim` those whose words do stand there; `failures` are questions nobody answered.
    `json_ok` is None when that question failed.
    """

    connection: ConnectionId
    model: str
    at: datetime
    yes: Tally
    no: Tally
    unclear: Tally
    form_kept: int
    quoted: int
    verbatim: int
    json_ok: bool | None
    failures: int
    speed: CheckSpeed

    @property
    def tallies(self) -> tuple[Tally, Tally, Tally]:
        return (self.yes, self.no, self.unclear)

    @property
    def answered(self) -> int:
        return sum(tally.answered for tally in self.tallies)

    @property
    def asked(self) -> int:
        return self.answered + self.failures

    @property
    def right(self) -> int:
        return sum(tally.right for tally in self.tallies)

    @property
    def share(self) -> float:
        """Of the answers, those that are right."""
        return self.right / self.answered if self.answered else 0.0

    @property
    def is_telling(self) -> bool:
        """Whether enough was answered to say how the model judges."""
        return self.answered > 0 and self.answered >= ENOUGH * self.asked

    @property
    def luck(self) -> float:
        """How likely somebody who reads nothing is right as often.

        They do best by always giving the answer that is right most often; then each answer is
        right with that answer's share, whatever was asked: a binomial distribution.
        """
        if not self.answered:
            return 1.0
        chance = max(tally.answered for tally in self.tallies) / self.answered
        return at_least(self.right, self.answered, chance)

    @property
    def at_chance(self) -> bool:
        return self.is_telling and self.luck >= LUCK

    @property
    def judges(self) -> bool | None:
        """Whether it can be believed; None where too little was answered to tell."""
        return not self.at_chance if self.is_telling else None

    @property
    def sentence(self) -> str:
        if not self.is_telling:
            return f"Only {self.answered} of {self.asked} questions were answered: too few to tell."
        if self.at_chance:
            return f"Cannot judge: at chance ({self.right} of {self.answered})."
        return f"Judges {self.right} of {self.answered} rightly."

    def better_than(self, other: "ModelCheck") -> bool:
        """Whether more of its answers were right, as far as both checks say something."""
        return self.is_telling and other.is_telling and self.share > other.share


def may_escalate(from_check: ModelCheck | None, to_check: ModelCheck | None) -> bool:
    """Whether a question may go on to another model: not to one that is known to judge worse.

    A model that was not checked is not known to.
    """
    if to_check is None:
        return True
    if to_check.at_chance:
        return False
    return from_check is None or not from_check.better_than(to_check)


def tallied(answers: Sequence[CheckedAnswer], truth: Truth) -> Tally:
    of_truth = [each for each in answers if each.truth is truth and not each.failed]
    return Tally(answered=len(of_truth), right=sum(each.is_right for each in of_truth))


def found(
    answers: Sequence[CheckedAnswer],
    *,
    connection: ConnectionId,
    model: str,
    at: datetime,
    json_ok: bool | None,
    speed: CheckSpeed,
) -> ModelCheck:
    """What `answers` come to."""
    tally = partial(tallied, answers)
    return ModelCheck(
        connection=connection,
        model=model,
        at=at,
        yes=tally(Truth.YES),
        no=tally(Truth.NO),
        unclear=tally(Truth.UNCLEAR),
        form_kept=sum(each.in_form for each in answers),
        quoted=sum(each.is_verbatim is not None for each in answers),
        verbatim=sum(each.is_verbatim is True for each in answers),
        json_ok=json_ok,
        failures=sum(each.failed for each in answers),
        speed=speed,
    )


def at_least(right: int, of: int, chance: float) -> float:
    """How likely `right` or more of `of` tries come out, each with the same chance."""
    return sum(
        comb(of, hits) * chance**hits * (1 - chance) ** (of - hits) for hits in range(right, of + 1)
    )
