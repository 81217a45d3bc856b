"""The models that can be chosen, as rows of a list that is searched by typing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.parts.figures import price_text, tokens_text
from desktop.texts import connections as texts
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection, ModelFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """`searched` is what typing is compared with; `title` and the rest are shown."""

    connection: ConnectionId
    model: str
    title: str
    line: str
    context: str = ""
    price: str = ""
    is_free: bool = False
    searched: str = ""

    @property
    def said(self) -> str:
        """All of it, for reading aloud."""
        return ", ".join(part for part in (self.title, self.line, self.context, self.price) if part)


def model_row(
    connection: Connection, facts: ModelFacts, used: str = "", judged: str = ""
) -> ModelRow:
    """`used` is the model that is in use now, `judged` says how this one judges."""
    name = facts.name or facts.model
    model = facts.model if facts.name else ""
    in_use = texts.IN_USE if facts.model == used else ""
    return ModelRow(
        connection=connection.id,
        model=facts.model,
        title=name,
        line=" · ".join(part for part in (connection.label, model, in_use, judged) if part),
        context=_context(facts),
        price=price_text(facts.price) if facts.price else "",
        is_free=bool(facts.price and facts.price.is_free),
        searched=f"{name} {facts.model} {connection.label}".casefold(),
    )


def _context(facts: ModelFacts) -> str:
    if not facts.context_window:
        return ""
    return texts.CONTEXT.format(tokens=tokens_text(facts.context_window))


def typed_row(connection: Connection, model: str) -> ModelRow:
    """A model that nobody listed, by its exact name."""
    return ModelRow(
        connection=connection.id,
        model=model,
        title=texts.USE_TYPED.format(model=model),
        line=connection.label,
    )


def matching(
    rows: Sequence[ModelRow], text: str, connections: Sequence[Connection]
) -> tuple[ModelRow, ...]:
    """The rows that have every word of `text`; below them, `text` itself on each connection."""
    words = text.casefold().split()
    found = tuple(row for row in rows if all(word in row.searched for word in words))
    model = text.strip()
    if not model or any(row.model == model for row in found):
        return found
    return (*found, *(typed_row(each, model) for each in connections))
