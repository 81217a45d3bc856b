"""How much sooner a phase of questions ends when they are asked ahead, and what the asking costs."""

import asyncio
from contextlib import aclosing
from datetime import datetime
from statistics import median
from time import perf_counter

from engine.domain.adventure import Adventure, Persona, Place, opening_state
from engine.domain.ids import AdventureId, MessageId, PlaceId, ProfileId, RuleId
from engine.domain.rules import (
    Answered,
    Branch,
    Cue,
    JudgedText,
    ModelJudge,
    Operation,
    Phase,
    Question,
    Rule,
    SetVariable,
)
from engine.play.phase import run_phase
from engine.rules.facts import Facts
from engine.rules.run import run
from engine.rules.steps import Ask, Outcome

QUESTIONS, ANSWER_SECONDS, SLOTS, PAIRS = 20, 0.2, 8, 3
CUED_RULES, LINES, ROUNDS = 40, 64, 25

_ANSWER = Answered(tag="YES", judge=ModelJudge(profile=ProfileId("cot"), model="a-model"))


async def rows() -> list[tuple[str, str, str]]:
    pairs = [(await _seconds(1), await _seconds(SLOTS)) for _ in range(PAIRS)]
    ratio = median(alone / ahead for (alone, _), (ahead, _) in pairs)
    same = all(one == other for (_, one), (_, other) in pairs)
    asked = f"{QUESTIONS} questions, {ANSWER_SECONDS * 1000:.0f} ms answers, {SLOTS} slots"
    outcome = "same outcome" if same else "ANOTHER OUTCOME"
    first = median(_milliseconds_to_first_question(f"Turn {n}.") for n in range(ROUNDS))
    scene = f"{CUED_RULES} rules with cues, {LINES} messages"
    return [
        (
            f"a phase with {asked}, against one by one",
            f"{ratio:.2f} × faster, {outcome}",
            "≥ 6 × faster, same outcome",
        ),
        (f"up to the first question of a phase: {scene}", f"{first:.2f} ms", "part of < 10 ms"),
    ]


async def _seconds(slots: int) -> tuple[float, Outcome]:
    started = perf_counter()
    phase = run_phase(
        run([_asking(n) for n in range(QUESTIONS)], Phase.BEFORE_REPLY, _facts()),
        message=MessageId("m"),
        judge=_judge,
        rewrite=_no_rewrite,
        roll=lambda low, high: low,
        slots=slots,
        unused=lambda question: None,
    )
    async with aclosing(phase) as items:
        *_, outcome = [item async for item in items]
    return perf_counter() - started, outcome


async def _judge(question: object) -> Answered:
    await asyncio.sleep(ANSWER_SECONDS)
    return _ANSWER


async def _no_rewrite(step: object) -> None:
    return None


def _milliseconds_to_first_question(user_message: str) -> float:
    rules = [
        _asking(n, cues=(Cue(text="sword dragon"), Cue(text="kneel"))) for n in range(CUED_RULES)
    ]
    steps = run(rules, Phase.BEFORE_REPLY, _facts(user_message))
    started = perf_counter()
    while not isinstance(next(steps), Ask):
        pass
    return (perf_counter() - started) * 1000


def _asking(number: int, cues: tuple[Cue, ...] = ()) -> Rule:
    note = SetVariable(name="notes", value=str(number), operation=Operation.APPEND)
    return Rule(
        id=RuleId(f"r{number}"),
        name=f"Rule {number}",
        phase=Phase.BEFORE_REPLY,
        question=Question(text=f"Is {number} so?", about=JudgedText.FULL_CONVERSATION),
        branches=(Branch(tag="YES", cues=cues, actions=(note,)), Branch(tag="NO", cues=cues[:1])),
    )


def _facts(user_message: str = "I give Mara the letter.") -> Facts:
    inn = PlaceId("inn")
    adventure = Adventure(
        id=AdventureId("bench"),
        title="",
        summary="",
        intro="",
        instructions="",
        persona=Persona(name="Ada"),
        start=inn,
        time=datetime(1888, 3, 1, 9),  # noqa: DTZ001 - the story's own clock
        places=(Place(id=inn, name="The Inn", description=""),),
    )
    line = "Mara: She looks at the letter for a long while, and says nothing. " * 8
    return Facts(
        adventure=adventure,
        state=opening_state(adventure),
        user_message=user_message,
        history=(line,) * LINES,
    )
