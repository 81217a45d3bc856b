"""Fields of a YAML mapping read as what they must be; every mistake is noted with its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from engine.formats.mistakes import Mistake, field_of
from engine.formats.yaml_nodes import Mapping, Node, Scalar, Sequence, plain

_TRUTHS = {
    "true": True, "yes": True, "on": True,
    "false": False, "no": False, "off": False,
}  # fmt: skip

Member = TypeVar("Member", bound=StrEnum)


@dataclass(slots=True, kw_only=True)
class Fields:
    """The fields of `node`, at `steps` of `file`. What was not asked for is the rest."""

    file: str
    node: Mapping
    mistakes: list[Mistake]
    steps: tuple[str | int, ...] = ()
    taken: set[str] = field(default_factory=set)

    @property
    def line(self) -> int:
        return self.node.line

    def has(self, name: str) -> bool:
        """Whether anything is said of `name`: a field without a value says nothing."""
        node = self.node.fields.get(name)
        return node is not None and not (isinstance(node, Scalar) and node.value is None)

    def text(self, name: str, *, required: bool = False) -> str:
        scalar = self._scalar(name, "must be text")
        said = scalar.text.strip() if scalar else ""
        if required and not said:
            self.say(name, "is empty" if name in self.node.fields else "is missing")
        return said

    def number(self, name: str, low: float, high: float) -> float | None:
        if (scalar := self._scalar(name, "must be a number")) is None:
            return None
        try:
            value = float(scalar.text)
        except ValueError:
            self.say(name, "must be a number")
            return None
        if not low <= value <= high:
            self.say(name, f"must be between {low:g} and {high:g}")
            return None
        return value

    def whole(self, name: str) -> int | None:
        value = self.number(name, 1, 1e9)
        if value is not None and value != int(value):
            self.say(name, "must be a whole number")
        return None if value is None else int(value)

    def truth(self, name: str, *, default: bool) -> bool:
        if (scalar := self._scalar(name, "must be true or false")) is None:
            return default
        said = _TRUTHS.get(scalar.text.strip().lower())
        if said is None:
            self.say(name, "must be true or false")
        return default if said is None else said

    def member(self, name: str, kind: type[Member]) -> Member | None:
        said = self.text(name).lower()
        found = next((each for each in kind if each.value == said), None)
        if said and found is None:
            self.say(name, f"must be one of {', '.join(kind)}")
        return found

    def names(self, name: str) -> tuple[str, ...]:
        """A list of names, or one text with commas between them."""
        self.taken.add(name)
        if not self.has(name):
            return ()
        node = self.node.fields[name]
        if isinstance(node, Scalar):
            return tuple(part.strip() for part in node.text.split(",") if part.strip())
        entries = node.entries if isinstance(node, Sequence) else ()
        scalars = [each.text.strip() for each in entries if isinstance(each, Scalar)]
        if isinstance(node, Mapping) or len(scalars) < len(entries) or not all(scalars):
            self.say(name, "must be a list of names")
        return tuple(filter(None, scalars))

    def values(self, name: str) -> dict[str, object]:
        """Fields of any kind."""
        self.taken.add(name)
        if not self.has(name):
            return {}
        node = self.node.fields[name]
        if not isinstance(node, Mapping):
            self.say(name, "must hold fields")
            return {}
        return {each: plain(entry) for each, entry in node.fields.items()}

    def within(self, name: str) -> "Fields | None":
        """The fields inside `name`."""
        self.taken.add(name)
        if not self.has(name):
            return None
        return self._below(self.node.fields[name], name)

    def each(self, name: str) -> Iterator["Fields"]:
        """The fields of every entry of the list `name`."""
        self.taken.add(name)
        if not self.has(name):
            return
        node = self.node.fields[name]
        if not isinstance(node, Sequence):
            self.say(name, "must be a list")
            return
        for place, entry in enumerate(node.entries):
            if fields := self._below(entry, name, place):
                yield fields

    def every(self, name: str) -> Iterator[tuple[str, "Fields"]]:
        """The fields of every entry of `name`, each with the name it stands under."""
        if (inside := self.within(name)) is None:
            return
        for each in inside.node.fields:
            if fields := inside.within(each):
                yield each, fields

    def rest(self) -> dict[str, object]:
        """What nobody asked for."""
        fields = self.node.fields.items()
        return {name: plain(node) for name, node in fields if name not in self.taken}

    def say(self, name: str, problem: str) -> None:
        """Note a mistake of a field, or of all of them where `name` is ""."""
        line = self.node.lines.get(name, self.node.line)
        where = field_of((*self.steps, name) if name else self.steps)
        place = f"line {line}, {where}" if where else f"line {line}"
        self.mistakes.append(Mistake(file=self.file, field=place, problem=problem))

    def _scalar(self, name: str, problem: str) -> Scalar | None:
        self.taken.add(name)
        node = self.node.fields.get(name)
        if node is not None and not isinstance(node, Scalar):
            self.say(name, problem)
        return node if isinstance(node, Scalar) and node.value is not None else None

    def _below(self, node: Node, *steps: str | int) -> "Fields | None":
        whole = (*self.steps, *steps)
        if isinstance(node, Mapping):
            return Fields(file=self.file, node=node, mistakes=self.mistakes, steps=whole)
        place = f"line {node.line}, {field_of(whole)}"
        mistake = Mistake(file=self.file, field=place, problem="must hold fields")
        self.mistakes.append(mistake)
        return None
