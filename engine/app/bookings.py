"""Word that calls were booked or a limit raised, for those who show what was spent of it."""

import asyncio
from collections.abc import AsyncGenerator


class Bookings:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()

    def tell(self) -> None:
        for booked in self._listeners:
            booked.set()

    async def heard(self) -> AsyncGenerator[None, None]:
        """Once after every word, or after several that came while the listener was busy."""
        booked = asyncio.Event()
        self._listeners.add(booked)
        try:
            while await booked.wait():
                booked.clear()
                yield
        finally:
            self._listeners.discard(booked)
