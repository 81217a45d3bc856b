"""What a phase of rules does, step by step, and what comes of it."""

from collections.abc import Generator
from dataclasses import dataclass

from engine.domain.ids import ProfileId
from engine.domain.rules import Judgement, RenderedQuestion, Rule, SystemMessage, Verdict
from engine.domain.world import Effect, WorldState


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Needs a `Verdict` on `question`.

    `ahead` are the questions of the rules after this one, in their order, as they stand now.
    """

    rule: Rule
    question: RenderedQuestion
    ahead: tuple[RenderedQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """Needs `text` rewritten to `instruction`; None keeps it, because that failed."""

    rule: Rule
    text: str
    instruction: str
    profile: ProfileId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Needs a whole number from `low` to `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """The rule's branch for `tag` is taken."""

    rule: Rule
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The world changed. `before` is "" for what was not there."""

    effect: Effect
    description: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    rule: Rule
    before: str
    after: str


Step = Ask | Rewrite | Roll | Judged | Fired | Changed | Rewritten
"""`Ask`, `Rewrite` and `Roll` are sent what they need; the others report and are sent None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a phase came to. `instructions` are for the replies still to come in this turn."""

    state: WorldState
    reply: str
    instructions: tuple[SystemMessage, ...]
    effects: tuple[Effect, ...]
    judgements: tuple[Judgement, ...]
    dice: tuple[int, ...]


Response = Verdict | str | int | None
Steps = Generator[Step, Response, Outcome]
