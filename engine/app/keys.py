"""Keys that are kept before the settings name them, and put back where those never do."""

from collections.abc import Mapping
from dataclasses import replace

from engine.domain.ids import ConnectionId
from engine.domain.secrets import KeyRef
from engine.secrets import Secrets
from engine.settings import Settings, with_connection


class KeptKeys:
    """Keys in the place of those that connections had. Off the loop: a keyring may wait."""

    def __init__(self, secrets: Secrets, before: Settings) -> None:
        """`before` says which keys there were."""
        self._secrets = secrets
        self._before = before
        self._references: dict[ConnectionId, KeyRef] = {}
        self._replaced: dict[ConnectionId, str | None] = {}

    def keep(self, keys: Mapping[ConnectionId, str]) -> None:
        """Raise a `SecretError` for what is no key; those that came before it are kept then."""
        for id_, key in keys.items():
            there = self._before.connection(id_)
            self._replaced[id_] = self._secrets.kept(there.key if there else None)
            self._references[id_] = self._secrets.keep(id_, key)

    def put_back(self) -> None:
        """Forget what was kept, and keep what was there before."""
        for id_, reference in self._references.items():
            self._secrets.forget(reference)
            if old := self._replaced[id_]:
                self._secrets.keep(id_, old)

    def named_in(self, settings: Settings) -> Settings:
        """`settings` in which the connections have these keys."""
        for id_, reference in self._references.items():
            if there := settings.connection(id_):
                settings = with_connection(settings, replace(there, key=reference))
        return settings
