"""How a transcript looks, as values that its owner hands in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as `#rrggbb` or `#aarrggbb`. `tones` colours badges and portraits by their key."""

    background: str
    text: str
    name: str
    dim: str
    faint: str
    speech: str
    link: str
    surface: str
    border: str
    code: str
    accent: str
    selection: str
    hit: str
    quoted: str
    tones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """Families, best first, and sizes in pixels at a text scale of 1."""

    prose: tuple[str, ...] = ("Noto Serif", "DejaVu Serif", "serif")
    interface: tuple[str, ...] = ("Inter", "DejaVu Sans", "sans-serif")
    code: tuple[str, ...] = ("DejaVu Sans Mono", "Consolas", "Menlo", "monospace")
    prose_size: int = 17
    player_size: int = 15
    name_size: int = 14
    small_size: int = 12
    code_size: int = 14
    line_height: int = 112
    """Of prose, per cent of the font's own line height."""
    interface_line_height: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Pixels at a text scale of 1."""

    column: int = 700
    margin: int = 24
    row: int = 20
    paragraph: int = 9
    portrait: int = 42
    portrait_gap: int = 14
    box: int = 14
    radius: int = 10
    line: int = 4
    indent: int = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptStyle:
    """Everything that painting a transcript needs to know of the theme."""

    palette: Palette
    type: Typography = Typography()
    space: Spacing = Spacing()
    icons: Path = Path()
    """The folder that has the sets of icons."""


DARK = TranscriptStyle(
    palette=Palette(
        background="#131315",
        text="#e6e3dc",
        name="#f2f0ea",
        dim="#a8a49b",
        faint="#8a8880",
        speech="#f0cd8a",
        link="#8fc7ff",
        surface="#222127",
        border="#36353d",
        code="#1c1c20",
        accent="#e5b567",
        selection="#6645608c",
        hit="#66e5b567",
        quoted="#5262c4b4",
        tones=MappingProxyType(
            {
                "main": "#e5b567",
                "cot": "#62c4b4",
                "utility": "#a594f0",
                "player": "#3b4a70",
                "narrator": "#4a4234",
                "bad": "#e57b7b",
            }
        ),
    )
)

LIGHT = replace(
    DARK,
    palette=Palette(
        background="#faf9f6",
        text="#26241f",
        name="#16150f",
        dim="#6a665d",
        faint="#747067",
        speech="#84560a",
        link="#1a5fb4",
        surface="#f0eee8",
        border="#d8d4ca",
        code="#efede7",
        accent="#a8730f",
        selection="#66a9c4ea",
        hit="#80f5c451",
        quoted="#521f7d6e",
        tones=MappingProxyType(
            {
                "main": "#96660c",
                "cot": "#1f7d6e",
                "utility": "#6350c0",
                "player": "#8fa1cc",
                "narrator": "#b5a98e",
                "bad": "#b3261e",
            }
        ),
    ),
)
