"""LLM profiles from a file: proposed, applied in one step, taken back, and played with."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from engines import paths_in, scripted_settings
from local_servers import LM_STUDIO, standing
from real_engines import LAST_CHUNK, STREAM_HEAD, a_real_engine, a_server, chunk
from wire import delta

from engine.app.keys import KeptKeys
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import FREE, Connection, ModelFacts, Price
from engine.domain.secrets import RunOnlyKey
from engine.domain.tasks import ModelRole
from engine.errors import FormatError, SettingsError
from engine.providers.scripted import Scripted
from engine.settings import (
    SettingsFile,
    load_settings,
    save_settings,
    starter_settings,
    with_connection,
)

ROOT = Path(__file__).parents[2]
KEY = "sk-proj-abcdefghij0123456789"
WITH_KEY = f"""
llm_config: {{default_profile_id: mine}}
llm_profiles:
  - {{id: mine, model: gpt-4, temperature: 0.5, api_key: {KEY}}}
  - {{id: spare, model: claude-2, api_key_ref: ANTHROPIC_API_KEY}}
"""
WITH_KEYS = f"""
llm_profiles:
  - {{id: mine, provider: openai, connection: openai, model: gpt-4, api_key: {KEY}}}
  - {{id: spare, model: claude-2, api_key: sk-ant-{KEY}}}
