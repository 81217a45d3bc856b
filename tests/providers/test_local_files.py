"""Which model files there are, what each needs, and what this computer has: without llama.cpp."""

import sys
from dataclasses import replace

import pytest
from ggufs import CACHE_BYTES, LLAMA, write_gguf

from engine.domain.local_models import Ability, LocalOptions
from engine.paths import resources_folder
from engine.providers.llama_child import slots_that_fit
from engine.providers.llama_runtime import NO_GPU, abilities, runtime
from engine.providers.local_listing import local_model
from engine.providers.local_runs import WORKING_BYTES, run_of
from engine.providers.memory import Memory, counted, in_meminfo, memory
from engine.providers.model_files import (
    ModelFiles,
    ModelPlaces,
    ggufs_in,
    read_offered,
    read_starter,
)

MIB = 1 << 20
CONTEXT = 4096
AUTOMATIC = LocalOptions()


@pytest.fixture
def files(tmp_path):
    starter = read_starter(resources_folder() / "models")
    return ModelFiles(starter=starter, shipped=tmp_path / "shipped", own=tmp_path / "own")


def listed(path, options=AUTOMATIC, free=None):
    return local_model(path.stem, path, options, context=CONTEXT, free=free)


def test_added_files_and_folders_stand_beside_the_players_own(files, tmp_path):
    one = write_gguf(tmp_path / "desk" / "one.gguf")
    deep = write_gguf(tmp_path / "hub" / "publisher" / "model" / "deep.GGUF")
    write_gguf(tmp_path / "hub" / "a" / "b" / "c" / "too-deep.gguf")
    places = ModelPlaces(files=(one, one), folders=(tmp_path / "hub", tmp_path / "gone"))
    assert replace(files, places=lambda: places).paths() == {"one": one, "deep": deep}


def test_two_files_of_one_name_are_told_apart_by_their_folders(files, tmp_path):
    names = [tmp_path / folder / "x.gguf" for folder in ("own", "b/c", "d/c", "e/c")]
    for path in names:
        write_gguf(path)
    places = ModelPlaces(files=tuple(names[1:]))
    found = replace(files, places=lambda: places)
    assert found.names() == ("x", "x (c)", "x (c 2)", "x (c 3)")
    assert found.path_of("x (c 2)") == names[2]


def test_a_file_called_like_the_starter_model_does_not_take_its_place(files, tmp_path):
    path = write_gguf(files.own / f"{files.starter.model}.gguf")
    assert files.path_of(files.starter.model).parent == tmp_path / "shipped"
    assert files.paths() == {f"{files.starter.model} (own)": path}


def test_a_hidden_model_is_not_named_and_still_found(files):
    path = write_gguf(files.own / "x.gguf")
    hidden = replace(files, places=lambda: ModelPlaces(hidden=frozenset({"x"})))
    assert hidden.names() == ()
    assert hidden.path_of("x") == path


def test_what_sees_pictures_and_later_parts_are_no_models_of_their_own(tmp_path):
    first = write_gguf(tmp_path / "big-00001-of-00002.gguf", weights=10)
    second = write_gguf(tmp_path / "big-00002-of-00002.gguf", weights=20)
    write_gguf(tmp_path / "mmproj-big.gguf")
    assert ggufs_in(tmp_path) == (first,)
    assert listed(first).bytes == first.stat().st_size + second.stat().st_size
    second.unlink()
    assert "not there" in listed(first).damaged


def test_a_listed_model_tells_what_it_is_and_needs(tmp_path):
    model = listed(write_gguf(tmp_path / "x.gguf", weights=MIB))
    assert (model.label, model.parameters, model.quantisation) == ("Tiny Tales", "1.5B", "Q4_K_M")
    assert (model.layers, model.context_window, model.context) == (4, 2048, 2048)
    assert model.needs_bytes == model.bytes + 2 * 2048 * CACHE_BYTES + WORKING_BYTES
    assert model.damaged == ""


def test_memory_follows_the_chosen_context_and_the_slots_that_fit(tmp_path):
    path = write_gguf(tmp_path / "x.gguf")
    two = listed(path, LocalOptions(context=100_000))
    one = listed(path, LocalOptions(context=100_000), free=1)
    assert two.context == one.context == 100_000
    assert two.needs_bytes - one.needs_bytes == 100_000 * CACHE_BYTES
    assert listed(write_gguf(tmp_path / "y.gguf", {})).needs_bytes is None


