"""Where a key is kept. The key itself is never part of a value."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringKey:
    """In the operating system's keyring, under `name`."""

    name: str
    type: Literal["keyring"] = "keyring"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentKey:
    """In the environment variable `variable`."""

    variable: str
    type: Literal["environment"] = "environment"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOnlyKey:
    """In memory, under `name`, until the program ends."""

    name: str
    type: Literal["run_only"] = "run_only"


KeyRef = KeyringKey | EnvironmentKey | RunOnlyKey


def where_kept(reference: KeyRef | None) -> str:
    """One phrase for the player: where the key is."""
    match reference:
        case None:
            return "no key"
        case EnvironmentKey(variable=variable):
            return f"key from the environment variable {variable}"
        case RunOnlyKey():
            return "key kept in memory until Triptych closes, because this system has no keyring"
        case KeyringKey():
            return "key kept in the system's keyring"
