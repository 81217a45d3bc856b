"""The command `triptych`."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import __version__
from engine.errors import EngineError
from engine.paths import default_paths

if TYPE_CHECKING:
    from engine.app import Engine

_USAGE_BY = ("role", "task", "model", "character", "session", "day")


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
    if parsed.command == "providers":
        return _providers(parsed)
    if parsed.command not in _COMMANDS:
        parser.print_help()
        return 2
    return asyncio.run(_COMMANDS[parsed.command](parsed))


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


def _providers(parsed: argparse.Namespace) -> int:
    from engine.cli.providers import add_provider, list_providers

    if parsed.action == "add":
        return add_provider(default_paths(), os.environ, parsed.description, save=parsed.save)
    return list_providers(default_paths(), os.environ)


async def _models(parsed: argparse.Namespace) -> int:
    from engine.cli.connections import show_models

    async with _opened() as engine:
        return await show_models(engine, parsed.connection)


async def _local_models(parsed: argparse.Namespace) -> int:
    from engine.cli import local_models

    async with _opened() as engine:
        match parsed.action:
            case "add":
                return await local_models.add(engine, Path(parsed.path))
            case "download":
                return await local_models.bring(engine, parsed.address, parsed.sha256)
            case "remove":
                return await local_models.remove(engine, parsed.model)
            case "measure":
                return await local_models.measure(engine, parsed.model)
            case _:
                return await local_models.show(engine)


async def _check(parsed: argparse.Namespace) -> int:
    from engine.cli.connections import check

    async with _opened() as engine:
        return await check(engine, parsed.connection, as_json=parsed.json)


async def _test_call(parsed: argparse.Namespace) -> int:
    from engine.cli.connections import test_call

    async with _opened() as engine:
        return await test_call(engine, parsed.connection, parsed.model, parsed.message)


async def _check_model(parsed: argparse.Namespace) -> int:
    from engine.cli.model_checks import check_model

    async with _opened() as engine:
        return await check_model(engine, parsed.connection, parsed.model, as_json=parsed.json)


async def _usage(parsed: argparse.Namespace) -> int:
    from engine.cli.usage import export_usage, show_usage

    async with _opened() as engine:
        if parsed.csv:
            return await export_usage(engine, parsed.by, parsed.since, Path(parsed.csv))
        return await show_usage(engine, parsed.by, parsed.since, in_json=parsed.json)


async def _prices(parsed: argparse.Namespace) -> int:
    from engine.cli.usage import show_prices

    async with _opened() as engine:
        return await show_prices(engine, refresh=parsed.refresh)


async def _profiles(parsed: argparse.Namespace) -> int:
    from engine.cli.profiles import export_profiles, import_profiles, list_profiles

    async with _opened() as engine:
        if parsed.action == "import":
            return await import_profiles(engine, parsed.file, dry_run=parsed.dry_run)
        if parsed.action == "export":
            return await export_profiles(engine, parsed.file)
        return list_profiles(engine)


async def _packs(parsed: argparse.Namespace) -> int:
    from engine.cli.packs import dry_run, list_packs, run

    async with _opened() as engine:
        if parsed.action == "dry-run":
            return await dry_run(engine, parsed.pack, parsed.text, parsed.given)
        if parsed.action == "run":
            return await run(engine, parsed.pack, parsed.text, parsed.given, as_json=parsed.json)
        return await list_packs(engine)


async def _presets(parsed: argparse.Namespace) -> int:
    from engine.cli import presets

    async with _opened() as engine:
        match parsed.action:
            case "apply":
                return await presets.apply_preset(engine, parsed.name)
            case "save":
                return await presets.save_preset(engine, parsed.name)
            case "delete":
                return await presets.delete_preset(engine, parsed.name)
            case "modules":
                return await presets.list_module_presets(engine)
            case "take":
                return await presets.take_module_preset(engine, parsed.number, parsed.model)
            case _:
                return await presets.list_presets(engine)


async def _tiers(parsed: argparse.Namespace) -> int:
    from engine.cli import tiers
    from engine.domain.tasks import Complexity, Task
    from engine.domain.tiers import Tier

    async with _opened() as engine:
        match parsed.action:
            case "use":
                return await tiers.fill_tier(engine, Tier(parsed.tier), parsed.profiles)
            case "cell":
                complexity = Complexity(parsed.complexity)
                task, tier = Task(parsed.task), Tier(parsed.tier)
                return await tiers.set_cell(engine, task, complexity, tier)
            case "pin":
                pinned = Complexity(parsed.complexity) if parsed.complexity else None
                return await tiers.pin(engine, Task(parsed.task), pinned)
            case _:
                return tiers.list_tiers(engine)


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], Coroutine[Any, Any, int]]] = {
    "play": _play,
    "usage": _usage,
    "prices": _prices,
    "models": _models,
    "local-models": _local_models,
    "check": _check,
    "test-call": _test_call,
    "check-model": _check_model,
    "profiles": _profiles,
    "packs": _packs,
    "presets": _presets,
    "tiers": _tiers,
}


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
    _add_connection_commands(commands)
    _add_profile_commands(commands)
    _add_pack_commands(commands)
    _add_preset_commands(commands)
    _add_tier_commands(commands)
    _add_usage_commands(commands)
    return parser


def _add_connection_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    providers = commands.add_parser("providers", help="list the providers Triptych knows")
    actions = providers.add_subparsers(dest="action", metavar="ACTION")
    add = actions.add_parser("add", help="describe a provider, or one that is known otherwise")
    add.add_argument("description", help="a JSON file, or the JSON itself")
    add.add_argument("--save", action="store_true", help="keep it; else it is only checked")
    models = commands.add_parser("models", help="list the models a connection offers")
    models.add_argument("connection", help="id or label of a connection, or a provider's id")
    _add_local_models(commands)
    check = commands.add_parser("check", help="say whether connections work, and why not")
    check.add_argument("connection", nargs="?", help="all that are set up if left out")
    check.add_argument("--json", action="store_true", help="print what is found as JSON")
    call = commands.add_parser("test-call", help="ask one model one thing")
    call.add_argument("connection", help="id or label of a connection, or a provider's id")
    call.add_argument("model")
    call.add_argument("--message", required=True, metavar="TEXT")
    judging = commands.add_parser("check-model", help="find out how well a model judges")
    judging.add_argument("connection", help="id or label of a connection, or a provider's id")
    judging.add_argument("model")
    judging.add_argument("--json", action="store_true", help="print what is found as JSON")


def _add_usage_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    usage = commands.add_parser("usage", help="what was asked and what it cost")
    usage.add_argument(
        "--by",
        choices=(*_USAGE_BY, "call"),
        default="model",
        help="what to sum up by; call lists every attempt",
    )
    usage.add_argument(
        "--since",
        default="all",
        metavar="WHEN",
        help="today, yesterday, week, month, all or a day, 2026-01-31",
    )
    form = usage.add_mutually_exclusive_group()
    form.add_argument("--csv", metavar="FILE", help="write it to a file for spreadsheets")
    form.add_argument("--json", action="store_true", help="print it as JSON")
    prices = commands.add_parser("prices", help="how old the list prices are")
    prices.add_argument("--refresh", action="store_true", help="fetch newer ones and keep them")


def _add_local_models(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    local = commands.add_parser("local-models", help="list the models that run on this computer")
    actions = local.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="list them, and some that are worth downloading")
    add = actions.add_parser("add", help="remember a model file, or a folder of them")
    add.add_argument("path")
    download = actions.add_parser("download", help="bring a model from an address")
    download.add_argument("address", help="the address, or the name of one that is listed")
    download.add_argument("--sha256", help="the checksum the file must have")
    for name, told in (
        ("remove", "take a model out of the list; one downloaded here is deleted"),
        ("measure", "measure how fast a model writes"),
    ):
        actions.add_parser(name, help=told).add_argument("model")


def _add_tier_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    from engine.domain.tasks import Complexity, Task
    from engine.domain.tiers import Tier

    tiers = commands.add_parser("tiers", help="which models do the harder work")
    actions = tiers.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="list the tiers, and what each of them does")
    use = actions.add_parser("use", help="put profiles into a tier, the first to be used first")
    use.add_argument("tier", choices=[*map(str, Tier)])
    use.add_argument("profiles", nargs="*")
    cell = actions.add_parser("cell", help="let a tier do a task at a complexity")
    pin = actions.add_parser("pin", help="take a task to be so complex always")
    for command in (cell, pin):
        command.add_argument("task", choices=[*map(str, Task)])
    cell.add_argument("complexity", choices=[*map(str, Complexity)])
    cell.add_argument("tier", choices=[*map(str, Tier)])
    pin.add_argument("complexity", nargs="?", choices=[*map(str, Complexity)])


def _add_preset_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    presets = commands.add_parser("presets", help="sets of models for all that is done")
    actions = presets.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="list them with what each would change")
    for name, told in (
        ("apply", "let one apply from now on"),
        ("save", "keep the present assignments under a name"),
        ("delete", "forget one of your own"),
    ):
        actions.add_parser(name, help=told).add_argument("name")
    actions.add_parser("modules", help="list the models that are proposed for kinds of writing")
    take = actions.add_parser("take", help="make a profile of one of these")
    take.add_argument("number", type=int)
    take.add_argument("--model", default="", help="instead of a model that is no longer offered")


def _add_profile_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    profiles = commands.add_parser("profiles", help="list the LLM profiles, import, export them")
    actions = profiles.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="list them; also without an action")
    import_ = actions.add_parser("import", help="read a YAML file of profiles")
    import_.add_argument("file")
    import_.add_argument("--dry-run", action="store_true", help="say what it would change")
    export = actions.add_parser("export", help="write them to a YAML file; never a key")
    export.add_argument("file", help="- for here")


def _add_pack_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    packs = commands.add_parser("packs", help="list the prompt packs, look at one, ask for one")
    actions = packs.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="list them; also without an action")
    for name, told in (
        ("dry-run", "show the prompt and the example's answer; no model is asked"),
        ("run", "ask a model"),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("pack", help="id of a pack")
        action.add_argument("--text", help="the passage it is about")
        action.add_argument(
            "--set", action="append", default=[], dest="given", metavar="NAME=VALUE",
            help="fill a placeholder",
        )  # fmt: skip
        if name == "run":
            action.add_argument("--json", action="store_true", help="print the answer as JSON")


if __name__ == "__main__":
    sys.exit(main())
