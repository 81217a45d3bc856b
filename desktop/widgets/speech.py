"""Where someone speaks in a paragraph: the stretches between quotation marks of any language."""

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
_APOSTROPHES = "‘’"
_CLOSING_WHEN_INSIDE_A_WORD = "”»›"


def speech_spans(text: str) -> list[tuple[int, int]]:
    """Start and end, marks included, of every quotation in one paragraph.

    A quotation left open runs to the paragraph's end, as in speech that goes on in the next one.
    An apostrophe neither opens nor closes one.
    """
    spans: list[tuple[int, int]] = []
    start, closers = -1, ""
    for at, mark in enumerate(text):
        if start < 0:
            if mark in _CLOSERS and _opens(text, at):
                start, closers = at, _CLOSERS[mark]
        elif mark in closers and _closes(text, at):
            spans.append((start, at + 1))
            start = -1
    if start >= 0 and text[start] not in _APOSTROPHES:
        spans.append((start, len(text)))
    return spans


def _opens(text: str, at: int) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in _APOSTROPHES:
        return not before.isalnum() and _closed_later(text, at)
    if mark in _CLOSING_WHEN_INSIDE_A_WORD or mark in '"＂':
        return not before.isalnum() and bool(after) and not after.isspace()
    return True


def _closed_later(text: str, at: int) -> bool:
    return any(
        mark in _CLOSERS[text[at]] and _closes(text, at + 1 + offset)
        for offset, mark in enumerate(text[at + 1 :])
    )


def _closes(text: str, at: int) -> bool:
    """A closing mark stands after something; a single one is an apostrophe before a letter."""
    if text[at] in _APOSTROPHES:
        return not text[at + 1 : at + 2].isalnum()
    return True
