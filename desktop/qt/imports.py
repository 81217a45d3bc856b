"""The import statement as Python has it."""

import builtins


def import_plainly() -> None:
    """Take PySide's own import off again.

    For features that nothing here asks for, it reads the source of every module that is imported,
    and keeps it: that is a sixth of the program's start, and twenty megabytes.
    """
    plain = getattr(builtins, "__orig_import__", builtins.__import__)
    vars(builtins)["__import__"] = plain
