"""What a model was found to do, as opposed to what is said of it. Values only."""

from dataclasses import dataclass

from engine.domain.constraints import Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHabits:
    """`rung` is the strictest one that held the model, None as long as its first one does.

    `refuses` names parameters that it once refused and that are not sent any more.
    """

    rung: Rung | None = None
    refuses: frozenset[str] = frozenset()


NO_HABITS = ModelHabits()
