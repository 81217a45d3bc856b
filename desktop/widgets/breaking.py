"""Long words that a narrow column can break. Pure."""

import re
from typing import Final

_PART: Final = 16
_LONG_WORD: Final = re.compile(rf"\S{{{_PART + 4},}}")
_MAY_BREAK: Final = "\u200b"


def breakable(text: str) -> str:
    """`text` with invisible places to break in its long words, so that no column must widen."""
    return _LONG_WORD.sub(lambda match: _parts(match.group()), text)


def _parts(word: str) -> str:
    starts = range(0, len(word), _PART)
    return _MAY_BREAK.join(word[start : start + _PART] for start in starts)
