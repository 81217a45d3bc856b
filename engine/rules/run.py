"""One phase of rules, strictly in their order, as a generator that asks for what it cannot know.

Whoever drives it answers from a model, from dice or from a record; the same answers give the same
outcome.
"""

from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import assert_never, cast

from engine.domain.ids import RuleId
from engine.domain.rules import (
    Action,
    Answered,
    Judgement,
    MoveItem,
    NewScene,
    NextRule,
    Operation,
    Phase,
    RenderedQuestion,
    RewritePost,
    Rule,
    SetVariable,
    SystemMessage,
    Verdict,
)
from engine.domain.world import Cause, CauseKind, Effect, apply
from engine.rules.actions import WorldAction, changed, roll_of
from engine.rules.conditions import applies, holds
from engine.rules.facts import Facts, filled
from engine.rules.questions import checked, cue_verdict, open_question, rendered, taken
from engine.rules.steps import (
    Ask,
    Fired,
    Judged,
    Outcome,
    Response,
    Rewrite,
    Rewritten,
    Roll,
    Step,
    Steps,
)

_Due = tuple[Rule, Action]


def run(rules: Sequence[Rule], phase: Phase, facts: Facts) -> Steps:
    """Run the rules of `phase`; the others only where a *next rule* names them.

    Each step is sent its own kind of answer: a verdict for `Ask`, the new text or None for
    `Rewrite`, the number for `Roll`, None for the rest.
    """
    return _Sequence(rules, phase, facts).steps()


class _Sequence:
    """Where a phase stands: the facts as they are by now, and what has happened."""

    def __init__(self, rules: Sequence[Rule], phase: Phase, facts: Facts) -> None:
        self._by_id = {rule.id: rule for rule in reversed(rules)}
        self._remaining = deque(rule for rule in rules if rule.phase is phase)
        self._entered: set[RuleId] = set()
        self._facts = facts
        self._instructions: list[SystemMessage] = []
        self._effects: list[Effect] = []
        self._judgements: list[Judgement] = []
        self._dice: list[int] = []

    def steps(self) -> Steps:
        while self._remaining:
            self._entered.clear()
            yield from self._chain(self._remaining.popleft())
        return Outcome(
            state=self._facts.state,
            reply=self._facts.reply,
            instructions=tuple(self._instructions),
            effects=tuple(self._effects),
            judgements=tuple(self._judgements),
            dice=tuple(self._dice),
        )

    def _chain(self, first: Rule) -> Generator[Step, Response, None]:
        """Everything that starts from one rule. It ends, because no rule is entered twice."""
        due = deque((yield from self._enter(first, directly=False)))
        while due:
            rule, action = due.popleft()
            due.extendleft(reversed((yield from self._act(rule, action))))

    def _enter(self, rule: Rule, *, directly: bool) -> Generator[Step, Response, list[_Due]]:
        """The actions of the branch that the rule takes, if it takes one."""
        if rule.id in self._entered or not applies(rule, self._facts):
            return []
        if not holds(rule, self._facts, directly=directly):
            return []
        self._entered.add(rule.id)
        tag = yield from self._tag(rule)
        if tag is None or (branch := taken(rule, tag, self._facts)) is None:
            return []
        yield Fired(rule=rule, tag=tag)
        return [(rule, action) for action in branch.actions]

    def _tag(self, rule: Rule) -> Generator[Step, Response, str | None]:
        """The answer to the rule's question, "" if it has none; None if nobody could tell."""
        question = rendered(rule, self._facts)
        if question is None:
            return ""
        verdict = cue_verdict(rule, question, self._facts)
        if verdict is None:
            verdict = checked((yield from self._asked(rule, question)), question)
        judgement = Judgement(
            rule=rule.id, rule_name=rule.name, question=question.text, verdict=verdict
        )
        self._judgements.append(judgement)
        yield Judged(judgement=judgement)
        return verdict.tag if isinstance(verdict, Answered) else None

    def _asked(self, rule: Rule, question: RenderedQuestion) -> Generator[Step, Response, Verdict]:
        later = (open_question(other, self._facts) for other in self._remaining)
        ahead = tuple(other for other in later if other)
        return cast("Verdict", (yield Ask(rule=rule, question=question, ahead=ahead)))

    def _act(self, rule: Rule, action: Action) -> Generator[Step, Response, list[_Due]]:
        """Do it; what it makes due comes before anything else."""
        match action:
            case SetVariable(operation=Operation.ROLL):
                yield from self._roll(rule, action)
            case SetVariable() | MoveItem() | NewScene():
                yield from self._change(rule, action)
            case SystemMessage():
                text = filled(action.text, self._facts)
                self._instructions.append(replace(action, text=text))
            case RewritePost():
                yield from self._rewrite(rule, action)
            case NextRule():
                if target := self._by_id.get(action.rule):
                    return (yield from self._enter(target, directly=True))
            case _:
                assert_never(action)
        return []

    def _change(self, rule: Rule, action: WorldAction) -> Generator[Step, Response, None]:
        step = changed(action, self._facts, Cause(kind=CauseKind.RULE, rule=rule.id))
        if step is None:
            return
        self._effects.append(step.effect)
        self._facts = replace(self._facts, state=apply(self._facts.state, step.effect))
        yield step

    def _roll(self, rule: Rule, action: SetVariable) -> Generator[Step, Response, None]:
        roll = roll_of(action, self._facts)
        if roll is None:
            return
        die = yield from self._rolled(roll)
        self._dice.append(die)
        yield from self._change(rule, replace(action, value=die))

    def _rolled(self, roll: Roll) -> Generator[Step, Response, int]:
        return cast("int", (yield roll))

    def _rewrite(self, rule: Rule, action: RewritePost) -> Generator[Step, Response, None]:
        before = self._facts.reply
        if not before:
            return
        instruction = filled(action.instruction, self._facts)
        step = Rewrite(rule=rule, text=before, instruction=instruction, profile=action.profile)
        after = cast("str | None", (yield step))
        if after is None or not after.strip() or after == before:
            return
        self._facts = replace(self._facts, reply=after)
        yield Rewritten(rule=rule, before=before, after=after)
