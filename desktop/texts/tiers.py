"""What the section on tiers says."""

from typing import Final

from desktop.texts import tr

TIERS: Final = tr("Tiers: a stronger model for harder work")
ABOUT: Final = tr(
    "How hard a piece of work is comes from its prompt, or from you. The table says which tier does "
    "it; the tier\u2019s first model is used. Where a tier is empty, the role\u2019s model does the work."
)
SMALL: Final = tr("Small")
MEDIUM: Final = tr("Medium")
LARGE: Final = tr("Large")
PREMIUM: Final = tr("Premium")
SIMPLE: Final = tr("Simple")
MODERATE: Final = tr("Moderate")
COMPLEX: Final = tr("Complex")
CRITICAL: Final = tr("Critical")
TASK: Final = tr("TASK")
HARDNESS: Final = tr("HOW HARD")
BY_PROMPT: Final = tr("by its prompt")
TABLE_NAME: Final = tr("Which tier does which task")
CELL_NAME: Final = tr("Tier for {task}, {complexity}")
USUALLY: Final = tr("usually {complexity}")
PIN_NAME: Final = tr("How hard {task} is")
ADD: Final = tr("+ Add a model")
ADD_NAME: Final = tr("Add a model to the {tier} tier")
EMPTY: Final = tr("empty")
UP: Final = tr("Use {model} earlier")
DOWN: Final = tr("Use {model} later")
REMOVE: Final = tr("Take {model} out of this tier")
REMEMBER: Final = tr("Answer a question that was asked before from memory, free of charge:")
