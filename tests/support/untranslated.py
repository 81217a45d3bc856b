"""A child that opens the window in a made-up language, and prints what is still plain English.

Its arguments are a folder and the names of states; it prints a list of texts by state, as JSON.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QTabBar,
    QWidget,
)

from desktop.qt.application import NAME, new_application

if TYPE_CHECKING:  # what has texts is imported once they can be translated
    from stages import Stage

PLANTED = "Planted in plain English"
"""Stands in every state, so that a search that finds nothing has found that it is blind."""

_TRANSLATED = re.compile(r"«[^«»]*»")
_ELIDED = re.compile(r"«[^»]*…$")
_KEYS = re.compile(
    r"(?:\b(?:Ctrl|Shift|Alt|Meta|Esc|Enter|Return|Tab|Del|Backspace|Home|End|Up|Down|Left|Right"
    r"|PgUp|PgDown|Space|F\d+)\b\+?)+[^\s\w]?\w?\b"
)
_TAGS = re.compile(r"<[^<>]+>")
_APART = re.compile(r"[·→\n\t\x00]|\. | — ")
_PAUSE = re.compile(r"[—:,;] ")
_AROUND = " .…“”()[]✕"
_WORD = re.compile(r"[^\W\d_]{3,}")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


class MadeUp(QTranslator):
    """Puts every text of ours between « and »."""

    def translate(self, context, sourceText, disambiguation=None, n=-1):  # noqa: N803 - Qt's
        return f"«{sourceText}»" if context == "Triptych" else None

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's
        return False


def main(folder: Path, names: Iterable[str]) -> None:
    application = new_application()
    translator = MadeUp(application)
    QCoreApplication.installTranslator(translator)
    from desktop.app import new_loop

    with asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner:
        print(json.dumps(runner.run(_look_at_all(application, folder, names))))


async def _look_at_all(
    application: QApplication, folder: Path, names: Iterable[str]
) -> Mapping[str, list[str]]:
    from stages import at_rest, on_stage
    from window_states import STATES

    found, painted = {}, _follow_painting()
    for state in STATES:
        if state.name in names:
            async with on_stage(application, folder / state.name, state) as stage:
                planted = QLabel(PLANTED, stage.window)
                planted.show()
                painted.clear()
                await at_rest(stage.window)
                found[state.name] = await _plain(stage, painted)
    return found


async def _plain(stage: "Stage", painted: Iterable[str]) -> list[str]:
    data = frozenset([_without_marks(text).strip(_AROUND) async for text in _data(stage)])
    shown = {text for text in (*_shown(stage), *painted) if text and is_plain(text, data)}
    return sorted(shown)


def _follow_painting() -> list[str]:
    """Every text that a widget of ours draws itself from now on."""
    painted: list[str] = []
    draw = QPainter.drawText

    def follow(painter: QPainter, *arguments: object) -> object:
        painted.extend(each for each in arguments if isinstance(each, str))
        return draw(painter, *arguments)

    QPainter.drawText = follow
    return painted


def is_plain(text: str, data: frozenset[str]) -> bool:
    """Whether words are in `text` that were not translated and are not data."""
    text = _without_marks(_TAGS.sub("", text))
    while _TRANSLATED.search(text):
        text = _TRANSLATED.sub("\0", text)
    text = _ELIDED.sub("\0", text)
    if _is_data(text, data):
        return False
    parts = _APART.split(text)
    return not all(_is_data(part, data) or _are_data(part, data) for part in parts)


def _are_data(part: str, data: frozenset[str]) -> bool:
    return all(_is_data(piece, data) for piece in _PAUSE.split(part))


def _is_data(piece: str, data: frozenset[str]) -> bool:
    """Whether it has no words, is a datum, several of them in a row, or a good part of one."""
    is_part = piece.endswith("…")
    piece = _KEYS.sub("", piece).strip(_AROUND)
    if piece in data or not _WORD.search(piece):
        return True
    if (is_part or len(piece) > 20) and any(piece in text for text in data):
        return True
    spaces = (match.span() for match in re.finditer(" ", piece))
    return any(piece[:start] in data and _is_data(piece[end:], data) for start, end in spaces)


def _without_marks(text: str) -> str:
    """Without what underlines a letter, or stands for it in rich text."""
    return unescape(text).replace("&", "")


# What there is to read


def _shown(stage: "Stage") -> Iterator[str]:
    for widget in (stage.window, *stage.window.findChildren(QWidget)):
        if widget.isVisible() or isinstance(widget, QMenu):
            yield from _of_widget(widget)
    if stage.page is not None:
        model = stage.page.transcript
        for place in range(model.rowCount()):
            row = model.row(place)
            yield from (row.name, row.caption, row.divider, *(each.label for each in row.actions))
            yield from (row.foot.text, row.foot.badge) if row.foot else ()


def _of_widget(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield from (widget.statusTip(), widget.windowTitle())
    yield from (action.text() for action in widget.actions())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit() | QPlainTextEdit():
            yield widget.placeholderText()
        case QSpinBox():
            yield from (widget.prefix(), widget.suffix(), widget.specialValueText())
        case QTabBar():
            yield from map(widget.tabText, range(widget.count()))
            yield from map(widget.tabToolTip, range(widget.count()))
        case QComboBox():
            yield from map(widget.itemText, range(widget.count()))
        case QAbstractItemView() if widget.model() is not None:
            yield from _of_model(widget.model(), QModelIndex())


def _of_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    is_list = isinstance(model, QAbstractListModel)
    for column in range(1 if is_list else model.columnCount(parent)):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount(parent)):
            index = model.index(row, column, parent)
            yield from (said for role in _ROLES if isinstance(said := index.data(role), str))
            yield from () if is_list else _of_model(model, index)


# What is data


async def _data(stage: "Stage") -> AsyncIterator[str]:
    from window_states import KEY, REFUSED, SUGGESTED

    from desktop.shell.workspace import Workspace
    from engine.play.turn import STOPPED

    # Sentences of the engine's are English still, and so are the values of a world.
    for text in (
        NAME,
        "true",
        "false",
        f"Key from the environment variable {KEY.variable}",
        STOPPED,
        REFUSED,
        stage.window.failure.sentence,
    ):
        yield text
    for workspace in stage.window.findChildren(Workspace):
        engine = workspace._engine
        yield stage.page.consent.sentence
        known = (
            engine.settings,
            engine.providers,
            engine.connections.role_models(),
            await engine.sessions(),
        )
        known = (*known, await engine.adventures(), SUGGESTED)
        local = engine.local_models
        known = (*known, await local.list(), local.offered(), await local.runtime())
        for each in await local.list():
            yield each.file.name
        for text in _strings((*known, workspace._session.turns.session)):
            yield text


def _strings(value: object) -> Iterator[str]:
    match value:
        case Enum():
            return
        case str():
            yield from (value, value.strip())
        case Mapping():
            yield from _strings((*value, *value.values()))
        case tuple() | list() | frozenset():
            for each in value:
                yield from _strings(each)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _strings(getattr(value, field.name))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
