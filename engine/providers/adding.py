"""Providers described while the program runs, and keeping their descriptions if that is wanted."""

import json
from collections.abc import Mapping
from pathlib import Path

from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.errors import FormatError, SettingsError
from engine.providers.description import Document, described, document_of
from engine.providers.overlay import merged
from engine.providers.registry import read_description, with_environment


def added(
    document: object,
    providers: Mapping[ProviderId, Provider],
    environment: Mapping[str, str],
) -> Provider:
    """The provider of `document`, which may change one of `providers`; the disk is not touched.

    Raise `FormatError` with the place of its mistake.
    """
    known: dict[str, Document] = {id_: document_of(each) for id_, each in providers.items()}
    try:
        provider, _ = described(document, known)
    except FormatError as mistake:
        raise FormatError(f"The provider could not be understood: {mistake}.") from mistake
    return with_environment(provider, environment)


def save_description(folder: Path, document: Document) -> Path:
    """Keep `document` among the player's provider files, laid upon the one of its id there.

    Raise `SettingsError` when it cannot be written.
    """
    id_ = str(document["id"])
    path, before = _file_of(folder, id_)
    text = json.dumps(merged(before, document), ensure_ascii=False, indent=2) + "\n"
    temporary = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise SettingsError(
            f"The provider could not be saved: {error.strerror}. Free some space or check that "
            f"the folder {folder} can be written to, then save again."
        ) from error
    return path


def _file_of(folder: Path, id_: str) -> tuple[Path, Document]:
    for path in sorted(folder.glob("*.json")):
        try:
            document = read_description(path)
        except FormatError:
            continue
        if isinstance(document, Mapping) and document.get("id") == id_:
            return path, document
    return folder / f"{id_}.json", {}
