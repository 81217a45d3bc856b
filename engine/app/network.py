"""What leaves this computer at all, and whom it trusts on the way."""

from dataclasses import replace

from engine.app.workings import Workings
from engine.providers.dry_run import is_dry_run


class EngineNetwork:
    """What `Engine.network` can do."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    @property
    def is_off(self) -> bool:
        """Whether this is a run in which nobody is asked anything."""
        return is_dry_run(self._workings.environment)

    async def trust(self, ca_file: str) -> None:
        """Trust the certificates in a file besides this computer's, from now on; "" for none.

        Raise `SettingsError` for a file that cannot be read; then everything is as before.
        """
        workings = self._workings
        await workings.clients.trust(ca_file)
        await workings.change_settings(lambda now: replace(now, ca_file=ca_file))
        for connection in workings.settings.connections:
            await workings.connections.forget(connection.id)
