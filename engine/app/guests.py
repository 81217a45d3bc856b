"""Models that are asked for a while without being set up."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.domain.providers import Connection, Profile
from engine.settings import Settings, with_connection, with_profile


class Guests:
    """Calls may name a guest's profile; no model role and no task ever goes to one unasked."""

    def __init__(self) -> None:
        self._seated: list[tuple[Connection, Profile]] = []

    def among(self, settings: Settings) -> Settings:
        """`settings` with the guests of this moment; what is set up stays as it is."""
        for connection, profile in self._seated:
            if settings.connection(connection.id) is None:
                settings = with_connection(settings, connection)
            settings = with_profile(settings, profile)
        return settings

    @contextmanager
    def seated(self, connection: Connection, profile: Profile) -> Iterator[None]:
        """Let `profile` be asked while the body runs."""
        guest = (connection, profile)
        self._seated.append(guest)
        try:
            yield
        finally:
            self._seated.remove(guest)
