"""What a role's card says of its model and its fallbacks. Pure."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from desktop.parts.abilities import RUNGS, doubt, model_name
from desktop.parts.figures import price_text, seconds_text, tokens_text
from desktop.texts import connections as texts
from desktop.texts import figures as figure_texts
from engine.app import RoleModel
from engine.domain.calls import LastCall
from engine.domain.constraints import Rung
from engine.domain.ids import ProfileId
from engine.domain.offers import Gone
from engine.domain.providers import Connection, ModelFacts, Profile

FactsOf = Callable[[Profile], ModelFacts]
GoneOf = Callable[[Profile], Gone | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackLine:
    """`text` says what matters most in little room, `whole` everything.

    `nearest` is what can be taken instead of a model that is no longer offered.
    """

    text: str
    whole: str
    profile: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """All that a card shows of a role. `state` says in words what the mark's colour means.

    `gone` says that the model is no longer offered, `nearest` is what can be taken instead. `own`
    tells of the profile's own fallbacks.
    """

    profile: str = ""
    model: str = texts.NO_MODEL
    connection: str = texts.CHOOSE_ONE
    facts: str = ""
    warning: str = ""
    gone: str = ""
    nearest: str = ""
    fallbacks: tuple[FallbackLine, ...] = ()
    own: str = ""
    mark: str = "faint"
    state: str = ""


def judge_warning(facts: ModelFacts) -> str:
    """Why the model should not judge, "" for no reason."""
    if facts.judges is False:
        return texts.DOES_NOT_JUDGE
    return texts.FOR_ROLEPLAY if doubt(facts) else ""


def gone_text(gone: Gone | None) -> str:
    if gone is None:
        return ""
    short = gone.nearest.rpartition("/")[2]
    return texts.GONE_NEAREST.format(model=short) if short else texts.GONE


def facts_text(facts: ModelFacts, call: LastCall | None = None, rung: Rung | None = None) -> str:
    """Context, price, form and how soon the first word came; what is not known is left out."""
    parts = []
    if facts.context_window:
        parts.append(texts.CONTEXT.format(tokens=tokens_text(facts.context_window)))
    if facts.price:
        parts.append(price_text(facts.price))
    if rung:
        parts.append(RUNGS[rung])
    if call and call.first_token is not None:
        parts.append(figure_texts.TO_FIRST_WORD.format(seconds=seconds_text(call.first_token)))
    return " · ".join(parts)


def fallback_lines(
    role: RoleModel,
    connections: Sequence[Connection],
    facts_of: FactsOf,
    gone_of: GoneOf,
    *,
    asks_first: Collection[ProfileId] = (),
    cheaper: Collection[ProfileId] = (),
) -> tuple[FallbackLine, ...]:
    """What is tried after the first model, in order."""
    labels = {each.id: each.label for each in connections}
    return tuple(
        _fallback_line(
            each,
            model_name(facts_of(each)),
            labels.get(each.connection, each.connection),
            remark=texts.ASKS_FIRST if each.id in asks_first else "",
            cheaper=each.id in cheaper,
            gone=gone_of(each),
        )
        for each in role.fallbacks
    )


def own_text(role: RoleModel, profiles: Sequence[Profile], facts_of: FactsOf) -> str:
    """What the role's profile itself falls back to, before the role does; "" for nothing."""
    known = {each.id: each for each in profiles}
    own = [known[id_] for id_ in role.profile.fallbacks if id_ in known]
    said = texts.OWN_BEFORE if role.fallbacks else texts.OWN_FALLBACKS
    return said.format(models=", ".join(model_name(facts_of(each)) for each in own)) if own else ""


def _fallback_line(
    profile: Profile, name: str, label: str, *, remark: str, cheaper: bool, gone: Gone | None
) -> FallbackLine:
    """Where it is no longer offered or asks first, that matters more than where it is."""
    where = f"{label} {texts.CHEAPER}" if cheaper else label
    first = gone_text(gone) or remark or where
    said = (profile.model, where, gone_text(gone), remark)
    return FallbackLine(
        text=f"{name} · {first}",
        whole=" · ".join(part for part in said if part),
        profile=profile.id,
        nearest=gone.nearest if gone else "",
    )
