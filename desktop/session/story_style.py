"""The transcript dressed in the window's tokens."""

from collections.abc import Mapping

from desktop.qt.theme import Theme
from desktop.widgets.transcript import Palette, Spacing, TranscriptStyle, Typography

_TONES = (
    "main", "cot", "utility", "player", "narrator", "cast1", "cast2", "cast3", "cast4", "bad",
)  # fmt: skip


def story_style(theme: Theme) -> TranscriptStyle:
    tokens = theme.tokens
    return TranscriptStyle(
        icons=theme.icons,
        type=_typography(theme.sizes),
        space=_spacing(theme.sizes),
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


def _typography(sizes: Mapping[str, int]) -> Typography:
    return Typography(
        prose_size=sizes["type_prose"],
        player_size=sizes["type_title"],
        name_size=sizes["type_reading"],
        small_size=sizes["type_small"],
        code_size=sizes["type_reading"],
    )


def _spacing(sizes: Mapping[str, int]) -> Spacing:
    names = (name for name in sizes if name.startswith("space_"))
    own = {name.removeprefix("space_"): sizes[name] for name in names}
    return Spacing(**own, radius=sizes["radius_card"])


def _half(colour: str) -> str:
    """The colour, letting what is below it through."""
    return f"#80{colour.removeprefix('#')}"


def _third(colour: str) -> str:
    return f"#55{colour.removeprefix('#')}"
