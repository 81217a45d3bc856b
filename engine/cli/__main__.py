"""The command `triptych`."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from engine import __version__
from engine.domain.calls import UsageBy
from engine.errors import EngineError
from engine.paths import default_paths

if TYPE_CHECKING:
    from engine.app import Engine


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. What goes wrong is told in a sentence."""
    parser = _parser()
    parsed = parser.parse_args(arguments)
    try:
        return _run(parser, parsed)
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(parser: argparse.ArgumentParser, parsed: argparse.Namespace) -> int:
    if parsed.self_test:
        from engine.cli.self_test import self_test

        return asyncio.run(self_test())
    match parsed.command:
        case "play":
            return asyncio.run(_play(parsed))
        case "providers":
            return _providers()
        case "usage":
            return asyncio.run(_usage(parsed.by))
        case _:
            parser.print_help()
            return 2


async def _play(parsed: argparse.Namespace) -> int:
    from engine.cli.play import play

    async with _opened() as engine:
        return await play(
            engine,
            parsed.adventure,
            parsed.say,
            as_json=parsed.json,
            opening_moves=parsed.opening_moves,
        )


def _providers() -> int:
    from engine.cli.tables import providers_table
    from engine.providers.registry import load_providers

    paths = default_paths()
    known = load_providers(
        paths.providers,
        paths.data / "providers",
        os.environ,
        lambda mistake: print(mistake, file=sys.stderr),
    )
    print(providers_table(known.values()))
    return 0


async def _usage(by: UsageBy) -> int:
    from engine.cli.tables import usage_table

    async with _opened() as engine:
        print(usage_table(await engine.usage(by)))
    return 0


@asynccontextmanager
async def _opened() -> AsyncGenerator["Engine", None]:
    """The engine; what it found on opening is told beside the output."""
    from engine.app import Engine

    engine = await Engine.open(default_paths())
    try:
        for notice in engine.notices:
            print(notice, file=sys.stderr)
        yield engine
    finally:
        await engine.aclose()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="triptych", description="Role-play with three models, in the terminal."
    )
    parser.add_argument("--version", action="version", version=f"Triptych {__version__}")
    parser.add_argument(
        "--self-test", action="store_true", help="play two turns on the built-in model and exit"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    play = commands.add_parser("play", help="play a session here")
    play.add_argument("adventure", nargs="?", help="id or title; the first one if left out")
    play.add_argument(
        "--say", action="append", default=[], metavar="TEXT", help="play this instead of asking"
    )
    play.add_argument("--json", action="store_true", help="print every event as a line of JSON")
    play.add_argument(
        "--opening-moves", action="store_true", help="play the adventure's own opening moves"
    )
    commands.add_parser("providers", help="list the providers Triptych knows")
    usage = commands.add_parser("usage", help="what was asked and what it cost")
    usage.add_argument(
        "--by",
        type=UsageBy,
        choices=tuple(UsageBy),
        default=UsageBy.MODEL,
        help="what to sum up by",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
