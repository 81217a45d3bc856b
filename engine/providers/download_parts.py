"""The file that a download fills: what is wanted, what an earlier download left, when it is whole."""

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import httpx
from pydantic import TypeAdapter, ValidationError

from engine.domain.local_models import UnfinishedDownload
from engine.errors import ModelFileError
from engine.providers.gguf import MAGIC

if TYPE_CHECKING:
    from hashlib import _Hash

_NAME: Final = re.compile(r'[^.\\/:*?"<>|\x00-\x1f][^\\/:*?"<>|\x00-\x1f]*\.gguf', re.IGNORECASE)
_CHECKSUM: Final = re.compile(r"[0-9a-f]{64}")
_PAGE: Final = re.compile(r"^(https://huggingface\.co/[^/]+/[^/]+)/blob/")
_READ_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file, where it is to come from and where it is to go."""

    url: str
    name: str
    folder: Path
    sha256: str | None = None

    @property
    def host(self) -> str:
        return httpx.URL(self.url).host

    @property
    def target(self) -> Path:
        return self.folder / self.name

    @property
    def part(self) -> Path:
        return self.folder / f"{self.name}.part"

    @property
    def note(self) -> Path:
        """Says what the part is a part of."""
        return self.folder / f"{self.name}.part.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    url: str
    version: str
    total: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What an earlier download left: so many bytes of a version of the file, and their hash."""

    done: int = 0
    version: str = ""
    hash: "_Hash" = field(default_factory=hashlib.sha256)


_notes: TypeAdapter[_Note] = TypeAdapter(_Note)


def wanted_file(url: str, folder: Path, sha256: str | None) -> Wanted:
    """What an address leads to. Raise a `ModelFileError` for one that cannot be a model's."""
    address = _PAGE.sub(r"\1/resolve/", url.strip())
    try:
        parsed = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise ModelFileError(f"“{url}” is not an address ({error}).") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ModelFileError(
            "A model can be downloaded from an address that begins with https:// or http://."
        )
    name = PurePosixPath(parsed.path).name
    if not _NAME.fullmatch(name):
        raise ModelFileError(
            "This address does not lead to a model: it has to end in the name of a .gguf file."
        )
    checksum = sha256.strip().lower() if sha256 and sha256.strip() else None
    if checksum and not _CHECKSUM.fullmatch(checksum):
        raise ModelFileError("A SHA-256 checksum has 64 digits from 0 to 9 and a to f.")
    return Wanted(url=address, name=name, folder=folder, sha256=checksum)


def left_of(wanted: Wanted) -> Left:
    """What can be gone on with; nothing when nobody could tell whether the rest belongs to it."""
    wanted.folder.mkdir(parents=True, exist_ok=True)
    if wanted.target.exists():
        raise ModelFileError(f"{wanted.name} is there already. Remove it first to bring it anew.")
    version = _version_left(wanted)
    if wanted.part.is_symlink() or not (version or wanted.sha256):
        return Left()
    try:
        with wanted.part.open("rb") as file:
            found = hashlib.sha256()
            while chunk := file.read(_READ_BYTES):
                found.update(chunk)
            return Left(done=file.tell(), version=version, hash=found)
    except FileNotFoundError:
        return Left()


def _version_left(wanted: Wanted) -> str:
    try:
        note = _notes.validate_json(wanted.note.read_bytes())
    except (FileNotFoundError, ValidationError):
        return ""
    return note.version if note.url == wanted.url else ""


def unfinished(folder: Path) -> tuple[UnfinishedDownload, ...]:
    """What downloads into `folder` have left that can be gone on with."""
    found = (_unfinished(note) for note in sorted(folder.glob("*.part.json")))
    return tuple(each for each in found if each)


def _unfinished(note: Path) -> UnfinishedDownload | None:
    try:
        told = _notes.validate_json(note.read_bytes())
        done = note.with_suffix("").stat().st_size
    except (OSError, ValidationError):
        return None
    if not done:
        return None
    return UnfinishedDownload(url=told.url, done=done, total=told.total, sha256=told.sha256)


def discard(wanted: Wanted) -> None:
    """Leave nothing of a download that is not whole."""
    wanted.part.unlink(missing_ok=True)
    wanted.note.unlink(missing_ok=True)


class Part:
    """What has come of a file. Its methods read and write, so call them in a thread."""

    def __init__(self, wanted: Wanted, left: Left, total: int | None, version: str) -> None:
        self.done = left.done
        self.total = total
        self._wanted = wanted
        self._hash = left.hash
        if not left.done:
            wanted.part.unlink(missing_ok=True)  # it may be a link that leads elsewhere
            wanted.part.touch()
        note = _Note(url=wanted.url, version=version, total=total, sha256=wanted.sha256)
        wanted.note.write_bytes(_notes.dump_json(note))

    def take(self, chunk: bytes) -> None:
        """Raise `ModelFileError` when the file turns out to be no model."""
        if self.done == 0 and not chunk.startswith(MAGIC):
            self._give_up("is not a model in the GGUF format")
        # A write that a closed download left behind puts the same bytes in the same place.
        with self._wanted.part.open("r+b") as file:
            file.seek(self.done)
            file.write(chunk)
        self._hash.update(chunk)
        self.done += len(chunk)

    def finish(self) -> None:
        """Put the file in its place. Raise `ModelFileError` when it is not what was wanted."""
        wanted = self._wanted
        if not self.done:
            self._give_up("is empty")
        if wanted.sha256 and self._hash.hexdigest() != wanted.sha256:
            self._give_up("does not have the checksum it should have: it is damaged or another one")
        with wanted.part.open("r+b") as file:
            file.truncate(self.done)
            os.fsync(file.fileno())
        wanted.part.replace(wanted.target)
        wanted.note.unlink(missing_ok=True)

    def _give_up(self, why: str) -> None:
        discard(self._wanted)
        raise ModelFileError(
            f"What came from {self._wanted.host} as {self._wanted.name} {why}. It was removed; "
            "try another address, or download it again."
        )
