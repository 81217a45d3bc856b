"""Providers described while the program runs, switched off, or stood in for by an echo."""

import json
from contextlib import aclosing
from dataclasses import replace

import pytest
from engines import paths_in, play, scripted_settings
from real_engines import a_real_engine

from engine.domain.calls import CostSource, LedgerRow, UsageBy
from engine.domain.findings import Trouble, Works
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.errors import FormatError, RoutingError, SettingsError
from engine.play.events import TurnFinished
from engine.settings import with_connection

MINE = {
    "id": "mine",
    "label": "Mine",
    "adapter": "scripted",
    "needs_key": False,
    "models": [{"model": "m"}],
}


def to(provider: str) -> Connection:
    return Connection(id=ConnectionId("c"), provider=ProviderId(provider), label="Mine")


async def answer(engine, connection: Connection, model: str, message: str = "Hello."):
    async with aclosing(engine.connections.test_call(connection, model, message)) as outputs:
        *text, row = [output async for output in outputs]
    assert isinstance(row, LedgerRow)
    return "".join(text), row


# Described while the program runs


async def test_a_provider_is_added_without_touching_the_disk(tmp_path):
    async with a_real_engine(tmp_path, scripted_settings()) as engine:
        before = sorted(path.name for path in tmp_path.rglob("*.json"))
        provider = await engine.connections.add_provider(MINE)
        assert engine.providers[ProviderId("mine")] == provider
        assert [facts.model for facts in await engine.connections.models(to("mine"))] == ["m"]
        text, _ = await answer(engine, to("mine"), "m")
        assert text
        assert sorted(path.name for path in tmp_path.rglob("*.json")) == before
    async with a_real_engine(tmp_path) as engine:
        assert "mine" not in engine.providers


async def test_a_provider_that_is_to_be_saved_is_there_again(tmp_path):
    async with a_real_engine(tmp_path, scripted_settings()) as engine:
        await engine.connections.add_provider(MINE, save=True)
        await engine.connections.add_provider({"id": "mine", "label": "Ours"}, save=True)
    async with a_real_engine(tmp_path) as engine:
        assert engine.providers[ProviderId("mine")].label == "Ours"
        assert engine.notices == ()
    assert [path.name for path in (tmp_path / "providers").iterdir()] == ["mine.json"]


async def test_a_saved_change_goes_into_the_file_that_describes_the_provider(tmp_path):
    folder = tmp_path / "providers"
    folder.mkdir()
    (folder / "a.json").write_text("{oops", encoding="utf-8")
    (folder / "by-hand.json").write_text(json.dumps(MINE), encoding="utf-8")
    async with a_real_engine(tmp_path, scripted_settings()) as engine:
        await engine.connections.add_provider({"id": "mine", "label": "Ours"}, save=True)
    assert json.loads((folder / "by-hand.json").read_text())["label"] == "Ours"
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "by-hand.json"]


async def test_a_known_provider_is_changed_in_what_is_named_and_opened_anew(tmp_path):
    settings = with_connection(scripted_settings(), to("mine"))
    async with a_real_engine(tmp_path, settings) as engine:
        await engine.connections.add_provider(MINE)
        await engine.connections.models(to("mine"))
        before = engine.providers[ProviderId("mine")]
        changed = await engine.connections.add_provider({"id": "mine", "models": [{"model": "n"}]})
        assert changed == replace(before, models=changed.models)
        assert [facts.model for facts in await engine.connections.models(to("mine"))] == ["n"]


async def test_the_environment_goes_before_what_is_described(tmp_path):
    environment = {"TRIPTYCH_LLM_MINE_BASE_URL": "http://127.0.0.1:9/v1"}
    async with a_real_engine(tmp_path, scripted_settings(), environment=environment) as engine:
        added = await engine.connections.add_provider({**MINE, "base_url": "http://127.0.0.1:8/v1"})
        assert added.base_url == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], "`id`"),
        ({**MINE, "adapter": "telepathy"}, "telepathy"),
        ({**MINE, "dialect": {"slots": "many"}}, "`dialect.slots`"),
        ({"id": "openai", "models": 7}, "`models`"),
    ],
)
async def test_a_description_that_is_wrong_changes_nothing(tmp_path, document, place):
    async with a_real_engine(tmp_path, scripted_settings()) as engine:
        before = dict(engine.providers)
        with pytest.raises(FormatError, match=place):
            await engine.connections.add_provider(document, save=True)
        assert engine.providers == before
    assert not (tmp_path / "providers").exists()


