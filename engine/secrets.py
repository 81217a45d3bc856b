"""Keys by reference: the system's keyring, an environment variable, or this run only."""

import os
import re
from collections.abc import Mapping

from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.secrets import EnvironmentKey, KeyRef, KeyringKey, RunOnlyKey
from engine.errors import SecretError

SERVICE = "Triptych"
_PLACEHOLDER = re.compile(r"^\s*(your|paste|put|enter|<)|api[ _-]?key|\.\.\.|xxxx", re.IGNORECASE)


_MOST_PARTS = 3
"""A key may come with line breaks in it; a sentence has more."""


class Secrets:
    """Reads and keeps keys. The calls may wait for the system's keyring: run them off the loop.

    What speaks to the keyring is imported by them: it takes long, and not every session has a key
    in it.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment
        self._this_run: dict[str, str] = {}

    def keep(self, connection: ConnectionId, key: str) -> KeyRef:
        """Keep `key` as safely as this system allows and say where by the reference returned.

        Raise `SecretError` for something that cannot be a key.
        """
        import keyring.errors

        key = cleaned(key)
        if self.keyring_works():
            try:
                keyring.set_password(SERVICE, connection, key)
            except keyring.errors.KeyringError:
                pass
            else:
                return KeyringKey(name=connection)
        self._this_run[connection] = key
        return RunOnlyKey(name=connection)

    def read(self, reference: KeyRef | None) -> str | None:
        """The key, or None where there is none."""
        match reference:
            case None:
                return None
            case EnvironmentKey(variable=variable):
                return self._environment.get(variable) or None
            case RunOnlyKey(name=name):
                return self._this_run.get(name)
            case KeyringKey(name=name):
                return self._from_keyring(name)

    def for_provider(self, provider: ProviderId) -> str | None:
        """The key that the environment gives for every connection to `provider`."""
        return self._environment.get(f"TRIPTYCH_LLM_{provider.upper()}_API_KEY") or None

    def kept(self, reference: KeyRef | None) -> str | None:
        """The key, where it is Triptych that keeps it."""
        return None if isinstance(reference, EnvironmentKey) else self.read(reference)

    def take(self, reference: KeyRef | None) -> str | None:
        """Forget a key that Triptych keeps; the key itself, so that this can be taken back."""
        key = self.kept(reference)
        if reference is not None and key is not None:
            self.forget(reference)
        return key

    def forget(self, reference: KeyRef) -> None:
        import keyring.errors

        match reference:
            case EnvironmentKey():
                return
            case RunOnlyKey(name=name):
                self._this_run.pop(name, None)
            case KeyringKey(name=name):
                try:
                    keyring.delete_password(SERVICE, name)
                except keyring.errors.KeyringError as error:
                    raise SecretError(
                        "The key could not be removed from the system's keyring. "
                        "Unlock the keyring and try again."
                    ) from error

    @staticmethod
    def keyring_works() -> bool:
        """Whether the system has a keyring that keeps anything."""
        import keyring

        return bool(keyring.get_keyring().priority > 0)

    @staticmethod
    def _from_keyring(name: str) -> str | None:
        import keyring.errors

        try:
            return keyring.get_password(SERVICE, name)
        except keyring.errors.KeyringError as error:
            raise SecretError(
                "The system's keyring did not give the key. Unlock the keyring, or paste the "
                "key again."
            ) from error


def cleaned(key: str) -> str:
    """`key` without the white space that pasting brings. Raise `SecretError` if it is no key."""
    if _PLACEHOLDER.search(key):
        raise SecretError(
            "This looks like the text that stands where a key should be, not like a key. "
            "Copy the key itself from the provider's page."
        )
    words = key.split()
    if len(words) > _MOST_PARTS or key.strip().startswith(("http://", "https://")):
        raise SecretError(
            "This is a text or an address, not a key. Copy the key itself from the provider's page."
        )
    key = "".join(words[1:] if words[:1] == ["Bearer"] else words)
    if not key:
        raise SecretError("There is no key in the field. Paste the key and press Save.")
    if not key.isascii():
        raise SecretError(
            "This key has a character that keys never have. Copy it again from the provider's page."
        )
    return key
