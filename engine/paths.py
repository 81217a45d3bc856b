"""Where the program's own resources and the player's data are: source tree, wheel, frozen, portable."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

PORTABLE_MARK = "portable.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Every folder and file the program reads or writes."""

    resources: Path
    data: Path
    logs: Path

    @property
    def library(self) -> Path:
        return self.data / "library.db"

    @property
    def settings(self) -> Path:
        return self.data / "settings.json"

    @property
    def prices(self) -> Path:
        return self.data / "prices.json"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def adventures(self) -> Path:
        return self.resources / "adventures"

    @property
    def providers(self) -> Path:
        return self.resources / "providers"


def program_folder() -> Path:
    """The folder that holds the program: the bundle when frozen, the source tree otherwise."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parent.parent


def resources_folder() -> Path:
    """Inside the bundle when frozen, beside the engine in the source tree, within it in a wheel."""
    if bundle := getattr(sys, "_MEIPASS", None):
        return Path(bundle) / "resources"
    engine = Path(__file__).resolve().parent
    inside = engine / "resources"
    return inside if inside.is_dir() else engine.parent / "resources"


def default_paths(data: Path | None = None) -> Paths:
    """The paths of this installation.

    `data` wins; then `TRIPTYCH_HOME`; then the program's own folder when a file named
    `portable.txt` lies beside it; then the platform's folder for user data.
    """
    folder = data or _data_folder()
    return Paths(resources=resources_folder(), data=folder, logs=folder / "logs")


def _data_folder() -> Path:
    if home := os.environ.get("TRIPTYCH_HOME"):
        return Path(home)
    if (program_folder() / PORTABLE_MARK).exists():
        return program_folder() / "data"
    return Path(platformdirs.user_data_dir("Triptych", appauthor=False, roaming=False))
