"""What the parts of the engine share: where things are, what is set, who is asked, what keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.app.bookings import Bookings
from engine.app.guests import Guests
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.model_checks import ModelCheck
from engine.domain.providers import Provider
from engine.paths import Paths
from engine.play.tools import Tools
from engine.providers.http import Clients
from engine.providers.model_files import ModelFiles
from engine.routing.connections import OpenConnections
from engine.routing.price_table import PriceTable
from engine.routing.router import Router
from engine.secrets import Secrets
from engine.settings import Settings, SettingsChange, SettingsFile

Routed = Callable[[Callable[[], Settings]], tuple[OpenConnections, Router]]
"""Connections and a router of their own, for other settings than those in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workings:
    """One for each open engine.

    `providers` grows when one is described while the program runs, `checks` when a model is
    checked.
    """

    paths: Paths
    settings_file: SettingsFile
    providers: dict[ProviderId, Provider]
    environment: Mapping[str, str]
    secrets: Secrets
    connections: OpenConnections
    routed: Routed
    guests: Guests
    bookings: Bookings
    checks: dict[tuple[ConnectionId, str], ModelCheck]
    clients: Clients
    model_files: ModelFiles
    prices: PriceTable
    tools: Tools

    @property
    def settings(self) -> Settings:
        return self.settings_file.current()

    async def change_settings(self, change: SettingsChange) -> Settings:
        """As `Engine.change_settings`."""
        return await self.settings_file.change(change)
