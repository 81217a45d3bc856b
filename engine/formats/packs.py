"""Prompt packs in files: those that come with Triptych, and the player's copies of them."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from engine.domain.constraints import read_answer
from engine.domain.packs import Becomes, Blank, KnownPack, PackId, PromptPack, StoryValue, Subject
from engine.errors import FormatError
from engine.formats.mistakes import Mistake, field_of, refuse
from engine.formats.schema_check import Step, schema_mistakes

FOLDER: Final = "prompts"
"""Below the folder of resources, and below the player's data."""
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")

# In a tuple, because pydantic takes a configuration only for types that cannot hold one themselves.
_PACKS = TypeAdapter(tuple[PromptPack], config=ConfigDict(extra="forbid", defer_build=True))


def read_packs(shipped: Path, own: Path) -> tuple[KnownPack, ...]:
    """The packs in the folder `shipped`, each as the player's copy in `own` has it, then those
    that only the player has.

    A copy that cannot be used leaves the one that comes with Triptych. Raise `FormatError` for
    a mistake in one of those.
    """
    packs = {pack.id: pack for pack in map(read_pack, sorted(shipped.glob("*.json")))}
    known = {id_: KnownPack(pack=pack) for id_, pack in packs.items()}
    for path in sorted(own.glob("*.json")):
        id_ = PackId(path.stem)
        try:
            known[id_] = KnownPack(pack=read_pack(path), own=True, shipped=id_ in packs)
        except FormatError as error:
            if id_ in packs:
                known[id_] = KnownPack(pack=packs[id_], mistake=str(error))
    return tuple(known.values())


def read_pack(path: Path) -> PromptPack:
    """The pack in the file at `path`. Raise one `FormatError` that lists every mistake."""
    try:
        return parse_pack(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path.name} could not be read: {error}") from error


def parse_pack(text: str, name: str) -> PromptPack:
    """The pack that `text` describes; `name` is its file's. Raise one `FormatError`."""
    try:
        (pack,) = _PACKS.validate_json(f"[{text}]")
    except ValidationError as error:
        problems = [
            Mistake(file=name, field=field_of(each["loc"][1:]), problem=each["msg"])
            for each in error.errors(include_url=False)
        ]
        refuse(name, problems)
        raise
    refuse(
        name,
        (Mistake(file=name, field=field_of(at), problem=what) for at, what in _wrong(pack, name)),
    )
    return pack


def _wrong(pack: PromptPack, name: str) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Each field that is no good, and why."""
    yield from _wrong_head(pack, name)
    blanks = [blank.name for blank in pack.blanks]
    for place, blank in enumerate(pack.blanks):
        yield from ((("blanks", place, at), what) for at, what in _wrong_blank(blank, pack))
    for blank_name, times in Counter(blanks).items():
        if times > 1:
            yield ("blanks",), f"“{blank_name}” is there {times} times"
    known = {*StoryValue, *blanks}
    for each in pack.placeholders:
        if each not in known:
            yield ("template",), f"nothing fills {{{each}}}. Known: {', '.join(sorted(known))}"
        elif each not in pack.example.values:
            yield ("example", "values"), f"{{{each}}} has no value"
    wrong_schema = list(schema_mistakes(pack.schema))
    yield from ((("schema", *at), what) for at, what in wrong_schema)
    if not wrong_schema:
        yield from _wrong_answer(pack)


def _wrong_head(pack: PromptPack, name: str) -> Iterator[tuple[tuple[Step, ...], str]]:
    if not _ID.fullmatch(pack.id) or f"{pack.id}.json" != name:
        yield ("id",), f"must be the file's name without .json: {name.removesuffix('.json')}"
    for field in ("label", "instructions", "template"):
        if not getattr(pack, field).strip():
            yield (field,), "is empty"
    if not 0 <= pack.temperature <= 2:
        yield ("temperature",), "must be between 0 and 2"
    if pack.max_tokens < 1:
        yield ("max_tokens",), "must be at least 1"
    if pack.becomes is not Becomes.NOTHING and not pack.result:
        yield ("result",), "must name the field that becomes the message"
    if pack.becomes is Becomes.VERSION and pack.subject is not Subject.MESSAGE:
        yield ("becomes",), "only a message has versions: let it be about one"


def _wrong_blank(blank: Blank, pack: PromptPack) -> Iterator[tuple[str, str]]:
    if blank.name in {*StoryValue}:
        yield "name", f"{{{blank.name}}} is filled by the story"
    elif blank.name not in pack.placeholders:
        yield "name", f"{{{blank.name}}} is not in the template"
    if not blank.label.strip():
        yield "label", "is empty"
    if blank.options and blank.default not in blank.options:
        yield "default", "is none of the options"


def _wrong_answer(pack: PromptPack) -> Iterator[tuple[tuple[Step, ...], str]]:
    kinds = {name: _kind(each) for name, each in _properties(pack).items()}
    if pack.result and kinds.get(pack.result) != "string":
        yield ("result",), f"the schema has no text “{pack.result}”"
    if pack.moves and kinds.get(pack.moves) != "array of string":
        yield ("moves",), f"the schema has no list of texts “{pack.moves}”"
    if read_answer(pack.constraint, json.dumps(pack.example.answer)) is None:
        yield ("example", "answer"), "does not fit the schema"


def _properties(pack: PromptPack) -> Mapping[str, object]:
    properties = pack.schema["properties"]
    return properties if isinstance(properties, Mapping) else {}


def _kind(schema: object) -> str:
    if not isinstance(schema, Mapping):
        return ""
    kind = str(schema["type"])
    return f"array of {_kind(schema['items'])}" if kind == "array" else kind
