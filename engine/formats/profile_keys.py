"""Keys as profile files refer to them. Pure."""

import re
from typing import Final

from engine.domain.secrets import EnvironmentKey, KeyRef, KeyringKey, RunOnlyKey

_KEYRING: Final = "keyring:"
_WRAPPED: Final = re.compile(r"^(?:\$\{(\w+)\}|\$(\w+)|env:\s*(\w+)|os\.environ/(\w+))$")
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z]{1,24}|[a-z]+(_[a-z]+)+")
_SECRET: Final = re.compile(
    r"api[-_]?key|secret|password|passwd|authorization|bearer|(access|auth)[-_]?token|cookie|"
    r"credential|subscription[-_]?key|^x-[\w-]*(token|key)$|^token$",
    re.IGNORECASE,
)


def key_meant(text: str) -> KeyRef | None:
    """What `text` refers to; None where it can only be a key itself."""
    if text.startswith(_KEYRING) and (name := text.removeprefix(_KEYRING).strip()):
        return KeyringKey(name=name)
    if wrapped := _WRAPPED.match(text):
        return EnvironmentKey(variable=next(filter(None, wrapped.groups())))
    if _VARIABLE.fullmatch(text):
        return EnvironmentKey(variable=text)
    return None


def key_text(key: KeyRef | None) -> str:
    """`key` as a file refers to it; "" for what another run could not find."""
    match key:
        case EnvironmentKey(variable=variable):
            return variable if key_meant(variable) == key else f"env:{variable}"
        case KeyringKey(name=name):
            return f"{_KEYRING}{name}"
        case RunOnlyKey() | None:
            return ""


def is_secret(name: str) -> bool:
    """Whether a field of this name holds what nobody else may read."""
    return bool(_SECRET.search(name))


def without_secrets(value: object) -> object:
    """`value` without the fields that hold secrets, at any depth."""
    if isinstance(value, dict):
        return {
            name: without_secrets(each) for name, each in value.items() if not is_secret(str(name))
        }
    return [without_secrets(each) for each in value] if isinstance(value, list) else value


def kept_of(values: dict[str, object], notes: list[str]) -> dict[str, object]:
    """`values` without secrets; `notes` take that there were some."""
    kept = without_secrets(values)
    assert isinstance(kept, dict)  # noqa: S101 - a mapping stays one
    if kept != values:
        notes.append("A field that looks like a key was left out.")
    return kept
