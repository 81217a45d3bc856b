"""The small signs of a message's actions, drawn as strokes on a square of 16 units."""

from collections.abc import Callable
from functools import cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from desktop.widgets.transcript.rows import Action

UNITS: Final = 16


@cache
def icon(action: Action) -> QPainterPath:
    """Strokes to be drawn with a round pen, unfilled."""
    path = QPainterPath()
    _DRAWINGS[action](path)
    return path


def _lines(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.moveTo(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))


def _previous(path: QPainterPath) -> None:
    _lines(path, (9.5, 4.5), (6, 8), (9.5, 11.5))


def _next(path: QPainterPath) -> None:
    _lines(path, (6.5, 4.5), (10, 8), (6.5, 11.5))


def _regenerate(path: QPainterPath) -> None:
    circle = QRectF(3, 3, 10, 10)
    path.arcMoveTo(circle, 45)
    path.arcTo(circle, 45, 300)
    _lines(path, (12.6, 1.8), (12.2, 5), (9, 4.8))


def _continue(path: QPainterPath) -> None:
    _lines(path, (3, 8), (10, 8))
    _lines(path, (7, 4.5), (10.5, 8), (7, 11.5))
    _lines(path, (13, 4), (13, 12))


def _edit(path: QPainterPath) -> None:
    _lines(path, (3, 13), (3.8, 9.8), (10.8, 2.8), (13.2, 5.2), (6.2, 12.2), (3, 13))
    _lines(path, (9.2, 4.4), (11.6, 6.8))


def _branch(path: QPainterPath) -> None:
    _lines(path, (8, 13.5), (8, 9))
    path.cubicTo(QPointF(8, 6.5), QPointF(4, 7), QPointF(4, 3))
    path.moveTo(QPointF(8, 9))
    path.cubicTo(QPointF(8, 6.5), QPointF(12, 7), QPointF(12, 3))


def _copy(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(6, 6, 7.5, 7.5), 1.5, 1.5)
    _lines(path, (3.9, 10), (2.5, 10), (2.5, 2.5), (10, 2.5), (10, 3.9))


def _more(path: QPainterPath) -> None:
    for x in (4, 8, 12):
        path.addEllipse(QPointF(x, 8), 0.5, 0.5)


_DRAWINGS: Final[dict[Action, Callable[[QPainterPath], None]]] = {
    Action.PREVIOUS: _previous,
    Action.NEXT: _next,
    Action.REGENERATE: _regenerate,
    Action.CONTINUE: _continue,
    Action.EDIT: _edit,
    Action.BRANCH: _branch,
    Action.COPY: _copy,
    Action.MORE: _more,
}
