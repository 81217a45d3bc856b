"""A safe subset of Markdown as plain values: nothing in it can load, run or draw by itself."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from functools import cache
from itertools import groupby
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from desktop.texts import story as texts
from desktop.widgets.speech import speech_spans

LINE_BREAK: Final = "\u2028"
_MAX_NESTING: Final = 12
_LINK_SCHEMES: Final = frozenset({"http", "https", "mailto"})
# Qt ends a paragraph at U+2029 and keeps its own marks at U+FDD0, U+FDD1 and U+FFFC; lone
# surrogates are no characters at all; U+202D and U+202E turn the words after them round. Entities
# can write all of them.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u202d\u202e\u2029\ufdd0\ufdd1\ufffc\ud800-\udfff]"
)
_MARKS_ON_A_LETTER: Final = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{6})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
"""No script puts as many on one; more of them are drawn over the lines around."""


class Look(IntFlag):
    """How a run of text differs from plain prose."""

    PLAIN = 0
    STRONG = 1
    EMPHASIS = 2
    STRUCK = 4
    CODE = 8
    SPEECH = 16
    ASIDE = 32
    """Not the author's words: what stands for an image, and the dots of a scene break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters that look the same; `link` is an address to show, never to open unasked."""

    text: str
    look: Look = Look.PLAIN
    link: str = ""


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CODE = "code"
    BREAK = "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph-like piece of text, `depth` lists or quotations deep."""

    kind: BlockKind = BlockKind.PARAGRAPH
    runs: tuple[Run, ...]
    depth: int = 0
    marker: str = ""
    quoted: bool = False

    @property
    def text(self) -> str:
        """What is seen, the list marker included."""
        return (f"{self.marker}\t" if self.marker else "") + "".join(run.text for run in self.runs)


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of Markdown `source`. Raw HTML is text, an image is its description in words."""
    return tuple(_Reader().blocks(_markdown().parse(_cleaned(source))))


def plain(source: str) -> tuple[Block, ...]:
    """`source` with nothing read into it: one block a line, and no speech either."""
    lines = _cleaned(source).strip("\n").split("\n")
    return tuple(Block(runs=(Run(text=line),)) for line in lines if line.strip())


def one_line(text: str) -> str:
    """`text` as it can stand in one line beside others, whatever is in it."""
    return " ".join(_cleaned(text).split())


def _cleaned(source: str) -> str:
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n")
    return _MARKS_ON_A_LETTER.sub(r"\1", _UNPRINTABLE.sub("\ufffd", text))


@cache
def _markdown() -> MarkdownIt:
    """Indented code and underlined headings are left out: story text makes both by accident."""
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": _MAX_NESTING})
    markdown.enable(["heading", "list", "blockquote", "fence", "hr"])
    markdown.enable(["newline", "escape", "backticks", "emphasis", "strikethrough"])
    markdown.enable(["link", "image", "autolink", "entity"])
    return markdown.enable(["balance_pairs", "fragments_join", "text_join"])


class _Reader:
    """Walks the tokens once, knowing which lists and quotations it is in."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []
        self._quotations = 0
        self._marker = ""

    def blocks(self, tokens: Iterable[Token]) -> Iterable[Block]:
        heading = False
        for token in tokens:
            match token.type:
                case "inline":
                    kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
                    yield self._block(kind, _tinted(_runs(token.children or [])))
                case "fence":
                    code = token.content.rstrip("\n").replace("\n", LINE_BREAK)
                    yield self._block(BlockKind.CODE, (Run(text=code, look=Look.CODE),))
                case "hr":
                    yield self._block(BlockKind.BREAK, (Run(text="* * *", look=Look.ASIDE),))
                case "heading_open" | "heading_close":
                    heading = token.nesting > 0
                case _:
                    self._enter_or_leave(token)

    def _block(self, kind: BlockKind, runs: tuple[Run, ...]) -> Block:
        marker, self._marker = self._marker, ""
        depth = len(self._lists) + self._quotations
        return Block(kind=kind, runs=runs, depth=depth, marker=marker, quoted=self._quotations > 0)

    def _enter_or_leave(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._marker = self._next_marker()
            case "blockquote_open" | "blockquote_close":
                self._quotations += token.nesting
            case _:
                pass

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "•"
        self._lists[-1] = number + 1
        return f"{number}."


_LOOKS: Final = {"strong": Look.STRONG, "em": Look.EMPHASIS, "s": Look.STRUCK}


def _runs(tokens: Sequence[Token]) -> list[Run]:
    runs: list[Run] = []
    look, link = Look.PLAIN, ""
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in _LOOKS:
            look = look | _LOOKS[name] if token.nesting > 0 else look & ~_LOOKS[name]
        elif name == "link":
            link = _safe(str(token.attrs.get("href", ""))) if token.nesting > 0 else ""
        else:
            runs.append(_run(token, look, link))
    return runs


def _run(token: Token, look: Look, link: str) -> Run:
    match token.type:
        case "softbreak" | "hardbreak":
            return Run(text=LINE_BREAK, look=look, link=link)
        case "code_inline":
            return Run(text=token.content, look=look | Look.CODE, link=link)
        case "image":
            return Run(text=texts.IMAGE.format(description=_alt(token)), look=look | Look.ASIDE)
        case _:
            text = _UNPRINTABLE.sub("\ufffd", token.content.replace("\n", " "))
            return Run(text=text, look=look, link=link)


def _alt(token: Token) -> str:
    return "".join(run.text for run in _runs(token.children or [])) or texts.NO_DESCRIPTION


def _safe(href: str) -> str:
    """The address when its scheme is one that a person follows knowingly, else none."""
    scheme, colon, _ = href.partition(":")
    return href if colon and scheme.lower() in _LINK_SCHEMES else ""


def _tinted(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs cut where speech begins and ends; marks inside code do not count."""
    heard = "".join("\0" * len(run.text) if _is_mute(run) else run.text for run in runs)
    return tuple(_joined(_cut(runs, speech_spans(heard))))


def _is_mute(run: Run) -> bool:
    return bool(run.look & (Look.CODE | Look.ASIDE))


def _cut(runs: Iterable[Run], spans: Sequence[tuple[int, int]]) -> Iterator[Run]:
    edges = iter([edge for span in spans for edge in span])
    edge, spoken, at = next(edges, None), False, 0
    for run in runs:
        done, end = at, at + len(run.text)
        while edge is not None and edge <= end:
            yield _spoken(run, run.text[done - at : edge - at], spoken)
            done, edge, spoken = edge, next(edges, None), not spoken
        yield _spoken(run, run.text[done - at :], spoken)
        at = end


def _spoken(run: Run, text: str, spoken: bool) -> Run:
    return Run(text=text, look=run.look | Look.SPEECH if spoken else run.look, link=run.link)


def _joined(runs: Iterable[Run]) -> Iterable[Run]:
    seen = (run for run in runs if run.text)
    for (look, link), same in groupby(seen, key=lambda run: (run.look, run.link)):
        yield Run(text="".join(run.text for run in same), look=look, link=link)
