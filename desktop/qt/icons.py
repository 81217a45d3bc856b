"""Icons in the theme's colours, drawn anew at every size and for every screen."""

from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override

from desktop.qt.theme import Theme


class Icon(StrEnum):
    """What an icon stands for; its drawing has the name of the value."""

    MENU = "menu"
    SEARCH = "search"
    PLUS = "plus"
    CLOSE = "x"
    CHECK = "check"
    UNDO = "undo-2"
    REDO = "redo-2"
    STOP = "square"
    PLAY = "play"
    SEND = "send-horizontal"
    EDIT = "pencil"
    DELETE = "trash-2"
    COPY = "copy"
    BRANCH = "git-branch"
    REGENERATE = "refresh-cw"
    CHEVRON_LEFT = "chevron-left"
    CHEVRON_RIGHT = "chevron-right"
    CHEVRON_DOWN = "chevron-down"
    CHEVRON_UP = "chevron-up"
    NEWEST = "arrow-down-to-line"
    BACK = "arrow-left"
    STORY = "book-open"
    CONNECTION = "plug"
    MODEL = "cpu"
    KEY = "key-round"
    SERVER = "server"
    LIGHT = "sun"
    DARK = "moon"
    AS_THE_SYSTEM = "sun-moon"
    TEXT_SIZE = "a-large-small"
    LARGER = "zoom-in"
    SMALLER = "zoom-out"
    KEYBOARD = "keyboard"
    HELP = "circle-help"
    QUIT = "power"
    NEW_SESSION = "message-square-plus"
    SESSION = "messages-square"
    CHARACTERS = "users"
    PLACE = "map"
    LORE = "scroll-text"
    RULES = "scale"
    LIBRARY = "library"
    SETTINGS = "settings"
    HISTORY = "history"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    OPEN_FOLDER = "folder-open"
    EYE = "eye"
    EYE_OFF = "eye-off"
    PIN = "pin"
    STAR = "star"
    ARCHIVE = "archive"
    DOCUMENT = "file-text"
    LAYERS = "layers"
    COINS = "coins"
    TERMINAL = "terminal"
    LIST = "list"
    FILTER = "list-filter"
    MORE = "ellipsis"
    INFO = "info"
    WARNING = "triangle-alert"
    LOCK = "lock"
    LINK = "link"
    EXTERNAL_LINK = "external-link"
    SAVE = "save"
    SWITCH = "arrow-left-right"
    RETRY = "rotate-ccw"
    CONTINUE = "skip-forward"
    CHARACTER = "user-round"
    ASSISTANT = "wand-sparkles"
    ADVENTURE = "package"
    WELCOME = "hand"
    WRITE = "feather"
    TAKE_BACK = "delete"
    CLOCK = "clock"
    IMAGE = "image"
    GAUGE = "gauge"
    NOT_CONNECTED = "unplug"
    HOME = "house"
    MOTION = "activity"
    NOTICE = "bell"
    DO = "footprints"
    SAY = "quote"
    TELL = "scroll"
    SPEAK_AS = "drama"
    SUGGEST = "lightbulb"
    LEFT_COLUMN = "panel-left"
    RIGHT_COLUMN = "panel-right"


def set_icon(
    target: QAbstractButton | QAction, theme: Theme, name: Icon, tone: str = "dim"
) -> None:
    """Give `target` an icon that follows the theme's colours and text size."""
    _Follower(target, theme, name, tone)


def icon(theme: Theme, name: Icon, tone: str = "dim") -> QIcon:
    """An icon in the colour of the token `tone`; faint when disabled."""
    return QIcon(_Drawn(theme, name, tone))


def drawn(theme: Theme, name: Icon, tone: str, side: int, ratio: float) -> QPixmap:
    """The drawing of an icon for a square of `side`, sharp on a screen of that pixel ratio."""
    image = icon_image(theme.icons, name, theme.tokens.named(tone), round(side * ratio))
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_icon(painter: QPainter, square: QRect, theme: Theme, name: Icon, tone: str) -> None:
    """Paint an icon in the middle of `square`, as large as it may be."""
    side = min(square.width(), square.height())
    if side <= 0:
        return
    place = QRect(0, 0, side, side)
    place.moveCenter(square.center())
    pixmap = drawn(theme, name, tone, side, painter.device().devicePixelRatio())
    painter.drawPixmap(place.topLeft(), pixmap)


class _Drawn(QIconEngine):
    """Draws when it is painted: most icons are in menus and pages that nobody opens."""

    def __init__(self, theme: Theme, name: Icon, tone: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._tone = tone

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tone = "faint" if mode is QIcon.Mode.Disabled else self._tone
        paint_icon(painter, rect, self._theme, self._name, tone)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if pixmap.isNull():
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    @override
    def clone(self) -> QIconEngine:
        return _Drawn(self._theme, self._name, self._tone)


class _Follower(QObject):
    """Sets the icon of its parent anew when the theme changes."""

    def __init__(
        self, target: QAbstractButton | QAction, theme: Theme, name: Icon, tone: str
    ) -> None:
        super().__init__(target)
        self._target = target
        self._theme = theme
        self._name = name
        self._tone = tone
        theme.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self._target.setIcon(icon(self._theme, self._name, self._tone))


# Images, not pixmaps: they may outlive the application.
@lru_cache(maxsize=1024)
def icon_image(folder: Path, name: Icon, colour: str, side: int) -> QImage:
    """An icon in `colour` on a square of `side` pixels; `folder` has the sets of icons."""
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    drawing = _drawing(folder / "lucide" / f"{name}.svg").replace("currentColor", colour)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image


@cache
def _drawing(path: Path) -> str:
    return path.read_text(encoding="utf-8")
