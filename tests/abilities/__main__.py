"""Writes the README's table of what was run from the marks of the tests that run it.

`python tests/abilities [--check]`: with `--check` it writes nothing and fails where the README says
something else.
"""

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import pytest  # noqa: E402 - the table's parts are found by the path above
from abilities import Proof, proofs_in, table, with_table  # noqa: E402

from engine.paths import resources_folder  # noqa: E402
from engine.providers.registry import load_providers  # noqa: E402

README = ROOT / "README.md"


class _Collector:
    def __init__(self) -> None:
        self.proofs: list[Proof] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.proofs = proofs_in(session.items)


def main() -> int:
    providers = load_providers(resources_folder() / "providers").values()
    shown = [provider for provider in providers if provider.adapter != "scripted"]
    old = README.read_text(encoding="utf-8")
    new = with_table(old, table(shown, _proofs()))
    if "--check" not in sys.argv:
        README.write_text(new, encoding="utf-8")
    elif new != old:
        print("README.md is not what the tests prove: run `python tests/abilities`")
        return 1
    return 0


def _proofs() -> list[Proof]:
    """Only files that speak of proofs are collected, which takes a second instead of many."""
    files = [str(p) for p in ROOT.glob("tests/*/test_*.py") if "proves(" in p.read_text("utf-8")]
    collector = _Collector()
    options = [
        "-o",
        "addopts=--import-mode=importlib",
        "--collect-only",
        "-qq",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(ROOT),
    ]
    with redirect_stdout(StringIO()) as told:
        code = pytest.main([*options, *files], plugins=[collector])
    if code:
        raise SystemExit(told.getvalue())
    return collector.proofs


if __name__ == "__main__":
    sys.exit(main())
