"""Libraries as released versions left them, opened by today's."""

import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from builders import SESSION
from libraries import a_library

from engine.domain.calls import UsageBy
from engine.domain.ids import MessageId
from engine.domain.manners import Manner
from engine.domain.messages import MessageStatus
from engine.domain.rules import CueJudge
from engine.domain.world import Variable
from engine.storage.journal import recover
from engine.storage.ledger import totals
from engine.storage.migrations import MIGRATIONS, migrate
from engine.storage.prompts import load_prompt
from engine.storage.search import search_messages
from engine.storage.sessions import list_sessions, load_session
from engine.storage.tree import choose_branch

FROZEN = sorted(
    Path(__file__).with_name("libraries").glob("schema-*.db"),
    key=lambda path: int(path.stem.removeprefix("schema-")),
)


def test_every_schema_has_left_a_library():
    assert [path.stem for path in FROZEN] == [f"schema-{n + 1}" for n in range(len(MIGRATIONS))]


@pytest.fixture(params=FROZEN, ids=lambda path: path.stem)
def frozen(request: pytest.FixtureRequest, library: Path) -> Path:
    """A copy of a frozen library."""
    shutil.copy(request.param, library)
    return library


def schema_of(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT name, sql FROM sqlite_schema"))


async def test_an_old_library_gets_the_tables_of_a_new_one(frozen, backups):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        migrate(new)
        async with a_library(frozen, backups) as db:
            assert await db.run(schema_of) == schema_of(new)


async def test_an_old_library_holds_what_was_played_in_it(frozen, backups):
    async with a_library(frozen, backups) as db:
        await db.run(recover)
        session = await db.run(partial(load_session, session=SESSION))
    assert (session.adventure.title, session.adventure.persona.name) == ("A test", "Ada")
    assert [message.text for message in session.path] == [
        "I go to the quay.",
        "“Who is there?”",
        "I wait.",
        "Nobody comes and",
    ]
    first, *_, last = session.path
    assert session.state.place == "quay"
    assert session.state.variables[Variable(name="courage")] == 7
    assert first.judgements[0].verdict.judge == CueJudge(cue="quay")
    assert (first.dice, first.instructions[0].text) == ((4, 17), "Be brief.")
    assert last.status is MessageStatus.INTERRUPTED


async def test_an_old_library_lists_where_its_stories_stand(frozen, backups):
    async with a_library(frozen, backups) as db:
        (listed,) = await db.run(list_sessions)
    assert (listed.name, listed.turn, listed.place) == ("Rain", 2, "The Quay")


async def test_an_old_library_shows_branches_prompts_summaries_costs_and_hits(frozen, backups):
    async with a_library(frozen, backups) as db:
        await db.run(partial(choose_branch, session=SESSION, message=MessageId("m1")))
        session = await db.run(partial(load_session, session=SESSION))
        reply = session.path[-1]
        (segment,) = await db.run(partial(load_prompt, message=reply.id))
        (total,) = await db.run(partial(totals, by=UsageBy.MODEL))
        (hit,) = await db.run(partial(search_messages, text="lantern", limit=5))
    assert (reply.text, reply.reasoning) == ("A lantern sways.", "Hm.")
    assert (reply.facts.model, reply.facts.cost.amount) == ("big", Decimal("0.0012"))
    assert segment.text == "Narrate briefly."
    assert session.earlier.text == "Ada left."
    assert (total.label, total.cost) == ("big", Decimal("0.0012"))
    assert hit.message == reply.id


async def test_an_old_library_knows_what_the_player_wrote(frozen, backups):
    async with a_library(frozen, backups) as db:
        session = await db.run(partial(load_session, session=SESSION))
    players = [message.text for message in session.path if message.by_player]
    assert players == ["I go to the quay.", "I wait."]
    assert {message.manner for message in session.path} == {Manner.DO, None}
