"""The window's colours and sizes: tokens from one file, worn by the whole application."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

SCALES: Final = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
FAMILIES: Final = ("Inter", "DejaVu Sans", "sans-serif")

_FONTS: Final = (".otf", ".ttf")
_NAMED = re.compile(r"\$(\w+)|\b(\d+)sp\b")


class Scheme(StrEnum):
    """Which colours: the player's choice, or the system's."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours as `#rrggbb`, by what they are for.

    `main`, `cot` and `utility` are model roles; `cast1` … stand behind characters' portraits.
    """

    background: str
    panel: str
    surface: str
    raised: str
    border: str
    text: str
    strong: str
    dim: str
    faint: str
    accent: str
    on_accent: str
    main: str
    cot: str
    utility: str
    good: str
    warn: str
    bad: str
    good_ground: str
    warn_ground: str
    bad_ground: str
    player: str
    narrator: str
    cast1: str
    cast2: str
    cast3: str
    cast4: str
    speech: str
    link: str
    code: str
    selection: str
    hit: str

    def named(self, token: str) -> str:
        """The colour of a token by its name."""
        return str(getattr(self, token))


class Theme(QObject):
    """Dresses `application`; tells who paints for themselves when that changes."""

    changed = Signal()

    def __init__(self, application: QApplication, folder: Path) -> None:
        super().__init__()
        self._application = application
        body = json.loads((folder / "triptych.json").read_text(encoding="utf-8"))
        self._schemes = {scheme: Tokens(**body[scheme]) for scheme in (Scheme.DARK, Scheme.LIGHT)}
        self.sizes = named_sizes(body)
        self._sheet = (folder / "window.qss").read_text(encoding="utf-8")
        self._cursor_flash_time = application.cursorFlashTime()
        self.icons = folder.parent / "icons"
        self.scheme = Scheme.SYSTEM
        self.scale = 1.0
        self.is_calm = False
        application.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def tokens(self) -> Tokens:
        return self._schemes[Scheme.DARK if self.is_dark else Scheme.LIGHT]

    @property
    def is_dark(self) -> bool:
        """Dark where the system does not say what it is."""
        if self.scheme is Scheme.SYSTEM:
            return self._application.styleHints().colorScheme() is not Qt.ColorScheme.Light
        return self.scheme is Scheme.DARK

    def wear(self, scheme: Scheme, scale: float) -> None:
        self.scheme, self.scale = scheme, scale
        self._application.setFont(_font(self.sizes["type_text"] * scale))
        self._application.setPalette(palette(self.tokens))
        self._application.setStyleSheet(self._dressed_sheet())
        self.changed.emit()

    def step_scale(self, steps: int) -> None:
        """Larger or smaller text, by steps of `SCALES`."""
        nearest = min(range(len(SCALES)), key=lambda place: abs(SCALES[place] - self.scale))
        place = min(max(nearest + steps, 0), len(SCALES) - 1)
        self.wear(self.scheme, SCALES[place])

    def set_calm(self, calm: bool) -> None:
        """Whether nothing glides, slides or blinks: reduced motion."""
        self.is_calm = calm
        self._application.setCursorFlashTime(0 if calm else self._cursor_flash_time)
        self.changed.emit()

    def px(self, pixels: float) -> int:
        """A length that grows with the text."""
        return round(pixels * self.scale)

    def _dressed_sheet(self) -> str:
        return style_sheet(
            self._sheet, self.tokens, self.sizes, self.scale, icons=self.icons.as_posix()
        )

    def _system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self.wear(self.scheme, self.scale)


def palette(tokens: Tokens) -> QPalette:
    worn = QPalette()
    role = QPalette.ColorRole
    for where, token in (
        (role.Window, "panel"),
        (role.Base, "background"),
        (role.AlternateBase, "surface"),
        (role.Button, "surface"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.BrightText, "strong"),
        (role.PlaceholderText, "faint"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "strong"),
        (role.Link, "link"),
        (role.Accent, "accent"),
    ):
        worn.setColor(where, QColor(tokens.named(token)))
    for where in (role.WindowText, role.Text, role.ButtonText):
        worn.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.faint))
    return worn


def named_sizes(body: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The sizes of a theme's file by group and name, such as `radius_card`: pixels at scale 1."""
    return {
        f"{group}_{name}": pixels
        for group in ("type", "radius", "space")
        for name, pixels in body[group].items()
    }


def style_sheet(
    template: str, tokens: Tokens, sizes: Mapping[str, int], scale: float, *, icons: str
) -> str:
    """`template` with `$token` replaced by its colour or size, `12sp` by pixels at this scale."""
    known = {name: f"{round(pixels * scale)}px" for name, pixels in sizes.items()}
    known |= {name: getattr(tokens, name) for name in Tokens.__dataclass_fields__}
    known["icons"] = icons

    def meant(match: re.Match[str]) -> str:
        name, pixels = match.groups()
        return known[name] if name else f"{round(int(pixels) * scale)}px"

    return _NAMED.sub(meant, template)


def load_fonts(folder: Path) -> None:
    """Let the application use the fonts below `folder`."""
    fonts = (font for family in folder.iterdir() if family.is_dir() for font in family.iterdir())
    for font in sorted(fonts):
        if font.suffix in _FONTS:
            QFontDatabase.addApplicationFont(str(font))


def _font(pixels: float) -> QFont:
    font = QFont(list(FAMILIES))
    font.setPixelSize(round(pixels))
    return font
