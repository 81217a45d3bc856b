"""The services Triptych can talk to: files of data, changed by the player's files and environment."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from engine.domain.ids import ProviderId
from engine.domain.providers import Dialect, ModelFacts, Price, Provider
from engine.errors import FormatError, SettingsError
from engine.providers.adapters import ADAPTER_NAMES
from engine.providers.overlay import merged

PREFIX = "TRIPTYCH_LLM_"

_provider: TypeAdapter[Provider] = TypeAdapter(Provider)
_headers: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def load_providers(
    folder: Path, user_folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> dict[ProviderId, Provider]:
    """The providers in `folder`, by id, in the order of their labels.

    A file of `user_folder` adds a provider, or changes those fields of one that it names. The
    environment goes before both: `TRIPTYCH_LLM_<PROVIDER>_BASE_URL`, `_HEADERS` (a JSON object),
    `_TIMEOUT` (seconds) and `TRIPTYCH_LLM_DEFAULT_TIMEOUT`. Raise `FormatError` for a file and
    `SettingsError` for a variable that cannot be understood.
    """
    documents: dict[str, dict[str, object]] = {}
    origins: dict[str, Path] = {}
    for path in (*_files(folder), *_files(user_folder)):
        document = _document(path)
        id_ = str(document["id"])
        documents[id_] = merged(documents.get(id_, {}), document)
        origins[id_] = path
    providers = [_parsed(document, origins[id_]) for id_, document in documents.items()]
    return {
        provider.id: _with_environment(provider, environment or {})
        for provider in sorted(providers, key=lambda each: each.label.casefold())
    }


def _files(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder and folder.is_dir() else []


def _document(path: Path) -> dict[str, object]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _refused(path, str(error)) from error
    if not isinstance(document, dict) or not document.get("id"):
        raise _refused(path, "it must be an object with an `id`")
    return document


def _parsed(document: Mapping[str, object], origin: Path) -> Provider:
    """The provider of `document`; fields of its own are kept in the metadata."""
    names = {field.name for field in fields(Provider)}
    known = {name: value for name, value in document.items() if name in names}
    unknown = {name: value for name, value in document.items() if name not in names}
    for place, mistake in _strangers(known):
        raise _refused(origin, f"`{place}` has no field `{mistake}`")
    try:
        provider = _provider.validate_python(known)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise _refused(origin, f"`{where}`: {first['msg']}") from error
    if provider.adapter not in ADAPTER_NAMES:
        raise _refused(origin, f"there is no adapter `{provider.adapter}`")
    return replace(provider, metadata={**unknown, **provider.metadata})


def _strangers(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Fields inside the parts of a provider that nothing reads: slips of the pen."""
    models = document.get("models")
    parts: list[tuple[str, object, type]] = [("dialect", document.get("dialect"), Dialect)]
    for model in models if isinstance(models, list) else []:
        parts.append(("models", model, ModelFacts))
        if isinstance(model, Mapping):
            parts.append(("models.price", model.get("price"), Price))
    for place, value, kind in parts:
        if isinstance(value, Mapping):
            names = {field.name for field in fields(kind)}
            yield from ((place, str(name)) for name in value if name not in names)


def _with_environment(provider: Provider, environment: Mapping[str, str]) -> Provider:
    own = f"{PREFIX}{provider.id.upper()}_"
    base_url = environment.get(f"{own}BASE_URL") or provider.base_url
    timeouts = (f"{own}TIMEOUT", f"{PREFIX}DEFAULT_TIMEOUT")
    set_timeouts = [_seconds(name, environment[name]) for name in timeouts if environment.get(name)]
    return replace(
        provider,
        base_url=base_url,
        headers={**provider.headers, **_environment_headers(f"{own}HEADERS", environment)},
        timeout_seconds=next(iter(set_timeouts), provider.timeout_seconds),
    )


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


def _refused(path: Path, reason: str) -> FormatError:
    return FormatError(
        f"The provider file {path.name} could not be understood: {reason}. Correct it or remove "
        f"it from {path.parent}."
    )
