"""Who runs the models of this computer in tests, without llama.cpp."""

import asyncio

from engine.domain.local_models import LocalState
from engine.errors import ModelFileError
from engine.providers.scripted import Scripted

SPEED = 46.2


class Runner(Scripted):
    """Runs one model at a time; those in `broken` never come up.

    A model is starting until `gate` is set.
    """

    def __init__(self, script=()) -> None:
        super().__init__(script)
        self.running: dict[str, LocalState] = {}
        self.broken: set[str] = set()
        self.gate = asyncio.Event()
        self.gate.set()

    def states(self) -> dict[str, LocalState]:
        return dict(self.running)

    async def start(self, model: str) -> None:
        self.running = {model: LocalState.STARTING}
        await self.gate.wait()
        if model in self.broken:
            self.running = {model: LocalState.CRASHED}
            raise ModelFileError(f"There is too little free memory for {model}.")
        self.running = {model: LocalState.RUNNING}

    async def stop(self) -> None:
        self.running = {}

    async def measure(self, model: str) -> float:
        await self.start(model)
        return SPEED
