"""How the questions of a phase are asked ahead, and ended when nobody needs them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest

from engine.domain.ids import MessageId, ProfileId, RuleId
from engine.domain.rules import (
    Answered,
    Branch,
    ModelJudge,
    NextRule,
    Operation,
    Operator,
    Phase,
    Question,
    RewritePost,
    SetVariable,
    VariableCondition,
)
from engine.domain.world import Variable
from engine.play.events import (
    EffectApplied,
    MessageRewritten,
    QuestionAsked,
    RuleFired,
    VerdictGiven,
)
from engine.play.phase import run_phase
from engine.rules.run import run
from engine.rules.steps import Outcome

MESSAGE = MessageId("m1")


class Judge:
    """Answers when it is told to, and remembers who asked and who gave up."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cancelled: list[str] = []
        self.unused: list[str] = []
        self.most_at_once = 0
        self._waiting: dict[str, asyncio.Future[Answered]] = {}

    @property
    def waiting(self) -> list[str]:
        return list(self._waiting)

    async def __call__(self, question):
        self.asked.append(question.text)
        self._waiting[question.text] = asyncio.get_running_loop().create_future()
        self.most_at_once = max(self.most_at_once, len(self._waiting))
        try:
            return await self._waiting[question.text]
        except asyncio.CancelledError:
            self.cancelled.append(question.text)
            raise
        finally:
            del self._waiting[question.text]

    def answer(self, text: str, tag: str = "YES") -> None:
        judge = ModelJudge(profile=ProfileId("cot"), model="a-model")
        self._waiting[text].set_result(Answered(tag=tag, judge=judge))

    def fail(self, text: str, error: Exception) -> None:
        self._waiting[text].set_exception(error)

    async def asked_for(self, *texts: str) -> None:
        """Wait until exactly these are being judged."""
        await until(lambda: self.waiting == list(texts))


