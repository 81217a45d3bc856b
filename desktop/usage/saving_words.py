"""What three models save, as it is calculated, line by line. Pure."""

from decimal import Decimal

from desktop.parts.abilities import short_name
from desktop.parts.figures import money, number_text, plain_money, tokens_text
from desktop.texts import usage as texts
from engine.domain.usage import Saving

MILLION = Decimal(1_000_000)

Line = tuple[str, str]
"""What is calculated, and what it comes to."""


def saving_lines(saving: Saving) -> tuple[Line, ...]:
    """The sum of everything on one model, what was paid, and the difference."""
    model = short_name(saving.model)
    title = texts.DIFFERENCE if saving.saved >= 0 else texts.DIFFERENCE_MORE
    return (
        *_parts(saving),
        (texts.ON_ONE.format(model=model), money(saving.on_one)),
        (texts.PAID, money(saving.paid)),
        (title, money(abs(saving.saved))),
    )


def saving_notes(saving: Saving) -> tuple[str, ...]:
    """How the prices compare, and what the sum leaves out."""
    model = short_name(saving.model)
    notes = [_ratio(saving, model)]
    if saving.left_out:
        notes.append(texts.left_out(saving.left_out))
    if saving.counted.usage.estimated:
        notes.append(texts.SOME_ESTIMATED)
    return (*notes, texts.OTHER_COUNTS.format(model=model))


def _ratio(saving: Saving, model: str) -> str:
    if not saving.elsewhere.calls:
        return texts.ALL_ON_ONE.format(model=model)
    if saving.ratio is None:
        return texts.ELSEWHERE_FREE
    return texts.RATIO.format(model=model, ratio=number_text(saving.ratio, 1))


def _parts(saving: Saving) -> tuple[Line, ...]:
    """Each kind of token at its price."""
    usage, price = saving.counted.usage, saving.price
    cached = price.input if price.cached is None else price.cached
    written = price.input if price.cache_write is None else price.cache_write
    kinds = (
        (texts.FRESH, usage.input - usage.cached - usage.cache_write, price.input),
        (texts.FROM_CACHE, usage.cached, cached),
        (texts.INTO_CACHE, usage.cache_write, written),
        (texts.WRITTEN, usage.output, price.output),
    )
    return tuple(
        (
            text.format(tokens=tokens_text(tokens), price=plain_money(each)),
            money(tokens * each / MILLION),
        )
        for text, tokens, each in kinds
        if tokens
    )
