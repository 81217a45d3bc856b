"""Models of this computer: added, downloaded, given options, run, measured, removed."""

import hashlib
import os
import signal
from contextlib import aclosing

import pytest
from engines import paths_in
from file_servers import FileServer, giving
from ggufs import a_gguf, write_gguf
from real_engines import a_real_engine

from engine.app import Engine
from engine.cli import local_models as terminal
from engine.domain.local_models import Downloaded, LocalOptions, LocalState
from engine.domain.providers import Connection
from engine.errors import EngineError, ModelFileError
from engine.providers.builtin import Builtin
from engine.settings import BUILTIN_CONNECTION, starter_settings

CONTENT = a_gguf() + bytes(100_000)


def builtin_connection(engine: Engine) -> Connection:
    connection = engine.settings.connection(BUILTIN_CONNECTION)
    assert connection is not None
    return connection


async def listed(engine):
    return {each.model: each for each in await engine.local_models.list()}


async def offered_to_roles(engine):
    models = await engine.connections.models(builtin_connection(engine))
    return {facts.model: facts.context_window for facts in models}


async def words(stream):
    async with aclosing(stream) as outputs:
        return "".join([output async for output in outputs if isinstance(output, str)])


async def bring(engine, url, sha256=None):
    async with aclosing(engine.local_models.download(url, sha256)) as events:
        return [event async for event in events][-1]


async def test_an_added_file_and_folder_are_listed_offered_and_remembered(tmp_path):
    one = write_gguf(tmp_path / "desk" / "one.gguf")
    write_gguf(tmp_path / "hub" / "two.gguf")
    async with a_real_engine(tmp_path / "home") as engine:
        assert await engine.local_models.add(one) == ("one",)
        assert await engine.local_models.add(tmp_path / "hub") == ("two",)
        assert await engine.local_models.add(one) == ("one",)
        models = await listed(engine)
        assert models["one"].file == one
        assert models["one"].state is LocalState.STOPPED
        assert (await offered_to_roles(engine))["two"] == 2048
    async with a_real_engine(tmp_path / "home") as engine:
        assert {"one", "two"} <= (await listed(engine)).keys()
        assert engine.settings.model_files == (one,)
        assert engine.settings.model_folders == (tmp_path / "hub",)


