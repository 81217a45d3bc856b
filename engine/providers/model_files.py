"""Model files on disk: which there are, and whether one can be a model at all."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from engine.domain.local_models import OfferedModel
from engine.errors import ModelFileError
from engine.providers.gguf import MAGIC

STARTER_DESCRIPTION = "starter.json"
OFFERED = "offered.json"

_GGUF: Final = "*.[gG][gG][uU][fF]"
_DEPTHS: Final = (_GGUF, f"*/{_GGUF}", f"*/*/{_GGUF}")
"""Programs that keep models sort them into folders of publisher and model."""
_NO_MODEL: Final = re.compile(r"^mmproj|-(?!00001)\d{5}-of-\d{5}$", re.IGNORECASE)
"""What sees pictures for a model, and the later parts of one in several files."""
_PART: Final = re.compile(r"-00001-of-(\d{5})$")
_LEAST_BYTES = 24  # magic, version, and how many tensors and facts follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """The model that comes with the program. `bytes` and `sha256` are those of `file`."""

    model: str
    file: str
    bytes: int
    sha256: str
    context_window: int


def read_starter(folder: Path) -> Starter:
    """The description that lies in the program's own folder of models."""
    return TypeAdapter(Starter).validate_json((folder / STARTER_DESCRIPTION).read_bytes())


def read_offered(folder: Path) -> tuple[OfferedModel, ...]:
    """The models worth downloading, which lie beside the starter's description."""
    return TypeAdapter(tuple[OfferedModel, ...]).validate_json((folder / OFFERED).read_bytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPlaces:
    """Where the player's models are besides Triptych's own folder, and the names of those that are
    not to be shown."""

    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """The starter model and every GGUF the player has put into `own` or told the place of."""

    starter: Starter
    shipped: Path
    own: Path
    places: Callable[[], ModelPlaces] = ModelPlaces

    def names(self) -> tuple[str, ...]:
        """The models that are there now, the starter first."""
        return tuple(self.shown())

    def shown(self) -> dict[str, Path]:
        """The files of all models that are to be shown, by name."""
        hidden = self.places().hidden
        return {name: path for name, path in self.paths().items() if name not in hidden}

    def paths(self) -> dict[str, Path]:
        """The files of all models, hidden ones too, by a name that is the model's alone."""
        shipped = {self.starter.model: self._starter_path} if self._starter_path.is_file() else {}
        players = (path for path in self._players() if path != self._starter_path)
        return shipped | _named(players, taken=self.starter.model)

    def path_of(self, model: str) -> Path:
        """The file that holds `model`, whether or not it is there."""
        if model == self.starter.model:
            return self._starter_path
        return self.paths().get(model) or self.own / f"{Path(model).name}.gguf"

    @property
    def _starter_path(self) -> Path:
        return self.shipped / self.starter.file

    def _players(self) -> Iterator[Path]:
        places = self.places()
        yield from ggufs_in(self.own)
        yield from places.files
        for folder in places.folders:
            yield from ggufs_in(folder)


def ggufs_in(folder: Path) -> tuple[Path, ...]:
    """The model files in a folder and two deep in its folders; () where it cannot be read."""
    try:
        found = [path for depth in _DEPTHS for path in sorted(folder.glob(depth))]
    except OSError:
        return ()
    return tuple(path for path in found if not _NO_MODEL.search(path.stem))


def bytes_of(path: Path) -> int:
    """The size of a model file, with its other parts. Raise `OSError` when it is not there."""
    size = path.stat().st_size
    if part := _PART.search(path.stem):
        start = path.stem[: part.start()]
        others = (f"{start}-{n:05}-of-{part[1]}.gguf" for n in range(2, int(part[1]) + 1))
        size += sum(path.with_name(name).stat().st_size for name in others)
    return size


def _named(paths: Iterable[Path], *, taken: str) -> dict[str, Path]:
    """Each file once, under its own name or, where that is taken, with its folder's behind it."""
    named: dict[str, Path] = {}
    for path in dict.fromkeys(paths):
        stem = path.stem
        more = (f"{stem} ({path.parent.name} {n})" for n in count(2))
        candidates = chain((stem, f"{stem} ({path.parent.name})"), more)
        name = next(each for each in candidates if each != taken and each not in named)
        named[name] = path
    return named


def check_model_file(path: Path) -> None:
    """Raise a `ModelFileError` if `path` is missing or cannot be a GGUF."""
    try:
        with path.open("rb") as file:
            head = file.read(_LEAST_BYTES)
    except FileNotFoundError:
        raise ModelFileError(
            f"The model file {path.name} is not there. Put it back and press retry, "
            "or choose another model."
        ) from None
    except OSError as error:
        raise ModelFileError(
            f"The model file {path.name} could not be read ({error.strerror}). "
            "Press retry, or choose another model."
        ) from error
    if len(head) < _LEAST_BYTES or not head.startswith(MAGIC):
        raise ModelFileError(
            f"{path.name} is not a model in the GGUF format. Choose another model."
        )
