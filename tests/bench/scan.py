"""Looking for model servers on this computer: with none there, and with one that hangs."""

from statistics import median
from time import perf_counter

from local_servers import OLLAMA, hanging, standing

from engine.paths import resources_folder
from engine.providers.http import Clients
from engine.providers.registry import load_providers
from engine.providers.scan import ORIGINS, find_servers

Row = tuple[str, str, str]
RUNS = 5


async def rows() -> list[Row]:
    clients = await Clients.open()
    try:
        nothing = [await _seconds(clients, ORIGINS) for _ in range(RUNS)]
        async with hanging() as silent, standing(OLLAMA) as server:
            beside = [await _first(clients, (silent.origin, server.origin)) for _ in range(RUNS)]
    finally:
        await clients.aclose()
    return [
        (f"a scan of {len(ORIGINS)} ports", f"{max(nothing) * 1000:.0f} ms", "< 1.5 s"),
        ("a server found beside one that hangs", f"{median(beside) * 1000:.0f} ms", ""),
    ]


async def _seconds(clients: Clients, origins: tuple[str, ...]) -> float:
    started = perf_counter()
    await find_servers(clients.loopback, _PROVIDERS, lambda _: None, origins=origins)
    return perf_counter() - started


async def _first(clients: Clients, origins: tuple[str, ...]) -> float:
    started, found = perf_counter(), []
    await find_servers(
        clients.loopback, _PROVIDERS, lambda _: found.append(perf_counter()), origins=origins
    )
    return min(found) - started


_PROVIDERS = load_providers(resources_folder() / "providers")
