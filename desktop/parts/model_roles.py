"""The three model roles as they are named and coloured everywhere in the window."""

from collections.abc import Mapping, Sequence
from typing import Final

from desktop.texts import parts as texts
from engine.domain.tasks import ModelRole, Task

NAMES: Final[Mapping[ModelRole, str]] = {
    ModelRole.MAIN: texts.MAIN,
    ModelRole.COT: texts.COT,
    ModelRole.UTILITY: texts.UTILITY,
}
DEEDS: Final[Mapping[ModelRole, str]] = {
    ModelRole.MAIN: texts.MAIN_DEED,
    ModelRole.COT: texts.COT_DEED,
    ModelRole.UTILITY: texts.UTILITY_DEED,
}
TASKS: Final[Mapping[Task, str]] = {
    Task.CHARACTER_REPLY: texts.CHARACTER_REPLY,
    Task.NARRATION: texts.NARRATION,
    Task.RULE_EVALUATION: texts.RULE,
    Task.REWRITE: texts.REWRITE,
    Task.SUMMARISATION: texts.SUMMARY,
    Task.INTENT: texts.INTENT,
    Task.CHARACTER_GENERATION: texts.NEW_CHARACTER,
    Task.DESCRIPTION: texts.DESCRIPTION,
    Task.QUEST_GENERATION: texts.NEW_QUEST,
}


def heading(model_role: ModelRole) -> str:
    """The name where names stand in capitals; CoT is an abbreviation already."""
    return NAMES[model_role] if model_role is ModelRole.COT else NAMES[model_role].upper()


def badge(model_role: ModelRole) -> str:
    """The name where it stands in running text, in a badge of the role's colour."""
    return NAMES[model_role] if model_role is ModelRole.COT else NAMES[model_role].lower()


def listed(model_roles: Sequence[ModelRole]) -> str:
    """Their names as a sentence has them."""
    names = [NAMES[role] for role in model_roles]
    if len(names) < 2:
        return "".join(names)
    return texts.AND.format(first=", ".join(names[:-1]), last=names[-1])


def tone(model_role: ModelRole) -> str:
    """The token of a model role's colour."""
    return model_role.value
