"""Model files on disk: which there are, and whether one can be a model at all."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from engine.errors import ModelFileError

STARTER_DESCRIPTION = "starter.json"

_MAGIC = b"GGUF"  # the first bytes of every file of the format
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """The starter model and every GGUF the player has put into `own`."""

    starter: Starter
    shipped: Path
    own: Path

    def names(self) -> tuple[str, ...]:
        """The models that are there now, the starter first."""
        shipped = (self.starter.model,) if self._starter_path.is_file() else ()
        return shipped + tuple(path.stem for path in sorted(self.own.glob("*.gguf")))

    def path_of(self, model: str) -> Path:
        """The file that holds `model`, whether or not it is there."""
        return (
            self._starter_path
            if model == self.starter.model
            else self.own / f"{Path(model).name}.gguf"
        )

    @property
    def _starter_path(self) -> Path:
        return self.shipped / self.starter.file


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
    if len(head) < _LEAST_BYTES or not head.startswith(_MAGIC):
        raise ModelFileError(
            f"{path.name} is not a model in the GGUF format. Choose another model."
        )
