"""`triptych packs`: the prompt packs listed, looked at without a model, and asked for."""

import json
import sys
from collections.abc import Sequence

from engine.app import Engine
from engine.cli.tables import aligned
from engine.cli.telling import row_line
from engine.domain.consent import refuse
from engine.domain.packs import PackAnswer, PackResult
from engine.errors import EngineError


async def list_packs(engine: Engine) -> int:
    """Every pack with its values; what is wrong with a copy is told beside them."""
    known = await engine.packs.read()
    rows = [("PACK", "NAME", "TASK", "COMPLEXITY", "TEMPERATURE", "MAX TOKENS", "FROM")]
    rows += [
        (
            each.pack.id,
            each.pack.label,
            each.pack.task,
            each.pack.complexity,
            f"{each.pack.temperature:g}",
            str(each.pack.max_tokens),
            "your copy" if each.own else "Triptych",
        )
        for each in known
    ]
    print(aligned(rows))
    for each in known:
        if each.mistake:
            print(f"{each.mistake}\nUntil then Triptych's own is used.", file=sys.stderr)
    return 0


async def dry_run(engine: Engine, id_: str, text: str | None, given: Sequence[str]) -> int:
    """The prompt that would be sent, and the example's answer."""
    run = await engine.packs.dry_run(id_, _values(text, given))
    for message in run.messages:
        print(f"[{message.chat_role}]\n{message.text}\n")
    print(f"[the example's answer, no model was asked]\n{_told(run.answer)}")
    return 0


async def run(
    engine: Engine, id_: str, text: str | None, given: Sequence[str], *, as_json: bool = False
) -> int:
    """What a model answers, and what it took; where none can be reached, the last answer about
    the same, and that this is one. The exit code then is a failure's.
    """
    result = await engine.packs.run(None, id_, _values(text, given), refuse)
    if as_json:
        print(_as_json(result))
    elif result.offline:
        print(f"{_mark(result)}\n\n{_told(result.answer)}")
        print(result.offline, file=sys.stderr)
    else:
        print(_told(result.answer))
        for row in result.rows:
            print(row_line(row), file=sys.stderr)
    return 1 if result.offline else 0


def _mark(result: PackResult) -> str:
    """That nobody answered now."""
    at = f"{result.row.at.astimezone():%Y-%m-%d %H:%M}"
    return f"[from {at}, before the models were out of reach]"


def _as_json(result: PackResult) -> str:
    """`offline` says why no model could be reached: the answer is an earlier one then."""
    told = {
        "pack": result.answer.pack.id,
        "text": result.answer.text,
        "moves": result.answer.moves,
        "fields": result.answer.fields,
        "model": result.row.model,
        "answered_at": result.row.at.isoformat(),
        "offline": result.offline or None,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _told(answer: PackAnswer) -> str:
    moves = "\n".join(f"• {move}" for move in answer.moves)
    return "\n\n".join(part for part in (answer.text, answer.beside, moves) if part)


def _values(text: str | None, given: Sequence[str]) -> dict[str, str]:
    """`text`, and what is given as name=value."""
    values = {} if text is None else {"text": text}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise EngineError(f"“{each}” is no value. Write it as name=value.")
        values[name.strip()] = value
    return values
