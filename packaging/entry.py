"""The frozen program's one entry: the process that runs the model, the terminal, or the window."""

import sys

from engine.providers.llama_child import run_if_child


def main() -> int:
    """Become what the arguments ask for, importing nothing that the other faces need."""
    if run_if_child(sys.argv):
        return 0
    if sys.argv[1:]:
        from engine.cli.__main__ import main as terminal

        return terminal()
    from desktop.__main__ import main as window

    return window()


if __name__ == "__main__":
    sys.exit(main())
