"""What a role's card says of its model and its fallbacks. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.parts.figures import price_text, seconds_text, tokens_text
from desktop.texts import connections as texts
from desktop.texts import figures as figure_texts
from engine.app import RoleModel
from engine.domain.calls import LastCall
from engine.domain.ids import ProfileId
from engine.domain.providers import Connection, ModelFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackLine:
    """`text` says what matters most in little room, `whole` everything."""

    text: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """All that a card shows of a role. `state` says in words what the mark's colour means."""

    profile: str = ""
    model: str = texts.NO_MODEL
    connection: str = texts.CHOOSE_ONE
    facts: str = ""
    warning: str = ""
    fallbacks: tuple[FallbackLine, ...] = ()
    mark: str = "faint"
    state: str = ""


def facts_text(facts: ModelFacts, call: LastCall | None = None) -> str:
    """Context, price and how soon the first word came; what is not known is left out."""
    parts = []
    if facts.context_window:
        parts.append(texts.CONTEXT.format(tokens=tokens_text(facts.context_window)))
    if facts.price:
        parts.append(price_text(facts.price))
    if call and call.first_token is not None:
        parts.append(figure_texts.TO_FIRST_WORD.format(seconds=seconds_text(call.first_token)))
    return " · ".join(parts)


def fallback_lines(
    role: RoleModel,
    connections: Sequence[Connection],
    asks_first: Collection[ProfileId] = (),
    cheaper: Collection[ProfileId] = (),
) -> tuple[FallbackLine, ...]:
    """What is tried after the first model, in order."""
    labels = {each.id: each.label for each in connections}
    return tuple(
        _fallback_line(
            each.model,
            labels.get(each.connection, each.connection),
            asks_first=each.id in asks_first,
            cheaper=each.id in cheaper,
        )
        for each in role.fallbacks
    )


def _fallback_line(model: str, label: str, *, asks_first: bool, cheaper: bool) -> FallbackLine:
    """Without the maker's name before the model's; where it asks first, that matters more."""
    short = model.rpartition("/")[2]
    if asks_first:
        remark = texts.ASKS_FIRST
        return FallbackLine(text=f"{short} · {remark}", whole=f"{model} · {label} · {remark}")
    remark = f" {texts.CHEAPER}" if cheaper else ""
    return FallbackLine(text=f"{short} · {label}{remark}", whole=f"{model} · {label}{remark}")
