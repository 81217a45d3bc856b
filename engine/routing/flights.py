"""Equal requests at the same time are one: a double click never pays twice."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from engine.domain.calls import CallFinished
from engine.domain.ids import CallId
from engine.errors import RoutingError
from engine.routing.requests import CallRequest
from engine.routing.serving import CallOutput


@dataclass(slots=True, kw_only=True)
class Flight:
    """A request being served, and what has come of it."""

    request: CallRequest
    outputs: list[CallOutput] = field(default_factory=list)
    failure: RoutingError | None = None
    landed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_whole(self) -> bool:
        """Whether its answer came to its end, after which nobody has to listen any longer."""
        return bool(self.outputs) and isinstance(self.outputs[-1], CallFinished)


class Flights:
    """Knows the requests that are being served now."""

    def __init__(self) -> None:
        self._flights: list[Flight] = []

    def like(self, request: CallRequest) -> Flight | None:
        """One that asks for the very same, for the same message of the same turn."""
        if not self._flights:
            return None
        wanted = _content(request)
        return next((each for each in self._flights if each.request == wanted), None)

    @contextmanager
    def serving(self, request: CallRequest) -> Generator[Flight]:
        """The body serves `request`, and notes what comes of it."""
        flight = Flight(request=_content(request))
        self._flights.append(flight)
        try:
            yield flight
        except RoutingError as error:
            flight.failure = error
            raise
        finally:
            self._flights.remove(flight)
            flight.landed.set()


def _content(request: CallRequest) -> CallRequest:
    return replace(request, call=CallId(""))
