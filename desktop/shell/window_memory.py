"""What the window remembers from one start to the next: its place, and how it looks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

from desktop.qt.theme import SCALES, Scheme
from desktop.session.column_room import ColumnMemory, columns_from

FIRST: Final = ColumnMemory()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """`geometry` is Qt's own record of place and size, empty for a first start."""

    geometry: bytes = b""
    scheme: Scheme = Scheme.SYSTEM
    scale: float = 1.0
    calm: bool = False
    columns: ColumnMemory = FIRST


def recall(folder: Path) -> Remembered:
    """What is kept in `folder`; what is not, or not rightly, is as on a first start."""
    store = _store(folder)
    geometry = store.value("geometry")
    scheme, scale = str(store.value("scheme", "")), str(store.value("scale", ""))
    return Remembered(
        geometry=bytes(geometry.data()) if isinstance(geometry, QByteArray) else b"",
        scheme=Scheme(scheme) if scheme in list(Scheme) else Scheme.SYSTEM,
        scale=next((each for each in SCALES if str(each) == scale), 1.0),
        calm=str(store.value("calm", "")) == str(True),
        columns=columns_from(str(store.value("columns", ""))),
    )


def remember(folder: Path, remembered: Remembered) -> None:
    store = _store(folder)
    store.setValue("geometry", QByteArray(remembered.geometry))
    store.setValue("scheme", remembered.scheme.value)
    store.setValue("scale", str(remembered.scale))
    store.setValue("calm", str(remembered.calm))
    store.setValue("columns", remembered.columns.text)
    store.sync()


def _store(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
