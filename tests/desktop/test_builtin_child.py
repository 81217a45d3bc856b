"""The llama.cpp process under the loop that the window runs on."""

import sys
from pathlib import Path

import pytest

from engine.paths import resources_folder
from engine.providers.llama_child import child_command
from engine.providers.llama_process import Listening, LlamaProcess
from engine.providers.model_files import read_starter


@pytest.mark.model
async def test_the_child_starts_and_ends_under_the_windows_loop() -> None:
    folder = resources_folder() / "models"
    model = folder / read_starter(folder).file
    assert model.is_file(), "`python3 packaging/dev.py test` brings the starter model"
    process = await LlamaProcess.spawn(child_command(), model=model, name="starter", context=512)
    assert isinstance(await process.answer(), Listening)
    await process.aclose()
    assert not process.alive


async def test_a_dying_child_is_noticed_under_the_windows_loop() -> None:
    command = [sys.executable, "-c", "import os; os.abort()"]
    process = await LlamaProcess.spawn(command, model=Path("m"), name="m", context=1)
    assert await process.answer() is None
    assert not process.alive
