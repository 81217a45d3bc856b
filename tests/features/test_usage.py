"""What the engine says of what was used: the saving, newer prices, files for other programs."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import TODAY, an_adventure
from clocks import AUCKLAND
from engines import SCRIPTED, an_engine, path_of, play, scripted_settings
from file_servers import FileServer, giving
from ledger_rows import a_row
from price_tables import a_table

from engine.cli.usage import show_prices, show_usage
from engine.domain.calls import UsageBy
from engine.domain.consent import Consent
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.domain.tasks import ModelRole
from engine.domain.usage import Span
from engine.errors import FormatError, PriceTableError
from engine.settings import SpendingLimits
from engine.storage.ledger import add_row


def on_openai(model: str):
    """Main on a model of OpenAI's, the rest scripted."""
    settings = scripted_settings()
    link = Connection(id=ConnectionId("openai"), provider=ProviderId("openai"), label="OpenAI")
    profile = replace(settings.profiles[0], id="dear", connection=link.id, model=model)
    return replace(
        settings,
        connections=(*settings.connections, link),
        profiles=(*settings.profiles, profile),
        roles={**settings.roles, ModelRole.MAIN: ("dear", SCRIPTED)},
    )


async def test_the_saving_follows_newer_prices_and_a_failed_refresh_keeps_the_old(
    tmp_path, capsys, clock_in
):
    async with an_engine(tmp_path, settings=on_openai("new-model")) as (engine, _):
        await engine._db.run(lambda connection: add_row(connection, a_row(1, "0.0005")))
        assert await engine.ledger.saving(Span.TODAY) is None
        async with giving(FileServer(a_table(4.0, "2026-01-01"))) as server:
            state = await engine.prices.refresh(server.origin)
            assert (state.refreshed_at, state.models) == (TODAY, 1)
            server.status, server.content = 500, b"{}"
            with pytest.raises(PriceTableError, match=r"answered 500.*refresh again"):
                await engine.prices.refresh(server.origin)
            server.status, server.content = 200, b"<html>Sign in</html>"
            with pytest.raises(PriceTableError, match="is no table of prices"):
                await engine.prices.refresh(server.origin)
        with pytest.raises(PriceTableError, match="nothing answered"):
            await engine.prices.refresh(server.origin)
        saving = await engine.ledger.saving(Span.TODAY)
        await show_usage(engine, "role", "today", in_json=False)
        clock_in(AUCKLAND)
        await show_prices(engine, refresh=False)
        told = capsys.readouterr().out
        assert "would have cost 5.0 times as much" in told
        assert "fetched at 2030-05-02 00:00; " in told
    # 200 fresh and written at $4, 800 cached at $1, 100 out at $9, a million each.
    assert saving.on_one == Decimal("0.0025")
    assert (saving.model, saving.ratio) == ("new-model", 5)


async def test_what_was_played_goes_into_a_file_without_a_word_of_it(tmp_path):
    async with an_engine(tmp_path, lambda completion: "A heron.") as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I look at the quayside.")
        assert "A heron." in [each.text for each in await path_of(engine, session)]
        whole, sums = tmp_path / "calls.csv", tmp_path / "roles.json"
        await engine.ledger.export(whole, Span.ALL)
        await engine.ledger.export(sums, Span.TODAY, UsageBy.MODEL_ROLE)
        text = whole.read_text("utf-8") + sums.read_text("utf-8")
        assert "heron" not in text
        assert "quayside" not in text
        assert len(whole.read_text("utf-8").splitlines()) > 1
        assert {"main"} <= {each["model_role"] for each in json.loads(sums.read_text("utf-8"))}
        assert not list(tmp_path.glob("*.part"))
        with pytest.raises(FormatError, match="could not be written"):
            await engine.ledger.export(tmp_path / "nowhere" / "calls.csv", Span.ALL)


async def test_a_limit_raised_in_a_turn_is_told_before_the_call_is_booked(tmp_path):
    heard = []

    async def ask(question):
        heard.append(asyncio.ensure_future(anext(bookings)))
        return Consent.RAISE

    def say(completion):
        told_then.extend(each.done() for each in heard)
        return "Yes."

    told_then = []
    tiny = SpendingLimits(day=Decimal("0.000001"))
    dear = on_openai("gpt-4o")
    roles = {**dear.roles, ModelRole.MAIN: ("dear",)}
    settings = replace(dear, roles=roles, limits=tiny)
    async with an_engine(tmp_path, say, settings=settings) as (engine, _):
        await engine.connections.keep_key(ConnectionId("openai"), "sk-scripted")
        async with aclosing(engine.ledger.bookings()) as bookings:
            session = await engine.new_session(an_adventure())
            await play(engine, session, "I wait.", ask=ask)
        assert engine.settings.limits.day > tiny.day
    assert told_then[:1] == [True]
