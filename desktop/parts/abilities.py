"""What a model can do, in a few words. Pure."""

from collections.abc import Mapping
from typing import Final

from desktop.texts import parts as texts
from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts
from engine.domain.tuning import is_for_roleplay

RUNGS: Final[Mapping[Rung, str]] = {
    Rung.NATIVE: texts.EXACT,
    Rung.JSON: texts.JSON_CHECKED,
    Rung.TOOL: texts.JSON_CHECKED,
    Rung.PLAIN: texts.ASKED_POLITELY,
}
"""How the model is held to the form of an answer."""


def model_name(facts: ModelFacts) -> str:
    """Its name, else its service's word for it, without the maker's."""
    return facts.name or short_name(facts.model)


def short_name(model: str) -> str:
    """Without the maker before the stroke."""
    return model.rpartition("/")[2]


def doubt(facts: ModelFacts) -> str:
    """What speaks against letting it judge, "" for nothing."""
    if facts.judges is False:
        return texts.CANNOT_JUDGE
    return texts.FOR_ROLEPLAY if is_for_roleplay(facts) and not facts.judges else ""


def abilities(facts: ModelFacts, rung: Rung | None = None) -> tuple[str, ...]:
    said = (
        texts.LOADED_NOW if facts.loaded else "",
        RUNGS[rung] if rung else "",
        texts.SEES_PICTURES if facts.images else "",
    )
    return tuple(each for each in said if each)
