"""Takes a picture of every state of the window, at every size and in both schemes.

`python tests/shots [FOLDER] [--only STATE]… [--readme]`: into `shots/` unless told otherwise;
`--readme` takes the pictures of the README instead: of a story played on the built-in model, and
of some of the states.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from pictures import save, take_readme_pictures, take_state_pictures  # noqa: E402 - found by the path above
from PySide6.QtWidgets import QApplication  # noqa: E402
from stages import State, at_rest, on_stage  # noqa: E402
from window_states import STATES, VIEWS  # noqa: E402

from desktop.app import new_loop  # noqa: E402
from desktop.qt.application import new_application  # noqa: E402


def main() -> None:
    options = _options()
    application = new_application()
    with asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner:
        if options.readme:
            folder = ROOT / "resources" / "screenshots"
            runner.run(take_readme_pictures(application, folder))
            runner.run(take_state_pictures(application, folder))
        else:
            runner.run(_take_all(application, options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="shots")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "shots")
    parser.add_argument("--only", action="append", choices=[state.name for state in STATES])
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args()


async def _take_all(application: QApplication, options: argparse.Namespace) -> None:
    for state in STATES:
        if options.only is None or state.name in options.only:
            await _take_state(application, state, options.folder)


async def _take_state(application: QApplication, state: State, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        async with on_stage(application, Path(home), state) as stage:
            for view in VIEWS:
                stage.look(view)
                picture = await at_rest(stage.window)
                save(picture, folder / f"{state.name}-{view}.png")


if __name__ == "__main__":
    main()
