"""Connections tried before they are kept, and taken away with everything that belongs to them."""

import asyncio
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial

import httpx
import pytest
from engines import paths_in, scripted_settings
from local_servers import OLLAMA, hanging, standing
from wire import KEY, connected

from engine.app import Engine
from engine.domain.constraints import Rung
from engine.domain.findings import KeyRefused, Trouble, Works
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.offers import Gone
from engine.domain.providers import Connection, Profile
from engine.domain.secrets import RunOnlyKey
from engine.domain.tasks import ModelRole
from engine.errors import AuthenticationError, SecretError, SettingsError
from engine.providers.scripted import Scripted
from engine.secrets import Secrets
from engine.settings import load_settings, save_settings, with_connection, with_profile

ACME = Connection(id=ConnectionId("acme"), provider=ProviderId("openrouter"), label="Acme")


@asynccontextmanager
async def an_engine(folder, environment):
    opened = await Engine.open(paths_in(folder), environment=environment)
    try:
        yield opened
    finally:
        await opened.aclose()


@pytest.fixture
async def engine(tmp_path):
    """Its OpenRouter takes one key, and shows its one model to anybody."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/models"):
            return httpx.Response(200, json={"data": [{"id": "acme-1"}]})
        if request.headers["authorization"] != f"Bearer {KEY}":
            return httpx.Response(401, json={"error": {"message": "No such key."}})
        return httpx.Response(500, json={"error": {"message": "No credit is told today."}})

    def open_adapter(provider, connection, key):
        return connected(answer, provider, key=key) if provider.needs_key else Scripted(())

    save_settings(paths_in(tmp_path).settings, scripted_settings())
    opened = await Engine.open(paths_in(tmp_path), open_adapter=open_adapter, environment={})
    yield opened
    await opened.aclose()


async def test_a_connection_is_tried_with_a_key_and_nothing_is_kept(engine):
    models = await engine.connections.try_connection(ACME, f"  {KEY}\n")
    assert [each.model for each in models] == ["acme-1"]
    assert engine.settings == scripted_settings()
    with pytest.raises(AuthenticationError):
        await engine.connections.try_connection(ACME, "sk-a-typo")
    with pytest.raises(AuthenticationError):
        await engine.connections.try_connection(ACME, "")
    with pytest.raises(SecretError):
        await engine.connections.try_connection(ACME, "paste your key here")


async def test_a_connection_is_checked_without_keeping_anything(engine):
    found = await engine.connections.check(ACME, KEY)
    assert isinstance(found, Works)
    assert [each.model for each in found.models] == ["acme-1"]
    assert isinstance(await engine.connections.check(ACME, "sk-a-typo"), KeyRefused)
    assert isinstance(await engine.connections.check(ACME), KeyRefused)
    assert isinstance(await engine.connections.check(ACME, "paste your key here"), Trouble)
    assert engine.settings == scripted_settings()


async def test_a_connection_that_is_removed_comes_back_with_its_key_and_its_roles(engine):
    await engine.change_settings(partial(with_connection, connection=ACME))
    await engine.connections.keep_key(ACME.id, KEY)
    before = engine.settings
    assert isinstance(before.connections[-1].key, RunOnlyKey)
    take_back = await engine.connections.remove_connection(ACME.id)
    assert engine.settings == scripted_settings()
    await engine.change_settings(partial(with_connection, connection=ACME))
    with pytest.raises(AuthenticationError):
        await engine.connections.models(ACME)
    await take_back()
    assert engine.settings == before
    assert await engine.connections.models(before.connections[-1])


async def test_a_key_and_a_name_that_are_given_at_the_same_time_both_stay(engine):
    await engine.change_settings(partial(with_connection, connection=ACME))
    renamed = partial(with_connection, connection=replace(ACME, label="Mine"))
    await asyncio.gather(engine.connections.keep_key(ACME.id, KEY), engine.change_settings(renamed))
    kept = engine.settings.connection(ACME.id)
    assert (kept.label, kept.key) == ("Mine", RunOnlyKey(name=ACME.id))
    assert load_settings(engine.paths.settings) == engine.settings


async def test_a_connection_whose_key_cannot_be_removed_stays_as_it_is(engine, monkeypatch):
    await engine.change_settings(partial(with_connection, connection=ACME))
    await engine.connections.keep_key(ACME.id, KEY)
    before = engine.settings

    def locked(secrets, reference):
        raise SecretError("The keyring is locked.")

    with monkeypatch.context() as patched:
        patched.setattr(Secrets, "take", locked)
        with pytest.raises(SecretError, match="locked"):
            await engine.connections.remove_connection(ACME.id)
    assert engine.settings == before
    assert await engine.connections.models(before.connections[-1])


async def test_no_key_is_kept_for_a_connection_that_is_not_there(engine):
    with pytest.raises(SettingsError, match="Add it first"):
        await engine.connections.keep_key(ACME.id, KEY)
    assert engine._workings.secrets.read(RunOnlyKey(name=ACME.id)) is None


async def test_a_role_whose_only_connection_is_removed_has_no_model(engine):
    take_back = await engine.connections.remove_connection(ConnectionId("scripted"))
    assert engine.connections.role_models() == ()
    assert engine.settings.roles == dict.fromkeys(ModelRole, ())
    await take_back()
    assert len(engine.connections.role_models()) == len(ModelRole)
    assert engine.settings == scripted_settings()


async def test_the_servers_of_this_computer_are_told_as_they_are_found(engine):
    async with hanging() as silent, standing(OLLAMA) as server:
        origins = (silent.origin, server.origin)
        async with aclosing(engine.connections.find_local_servers(origins)) as servers:
            found = await anext(servers)
    assert (found.provider, found.models) == ("ollama", ("llama3.2:3b",))


async def test_what_a_service_says_of_a_model_is_known_in_the_next_run(tmp_path):
    said = {"id": "some/new-model", "context_length": 65536}

    def open_adapter(provider, connection, key):
        return connected(lambda _: httpx.Response(200, json={"data": [said]}), provider, key=KEY)

    profile = Profile(id=ProfileId("new"), connection=ACME.id, model="some/new-model")
    settings = with_connection(scripted_settings(), ACME)
    settings = replace(
        with_profile(settings, profile), roles=dict.fromkeys(ModelRole, (profile.id,))
    )
    save_settings(paths_in(tmp_path).settings, settings)
    environment = {"TRIPTYCH_LLM_OPENROUTER_API_KEY": KEY}

    async def window() -> int | None:
        opened = await Engine.open(
            paths_in(tmp_path), open_adapter=open_adapter, environment=environment
        )
        try:
            known = opened.connections.role_models()[0].facts.context_window
            await opened.connections.models(ACME)
            return known
        finally:
            await opened.aclose()

    assert await window() is None
    assert await window() == 65536

    async with an_engine(tmp_path, environment) as opened:
        offers, older = opened.offers, replace(profile, model="some/old-model")
        assert [each.model for each in offers.listed(ACME.id)] == ["some/new-model"]
        assert offers.gone(profile) is None
        assert offers.gone(older) == Gone(model="some/old-model", nearest="")
        assert offers.gone(replace(older, connection=ConnectionId("none"))) is None
        assert offers.facts(replace(older, connection=ConnectionId("none"))).model == older.model
        assert offers.strictest(ACME.id) is Rung.JSON
        assert offers.strictest(ConnectionId("none")) is Rung.PLAIN
        assert await offers.rungs() == {}
        assert opened.connections.module_default("narration") is None
