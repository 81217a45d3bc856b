"""Adventures as files: one folder, a JSON file for each kind of thing, lists in the author's order.

adventure.json      what the adventure is and how it begins; `schema` is the format's version
intro.md            what the player reads first
places.json  characters.json  items.json  lore.json  rules.json
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pydantic_core

from engine.domain.adventure import Adventure
from engine.errors import FormatError
from engine.formats.adventure_check import mistakes as world_mistakes
from engine.formats.adventure_shape import Steps, parsed, shape_problems
from engine.formats.bundle import MARK, is_adventure, read_files, write_files
from engine.formats.mistakes import Mistake, field_of, refuse

SCHEMA = 1
INTRO = "intro.md"
KINDS = ("places", "characters", "items", "lore", "rules")

_FILES = {"intro": INTRO} | {kind: f"{kind}.json" for kind in KINDS}
_HEAD_STAND_IN: Mapping[str, Any] = {
    **dict.fromkeys(("id", "title", "summary", "instructions", "start"), "-"),
    "persona": {"name": "-"},
    "time": "2000-01-01T00:00:00",
}
_STAND_IN: Mapping[str, Any] = {**_HEAD_STAND_IN, "intro": "-", "places": []}
"""Lets the rest of an adventure be checked when one of these fields is no good."""


def read_adventure(path: Path) -> Adventure:
    """The adventure in the folder or `.triptych` file at `path`.

    Raises one FormatError that lists every mistake with its file and field.
    """
    source = _source(path.name, read_files(path))
    problems = shape_problems(source.fields)
    sound, unsure = _sound(source.fields, [steps for steps, _ in problems])
    adventure = parsed(sound)
    misshapen = [_mistake(source.fields, steps, problem) for steps, problem in problems]
    misfits = world_mistakes(adventure, source.unreadable | unsure)
    refuse(path.name, (*source.mistakes, *misshapen, *misfits))
    return adventure


def write_adventure(adventure: Adventure, path: Path) -> None:
    """Write `adventure` to the folder `path`, or zipped when the name ends in `.triptych`.

    Fields that have their default value are left out. Raises FormatError when it cannot be written.
    """
    fields = _plain(adventure)
    intro = f"{fields.pop('intro')}\n"
    kinds = {_FILES[kind]: _json(fields.pop(kind, [])) for kind in KINDS}
    head = _json({"schema": SCHEMA, **fields})
    write_files(path, {MARK: head, INTRO: intro.encode(), **kinds})


def list_adventures(folder: Path) -> tuple[Path, ...]:
    """The adventures directly in `folder`, by name; none when there is no such folder."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if is_adventure(path)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What the files say. `unreadable` names the fields whose file is not JSON or not text."""

    fields: dict[str, Any]
    mistakes: tuple[Mistake, ...]
    unreadable: frozenset[str]


def _source(name: str, files: Mapping[str, bytes]) -> _Source:
    fields, mistakes = _head(name, files[MARK])
    unreadable = {"start"} if any(not mistake.field for mistake in mistakes) else set()
    for field, file in _FILES.items():
        try:
            if file in files:
                fields[field] = (_text if file == INTRO else _loaded)(files[file])
        except ValueError as error:
            fields[field] = _STAND_IN.get(field, [])
            mistakes.append(Mistake(file=file, field="", problem=str(error)))
            unreadable.add(field)
    mistakes += _strangers(files)
    return _Source(fields=fields, mistakes=tuple(mistakes), unreadable=frozenset(unreadable))


def _head(name: str, content: bytes) -> tuple[dict[str, Any], list[Mistake]]:
    """The fields of `adventure.json`, but not those that have a file of their own."""
    try:
        head = _loaded(content)
    except ValueError as error:
        return dict(_HEAD_STAND_IN), [Mistake(file=MARK, field="", problem=str(error))]
    if not isinstance(head, dict):
        return dict(_HEAD_STAND_IN), [Mistake(file=MARK, field="", problem="must be an object")]
    mistakes = list(_schema_mistakes(name, head.pop("schema", None)))
    for field, file in _FILES.items():
        if field in head:
            del head[field]
            mistakes.append(Mistake(file=MARK, field=field, problem=f"belongs in {file}"))
    return head, mistakes


def _schema_mistakes(name: str, schema: Any) -> Iterable[Mistake]:
    if isinstance(schema, int) and schema > SCHEMA:
        raise FormatError(
            f"“{name}” was made by a newer Triptych (format {schema}; this one reads {SCHEMA}). "
            "Update Triptych, then open it again."
        )
    if schema != SCHEMA:
        yield Mistake(file=MARK, field="schema", problem=f"must be {SCHEMA}")


def _strangers(files: Mapping[str, bytes]) -> Iterable[Mistake]:
    known = {MARK, *_FILES.values()}
    for file in files:
        if file.endswith(".json") and file not in known:
            problem = f"an adventure has no such file, only {', '.join(sorted(known))}"
            yield Mistake(file=file, field="", problem=problem)


def _text(content: bytes) -> str:
    """Raises ValueError with a phrase for the author."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text: save it as UTF-8") from error
    return text.replace("\r\n", "\n").removesuffix("\n")


def _loaded(content: bytes) -> Any:
    """Raises ValueError with a phrase for the author."""
    text = _text(content)
    try:
        return pydantic_core.from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise ValueError(f"is not JSON: {error}") from error


def _sound(
    fields: Mapping[str, Any], bad: Sequence[Steps]
) -> tuple[dict[str, Any], frozenset[str]]:
    """What is left of `fields` without the bad entries and fields, and which fields lost something."""
    entries = {steps[:2] for steps in bad if steps[0] in KINDS and len(steps) > 1}
    whole = {str(steps[0]) for steps in bad} - {str(kind) for kind, _ in entries}
    kept = {field: value for field, value in fields.items() if field not in whole}
    for kind in {str(kind) for kind, _ in entries}:
        kept[kind] = [
            entry for index, entry in enumerate(kept[kind]) if (kind, index) not in entries
        ]
    return {**_STAND_IN, **kept}, frozenset(str(steps[0]) for steps in bad)


def _mistake(fields: Mapping[str, Any], steps: Steps, problem: str) -> Mistake:
    """A mistake that names a list's entry by its id, where it has one."""
    field, *rest = steps
    if field not in _FILES:
        return Mistake(file=MARK, field=field_of(steps), problem=problem)
    if rest and isinstance(rest[0], int):
        entry = fields[str(field)][rest[0]]
        id_ = entry.get("id") if isinstance(entry, dict) else None
        rest = [id_, *rest[1:]] if isinstance(id_, str) and id_ else rest
    return Mistake(file=_FILES[str(field)], field=field_of(rest), problem=problem)


def _plain(value: Any) -> Any:
    """`value` as JSON has it. `type` stays, since it tells the members of a union apart."""
    if dataclasses.is_dataclass(value):
        return _plain_fields(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _plain_fields(value: Any) -> dict[str, Any]:
    kept = [
        each.name
        for each in dataclasses.fields(value)
        if each.name == "type" or getattr(value, each.name) != _default(each)
    ]
    kept.sort(key="type".__ne__)  # what it is comes first, for whoever reads the file
    return {name: _plain(getattr(value, name)) for name in kept}


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
