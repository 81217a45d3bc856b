"""The transcript dressed in the window's tokens."""

from desktop.qt.theme import Theme
from desktop.widgets.transcript import Palette, TranscriptStyle

_TONES = (
    "main", "cot", "utility", "player", "narrator", "cast1", "cast2", "cast3", "cast4", "bad",
)  # fmt: skip


def story_style(theme: Theme) -> TranscriptStyle:
    tokens = theme.tokens
    return TranscriptStyle(
        icons=theme.icons,
        palette=Palette(
            background=tokens.background,
            text=tokens.text,
            name=tokens.strong,
            dim=tokens.dim,
            faint=tokens.faint,
            speech=tokens.speech,
            link=tokens.link,
            surface=tokens.surface,
            border=tokens.border,
            code=tokens.code,
            accent=tokens.accent,
            selection=_half(tokens.selection),
            hit=_half(tokens.hit),
            quoted=_third(tokens.cot),
            tones={tone: tokens.named(tone) for tone in _TONES},
        ),
    )


def _half(colour: str) -> str:
    """The colour, letting what is below it through."""
    return f"#80{colour.removeprefix('#')}"


def _third(colour: str) -> str:
    return f"#55{colour.removeprefix('#')}"
