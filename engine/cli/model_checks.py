"""`triptych check-model`: how well a model judges, asked from the terminal."""

import json
import sys
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import asdict
from decimal import Decimal

from engine.app import Engine
from engine.cli.connections import connection_called
from engine.cli.tables import aligned
from engine.domain.model_checks import CheckProgress, ModelCheck, Tally
from engine.domain.money import money
from engine.domain.providers import Connection


async def check_model(engine: Engine, name: str, model: str, *, as_json: bool) -> int:
    """Check one model; 0 when it can judge."""
    connection = connection_called(engine, name)
    if price := price_line(await engine.model_checks.most(connection, model)):
        print(price, file=sys.stderr)
    check = await _checked(engine, connection, model)
    print(_as_json(check) if as_json else check_table(check))
    return 0 if check.judges else 1


async def _checked(engine: Engine, connection: Connection, model: str) -> ModelCheck:
    async with aclosing(engine.model_checks.run(connection, model)) as outputs:
        async for output in outputs:
            match output:
                case CheckProgress(done=done, of=of):
                    print(f"\rQuestion {done + 1} of {of}", end="", file=sys.stderr, flush=True)
                case ModelCheck():
                    print(file=sys.stderr)
                    return output
    raise AssertionError("unreachable: a check that does not raise ends with what it found")


def price_line(most: Decimal | None) -> str:
    """What a check can cost; "" for nothing."""
    if most is None:
        return "The price of this model is not known."
    return f"This check costs {money(most)} at most." if most else ""


def check_table(check: ModelCheck) -> str:
    """The finding in a sentence, and what it comes from."""
    return "\n".join((check.sentence, "", aligned(list(_rows(check)))))


def _rows(check: ModelCheck) -> Iterator[tuple[str, str]]:
    yield "What is so", _share(check.yes)
    yield "What is not so", _share(check.no)
    yield "What is left open", _share(check.unclear)
    yield "Form kept", f"{check.form_kept} of {check.answered}"
    yield "Words really quoted", f"{check.verbatim} of {check.quoted}" if check.quoted else "—"
    yield "JSON", {True: "yes", False: "no", None: "—"}[check.json_ok]
    yield "Not answered", f"{check.failures} of {check.asked}"
    yield "First word after", _seconds(check.speed.first_token)
    yield "Tokens per second", _figure(check.speed.tokens_per_second)
    yield "Took", _seconds(check.speed.seconds)


def _share(tally: Tally) -> str:
    return f"{tally.right} of {tally.answered} right"


def _seconds(seconds: float | None) -> str:
    return "—" if seconds is None else f"{seconds:.1f} s"


def _figure(figure: float | None) -> str:
    return "—" if figure is None else f"{figure:.0f}"


def _as_json(check: ModelCheck) -> str:
    told = {
        **asdict(check),
        "at": check.at.isoformat(),
        "asked": check.asked,
        "answered": check.answered,
        "right": check.right,
        "judges": check.judges,
        "at_chance": check.at_chance,
        "luck": check.luck,
        "sentence": check.sentence,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
