"""Where someone speaks in a paragraph: the stretches between quotation marks of any language."""

import re

_CLOSERS = {
    '"': '"',
    "＂": "＂",
    "“": "”“",
    "„": "“”„",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〝": "〞〟",
}
_SINGLES = "‘’‚"
_MARKS = re.compile(
    "[" + "".join(dict.fromkeys("".join(_CLOSERS) + "".join(_CLOSERS.values()))) + "]"
)
_CLOSING_WHEN_INSIDE_A_WORD = "”»›"


def speech_spans(text: str) -> list[tuple[int, int]]:
    """Start and end, marks included, of every quotation in one paragraph.

    A quotation left open runs to the paragraph's end, as in speech that goes on in the next one.
    An apostrophe neither opens nor closes one.
    """
    spans: list[tuple[int, int]] = []
    start, closers = -1, ""
    last_single = _last_single_closer(text)
    for match in _MARKS.finditer(text):
        at, mark = match.start(), match.group()
        if start < 0:
            if mark in _CLOSERS and _opens(text, at) and not _is_apostrophe(mark, at, last_single):
                start, closers = at, _CLOSERS[mark]
        elif mark in closers and _closes(text, at):
            spans.append((start, at + 1))
            start = -1
    if start >= 0 and text[start] not in _SINGLES:
        spans.append((start, len(text)))
    return spans


def _opens(text: str, at: int) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in _SINGLES:
        return not before.isalnum()
    if mark in _CLOSING_WHEN_INSIDE_A_WORD or mark in '"＂':
        return not before.isalnum() and bool(after) and not after.isspace()
    return True


def _is_apostrophe(mark: str, at: int, last_single: int) -> bool:
    """A single mark that nothing closes, as in ‘tis."""
    return mark in _SINGLES and at >= last_single


def _last_single_closer(text: str) -> int:
    places = (text.rfind(mark) for mark in "’‘")
    at = max(places)
    while at >= 0 and not (text[at] in "’‘" and _closes(text, at)):
        at -= 1
    return at


def _closes(text: str, at: int) -> bool:
    """A closing mark stands after something; a single one is an apostrophe before a letter."""
    return text[at] not in _SINGLES or not text[at + 1 : at + 2].isalnum()