@pytest.mark.parametrize(("slot", "slots"), [(0, 2), (MIB // 2, 2), (MIB, 1)])
def test_a_slot_that_takes_much_memory_may_be_the_only_one(slot, slots):
    assert slots_that_fit(MIB, 2 * MIB + (1 << 30), slot) == slots


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"GGUF", "not complete"), (b"<html>" + bytes(30), "not in the GGUF format")],
)
def test_a_damaged_file_is_listed_with_what_is_wrong(tmp_path, content, said):
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    model = listed(path)
    assert (model.bytes, model.needs_bytes) == (len(content), None)
    assert said in model.damaged


def test_a_missing_file_and_one_that_only_sees_pictures_say_so(tmp_path):
    assert "not there any more" in listed(tmp_path / "gone.gguf").damaged
    clip = write_gguf(tmp_path / "x.gguf", {**LLAMA, "general.architecture": "clip"})
    assert "only turns pictures" in listed(clip).damaged


def test_a_changed_file_is_read_anew(tmp_path):
    path = write_gguf(tmp_path / "x.gguf")
    assert listed(path).layers == 4
    write_gguf(path, {**LLAMA, "llama.block_count": 8}, weights=1)
    assert listed(path).layers == 8


def test_the_child_is_told_what_the_player_chose(tmp_path):
    options = LocalOptions(context=512, threads=3, gpu_layers=0, batch=64, flash_attention=False)
    run = run_of(write_gguf(tmp_path / "x.gguf"), options, CONTEXT)
    assert run.context == 512
    assert run.more == {
        "slot_bytes": 512 * CACHE_BYTES,
        "threads": 3,
        "gpu_layers": 0,
        "batch": 64,
        "flash_attention": False,
    }


@pytest.mark.parametrize(
    "options", [{"context": 8}, {"threads": 0}, {"gpu_layers": -1}, {"batch": 100_000}]
)
def test_an_option_out_of_range_is_refused(options):
    with pytest.raises(ValueError, match=f"{next(iter(options))} must be from"):
        LocalOptions(**options)


def test_memory_is_read_from_linux_and_counted_elsewhere(tmp_path):
    text = "MemTotal:  100 kB\nMemAvailable: 40 kB\nHugePages_Total: 0\n"
    assert in_meminfo(text) == Memory(total=102_400, free=40_960)
    pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 10}

    def sysconf(name):
        if name not in pages:
            raise ValueError(name)
        return pages[name]

    assert counted(sysconf) == Memory(total=40_960)
    pages.clear()
    assert counted(sysconf) == Memory()
    assert memory(tmp_path / "none").total == memory().total


def a_child(answer):
    return lambda: [sys.executable, "-c", f"input(); print({answer!r})"]


async def test_the_child_says_whether_there_is_a_gpu():
    flash = Ability(available=True)
    assert await abilities(a_child('{"gpus": ["RTX"]}')) == (Ability(available=True), flash)
    assert await abilities(a_child('{"gpus": []}')) == (NO_GPU, flash)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (a_child('{"error": "cpu"}'), "AVX2"),
        (a_child("hello"), "missing or does not work"),
        (lambda: ["/no/such/program"], "missing or does not work"),
    ],
)
async def test_a_runtime_that_does_not_work_can_do_nothing(command, why):
    for ability in await abilities(command):
        assert not ability.available
        assert why in ability.reason


def test_the_runtime_is_told_beside_what_the_computer_has():
    told = runtime((NO_GPU, NO_GPU), lambda: Memory(total=2, free=1))
    assert (told.memory_bytes, told.free_bytes, told.gpu) == (2, 1, NO_GPU)
    assert told.cores >= 1


def test_every_offered_model_has_a_safe_address_and_a_free_licence():
    offered = read_offered(resources_folder() / "models")
    assert len({each.file for each in offered}) == len(offered) >= 4
    for each in offered:
        assert each.url.startswith("https://huggingface.co/")
        assert each.url.endswith(f"/resolve/main/{each.file}")
        assert each.licence in {"Apache-2.0", "MIT"}
        assert (each.sha256 is None) == (each.bytes is None)
        assert each.sha256 is None or len(each.sha256) == 64
