"""`triptych providers`: what is described, without key, network or library."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from engine.cli.tables import modules_table, providers_table
from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.errors import FormatError
from engine.paths import Paths
from engine.providers.adding import added, save_description
from engine.providers.module_defaults import module_defaults
from engine.providers.registry import load_providers, read_description


def list_providers(paths: Paths, environment: Mapping[str, str]) -> int:
    providers = _known(paths, environment).values()
    print(providers_table(providers))
    if proposed := module_defaults(providers):
        print("", modules_table(proposed), sep="\n")
    return 0


def add_provider(
    paths: Paths, environment: Mapping[str, str], description: str, *, save: bool
) -> int:
    """Check a description, given as a file or as JSON, and keep it if that is wanted.

    Raise `FormatError` with the place of a mistake, and `SettingsError` when it cannot be kept.
    """
    document = _document(description)
    provider = added(document, _known(paths, environment), environment)
    print(providers_table((provider,)))
    if save and isinstance(document, Mapping):
        print(f"Saved in {save_description(paths.data / 'providers', document)}")
    else:
        print("It is in order. Nothing was kept; add --save for that.")
    return 0


def _document(description: str) -> object:
    """Raise `FormatError`."""
    if not description.lstrip().startswith(("{", "[")):
        path = Path(description)
        try:
            return read_description(path)
        except FormatError as error:
            raise FormatError(f"The file {path} could not be read: {error}.") from error
    try:
        document: object = json.loads(description)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"The provider could not be understood: {error}.") from error
    return document


def _known(paths: Paths, environment: Mapping[str, str]) -> dict[ProviderId, Provider]:
    return load_providers(
        paths.providers,
        paths.data / "providers",
        environment,
        lambda mistake: print(mistake, file=sys.stderr),
    )
