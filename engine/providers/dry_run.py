"""A run in which no model is asked and nothing can be billed: every answer is an echo."""

from collections.abc import Mapping
from typing import Final

from engine.domain.messages import ChatRole
from engine.domain.providers import FREE, Connection, ModelFacts, Provider
from engine.providers.base import Adapter, Completion
from engine.providers.registry import switch
from engine.providers.scripted import Reply, Scripted, demo_reply

VARIABLE: Final = "TRIPTYCH_DRY_RUN"
NOTICE: Final = (
    "This is a dry run: no model is asked, nothing is billed, and every answer repeats what was "
    f"said. Start Triptych without {VARIABLE} to play."
)
_ANY_MODEL: Final = (ModelFacts(model="dry-run", name="Dry run", price=FREE),)


def is_dry_run(environment: Mapping[str, str]) -> bool:
    """Raise `SettingsError` for a value that is neither yes nor no."""
    return switch(VARIABLE, environment, default=False)


def echoing(provider: Provider, connection: Connection, key: str | None) -> Adapter:
    """Stands in for every adapter."""
    del connection, key
    return Scripted(_echo, models=provider.models or _ANY_MODEL)


def _echo(completion: Completion) -> Reply:
    """What the user's side said last; what is held to a form gets the first that fits."""
    if completion.constraint is not None:
        return Reply(steps=(demo_reply(completion),), cost="0")
    said = [each.text for each in completion.messages if each.chat_role is ChatRole.USER]
    return Reply(steps=(f"(dry run) {said[-1] if said else '…'}",), cost="0")
