"""Small GGUF files, written as the format wants them."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

_TEXT = 8
_LIST = 9
_COUNT = 4
_FLOAT = 6

LLAMA: Mapping[str, object] = {
    "general.architecture": "llama",
    "general.name": "Tiny Tales",
    "general.size_label": "1.5B",
    "llama.context_length": 2048,
    "llama.block_count": 4,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 8,
    "llama.attention.head_count_kv": 2,
    "tokenizer.ggml.tokens": ["a", "b", "c"],
    "tokenizer.ggml.scores": [0.5] * 2000,
    "general.file_type": 15,
}
CACHE_BYTES = 4 * 2 * (8 + 8) * 2
"""Of one token: layers, heads that are kept, width of key and value, bytes of a number."""


def a_gguf(
    entries: Mapping[str, object] = LLAMA, *, version: int = 3, offsets: Sequence[int] = ()
) -> bytes:
    """A header with `entries` and a tensor at each of `offsets`, and nothing behind it."""
    body = b"".join(_text(name) + _entry(value) for name, value in entries.items())
    tensors = (_text("t") + struct.pack("<IQQIQ", 2, 4, 4, 0, offset) for offset in offsets)
    head = struct.pack("<IQQ", version, len(offsets), len(entries))
    return b"GGUF" + head + body + b"".join(tensors)


def write_gguf(path: Path, entries: Mapping[str, object] = LLAMA, *, weights: int = 0) -> Path:
    """A file with `weights` bytes behind its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(a_gguf(entries) + bytes(weights))
    return path


def _entry(value: object) -> bytes:
    if isinstance(value, list):
        kind, _ = _typed(value[0])
        items = b"".join(_typed(each)[1] for each in value)
        return struct.pack("<IIQ", _LIST, kind, len(value)) + items
    kind, data = _typed(value)
    return struct.pack("<I", kind) + data


def _typed(value: object) -> tuple[int, bytes]:
    match value:
        case str():
            return _TEXT, _text(value)
        case float():
            return _FLOAT, struct.pack("<f", value)
        case int():
            return _COUNT, struct.pack("<I", value)
    raise TypeError(value)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data
