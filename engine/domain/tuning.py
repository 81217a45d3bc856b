"""What a model was tuned for, as far as its tags or its name tell. Pure."""

import re
from typing import Final

from engine.domain.providers import ModelFacts

ROLEPLAY: Final = "roleplay"
INSTRUCT: Final = "instruct"
_KNOWN: Final = re.compile(
    r"roleplay|\brp\b|mytho|noromaid|lumimaid|stheno|lunaris|euryale|magnum|rocinante|cydonia|"
    r"anubis|skyfall|nemomix|unslop|toppy|fighter|fimbulvetr|midnight-rose|remm|pygmalion|"
    r"mag-mell|weaver|hanami|kunoichi|valkyrie|celeste|sonya|silicon-?maid"
)
"""In the names of models that people tuned for stories."""


def is_for_roleplay(facts: ModelFacts) -> bool:
    """Whether it was tuned for telling stories, at the price of following instructions."""
    if INSTRUCT in facts.tags:
        return False
    return ROLEPLAY in facts.tags or bool(_KNOWN.search(f"{facts.model} {facts.name}".casefold()))