async def test_what_is_no_model_is_not_added_and_a_damaged_one_is_listed_as_such(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.gguf").write_text("not a model at all, only words")
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(CONTENT[:60])
    async with a_real_engine(tmp_path / "home") as engine:
        for path, said in (
            ("empty", r"no \.gguf file in empty"),
            ("notes.gguf", "not a model in the GGUF format"),
            ("cut.gguf", "cannot be used: it is not complete"),
            ("gone.gguf", "is not there"),
        ):
            with pytest.raises(ModelFileError, match=said):
                await engine.local_models.add(tmp_path / path)
        assert engine.settings.model_files == ()
        await engine.local_models.add(tmp_path)
        assert "not complete" in (await listed(engine))["cut"].damaged


async def test_a_removed_model_keeps_its_file_and_comes_back(tmp_path):
    one = write_gguf(tmp_path / "desk" / "one.gguf")
    two = write_gguf(tmp_path / "hub" / "two.gguf")
    options = LocalOptions(context=512)
    async with a_real_engine(tmp_path / "home") as engine:
        local = engine.local_models
        await local.add(one)
        await local.add(two.parent)
        for name, path in (("one", one), ("two", two)):
            await local.set_options(name, options)
            take_back = await local.remove(name)
            assert name not in await listed(engine)
            assert name not in await offered_to_roles(engine)
            assert path.exists()
            assert take_back is not None
            await take_back()
            assert (await listed(engine))[name].options == options
        await local.remove("two")
        assert await local.add(two) == ("two",)
        starter = (await local.list())[0]
        assert starter.shipped
        with pytest.raises(ModelFileError, match="comes with Triptych"):
            await local.remove(starter.model)


async def test_a_downloaded_model_is_offered_and_deleted_when_it_is_removed(tmp_path):
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    async with a_real_engine(tmp_path) as engine, giving(FileServer(CONTENT)) as server:
        last = await bring(engine, f"{server.origin}/tale.gguf", sha256)
        assert last == Downloaded(path=engine.paths.models / "tale.gguf", verified=True)
        model = (await listed(engine))["tale"]
        assert (model.downloaded, model.bytes) == (True, len(CONTENT))
        assert "tale" in await offered_to_roles(engine)
        assert await engine.local_models.remove("tale") is None
        assert not last.path.exists()
        assert engine.settings.local_models == ()


async def test_a_file_of_the_players_own_is_never_deleted_in_a_downloaded_ones_place(tmp_path):
    own = write_gguf(tmp_path / "hub" / "tale.gguf")
    async with a_real_engine(tmp_path / "home") as engine, giving(FileServer(CONTENT)) as server:
        last = await bring(engine, f"{server.origin}/tale.gguf", None)
        last.path.unlink()
        await engine.local_models.add(own.parent)
        assert await engine.local_models.remove("tale") is not None
        assert own.exists()


async def test_one_file_is_not_downloaded_twice_at_once(tmp_path):
    server = FileServer(CONTENT, pause_at=50_000)
    async with a_real_engine(tmp_path) as engine, giving(server):
        url = f"{server.origin}/tale.gguf"
        async with aclosing(engine.local_models.download(url)) as events:
            await anext(events)
            with pytest.raises(ModelFileError, match="is being downloaded already"):
                await bring(engine, url)
        server.pause_at = None
        assert isinstance(await bring(engine, url), Downloaded)


async def test_chosen_context_counts_for_lists_roles_and_prompts_and_is_kept(tmp_path):
    async with a_real_engine(tmp_path, settings=starter_settings()) as engine:
        starter = (await engine.local_models.list())[0].model
        await engine.local_models.set_options(starter, LocalOptions(context=1024, threads=1))
        assert (await offered_to_roles(engine))[starter] == 1024
        assert {role.facts.context_window for role in engine.connections.role_models()} == {1024}
    async with a_real_engine(tmp_path) as engine:
        model = (await engine.local_models.list())[0]
        assert model.options == LocalOptions(context=1024, threads=1)
        assert model.context == 1024
        await engine.local_models.set_options(model.model, LocalOptions())
        assert engine.settings.local_models == ()


async def test_without_anybody_to_run_models_they_are_listed_and_not_started(tmp_path):
    dry = {"TRIPTYCH_DRY_RUN": "1"}
    engine = await Engine.open(paths_in(tmp_path), environment=dry)
    try:
        (starter,) = await engine.local_models.list()
        with pytest.raises(ModelFileError, match="this is a dry run"):
            await engine.local_models.start(starter.model)
    finally:
        await engine.aclose()


async def test_the_terminal_lists_models_brings_offered_ones_and_removes(tmp_path, capsys):
    write_gguf(tmp_path / "hub" / "tale.gguf")
    async with a_real_engine(tmp_path / "home") as engine:
        await terminal.add(engine, tmp_path / "hub")
        await terminal.show(engine)
        printed = capsys.readouterr().out
        assert "1.5B Q4_K_M" in next(line for line in printed.splitlines() if "tale." in line)
        assert "Qwen3 4B" in printed
        await terminal.remove(engine, "tale")
        assert "stays where it is" in capsys.readouterr().out
        with pytest.raises(EngineError, match="There is no model called tale here"):
            await terminal.measure(engine, "tale")
        async with giving(FileServer(CONTENT)) as server:
            await terminal.bring(engine, f"{server.origin}/new.gguf", None)
        assert "no checksum is known for it" in capsys.readouterr().out
        await terminal.remove(engine, "new")
        assert "was deleted" in capsys.readouterr().out


@pytest.mark.model
async def test_a_model_starts_is_measured_crashes_and_starts_again_with_other_options(tmp_path):
    async with a_real_engine(tmp_path / "home") as engine:
        local = engine.local_models
        shipped = (await local.list())[0].file
        own = tmp_path / "desk" / "own.gguf"
        own.parent.mkdir()
        own.symlink_to(shipped.resolve())
        await local.add(own)
        connection = builtin_connection(engine)
        await local.start("own")
        assert (await listed(engine))["own"].state is LocalState.RUNNING
        said = await words(engine.connections.test_call(connection, "own", "Say hello."))
        assert said.strip()
        speed = await local.measure("own")
        assert (await listed(engine))["own"].speed == speed > 0
        builtin = await engine._workings.connections.adapter_of(connection)
        assert isinstance(builtin, Builtin)
        process = builtin._process
        assert process is not None
        os.kill(process.pid, signal.SIGTERM)
        assert await process.is_gone_within(10)
        assert await local.states() == {"own": LocalState.CRASHED}
        options = LocalOptions(context=512, threads=1, batch=32, flash_attention=False)
        await local.set_options("own", options)
        await local.restart("own")
        properties = await builtin.properties()
        assert properties is not None
        assert (properties.model, properties.context_window) == ("own", 512)
        assert await local.states() == {"own": LocalState.RUNNING}
        await local.stop()
        assert await local.states() == {}


@pytest.mark.model
async def test_a_model_that_is_cut_off_does_not_start_and_the_gpu_is_told_honestly(tmp_path):
    async with a_real_engine(tmp_path / "home") as engine:
        local = engine.local_models
        starter = (await local.list())[0]
        cut = tmp_path / "cut.gguf"
        with starter.file.open("rb") as whole:
            cut.write_bytes(whole.read(starter.bytes // 2))
        with pytest.raises(ModelFileError, match="is not complete"):
            await local.add(cut)
        await local.add(tmp_path)
        assert "not complete" in (await listed(engine))["cut"].damaged
        with pytest.raises(ModelFileError, match=r"cut\.gguf could not be loaded"):
            await local.start("cut")
        assert await local.states() == {"cut": LocalState.CRASHED}
        told = await local.runtime()
        assert told.flash_attention.available
        assert told.free_bytes is None or told.free_bytes > 0
        if not told.gpu.available:
            with pytest.raises(ModelFileError, match="no GPU support"):
                await local.set_options("cut", LocalOptions(gpu_layers=1))
