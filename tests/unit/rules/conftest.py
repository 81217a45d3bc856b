"""A small world for rules, and a way to run them with every answer given beforehand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from engine.domain.adventure import (
    PLAYER,
    Adventure,
    Character,
    Item,
    Persona,
    Place,
    opening_state,
)
from engine.domain.ids import AdventureId, CharacterId, ItemId, PlaceId, ProfileId, RuleId
from engine.domain.rules import (
    Answered,
    Branch,
    ModelJudge,
    Phase,
    Question,
    Rule,
    Verdict,
)
from engine.domain.world import Holder, HolderKind
from engine.rules.facts import Facts
from engine.rules.run import run
from engine.rules.steps import Ask, Outcome, Rewrite, Roll, Step

INN, YARD = PlaceId("inn"), PlaceId("yard")
MARA, TOM = CharacterId("mara"), CharacterId("tom")


@pytest.fixture(scope="session")
def adventure() -> Adventure:
    return Adventure(
        id=AdventureId("letter"),
        title="The Letter",
        summary="",
        intro="",
        instructions="",
        persona=Persona(name="Ada"),
        start=INN,
        time=datetime(1888, 3, 1, 9),  # noqa: DTZ001 - the story's own clock
        places=(
            Place(id=INN, name="The Inn", description="", variables={"noise": 3}),
            Place(id=YARD, name="The Yard", description=""),
        ),
        characters=(
            Character(id=MARA, name="Mara", place=INN, description="", variables={"trust": 2}),
            Character(id=TOM, name="Tom", place=YARD, description=""),
        ),
        items=(
            Item(id=ItemId("letter"), name="the letter", description="", at=PLAYER),
            Item(
                id=ItemId("lamp"),
                name="the lamp",
                description="",
                at=Holder(kind=HolderKind.PLACE, id=INN),
            ),
        ),
        variables={"quest": "carried", "gold": 10, "rich": False, "none": ""},
        player_variables={"strength": 12},
    )


@pytest.fixture(scope="session")
def facts(adventure: Adventure) -> Facts:
    """Ada speaks at the inn; Mara is about to reply."""
    return Facts(
        adventure=adventure,
        state=opening_state(adventure),
        user_message="I give Mara the letter.",
        history=("Ada: Good day.", "Mara: And to you."),
        speaker=MARA,
    )


@pytest.fixture(scope="session")
def replied(facts: Facts) -> Facts:
    """The same with Mara's reply."""
    return replace(facts, reply="She takes it and nods.")


@pytest.fixture
def make_rule() -> Callable[..., Rule]:
    """Builds a rule before the reply that always applies and has no question."""

    def make(name: str = "rule", *actions, **fields) -> Rule:
        fields.setdefault("phase", Phase.BEFORE_REPLY)
        fields.setdefault("branches", (Branch(actions=actions),))
        return Rule(id=RuleId(name), name=f"Rule {name}", **fields)

    return make


@pytest.fixture
def make_asking(make_rule) -> Callable[..., Rule]:
    """Builds a rule that asks whether something is so, and acts on YES."""

    def make(name: str = "rule", *actions, question: Question | None = None, **fields) -> Rule:
        fields.setdefault("branches", (Branch(tag="YES", actions=actions), Branch(tag="NO")))
        return make_rule(name, question=question or Question(text=f"Is {name} so?"), **fields)

    return make


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    outcome: Outcome
    steps: tuple[Step, ...]

    def of(self, kind: type) -> list:
        return [step for step in self.steps if isinstance(step, kind)]


@pytest.fixture
def play() -> Callable[..., Played]:
    """Runs a phase with the verdicts, rewrites and dice given, each in the order of use."""

    def played(
        rules: Sequence[Rule],
        facts: Facts,
        *,
        phase: Phase = Phase.BEFORE_REPLY,
        verdicts: Iterable[Verdict | str] = (),
        rewrites: Iterable[str | None] = (),
        dice: Iterable[int] = (),
    ) -> Played:
        verdicts, rewrites, dice = iter(verdicts), iter(rewrites), iter(dice)
        steps: list[Step] = []
        running, response = run(rules, phase, facts), None
        while True:
            try:
                step = running.send(response)
            except StopIteration as end:
                return Played(outcome=end.value, steps=tuple(steps))
            steps.append(step)
            match step:
                case Ask():
                    given = next(verdicts)
                    response = says(given) if isinstance(given, str) else given
                case Rewrite():
                    response = next(rewrites)
                case Roll():
                    response = next(dice)
                case _:
                    response = None

    return played


def says(tag: str) -> Answered:
    return Answered(tag=tag, judge=ModelJudge(profile=ProfileId("cot"), model="a-model"))
