"""A scripted game of fifty turns whose models count their tokens and remember prompts."""

import sqlite3
from datetime import datetime, timedelta
from itertools import count
from os.path import commonprefix

from engines import events_of

from engine.app import Engine
from engine.domain.adventure import Adventure
from engine.domain.calls import Usage
from engine.domain.consent import refuse
from engine.domain.constraints import JsonSchema
from engine.domain.days import day_of
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, Profile
from engine.domain.secrets import EnvironmentKey
from engine.domain.tasks import ModelRole
from engine.prompt.tokens import estimate_tokens
from engine.providers.base import Completion
from engine.providers.scripted import Reply, demo_reply
from engine.settings import Settings

TURNS = 50
LEAST_CACHED = 1024
"""Services keep no shorter beginning of a prompt."""

MAIN = "anthropic/claude-sonnet-4.5"
COT = "google/gemini-2.5-flash"
UTILITY = "google/gemini-2.5-flash-lite"

_MOVES = (
    "I slide the sealed letter across the bar to Mira. “It's from the harbourmaster.”",
    "I shake the rain from my coat and ask Tam what his lamp is listening to.",
    "I sit down by the fire and count who looks at me twice.",
    "I ask Mira about Room four, and who paid for it.",
    "I say nothing for a while, and listen to the bell out in the harbour.",
    "I offer Tam half of my bread and ask him to walk with me later.",
    "I read the seal again by the light of the bar.",
)
_PROSE = (
    "Rain combs the shutters. Behind the bar a single lamp holds its ground against the draught, "
    "and every face in the room has turned a little toward the letter. “Put that away,” somebody "
    "says, not loudly. A coin spins on the wood and falls flat. Outside, something heavy rolls "
    "over in the water, and the glasses on the shelf answer it with the same thin note."
)


class CountingScript:
    """Answers, and says how many tokens that took; a prompt's known beginning comes cached."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._last: dict[tuple[str, bool], str] = {}

    def __call__(self, completion: Completion) -> Reply:
        is_question = completion.aside or isinstance(completion.constraint, JsonSchema)
        number = next(self._numbers)
        answer = demo_reply(completion) if is_question else f"({number}) {_PROSE}"
        return Reply(steps=(answer,), usage=self._usage(completion, answer))

    def _usage(self, completion: Completion, answer: str) -> Usage:
        prompt = "\n".join(each.text for each in completion.messages)
        kind = completion.model, completion.aside
        known = estimate_tokens(commonprefix([prompt, self._last.get(kind, "")]))  # noqa: RUF071 - letters, not folders
        self._last[kind] = prompt
        return Usage(
            input=estimate_tokens(prompt),
            cached=known if known >= LEAST_CACHED else 0,
            output=estimate_tokens(answer),
        )


ENVIRONMENT = {"OPENROUTER_API_KEY": "scripted"}


def game_settings(*, on_main: bool = False) -> Settings:
    """Three roles on three models of one service, or everything on main's."""
    link = Connection(
        id=ConnectionId("openrouter"),
        provider=ProviderId("openrouter"),
        label="OpenRouter",
        key=EnvironmentKey(variable="OPENROUTER_API_KEY"),
    )
    models = {ModelRole.MAIN: MAIN, ModelRole.COT: COT, ModelRole.UTILITY: UTILITY}
    profiles = {
        role: Profile(id=ProfileId(role.value), connection=link.id, model=model)
        for role, model in models.items()
    }
    return Settings(
        connections=(link,),
        profiles=tuple(profiles.values()),
        roles={role: (profiles[ModelRole.MAIN if on_main else role].id,) for role in ModelRole},
    )


async def play_long_game(engine: Engine, adventure: Adventure | None = None) -> None:
    """All turns of `adventure`, of the shipped one if there is none."""
    session = await engine.new_session(adventure or (await engine.adventures())[0])
    for turn in range(TURNS):
        move = f"{_MOVES[turn % len(_MOVES)]} ({turn + 1})"
        await events_of(engine.play_turn(session.id, move, refuse))


async def play_over_a_week(engine: Engine) -> None:
    """The same game as if seven to eight turns of it had been played on each day."""
    await play_long_game(engine)
    await engine._db.run(_spread)


def _spread(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT rowid, at, turn FROM ledger").fetchall()
    for row, at, turn in rows:
        then = datetime.fromisoformat(at) - timedelta(days=6 - (turn or TURNS) * 6 // TURNS)
        connection.execute(
            "UPDATE ledger SET at = ?, day = ? WHERE rowid = ?",
            (then.isoformat(), day_of(then).isoformat(), row),
        )
