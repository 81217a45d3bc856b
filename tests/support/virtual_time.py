"""A loop whose clock jumps to the next thing that is waited for."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Nothing outside the loop may be waited for: no sockets, no threads."""

    def __init__(self) -> None:
        self._at = 0.0
        super().__init__()
        look = self._selector.select

        def select(timeout: float | None = None) -> list[Any]:
            if timeout is None:
                raise RuntimeError("nothing is left that could happen")
            self._at += timeout
            return look(0)

        self._selector.select = select

    def time(self) -> float:
        return self._at


def run_virtually(main: Coroutine[Any, Any, Result]) -> tuple[Result, float]:
    """What `main` returns, and how many seconds it took by its own clock."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        result = runner.run(main)
        return result, runner.get_loop().time()