"""


async def test_what_a_file_brings_is_applied_in_one_step_and_taken_back(tmp_path):
    async with a_real_engine(tmp_path, starter_settings(), environment={}) as engine:
        found = await engine.profiles.read(WITH_KEY, "p.yaml")
        assert engine.settings == starter_settings()
        assert any("ANTHROPIC_API_KEY" in note and "not set" in note for note in found.notes)
        take_back = await engine.profiles.apply(found)
        connection = engine.settings.connection(ConnectionId("openai"))
        assert connection.key == RunOnlyKey(name="openai")
        assert engine._workings.secrets.read(connection.key) == KEY
        assert KEY not in paths_in(tmp_path).settings.read_text()
        assert KEY not in engine.profiles.export()
        assert load_settings(paths_in(tmp_path).settings) == engine.settings
        with pytest.raises(SettingsError, match="have changed"):
            await engine.profiles.apply(found)
        await take_back()
        assert engine.settings == starter_settings()
        assert engine._workings.secrets.read(connection.key) is None


@pytest.mark.parametrize(("owner", "step"), [(KeptKeys, "keep"), (SettingsFile, "_keep")])
async def test_an_import_that_is_cancelled_midway_leaves_settings_and_keys_as_they_were(
    tmp_path, monkeypatch, owner, step
):
    """Once with the keys kept and the settings not changed yet, once with both done."""
    own = Connection(id=ConnectionId("openai"), provider=ProviderId("openai"), label="Mine")
    settings = with_connection(starter_settings(), own)
    async with a_real_engine(tmp_path, settings, environment={}) as engine:
        await engine.connections.keep_key(own.id, "sk-before")
        before, keys = engine.settings, engine._workings.secrets
        found = await engine.profiles.read(WITH_KEYS, "p.yaml")
        assert set(found.keys) == {"openai", "anthropic"}
        loop, taken, done = asyncio.get_running_loop(), getattr(owner, step), []

        def take(*given):
            taken(*given)
            done.append([keys.read(RunOnlyKey(name=id_)) for id_ in found.keys])
            if len(done) == 1:
                loop.call_soon_threadsafe(applying.cancel)

        monkeypatch.setattr(owner, step, take)
        async with asyncio.TaskGroup() as group:
            applying = group.create_task(engine.profiles.apply(found))
        assert applying.cancelled()
        assert done[0] == list(found.keys.values())
        assert engine.settings == load_settings(engine.paths.settings) == before
        assert keys.read(RunOnlyKey(name="openai")) == "sk-before"
        assert keys.read(RunOnlyKey(name="anthropic")) is None


async def test_a_file_with_mistakes_changes_nothing(tmp_path):
    async with a_real_engine(tmp_path, starter_settings(), environment={}) as engine:
        with pytest.raises(FormatError, match="line 4"):
            await engine.profiles.read(WITH_KEY.replace("0.5", "50"), "p.yaml")
        assert engine.settings == starter_settings()


@pytest.mark.parametrize(("host", "asked"), [("127.0.0.1:9", 1), ("far.example", 0)])
async def test_reading_a_file_asks_nobody_far_away_with_a_key_of_the_player(tmp_path, host, asked):
    opened = []

    def an_adapter(provider, connection, key):
        opened.append((connection.base_url, key))
        return Scripted(())

    text = (
        f"llm_profiles: [{{id: p, model: loaded, provider: groq, base_url: 'https://{host}/v1'}}]"
    )
    keys = {"TRIPTYCH_LLM_GROQ_API_KEY": KEY}
    opening = a_real_engine(tmp_path, starter_settings(), environment=keys, open_adapter=an_adapter)
    async with opening as engine:
        await engine.profiles.read(text, "p.yaml")
    assert len(opened) == asked


async def test_auto_finds_servers_here_and_asks_connections_free_ones_first(tmp_path):
    async with (
        standing(LM_STUDIO) as server,
        a_real_engine(tmp_path, scripted_settings(), environment={}) as engine,
    ):
        text = "model: {provider_order: [auto]}"
        found = await engine.profiles.read(text, "p.yaml", origins=(server.origin,))
        names = [found.after.profile(id_).model for id_ in found.roles[ModelRole.MAIN]]
        assert names[0] == "qwen3-8b"
        assert len(names) == 2
        (connection,) = found.connections
        assert connection.base_url == f"{server.origin}/v1"


async def test_what_auto_stands_for_is_free_first_and_the_built_in_model_is_free(tmp_path):
    offered = {
        "groq": ModelFacts(model="dear", price=Price(input=Decimal(1), output=Decimal(1))),
        "openrouter": ModelFacts(model="acme/given:free", price=FREE),
        "builtin": ModelFacts(model="SmolLM2-135M-Instruct", price=FREE),
    }

    def opened(provider, connection, key):
        return Scripted((), models=(offered[connection.id],))

    others = tuple(
        Connection(id=ConnectionId(name), provider=ProviderId(name), label=name)
        for name in ("groq", "openrouter")
    )
    starter = starter_settings()
    settings = replace(starter, connections=(*others, *starter.connections))
    keys = {"TRIPTYCH_LLM_GROQ_API_KEY": KEY, "TRIPTYCH_LLM_OPENROUTER_API_KEY": KEY}
    async with (
        standing(LM_STUDIO) as server,
        a_real_engine(tmp_path, settings, environment=keys, open_adapter=opened) as engine,
    ):
        text = "model: {provider_order: [auto]}"
        found = await engine.profiles.read(text, "p.yaml", origins=(server.origin,))
        names = [found.after.profile(id_).model for id_ in found.roles[ModelRole.MAIN]]
    assert names == ["qwen3-8b", "acme/given:free", "SmolLM2-135M-Instruct", "dear"]


def run(home: Path, *arguments: str, **more: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "engine.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "TRIPTYCH_HOME": str(home), **more},
    )
    return done.returncode, done.stdout, done.stderr


async def test_with_the_first_provider_down_the_terminal_plays_on_the_second(tmp_path):
    asked: list[str] = []

    async def down(request: str, writer: asyncio.StreamWriter) -> None:
        asked.append(f"first {request.split()[1]}")
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

    async def answering(request: str, writer: asyncio.StreamWriter) -> None:
        asked.append(f"second {request.split()[1]}")
        writer.write(STREAM_HEAD + chunk(delta(content="Rain falls on the quay.")))
        writer.write(chunk(delta("stop")) + chunk(b"data: [DONE]\n\n") + LAST_CHUNK)
        await writer.drain()

    home, file = tmp_path / "home", tmp_path / "order.yaml"
    save_settings(paths_in(home).settings, starter_settings())
    async with a_server(down) as first, a_server(answering) as second:
        file.write_text(
            f"model:\n  provider_order: [openrouter, local]\n"
            f"  openrouter:\n    name: some/model\n    base_url: {first}\n"
            f"    api_key_ref: OPENROUTER_API_KEY\n"
            f"  local:\n    enabled: true\n    engine: lm_studio\n    name: small\n"
            f"    base_url: {second}\n    timeout_seconds: 8\n    max_tokens: 300\n",
            encoding="utf-8",
        )
        key = {"OPENROUTER_API_KEY": KEY}
        looked = await asyncio.to_thread(run, home, "profiles", "import", str(file), "--dry-run")
        assert looked[0] == 0
        assert "Nothing was changed." in looked[1]
        assert load_settings(paths_in(home).settings) == starter_settings()
        brought = await asyncio.to_thread(run, home, "profiles", "import", str(file), **key)
        assert (brought[0], brought[2]) == (0, "")
        assert "Role main: openrouter, local" in brought[1]
        played = await asyncio.to_thread(run, home, "play", "--json", "--say", "I wait.", **key)
    events = [json.loads(line) for line in played[1].splitlines()]
    replies = [each["message"]["text"] for each in events if each["event"] == "MessageFinished"]
    assert replies == ["Rain falls on the quay."]
    fell = [(each["failed"], each["next"]) for each in events if each["event"] == "FellBack"]
    assert ("openrouter", "local") in fell
    assert any(each.startswith("first") for each in asked)
    assert any(each.startswith("second") for each in asked)


def test_profiles_are_listed_and_written_out_in_the_terminal(tmp_path):
    home, file = tmp_path / "home", tmp_path / "out.yaml"
    save_settings(paths_in(home).settings, starter_settings())
    code, printed, _ = run(home, "profiles")
    assert code == 0
    assert "main, cot, utility" in printed
    code, printed, _ = run(home, "profiles", "export", str(file))
    assert (code, "No key is among them" in printed) == (0, True)
    assert "default_profile_id: starter" in file.read_text(encoding="utf-8")
    code, _, complained = run(home, "profiles", "import", str(tmp_path / "none.yaml"))
    assert code == 1
    assert "none.yaml" in complained
