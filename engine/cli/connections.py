"""`triptych models`, `check` and `test-call`: connections asked from the terminal."""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import aclosing

from engine.app import Engine
from engine.cli.tables import findings_table, models_table
from engine.cli.telling import row_line
from engine.domain.calls import LedgerRow
from engine.domain.findings import Finding, NoModel, Works
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.errors import EngineError


async def show_models(engine: Engine, name: str) -> int:
    """The models of a connection, as a table."""
    print(models_table(await engine.connections.models(connection_called(engine, name))))
    return 0


async def check(engine: Engine, name: str | None, *, as_json: bool) -> int:
    """Check one connection, or all that are set up; 0 when every one of them works."""
    settings = engine.settings
    connections = [connection_called(engine, name)] if name else settings.connections
    found = await asyncio.gather(*map(engine.connections.check, connections))
    pairs = list(zip(connections, found, strict=True))
    print(_as_json(pairs) if as_json else findings_table(pairs))
    return 0 if all(isinstance(finding, Works) for finding in found) else 1


async def test_call(engine: Engine, name: str, model: str, message: str) -> int:
    """One answer of one model, as it comes, and what it took."""
    connection = connection_called(engine, name)
    async with aclosing(engine.connections.test_call(connection, model, message)) as outputs:
        async for output in outputs:
            match output:
                case LedgerRow():
                    print(f"\n{row_line(output)}", file=sys.stderr)
                case text:
                    print(text, end="", flush=True)
    return 0


def connection_called(engine: Engine, name: str) -> Connection:
    """The connection of this id or label; for a provider's id one that is not set up.

    Raise `EngineError` where there is neither.
    """
    wanted = name.casefold()
    for connection in engine.settings.connections:
        if wanted in (connection.id.casefold(), connection.label.casefold()):
            return connection
    if provider := engine.providers.get(ProviderId(name)):
        return Connection(id=ConnectionId(name), provider=provider.id, label=provider.label)
    there = ", ".join(connection.id for connection in engine.settings.connections)
    raise EngineError(
        f"There is no connection or provider called {name}. Connections: {there}. "
        "`triptych providers` lists the providers."
    )


def _as_json(pairs: Sequence[tuple[Connection, Finding]]) -> str:
    lines = [
        {
            "connection": connection.id,
            "label": connection.label,
            "provider": connection.provider,
            "finding": type(finding).__name__,
            "works": isinstance(finding, Works),
            "answers": isinstance(finding, Works | NoModel),
            "sentence": finding.sentence,
            "details": finding.details,
            "models": [each.model for each in finding.models] if isinstance(finding, Works) else [],
        }
        for connection, finding in pairs
    ]
    return json.dumps(lines, ensure_ascii=False, indent=2)
