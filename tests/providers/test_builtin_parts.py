"""What the built-in model decides without running llama.cpp: files, slots, processor, entry."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import ModelFileError
from engine.paths import resources_folder
from engine.providers import llama_child
from engine.providers.llama_child import (
    CHILD_ARGUMENT,
    available_bytes,
    child_command,
    missing_cpu_flags,
    run_if_child,
    slots_that_fit,
)
from engine.providers.llama_process import _Lines
from engine.providers.model_files import ModelFiles, check_model_file, read_starter

GIB = 1 << 30


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    starter = read_starter(resources_folder() / "models")
    return ModelFiles(starter=starter, shipped=tmp_path / "shipped", own=tmp_path / "own")


@pytest.mark.parametrize(
    ("model", "available", "slots"),
    [(GIB, 3 * GIB, 2), (GIB, 3 * GIB - 1, 1), (GIB, 0, 1), (100 * GIB, None, 2)],
)
def test_there_are_two_slots_where_memory_allows(
    model: int, available: int | None, slots: int
) -> None:
    assert slots_that_fit(model, available) == slots


@pytest.mark.parametrize(
    ("cpuinfo", "missing"),
    [
        ("processor\t: 0\nflags\t\t: fpu avx avx2 fma f16c\n", set()),
        ("processor\t: 0\nflags\t\t: fpu avx f16c\n", {"avx2", "fma"}),
        ("flags : avx\n\nflags : avx2 fma f16c\n", {"avx2", "fma", "f16c"}),
        ("", set()),
    ],
)
def test_the_processor_is_asked_before_code_it_may_not_know(
    cpuinfo: str, missing: set[str]
) -> None:
    assert missing_cpu_flags(cpuinfo) == missing


def test_available_memory_is_read_in_bytes() -> None:
    assert available_bytes("MemTotal: 9 kB\nMemAvailable:    2048 kB\n") == 2048 * 1024
    assert available_bytes("") is None


def test_a_frozen_program_starts_itself_as_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CHILD_ARGUMENT not in child_command()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, CHILD_ARGUMENT]


@pytest.mark.parametrize(
    ("argv", "child"),
    [
        (["triptych", CHILD_ARGUMENT], True),
        (["triptych"], False),
        ([], False),
        (["triptych", "play", CHILD_ARGUMENT], False),
    ],
)
def test_only_the_first_argument_makes_a_child(
    monkeypatch: pytest.MonkeyPatch, argv: list[str], child: bool
) -> None:
    ran: list[bool] = []
    monkeypatch.setattr(llama_child, "main", lambda: ran.append(True))
    assert run_if_child(argv) is child
    assert bool(ran) is child


def test_the_entry_of_the_child_brings_nothing_heavy_with_it() -> None:
    script = "import sys, engine.providers.llama_child; print(*sys.modules)"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    heavy = {"PySide6", "openai", "pydantic", "httpx", "xllamacpp", "asyncio"}
    assert heavy.isdisjoint(done.stdout.split())


def test_lines_come_whole_out_of_any_chunks() -> None:
    lines = _Lines()
    assert lines.feed(b"one\r\ntw") == ["one"]
    assert lines.feed(b"o\n\nthr") == ["two", ""]
    assert lines.feed(b"ee\xff\n") == ["three�"]


def test_a_missing_model_file_is_told_with_what_to_press(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"gone\.gguf is not there\. .* press retry"):
        check_model_file(tmp_path / "gone.gguf")


@pytest.mark.parametrize("content", [b"", b"GGUF", b"PK\x03\x04" + bytes(100)])
def test_a_file_that_cannot_be_a_model_is_never_given_to_llama(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "thing.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"thing\.gguf is not a model"):
        check_model_file(path)


def test_a_model_file_that_cannot_be_read_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="could not be read"):
        check_model_file(tmp_path)


def test_the_players_own_models_stand_beside_the_starter(files: ModelFiles) -> None:
    assert files.names() == ()
    for path in (files.path_of(files.starter.model), files.own / "b.gguf", files.own / "a.gguf"):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (files.own / "notes.txt").touch()
    assert files.names() == (files.starter.model, "a", "b")
    assert files.path_of("a") == files.own / "a.gguf"


def test_a_models_name_leads_nowhere_but_into_the_models_folder(files: ModelFiles) -> None:
    assert files.path_of("../../elsewhere").parent == files.own
