"""Runs the benches and prints what they measured: `python tests/bench [name …]`."""

import asyncio
import inspect
import os
import platform
import sys
import traceback
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
Row = tuple[str, str, str]


def main(names: Sequence[str]) -> int:
    """Run the benches called `names`, all of them if there are none. 1 when one failed."""
    sys.path.remove(str(HERE))
    sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent / "support"), str(HERE)]
    failed = 0
    table: list[Row] = []
    for name in names or _benches():
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            table += _rows(name)
        except Exception as error:  # noqa: BLE001 - one bench that fails must not hide the others
            traceback.print_exc()
            table.append((name, f"failed: {error}", ""))
            failed = 1
    print(_heading(), *_lines([("what", "measured", "target"), *table]), sep="\n")
    return failed


def _benches() -> list[str]:
    modules = (path for path in HERE.glob("[!_]*.py") if "def rows(" in path.read_text("utf-8"))
    return sorted(path.stem for path in modules)


def _rows(name: str) -> list[Row]:
    rows = _module(name).rows()
    return asyncio.run(rows) if inspect.iscoroutine(rows) else list(rows)


def _module(name: str) -> ModuleType:
    """The bench by its path: `engine` is also the name of what it measures."""
    spec = spec_from_file_location(f"bench_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _heading() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}, "
        f"{platform.platform()}\n"
    )


def _lines(table: Sequence[Row]) -> list[str]:
    widths = [max(len(row[column]) for row in table) for column in (0, 1)]
    return [
        f"{what:<{widths[0]}}  {measured:<{widths[1]}}  {target}".rstrip()
        for what, measured, target in table
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
