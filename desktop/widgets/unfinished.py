"""Text that is still being written, closed so that its last paragraph already looks as it will."""

import re

_MARKS = re.compile(r"\\.|`+[^`]*`*|\*+", re.DOTALL)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def mended(text: str) -> str:
    """`text` with the emphasis that its last paragraph leaves open closed, and a bare opener gone."""
    cut = max((match.end() for match in _PARAGRAPH.finditer(text)), default=0)
    paragraph = text[cut:].rstrip()
    marks = _open_marks(paragraph)
    if marks and paragraph.endswith(marks[-1]):
        paragraph = paragraph[: -len(marks.pop())].rstrip()
    return text[:cut] + paragraph + "".join(reversed(marks))


def _open_marks(paragraph: str) -> list[str]:
    opened: list[str] = []
    for match in _MARKS.finditer(paragraph):
        mark = match.group()
        if mark[0] != "*":
            continue
        if opened and opened[-1] == mark:
            opened.pop()
        elif _may_open(paragraph, match):
            opened.append(mark)
    return opened


def _may_open(paragraph: str, match: re.Match[str]) -> bool:
    """Not a list marker or a multiplication sign; at the very end it opens what comes next."""
    before = paragraph[match.start() - 1 : match.start()] if match.start() else ""
    after = paragraph[match.end() : match.end() + 1]
    return (after == "" or not after.isspace()) and not before.isalnum()