async def test_a_provider_that_cannot_be_saved_is_not_added(tmp_path):
    (tmp_path / "providers").write_text("a file stands where the folder should be")
    async with a_real_engine(tmp_path, scripted_settings()) as engine:
        with pytest.raises(SettingsError, match="could not be saved"):
            await engine.connections.add_provider(MINE, save=True)
        assert "mine" not in engine.providers


# Switched off


async def test_a_provider_switched_off_in_the_environment_is_never_asked(tmp_path):
    environment = {"TRIPTYCH_LLM_SCRIPTED_ENABLED": "off"}
    async with a_real_engine(tmp_path, scripted_settings(), environment=environment) as engine:
        with pytest.raises(RoutingError, match="Scripted is switched off"):
            await engine.connections.models(to("scripted"))
        assert isinstance(await engine.connections.check(to("scripted")), Trouble)
        with pytest.raises(RoutingError, match="switched off"):
            await answer(engine, to("scripted"), "scripted")


async def test_a_provider_switched_off_in_the_settings_is_never_asked_again(tmp_path):
    async with a_real_engine(tmp_path, scripted_settings()) as engine:
        await engine.connections.models(to("scripted"))
        off = (ProviderId("scripted"),)
        await engine.change_settings(lambda now: replace(now, switched_off=off))
        with pytest.raises(RoutingError, match="switched off"):
            await engine.connections.models(to("scripted"))
    async with a_real_engine(tmp_path) as engine:
        assert engine.settings.switched_off == (ProviderId("scripted"),)


@pytest.mark.parametrize("name", ["TRIPTYCH_LLM_OPENAI_ENABLED", "TRIPTYCH_DRY_RUN"])
async def test_a_switch_that_is_neither_on_nor_off_is_named(tmp_path, name):
    with pytest.raises(SettingsError, match=name):
        async with a_real_engine(tmp_path, environment={name: "perhaps"}):
            pass


# A dry run


async def test_a_dry_run_needs_no_key_and_bills_nothing(tmp_path):
    environment = {"TRIPTYCH_DRY_RUN": "1"}
    async with a_real_engine(tmp_path, scripted_settings(), environment=environment) as engine:
        assert "dry run" in engine.notices[0]
        text, row = await answer(engine, to("openai"), "gpt-4.1", "Is anybody there?")
        assert text == "(dry run) Is anybody there?"
        assert (row.cost.amount, row.cost.source) == (0, CostSource.REPORTED)
        assert isinstance(await engine.connections.check(to("openrouter")), Works)
        (total,) = await engine.ledger.usage(UsageBy.MODEL)
        assert (total.label, total.cost) == ("gpt-4.1", 0)


async def test_a_whole_turn_is_played_in_a_dry_run(tmp_path):
    environment = {"TRIPTYCH_DRY_RUN": "yes"}
    async with a_real_engine(tmp_path, scripted_settings(), environment=environment) as engine:
        session = await engine.new_session((await engine.adventures())[0])
        events = await play(engine, session, "I wait.")
        assert isinstance(events[-1], TurnFinished)


async def test_what_an_echo_offers_is_not_known_in_the_next_run(tmp_path):
    link = to("lm_studio")
    settings = with_connection(scripted_settings(), link)
    environment = {"TRIPTYCH_DRY_RUN": "1"}
    async with a_real_engine(tmp_path, settings, environment=environment) as engine:
        assert await engine.connections.models(link)
        assert engine.offers.listed(link.id)
    async with a_real_engine(tmp_path, environment={}) as engine:
        assert engine.offers.listed(link.id) == ()


# One call to any model


async def test_a_model_that_is_not_set_up_is_asked_once_and_booked(tmp_path):
    async with a_real_engine(tmp_path, scripted_settings()) as engine:
        before = engine.settings
        text, row = await answer(engine, to("scripted"), "another", "Listen.")
        assert "Listen." in text
        assert (row.model, row.connection) == ("another", "c")
        assert engine.settings == before
        assert [total.label for total in await engine.ledger.usage(UsageBy.MODEL)] == ["another"]
    assert "test-call" not in paths_in(tmp_path).settings.read_text()
