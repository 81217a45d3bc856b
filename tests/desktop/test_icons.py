"""Icons: every one is there, in the theme's colours, at the size that is asked for."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton

from desktop.qt.icons import Icon, _Drawn, drawn, icon, paint_icon, set_icon
from desktop.qt.theme import SCALES, Scheme, Theme
from engine.paths import resources_folder

PLAINLY = (QIcon.Mode.Normal, QIcon.State.Off)
DRAWINGS = resources_folder() / "icons" / "lucide"


@pytest.fixture
def theme(qapp):
    made = Theme(qapp, resources_folder() / "themes")
    made.scheme = Scheme.DARK
    return made


def test_every_icon_has_its_drawing_and_every_drawing_is_an_icon():
    assert {each.value for each in Icon} == {path.stem for path in DRAWINGS.glob("*.svg")}


@pytest.mark.parametrize("name", Icon)
def test_every_drawing_shows_something_in_the_colour_of_its_token(theme, name):
    image = icon(theme, name, "accent").pixmap(QSize(24, 24), 1.0).toImage()
    assert _is_all_in(image, theme.tokens.accent)


def test_an_icon_follows_the_theme(theme, qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    set_icon(button, theme, Icon.SEARCH, "strong")
    assert _is_all_in(button.icon().pixmap(16, 16).toImage(), theme.tokens.strong)
    theme.scheme = Scheme.LIGHT
    theme.changed.emit()
    assert _is_all_in(button.icon().pixmap(16, 16).toImage(), theme.tokens.strong)


def test_what_cannot_be_done_is_faint(theme):
    image = icon(theme, Icon.UNDO).pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled).toImage()
    assert _is_all_in(image, theme.tokens.faint)


@pytest.mark.parametrize(("side", "ratio"), [(16, 1.0), (16, 2.0), (24, 1.5), (37, 1.0)])
def test_an_icon_is_drawn_at_the_pixels_of_its_screen(theme, side, ratio):
    pixmap = drawn(theme, Icon.MENU, "dim", side, ratio)
    assert pixmap.width() == round(side * ratio)
    assert pixmap.deviceIndependentSize().width() == side


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("scale", SCALES)
def test_buttons_have_their_icon_without_stretching_at_every_text_size(theme, scale, ratio):
    theme.scale = scale
    side = theme.px(16)
    image = icon(theme, Icon.STOP).pixmap(QSize(side, side), ratio).toImage()
    alone = drawn(theme, Icon.STOP, "dim", side, ratio).toImage()
    assert image.convertToFormat(alone.format()) == alone


def test_an_icon_is_painted_in_the_middle_of_its_place(theme):
    ground = QPixmap(40, 20)
    ground.fill(QColor("black"))
    painter = QPainter(ground)
    paint_icon(painter, QRect(0, 0, 40, 20), theme, Icon.STOP, "strong")
    painter.end()
    image = ground.toImage()
    lit = {x for x in range(40) for y in range(20) if image.pixelColor(x, y).lightness() > 60}
    assert min(lit) + max(lit) == pytest.approx(39, abs=1)


def test_where_there_is_no_room_nothing_is_drawn(theme):
    ground = QPixmap(8, 8)
    ground.fill(QColor("black"))
    before = ground.toImage()
    painter = QPainter(ground)
    icon(theme, Icon.STOP).paint(painter, QRect(4, 4, 0, 0))
    painter.end()
    assert ground.toImage() == before
    assert _Drawn(theme, Icon.STOP, "dim").pixmap(QSize(), *PLAINLY).isNull()


def _is_all_in(image, colour):
    """Whether the pixels that are wholly covered have this colour, but for rounding."""
    red, green, blue, _ = QColor(colour).getRgb()
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    pixels = [image.pixelColor(*place) for place in places]
    inks = [pixel.getRgb()[:3] for pixel in pixels if pixel.alpha() == 255]
    return bool(inks) and all(ink == pytest.approx((red, green, blue), abs=2) for ink in inks)