async def until(condition: Callable[[], bool]) -> None:
    """Let the other tasks run until `condition` holds; they never wait for the clock."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("what was waited for never came")


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
def phase_of(judge, replied):
    """The items of a phase after the reply, collected in a list."""

    def phase(rules: Sequence, *, slots: int, rewrite=None, roll=None, facts=replied):
        return run_phase(
            run(rules, Phase.AFTER_REPLY, facts),
            message=MESSAGE,
            judge=judge,
            rewrite=rewrite,
            roll=roll,
            slots=slots,
            unused=lambda question: judge.unused.append(question.text),
        )

    return phase


async def items_of(phase) -> list:
    async with aclosing(phase) as items:
        return [item async for item in items]


@pytest.fixture
def asking(make_asking):
    """Rules after the reply that ask the questions named, each a text of its own."""

    def rules(*names: str, **fields):
        return [
            make_asking(name, phase=Phase.AFTER_REPLY, question=Question(text=name), **fields)
            for name in names
        ]

    return rules


async def test_with_one_slot_nothing_is_asked_ahead(judge, phase_of, asking):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of(asking("a", "b"), slots=1)))
        await judge.asked_for("a")
        judge.answer("a")
        await judge.asked_for("b")
        judge.answer("b")
    assert judge.asked == ["a", "b"]
    assert judge.unused == []


async def test_as_many_are_asked_at_once_as_there_are_slots_and_refilled_in_order(
    judge, phase_of, asking
):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of(asking(*"abcde"), slots=3)))
        await judge.asked_for("a", "b", "c")
        judge.answer("c")
        await judge.asked_for("a", "b", "d")
        judge.answer("b")
        await judge.asked_for("a", "d", "e")
        for text in "aed":
            judge.answer(text)
    assert judge.asked == ["a", "b", "c", "d", "e"]
    assert judge.most_at_once == 3


@pytest.mark.parametrize("slots", [0, -1])
async def test_there_is_always_a_slot_for_the_question_whose_turn_it_is(
    judge, phase_of, asking, slots
):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of(asking("a", "b"), slots=slots)))
        await judge.asked_for("a")
        judge.answer("a")
        await judge.asked_for("b")
        judge.answer("b")
    assert judge.most_at_once == 1


async def test_rules_act_in_their_order_whatever_is_answered_first(judge, phase_of, asking):
    note = SetVariable(name="notes", value="(character)", operation=Operation.APPEND)
    rules = [
        replace(rule, branches=(Branch(tag="YES", actions=(replace(note, value=rule.name),)),))
        for rule in asking("a", "b", "c")
    ]
    async with asyncio.TaskGroup() as tasks:
        phase = tasks.create_task(items_of(phase_of(rules, slots=3)))
        await judge.asked_for("a", "b", "c")
        for text in ("c", "b", "a"):
            judge.answer(text)
    outcome = phase.result()[-1]
    assert outcome.state.variables[Variable(name="notes")] == "Rule a/Rule b/Rule c"


async def test_a_request_that_two_rules_share_is_asked_once(judge, phase_of, asking):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of(asking("a", "a", "a"), slots=8)))
        await judge.asked_for("a")
        judge.answer("a")
    assert judge.asked == ["a"]


async def test_a_question_that_turns_out_otherwise_is_asked_anew_and_the_old_one_is_unused(
    judge, phase_of, make_asking
):
    change = SetVariable(name="gold", value=3)
    rules = [
        make_asking("a", change, phase=Phase.AFTER_REPLY, question=Question(text="a")),
        make_asking("b", phase=Phase.AFTER_REPLY, question=Question(text="[global,gold]?")),
    ]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of(rules, slots=4)))
        await judge.asked_for("a", "10?")
        judge.answer("a")
        await judge.asked_for("3?")
        judge.answer("3?", "NO")
    assert judge.unused == judge.cancelled == ["10?"]


async def test_an_unused_answer_that_is_there_already_is_reported_too(judge, phase_of, make_asking):
    done = VariableCondition(name="quest", operator=Operator.EQUAL, value="carried")
    rules = [
        make_asking(
            "a",
            SetVariable(name="quest", value="delivered"),
            phase=Phase.AFTER_REPLY,
            question=Question(text="a"),
        ),
        make_asking("b", phase=Phase.AFTER_REPLY, question=Question(text="b"), conditions=(done,)),
    ]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of(rules, slots=2)))
        await judge.asked_for("a", "b")
        judge.answer("b")
        await judge.asked_for("a")
        judge.answer("a")
    assert judge.unused == ["b"]
    assert judge.cancelled == []


async def test_the_question_whose_turn_it_is_takes_the_slot_of_one_that_no_longer_counts(
    judge, phase_of, make_asking, asking
):
    change = SetVariable(name="gold", value=3)
    rules = [
        make_asking("a", change, phase=Phase.AFTER_REPLY, question=Question(text="a")),
        make_asking("b", phase=Phase.AFTER_REPLY, question=Question(text="[global,gold]?")),
        *asking("c", "d"),
    ]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of(rules, slots=2)))
        await judge.asked_for("a", "10?")
        judge.answer("a")
        await judge.asked_for("3?", "c")
        assert judge.unused == judge.cancelled == ["10?"]
        judge.answer("c")
        await judge.asked_for("3?", "d")
        judge.answer("d")
        judge.answer("3?")
    assert judge.most_at_once == 2


async def test_where_all_ahead_count_the_last_makes_way_and_is_asked_again(judge, phase_of, asking):
    chains = (Branch(tag="YES", actions=(NextRule(rule=RuleId("x")),)), Branch(tag="NO"))
    [a, c, d] = asking("a", "c", "d")
    [b] = asking("b", branches=chains)
    [x] = asking("x", conditions=())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(items_of(phase_of([a, b, c, d, x], slots=2)))
        await judge.asked_for("a", "b")
        judge.answer("b")
        await judge.asked_for("a", "c")
        judge.answer("a")
        await judge.asked_for("c", "x")
        assert judge.unused == ["d"]
        judge.answer("x")
        await judge.asked_for("c", "d")
        judge.answer("c")
        judge.answer("d")
    assert judge.most_at_once == 2


async def test_the_stream_tells_everything_in_order_and_ends_in_the_outcome(
    judge, phase_of, make_asking, make_rule
):
    rules = [
        make_asking(
            "a",
            RewritePost(instruction="Bow."),
            SetVariable(name="d", value="1-6", operation=Operation.ROLL),
            phase=Phase.AFTER_REPLY,
            question=Question(text="a"),
        ),
    ]

    async def rewrite(step):
        return f"{step.text} {step.instruction}"

    phase = phase_of(rules, slots=2, rewrite=rewrite, roll=lambda low, high: high)
    async with asyncio.TaskGroup() as tasks:
        collected = tasks.create_task(items_of(phase))
        await judge.asked_for("a")
        judge.answer("a")
    *events, outcome = collected.result()
    assert [type(event) for event in events] == [
        QuestionAsked,
        VerdictGiven,
        RuleFired,
        MessageRewritten,
        EffectApplied,
    ]
    assert events[0] == QuestionAsked(rule="a", rule_name="Rule a", question="a")
    assert events[1].judgement == outcome.judgements[0]
    assert events[2] == RuleFired(rule="a", rule_name="Rule a", tag="YES")
    before = "She takes it and nods."
    assert events[3] == MessageRewritten(
        message=MESSAGE, rule="a", before=before, after=f"{before} Bow."
    )
    assert events[4] == EffectApplied(
        effect=outcome.effects[0], description="d", before="", after="6"
    )
    assert isinstance(outcome, Outcome)
    assert (outcome.reply, outcome.dice) == (f"{before} Bow.", (6,))


async def test_a_question_is_told_before_it_is_answered(judge, phase_of, asking):
    async with aclosing(phase_of(asking("a"), slots=1)) as items:
        assert isinstance(await anext(items), QuestionAsked)
        assert judge.asked == []


async def test_a_cancelled_reader_ends_every_question(judge, phase_of, asking):
    reader = asyncio.ensure_future(items_of(phase_of(asking(*"abcd"), slots=3)))
    await judge.asked_for("a", "b", "c")
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert judge.waiting == []
    assert judge.cancelled == ["a", "b", "c"]
    assert judge.unused == ["b", "c"]


async def test_closing_the_stream_ends_every_question(judge, phase_of, asking):
    async with aclosing(phase_of(asking(*"abc"), slots=3)) as items:
        await anext(items)
        verdict = asyncio.ensure_future(anext(items))
        await judge.asked_for("a", "b", "c")
        judge.answer("a")
        await verdict
        assert judge.waiting == ["b", "c"]
    assert judge.waiting == []
    assert judge.unused == judge.cancelled == ["b", "c"]


async def test_what_the_judge_raises_comes_out_as_it_is_when_its_turn_comes(
    judge, phase_of, asking
):
    error = ValueError("broken")
    phase = asyncio.ensure_future(items_of(phase_of(asking(*"abc"), slots=3)))
    await judge.asked_for("a", "b", "c")
    judge.fail("b", error)
    await judge.asked_for("a", "c")
    judge.answer("a")
    with pytest.raises(ValueError, match="broken") as raised:
        await phase
    assert raised.value is error
    assert judge.cancelled == judge.unused == ["c"]


async def test_what_the_judge_raises_ahead_for_nobody_does_not_count(judge, phase_of, make_asking):
    change = SetVariable(name="gold", value=3)
    rules = [
        make_asking("a", change, phase=Phase.AFTER_REPLY, question=Question(text="a")),
        make_asking("b", phase=Phase.AFTER_REPLY, question=Question(text="[global,gold]?")),
    ]
    async with asyncio.TaskGroup() as tasks:
        phase = tasks.create_task(items_of(phase_of(rules, slots=2)))
        await judge.asked_for("a", "10?")
        judge.fail("10?", ValueError("broken"))
        await judge.asked_for("a")
        judge.answer("a")
        await judge.asked_for("3?")
        judge.answer("3?")
    assert isinstance(phase.result()[-1], Outcome)
    assert judge.unused == ["10?"]


async def test_a_phase_without_questions_goes_straight_through(judge, phase_of, make_rule):
    rule = make_rule("r", SetVariable(name="gold", value=3), phase=Phase.AFTER_REPLY)
    items = await items_of(phase_of([rule], slots=8))
    assert [type(item) for item in items] == [RuleFired, EffectApplied, Outcome]
    assert judge.asked == []
