"""List prices: how old they are, and newer ones when the player asks for them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import httpx

from engine.app.workings import Workings
from engine.domain.days import day_of
from engine.domain.prices import PriceTableState
from engine.errors import PriceTableError

PATIENCE_SECONDS = 30.0
MOST_BYTES = 32_000_000
"""Ten times what the table takes today."""


class EnginePrices:
    """What `Engine.prices` can do. Nothing here happens unless it is asked for."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    async def state(self) -> PriceTableState:
        today = day_of(self._workings.tools.now())
        return await asyncio.to_thread(self._workings.prices.state, today)

    async def refresh(self, address: str | None = None) -> PriceTableState:
        """Fetch the newest list prices, keep them and use them from now on.

        They come from `address`, or from where the price table's makers publish them. Raise
        `PriceTableError`; then the prices are as before.
        """
        if address is None:
            address = await asyncio.to_thread(_published_at)
        body = await self._fetched(address)
        at = self._workings.tools.now()
        await asyncio.to_thread(partial(self._workings.prices.take, body, at))
        return await self.state()

    async def _fetched(self, address: str) -> bytes:
        client = self._workings.clients.for_url(address)
        async with (
            _told(),
            asyncio.timeout(PATIENCE_SECONDS),
            client.stream("GET", address, follow_redirects=True) as response,
        ):
            response.raise_for_status()
            return await _body(response)


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise PriceTableError(
                "What came is far too long for a table of prices, so the prices are as before. "
                "Try again later."
            )
    return bytes(body)


@asynccontextmanager
async def _told() -> AsyncGenerator[None, None]:
    """Failures of the network as a sentence."""
    try:
        yield
    except (httpx.HTTPError, TimeoutError) as error:
        why = (
            f"the server answered {error.response.status_code}"
            if isinstance(error, httpx.HTTPStatusError)
            else "nothing answered in time"
        )
        raise PriceTableError(
            f"Newer prices could not be fetched: {why}. The prices are as before. Check the "
            "network, then refresh again."
        ) from error


def _published_at() -> str:
    from genai_prices.update_prices import DEFAULT_UPDATE_URL

    return str(DEFAULT_UPDATE_URL)
