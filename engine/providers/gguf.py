"""What the header of a GGUF file says of the model in it. Pure; no file can make it fail otherwise
than by a `ValueError` that says why.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

MAGIC: Final = b"GGUF"
_VERSIONS: Final = (2, 3)
_LONGEST_TEXT: Final = 1 << 16
_MOST_ENTRIES: Final = 1 << 16
_MOST_ITEMS: Final = 1 << 22
"""Of all lists together; the largest vocabularies have about a million words and pairs."""

_NUMBERS: Final = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q",
    12: "<d",
}  # fmt: skip
_TEXT: Final = 8
_LIST: Final = 9
_ALIGNMENT: Final = 32
"""Weights begin at multiples of this, if a file says nothing else."""
_SHORT_LIST: Final = 1024
"""A list with a number for each layer; longer ones are the vocabulary's."""

_QUANTISATIONS: Final = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS",
    23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip
_CACHE_NUMBER_BYTES: Final = 2  # the cache holds half-precision numbers

_Value = int | float | str | tuple[int | float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GgufHeader:
    """None and "" mean that the file does not tell.

    `cache_bytes` is what one token of context takes in the cache, as llama.cpp keeps it.
    """

    architecture: str = ""
    name: str = ""
    size_label: str = ""
    quantisation: str = ""
    context_window: int | None = None
    layers: int | None = None
    cache_bytes: int | None = None


def read_header(file: BinaryIO, size: int) -> GgufHeader:
    """The header of a file of `size` bytes that is open at its beginning. Raise `ValueError`."""
    return _header(_Entries(file, size).read())


class _Entries:
    """The names and values at the beginning of a file, read within bounds."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = self._left = size
        self._items_left = _MOST_ITEMS

    def read(self) -> dict[str, _Value]:
        if self._take(4) != MAGIC:
            raise ValueError("it is not in the GGUF format")
        if (version := self._number("<I")) not in _VERSIONS:
            raise ValueError(
                f"it has version {version} of the GGUF format, which is not known here"
            )
        tensors = int(self._number("<Q"))
        count = int(self._number("<Q"))
        if count > _MOST_ENTRIES:
            raise ValueError("its header is damaged")
        found: dict[str, _Value] = {}
        for _ in range(count):
            name = self._text()
            if (value := self._value(int(self._number("<I")))) is not None:
                found[name] = value
        self._require_weights(tensors, _count(found, "general.alignment") or _ALIGNMENT)
        return found

    def _require_weights(self, tensors: int, alignment: int) -> None:
        """Raise `ValueError` when the file ends before the last of its weights begin."""
        self._items_left -= tensors
        if self._items_left < 0:
            raise ValueError("its header is damaged")
        last = max((self._offset() for _ in range(tensors)), default=-1)
        described = self._size - self._left
        begin = -(-described // alignment) * alignment
        if last >= 0 and begin + last >= self._size:
            raise ValueError("it is not complete")

    def _offset(self) -> int:
        """Where the weights of the next tensor begin, counted from where all weights begin."""
        self._text()
        self._skip(int(self._number("<I")) * 8)  # its dimensions
        self._number("<I")
        return int(self._number("<Q"))

    def _value(self, kind: int) -> _Value | None:
        """None for what no one here asks for: a long text, a vocabulary."""
        if kind == _LIST:
            return self._list()
        if kind == _TEXT:
            return self._text_or_none()
        return self._number(self._format(kind))

    def _list(self) -> tuple[int | float, ...] | None:
        kind, count = int(self._number("<I")), int(self._number("<Q"))
        self._items_left -= count
        if self._items_left < 0:
            raise ValueError("its header is damaged")
        if kind == _TEXT:
            for _ in range(count):
                self._skip(int(self._number("<Q")))
            return None
        form = self._format(kind)
        if count <= _SHORT_LIST:
            return tuple(self._number(form) for _ in range(count))
        self._skip(count * struct.calcsize(form))
        return None

    def _format(self, kind: int) -> str:
        if kind not in _NUMBERS:
            raise ValueError("its header is damaged")
        return _NUMBERS[kind]

    def _text(self) -> str:
        text = self._text_or_none()
        if text is None:
            raise ValueError("its header is damaged")
        return text

    def _text_or_none(self) -> str | None:
        length = int(self._number("<Q"))
        if length > _LONGEST_TEXT:
            self._skip(length)
            return None
        return self._take(length).decode(errors="replace")

    def _number(self, form: str) -> int | float:
        number: int | float = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return number

    def _take(self, length: int) -> bytes:
        self._pass(length)
        data = self._file.read(length)
        if len(data) < length:
            raise ValueError("it is not complete")
        return data

    def _skip(self, length: int) -> None:
        self._pass(length)
        self._file.seek(length, 1)

    def _pass(self, length: int) -> None:
        self._left -= length
        if self._left < 0:
            raise ValueError("it is not complete")


def _header(entries: Mapping[str, _Value]) -> GgufHeader:
    architecture = _text(entries, "general.architecture")
    file_type = _count(entries, "general.file_type")
    return GgufHeader(
        architecture=architecture,
        name=_text(entries, "general.name"),
        size_label=_text(entries, "general.size_label"),
        quantisation=_QUANTISATIONS.get(-1 if file_type is None else file_type, ""),
        context_window=_count(entries, f"{architecture}.context_length") or None,
        layers=_count(entries, f"{architecture}.block_count"),
        cache_bytes=_cache_bytes(entries, architecture),
    )


def _cache_bytes(entries: Mapping[str, _Value], architecture: str) -> int | None:
    """Keys and values of all layers, as if every layer looked at the whole context."""
    attention = f"{architecture}.attention"
    layers = _count(entries, f"{architecture}.block_count")
    heads = _in_layers(entries.get(f"{attention}.head_count"), layers)
    groups = _in_layers(entries.get(f"{attention}.head_count_kv"), layers) or heads
    if not layers or not heads or not groups:
        return None
    width = (_count(entries, f"{architecture}.embedding_length") or 0) // max(1, *heads)
    key = _count(entries, f"{attention}.key_length") or width
    value = _count(entries, f"{attention}.value_length") or width
    return (key + value) * sum(groups) * _CACHE_NUMBER_BYTES or None


def _in_layers(value: _Value | None, layers: int | None) -> tuple[int, ...]:
    """A number for each layer, where one may stand for all; () when that cannot be told."""
    if not layers or layers > _SHORT_LIST:
        return ()
    if isinstance(value, tuple):
        whole = tuple(each for each in value if isinstance(each, int) and each >= 0)
        return whole if len(whole) == layers else ()
    return (value,) * layers if isinstance(value, int) and value >= 0 else ()


def _text(entries: Mapping[str, _Value], name: str) -> str:
    value = entries.get(name)
    return value if isinstance(value, str) else ""


def _count(entries: Mapping[str, _Value], name: str) -> int | None:
    value = entries.get(name)
    return value if isinstance(value, int) and value >= 0 else None
