"""The services Triptych can talk to: files of data, changed by the player's files and environment."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.errors import FormatError, SettingsError
from engine.providers.description import Document, described

PREFIX: Final = "TRIPTYCH_LLM_"
_SWITCHES: Final = {
    "1": True, "true": True, "yes": True, "on": True,
    "0": False, "false": False, "no": False, "off": False,
}  # fmt: skip
_MOST_BYTES: Final = 4 * 2**20

_headers: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def load_providers(
    folder: Path,
    user_folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    on_mistake: Callable[[FormatError], None] | None = None,
) -> dict[ProviderId, Provider]:
    """The providers in `folder`, by id, in the order of their labels.

    A file of `user_folder` adds a provider, or changes those fields of one that it names; the
    mistake of one that cannot be understood goes to `on_mistake`, and the others are read. The
    environment goes before both: `TRIPTYCH_LLM_<PROVIDER>_BASE_URL`, `_HEADERS` (a JSON object),
    `_TIMEOUT` (seconds), `_ENABLED` (yes or no) and `TRIPTYCH_LLM_DEFAULT_TIMEOUT`. Raise `FormatError` for a file whose
    mistake nobody is told of, and `SettingsError` for a variable that cannot be understood.
    """
    shipped: dict[str, Document] = {}
    providers = _read(folder, shipped)
    providers |= _read(user_folder, dict(shipped), on_mistake) if user_folder else {}
    return {
        provider.id: with_environment(provider, environment or {})
        for provider in sorted(providers.values(), key=lambda each: each.label.casefold())
    }


def read_description(path: Path) -> object:
    """The JSON in a provider file. Raise `FormatError`."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FormatError("it is far too long for a description")
        document: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise FormatError(str(error)) from error
    return document


def _read(
    folder: Path,
    documents: dict[str, Document],
    on_mistake: Callable[[FormatError], None] | None = None,
) -> dict[ProviderId, Provider]:
    """The providers in the files of `folder`, each laid upon the one in `documents` of its id."""
    found: dict[ProviderId, Provider] = {}
    origins: dict[ProviderId, Path] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            provider, whole = described(read_description(path), documents)
            if first := origins.get(provider.id):
                raise FormatError(f"`{provider.id}` is already described in {first.name}")  # noqa: TRY301
        except FormatError as error:
            mistake = _refused(path, error)
            if on_mistake is None:
                raise mistake from error
            on_mistake(mistake)
        else:
            found[provider.id], origins[provider.id] = provider, path
            documents[provider.id] = whole
    return found


def _refused(path: Path, mistake: FormatError) -> FormatError:
    return FormatError(
        f"The provider file {path.name} could not be understood: {mistake}. Correct it or remove "
        f"it from {path.parent}."
    )


def with_environment(provider: Provider, environment: Mapping[str, str]) -> Provider:
    """`provider` as the environment changes it. Raise `SettingsError`."""
    own = f"{PREFIX}{provider.id.upper()}_"
    base_url = environment.get(f"{own}BASE_URL") or provider.base_url
    timeouts = (f"{own}TIMEOUT", f"{PREFIX}DEFAULT_TIMEOUT")
    set_timeouts = [_seconds(name, environment[name]) for name in timeouts if environment.get(name)]
    return replace(
        provider,
        base_url=base_url,
        headers={**provider.headers, **_environment_headers(f"{own}HEADERS", environment)},
        timeout_seconds=next(iter(set_timeouts), provider.timeout_seconds),
        enabled=switch(f"{own}ENABLED", environment, default=provider.enabled),
    )


def switch(name: str, environment: Mapping[str, str], *, default: bool) -> bool:
    """A variable that is yes or no. Raise `SettingsError` for one that is neither."""
    text = environment.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _SWITCHES:
        raise SettingsError(
            f"The environment variable {name} is neither 1 nor 0. Correct it, or remove it, and "
            "start Triptych again."
        )
    return _SWITCHES[text]


def _environment_headers(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    try:
        return _headers.validate_json(environment.get(name) or "{}")
    except ValidationError as error:
        raise SettingsError(
            f"The environment variable {name} is not a JSON object of texts. Correct it, or "
            "remove it, and start Triptych again."
        ) from error


def _seconds(name: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise SettingsError(
            f"The environment variable {name} is not a number of seconds. Correct it, or remove "
            "it, and start Triptych again."
        )
    return seconds
