"""The kinds of work a model is given, which model role does each, and with which values."""

from dataclasses import dataclass
from enum import StrEnum


class ModelRole(StrEnum):
    """The three panels: who writes, who judges, who keeps the books."""

    MAIN = "main"
    COT = "cot"
    UTILITY = "utility"


class Complexity(StrEnum):
    SIMPLE = "simple"
    MODERATE = "moderate"
    COMPLEX = "complex"
    CRITICAL = "critical"


class Task(StrEnum):
    CHARACTER_REPLY = "character_reply"
    NARRATION = "narration"
    RULE_EVALUATION = "rule_evaluation"
    REWRITE = "rewrite"
    SUMMARISATION = "summarisation"
    INTENT = "intent"
    CHARACTER_GENERATION = "character_generation"
    DESCRIPTION = "description"
    QUEST_GENERATION = "quest_generation"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskValues:
    """One row of the task table. `temperature` has no unit; `max_tokens` counts output tokens.

    Without a `complexity` the prompt tells it.
    """

    task: Task
    model_role: ModelRole
    temperature: float
    max_tokens: int
    complexity: Complexity | None = None


def _row(
    task: Task,
    model_role: ModelRole,
    temperature: float,
    max_tokens: int,
    complexity: Complexity | None = None,
) -> TaskValues:
    return TaskValues(
        task=task,
        model_role=model_role,
        temperature=temperature,
        max_tokens=max_tokens,
        complexity=complexity,
    )


_MAIN, _COT, _UTILITY = ModelRole.MAIN, ModelRole.COT, ModelRole.UTILITY

TASK_TABLE: tuple[TaskValues, ...] = (
    _row(Task.CHARACTER_REPLY, _MAIN, 0.3, 2048),
    _row(Task.NARRATION, _MAIN, 0.7, 2048),
    _row(Task.RULE_EVALUATION, _COT, 0.1, 512),
    _row(Task.REWRITE, _COT, 0.7, 1024),
    _row(Task.SUMMARISATION, _UTILITY, 0.3, 1536),
    _row(Task.INTENT, _UTILITY, 0.1, 256, Complexity.SIMPLE),
    _row(Task.CHARACTER_GENERATION, _UTILITY, 0.7, 512, Complexity.COMPLEX),
    _row(Task.DESCRIPTION, _UTILITY, 0.6, 512, Complexity.SIMPLE),
    _row(Task.QUEST_GENERATION, _MAIN, 0.8, 2048, Complexity.CRITICAL),
)
"""The values Triptych starts with; settings override any of them."""
