"""A sum of the ledger as a row of a table. Pure."""

from datetime import date

from desktop.parts.figures import date_text, number_text, tokens_text
from desktop.parts.model_roles import NAMES, TASKS
from desktop.parts.usage_sums import cost_of
from desktop.texts import usage as texts
from engine.domain.calls import UsageBy, UsageTotal
from engine.domain.tasks import ModelRole, Task


def name_of(by: UsageBy, label: str) -> str:
    """A label of the ledger as the player knows it."""
    match by:
        case UsageBy.MODEL_ROLE:
            return NAMES[ModelRole(label)]
        case UsageBy.TASK:
            return TASKS[Task(label)]
        case UsageBy.DAY:
            return date_text(date.fromisoformat(label))
        case UsageBy.SESSION:
            return label or texts.NO_SESSION
        case UsageBy.CHARACTER:
            return label or texts.NO_CHARACTER
        case UsageBy.MODEL:
            return label


def row_of(total: UsageTotal, name: str) -> tuple[str, ...]:
    """Name, cost, calls, and tokens in, cached, out and reasoning."""
    usage = total.usage
    counts = (usage.input, usage.cached, usage.output, usage.reasoning)
    return (
        name,
        cost_of(total),
        number_text(total.calls),
        *(_count(each, is_estimated=usage.estimated) for each in counts),
    )


def _count(tokens: int, *, is_estimated: bool) -> str:
    text = tokens_text(tokens)
    return texts.ESTIMATED.format(number=text) if is_estimated and tokens else text
