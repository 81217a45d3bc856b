"""A connection's line in the list: how it is reached and how it is, in a few words. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.connections.finding_words import state_of
from desktop.parts.figures import money
from desktop.texts import connections as texts
from desktop.texts import findings as finding_texts
from engine.domain.findings import Finding, Works
from engine.domain.providers import Connection, ModelFacts, Provider


def line_of(
    connection: Connection,
    provider: Provider | None,
    finding: Finding | None,
    credit: Decimal | None = None,
) -> str:
    """`credit` is what is left on the account, None where nobody says."""
    match finding:
        case None if provider and provider.needs_key:
            parts = [texts.KEY_NOT_CHECKED if connection.key else texts.NO_KEY]
        case Works(models=models) if provider and provider.needs_key:
            parts = [texts.KEY_CHECKED, *_counted(models), *_left(credit)]
        case Works(models=models):
            parts = [place_of(connection, provider), *_ready(models, provider), *_left(credit)]
        case _:
            parts = [place_of(connection, provider), state_of(finding, provider)]
    return " · ".join(part for part in parts if part)


def checking_line(connection: Connection, provider: Provider | None) -> str:
    place = place_of(connection, provider)
    return " · ".join(part for part in (place, texts.CHECKING) if part)


def place_of(connection: Connection, provider: Provider | None) -> str:
    """The server and its port; "" where a key says who is asked."""
    if provider is None or provider.needs_key:
        return ""
    return place_in(connection.base_url or provider.base_url)


def place_in(address: str) -> str:
    """The server and its port."""
    return address.partition("://")[2].partition("/")[0]


def _ready(models: Sequence[ModelFacts], provider: Provider | None) -> tuple[str, ...]:
    names = tuple(facts.name or facts.model for facts in models)
    if provider and provider.adapter == "builtin":
        return (*names[:1], texts.READY)
    if provider and provider.local and (there := _in_memory(models)):
        return (texts.LOADED.format(model=there.name or there.model),)
    return _counted(models) or (texts.ANSWERS,)


def _in_memory(models: Sequence[ModelFacts]) -> ModelFacts | None:
    """The one model that a server on this computer has loaded, if it is one."""
    loaded = [facts for facts in models if facts.loaded]
    one = loaded or models
    return one[0] if len(one) == 1 and one[0].loaded is not False else None


def _counted(models: Sequence[ModelFacts]) -> tuple[str, ...]:
    return (texts.models_text(len(models)),) if models else ()


def _left(credit: Decimal | None) -> tuple[str, ...]:
    return () if credit is None else (finding_texts.LEFT.format(money=money(credit)),)
