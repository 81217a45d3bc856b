"""Icons in the theme's colours, drawn anew at every size and for every screen."""

from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
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


def icon(theme: Theme, name: Icon, tone: str = "dim") -> QIcon:
    """An icon that always has the colour that the token `tone` has at the time; faint when disabled."""
    return QIcon(_Engine(theme, theme.icons / "lucide" / f"{name}.svg", tone))


class _Engine(QIconEngine):
    """Asks the theme whenever it paints, so that nobody has to set the icon again."""

    def __init__(self, theme: Theme, path: Path, tone: str) -> None:
        super().__init__()
        self._theme = theme
        self._path = path
        self._tone = tone

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return QPixmap.fromImage(self._image(mode, min(size.width(), size.height())))

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRect(0, 0, side, side)
        square.moveCenter(rect.center())
        ratio = painter.device().devicePixelRatio()
        painter.drawImage(square, self._image(mode, round(side * ratio)))

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._theme, self._path, self._tone)

    def _image(self, mode: QIcon.Mode, side: int) -> QImage:
        token = "faint" if mode is QIcon.Mode.Disabled else self._tone
        return _drawn(self._path, self._theme.tokens.named(token), side)


# Images, not pixmaps: they may outlive the application.
@lru_cache(maxsize=512)
def _drawn(path: Path, colour: str, side: int) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    drawing = _drawing(path).replace("currentColor", colour)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image


@cache
def _drawing(path: Path) -> str:
    return path.read_text(encoding="utf-8")
