"""The models that can be chosen, as rows of a list that is searched by typing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.parts.abilities import abilities, doubt
from desktop.parts.figures import price_text, tokens_text
from desktop.texts import connections as texts
from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId
from engine.domain.providers import FREE, Connection, ModelFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """`searched` is what typing is compared with; `title` and the rest are shown.

    `doubt` says why the model should not judge. A row that is `pinned` stays at the top.
    """

    connection: ConnectionId
    model: str
    facts: ModelFacts
    title: str
    line: str
    abilities: str = ""
    doubt: str = ""
    rung: Rung | None = None
    searched: str = ""
    pinned: bool = False

    @property
    def context(self) -> str:
        """Figures take a while to write: hundreds are listed, a few are seen."""
        window = self.facts.context_window
        return texts.CONTEXT.format(tokens=tokens_text(window)) if window else ""

    @property
    def price(self) -> str:
        return price_text(self.facts.price) if self.facts.price else ""

    @property
    def is_free(self) -> bool:
        return bool(self.facts.price and self.facts.price.is_free)

    @property
    def said(self) -> str:
        """All of it, for reading aloud."""
        said = (self.title, self.doubt, self.abilities, self.line, self.context, self.price)
        return ", ".join(part for part in said if part)


def model_row(
    connection: Connection,
    facts: ModelFacts,
    used: str = "",
    rung: Rung | None = None,
    *,
    judged: str = "",
) -> ModelRow:
    """`used` is the model that is in use now, `rung` what holds the model to a form, `judged`
    says how it judges where that was checked.
    """
    name = facts.name or facts.model
    free = price_text(FREE) if facts.price and facts.price.is_free else ""
    can, doubted = " · ".join(abilities(facts, rung)), "" if judged else doubt(facts)
    model = facts.model if facts.name else ""
    in_use = texts.IN_USE if facts.model == used else ""
    return ModelRow(
        connection=connection.id,
        model=facts.model,
        facts=facts,
        title=name,
        line=" · ".join(part for part in (connection.label, model, in_use, judged) if part),
        abilities=can,
        doubt=doubted,
        rung=rung,
        searched=" ".join(
            (name, facts.model, connection.label, free, can, doubted, judged, *facts.tags)
        ).casefold(),
    )


def nearest_row(row: ModelRow, gone: str) -> ModelRow:
    """The row of what comes nearest to a model that is no longer offered."""
    said = texts.NEAREST_TO.format(model=gone)
    return replace(row, line=f"{said} · {row.line}", pinned=True)


def typed_row(connection: Connection, model: str) -> ModelRow:
    """A model that nobody listed, by its exact name."""
    return ModelRow(
        connection=connection.id,
        model=model,
        facts=ModelFacts(model=model),
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
