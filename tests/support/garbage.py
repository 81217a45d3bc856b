"""Collecting garbage between tests, when they like it and not when Python does."""

import gc


def collect_garbage() -> None:
    """What is left is not looked at again: modules, and what tests share, are many and stay."""
    gc.collect()
    gc.freeze()
