"""Long words that a narrow column can break. Pure."""

import re
from typing import Final

_PART: Final = 16
_LONG_WORD: Final = re.compile(rf"\S{{{_PART + 4},}}")
_JOINT: Final = re.compile(r"(?<=[-/_])")
_MAY_BREAK: Final = "\u200b"


def breakable(text: str) -> str:
    """`text` with invisible places to break in its long words, so that no column must widen."""
    return _LONG_WORD.sub(lambda match: _parts(match.group()), text)


def _parts(word: str) -> str:
    """After a dash or a slash, and within what is too long between two of them."""
    return _MAY_BREAK.join(
        piece[start : start + _PART]
        for piece in _JOINT.split(word)
        for start in range(0, len(piece), _PART)
    )
