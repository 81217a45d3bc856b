"""YAML read into a tree in which every value knows its line; bounded, and never into objects."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml
from typing_extensions import override

from engine.formats.mistakes import Mistake

Plain = None | bool | int | float | str

MOST_BYTES: Final = 256 * 1024
_MOST_VALUES: Final = 20_000
"""How many values a file may have once its aliases are written out."""
_DEEPEST: Final = 40
_TOO_MANY: Final = f"has more than {_MOST_VALUES} values, its aliases written out"
_TOO_DEEP: Final = "has too many lists inside lists"
_MERGE: Final = "tag:yaml.org,2002:merge"
_PREFIX: Final = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """`text` is how it is written, `value` what YAML takes it for."""

    line: int
    text: str
    value: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    line: int
    entries: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """`lines` are those of the names of the fields."""

    line: int
    fields: dict[str, "Node"]
    lines: dict[str, int]


Node = Scalar | Sequence | Mapping


def read_yaml(file: str, text: str) -> tuple[Node | None, list[Mistake]]:
    """The tree in `text`, None where there is none, and what is wrong with it."""
    reading = _Reading(file=file)
    try:
        return reading.node(_composed(text), ()), reading.mistakes
    except _UnreadableError as error:
        return None, [_mistake(file, error.line, error.problem)]


def _composed(text: str) -> yaml.Node:
    """What YAML has in `text`. Raise `_UnreadableError`."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise _UnreadableError(0, f"is larger than {MOST_BYTES // 1024} KB")
    try:
        # Composing keeps an alias as one shared node: nothing is written out before it is counted.
        composed = yaml.compose(text, Loader=_ShallowLoader)
    except yaml.MarkedYAMLError as error:
        raise _misspelt(error) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _UnreadableError(line, "a character stands here that YAML never has") from error
    except (yaml.YAMLError, ValueError) as error:
        raise _UnreadableError(0, "cannot be read as YAML") from error
    if composed is None:
        raise _UnreadableError(0, "is empty")
    return composed


def plain(node: Node) -> object:
    """The value of `node` as Python has it, without its lines."""
    match node:
        case Scalar(value=value):
            return value
        case Sequence(entries=entries):
            return [plain(entry) for entry in entries]
        case Mapping(fields=fields):
            return {name: plain(entry) for name, entry in fields.items()}


class _UnreadableError(Exception):
    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


class _ShallowLoader(yaml.SafeLoader):
    """Stops where a file is deeper or longer than any file of profiles."""

    _depth = 0
    _nodes = 0

    @override
    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        self._depth += 1
        self._nodes += 1
        if self._depth > _DEEPEST:
            raise _UnreadableError(self.line + 1, _TOO_DEEP)
        if self._nodes > 2 * _MOST_VALUES:
            raise _UnreadableError(self.line + 1, _TOO_MANY)
        node: yaml.Node | None = super().compose_node(parent, index)  # type: ignore[arg-type]
        self._depth -= 1
        return node


@dataclass(slots=True, kw_only=True)
class _Reading:
    file: str
    mistakes: list[Mistake] = field(default_factory=list)
    count: int = 0
    loader: yaml.SafeLoader = field(default_factory=lambda: yaml.SafeLoader(""))

    def node(self, node: yaml.Node, above: tuple[yaml.Node, ...]) -> Node:
        line = node.start_mark.line + 1
        self.count += 1
        if self.count > _MOST_VALUES:
            raise _UnreadableError(
                line, f"has more than {_MOST_VALUES} values, its aliases written out"
            )
        if any(node is each for each in above):
            raise _UnreadableError(line, "is an anchor that contains itself")
        if len(above) > _DEEPEST:
            raise _UnreadableError(line, _TOO_DEEP)
        match node:
            case yaml.MappingNode():
                return self._mapping(node, line, (*above, node))
            case yaml.SequenceNode():
                self._check_tag(node, line, "seq")
                entries = tuple(self.node(each, (*above, node)) for each in node.value)
                return Sequence(line=line, entries=entries)
            case yaml.ScalarNode():
                return self._scalar(node, line)
            case _:
                raise _UnreadableError(line, "is nothing that YAML has")

    def _mapping(self, node: yaml.MappingNode, line: int, above: tuple[yaml.Node, ...]) -> Mapping:
        self._check_tag(node, line, "map")
        made = Mapping(line=line, fields={}, lines={})
        merged: list[Mapping] = []
        for key, value in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._say(at, "the name of a field must be a plain word")
            elif key.tag == _MERGE:
                merged += self._merged(self.node(value, above))
            elif key.value in made.fields:
                self._say(
                    at, f"“{key.value}” is given twice; first in line {made.lines[key.value]}"
                )
            else:
                made.fields[key.value] = self.node(value, above)
                made.lines[key.value] = at
        for name, entry in _below(merged):
            made.fields.setdefault(name, entry)
            made.lines.setdefault(name, entry.line)
        return made

    def _merged(self, node: Node) -> list[Mapping]:
        entries = node.entries if isinstance(node, Sequence) else (node,)
        found = [each for each in entries if isinstance(each, Mapping)]
        if len(found) < len(entries):
            self._say(node.line, "only fields can be merged with <<")
        return found

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Scalar:
        value: Plain = node.value
        kind = node.tag.removeprefix(_PREFIX)
        if kind in ("null", "bool", "int", "float"):
            value = self._resolved(node, line)
        elif kind not in ("str", "timestamp", "value"):
            self._say(line, f"“{node.tag}” is no kind of value that profiles have")
        return Scalar(line=line, text=node.value, value=value)

    def _resolved(self, node: yaml.ScalarNode, line: int) -> Plain:
        try:
            value: Plain = self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError, KeyError, IndexError):
            self._say(line, "this is not what it is said to be")
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self._say(line, "must be finite")
            return None
        if isinstance(value, int) and value.bit_length() > 63:
            self._say(line, "is too large a number")
            return None
        return value

    def _check_tag(self, node: yaml.Node, line: int, usual: str) -> None:
        if node.tag != _PREFIX + usual:
            self._say(line, f"“{node.tag}” is no kind of value that profiles have")

    def _say(self, line: int, problem: str) -> None:
        self.mistakes.append(_mistake(self.file, line, problem))


def _below(merged: list[Mapping]) -> Iterator[tuple[str, Node]]:
    for each in merged:
        yield from each.fields.items()


def _misspelt(error: yaml.MarkedYAMLError) -> _UnreadableError:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or "cannot be read"
    if "'\\t'" in problem:
        problem = "a tab stands where only spaces may; indent with spaces"
    elif "expected a single document" in (error.context or ""):
        problem = "a second document begins here; put both into one"
    else:
        problem = f"cannot be read as YAML: {problem}"
    return _UnreadableError(mark.line + 1 if mark else 0, problem)


def _mistake(file: str, line: int, problem: str) -> Mistake:
    return Mistake(file=file, field=f"line {line}" if line else "", problem=problem)
