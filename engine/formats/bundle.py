"""The files of an adventure: in a folder, or that folder zipped as `.triptych`."""

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from engine.errors import FormatError

SUFFIX = ".triptych"
MARK = "adventure.json"
"""The file that makes a folder an adventure."""

_MAX_FILE = 16 * 2**20
_MAX_TOTAL = 64 * 2**20
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)  # one adventure, one archive, whenever it is packed
_UNZIPPING = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)


def read_files(path: Path) -> dict[str, bytes]:
    """The JSON and Markdown files of the adventure at `path` by name. Nothing is unpacked to disk.

    Raises FormatError when it is no adventure, is damaged, or is larger than an adventure can be.
    """
    try:
        files = _of_folder(path) if path.is_dir() else _of_archive(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FormatError(
            f"“{path.name}” could not be read: {why}. Check that it is there and may be read."
        ) from error
    if MARK not in files:
        raise FormatError(
            f"“{path.name}” is not an adventure: there is no {MARK} in it. "
            "Choose the folder that holds it."
        )
    return files


def write_files(path: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` into the folder `path`, or zipped when its name ends in `.triptych`.

    Each file is written beside its place and renamed, so a broken write leaves the old one.
    """
    try:
        if path.suffix == SUFFIX:
            _write_archive(path, files)
        else:
            path.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                _replace(path / name, content)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FormatError(
            f"“{path.name}” could not be written: {why}. Choose another folder."
        ) from error


def is_adventure(path: Path) -> bool:
    """Whether `path` looks like an adventure, without opening it."""
    return (path / MARK).is_file() or (path.suffix == SUFFIX and path.is_file())


def _of_folder(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path in sorted(folder.iterdir()):
        if _is_wanted(path.name) and path.is_file():
            with path.open("rb") as stream:
                files[path.name] = stream.read(_MAX_FILE + 1)
            _check_size(folder.name, files)
    return files


def _of_archive(path: Path) -> dict[str, bytes]:
    if path.stat().st_size > _MAX_TOTAL:
        raise FormatError(_too_large(path.name))
    try:
        with zipfile.ZipFile(path) as archive:
            return _unzipped(path.name, archive)
    except _UNZIPPING as error:
        raise FormatError(
            f"“{path.name}” is damaged, or is not a zipped adventure. Get or pack it again."
        ) from error


def _unzipped(name: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    folder = _folder_inside(archive)
    files: dict[str, bytes] = {}
    for info in archive.infolist():
        inside = PurePosixPath(info.filename)
        if inside.parent == folder and _is_wanted(inside.name) and not info.is_dir():
            # What an archive says of a file's size need not be true, so reading stops by itself.
            with archive.open(info) as stream:
                files[inside.name] = stream.read(_MAX_FILE + 1)
            _check_size(name, files)
    return files


def _folder_inside(archive: zipfile.ZipFile) -> PurePosixPath:
    """Where the adventure is in the archive: at its top, or in the folder that was zipped."""
    marks = [PurePosixPath(name) for name in archive.namelist() if name.endswith(MARK)]
    tops = [mark.parent for mark in marks if mark.name == MARK and len(mark.parts) <= 2]
    return min(tops, key=lambda folder: len(folder.parts), default=PurePosixPath())


def _is_wanted(name: str) -> bool:
    return name.endswith((".json", ".md")) and not name.startswith(".")


def _check_size(name: str, files: Mapping[str, bytes]) -> None:
    sizes = [len(content) for content in files.values()]
    if max(sizes) > _MAX_FILE or sum(sizes) > _MAX_TOTAL:
        raise FormatError(_too_large(name))


def _too_large(name: str) -> str:
    return f"“{name}” is larger than an adventure can be (16 MB a file, 64 MB in all)."


def _write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _WRITTEN_AT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    beside.replace(path)


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.part")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
