"""The three model roles as they are named and coloured everywhere in the window."""

from collections.abc import Mapping
from typing import Final

from engine.domain.tasks import ModelRole, Task

NAMES: Final[Mapping[ModelRole, str]] = {
    ModelRole.MAIN: "Main",
    ModelRole.COT: "CoT",
    ModelRole.UTILITY: "Utility",
}
DEEDS: Final[Mapping[ModelRole, str]] = {
    ModelRole.MAIN: "writes the story",
    ModelRole.COT: "judges the rules",
    ModelRole.UTILITY: "keeps the books",
}
TASKS: Final[Mapping[Task, str]] = {
    Task.CHARACTER_REPLY: "Character reply",
    Task.NARRATION: "Narration",
    Task.RULE_EVALUATION: "Rule",
    Task.REWRITE: "Rewrite",
    Task.SUMMARISATION: "Summary",
    Task.INTENT: "Intent",
    Task.CHARACTER_GENERATION: "New character",
    Task.DESCRIPTION: "Description",
    Task.QUEST_GENERATION: "New quest",
}


def heading(model_role: ModelRole) -> str:
    """The name where names stand in capitals; CoT is an abbreviation already."""
    return NAMES[model_role] if model_role is ModelRole.COT else NAMES[model_role].upper()


def badge(model_role: ModelRole) -> str:
    """The name where it stands in running text, in a badge of the role's colour."""
    return NAMES[model_role] if model_role is ModelRole.COT else NAMES[model_role].lower()


def tone(model_role: ModelRole) -> str:
    """The token of a model role's colour."""
    return model_role.value
