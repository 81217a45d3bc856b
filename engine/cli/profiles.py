"""`triptych profiles`: the LLM profiles listed, read from a file and written to one."""

import sys
from pathlib import Path

from engine.app import Engine
from engine.app.profiles import Proposal
from engine.cli.tables import aligned
from engine.domain.secrets import where_kept
from engine.domain.tasks import ModelRole
from engine.settings import Settings


def list_profiles(engine: Engine) -> int:
    """Every profile with its values, and the model roles that use it."""
    print(_table(engine.settings))
    return 0


async def import_profiles(engine: Engine, file: str, *, dry_run: bool) -> int:
    """Tell what the file would bring, and apply it unless it is only looked at."""
    proposal = await engine.profiles.read_file(Path(file))
    print(_told(proposal))
    for note in proposal.notes:
        print(f"Note: {note}", file=sys.stderr)
    if dry_run:
        print("Nothing was changed.")
    else:
        await engine.profiles.apply(proposal)
        print(f"{proposal.file} is imported.")
    return 0


async def export_profiles(engine: Engine, file: str) -> int:
    """Write the profiles to `file`, or out here for `-`."""
    if file == "-":
        print(engine.profiles.export(), end="")
    else:
        await engine.profiles.write_file(Path(file))
        print(f"{len(engine.settings.profiles)} profiles are in {file}. No key is among them.")
    return 0


def _table(settings: Settings) -> str:
    rows = [("PROFILE", "CONNECTION", "MODEL", "TEMPERATURE", "TOP P", "MAX TOKENS", "USED BY")]
    rows += [
        (
            profile.id,
            profile.connection,
            profile.model,
            _value(profile.temperature),
            _value(profile.top_p),
            _value(profile.max_tokens),
            ", ".join(_users(settings, profile.id)) or "—",
        )
        for profile in settings.profiles
    ]
    return aligned(rows) if settings.profiles else "There is no profile."


def _told(proposal: Proposal) -> str:
    lines = [
        f"Connection {each.id}: {' at '.join(filter(None, (each.label, each.base_url)))}, "
        f"{where_kept(each.key)}"
        for each in proposal.connections
    ]
    lines += [f"Profile {each.id}: {each.model} on {each.connection}" for each in proposal.profiles]
    lines += [f"Role {role}: {', '.join(ids)}" for role, ids in proposal.roles.items()]
    lines += [f"Task {each.task}: {each.profile or '—'}" for each in proposal.tasks]
    lines += [
        f"Character {each.name or each.character}: {each.profile or '—'}"
        for each in proposal.characters
    ]
    return "\n".join(lines) or "Everything in the file is set already."


def _users(settings: Settings, profile: str) -> list[str]:
    roles = [str(role) for role in ModelRole if profile in settings.role_profiles(role)]
    tasks = [str(each.task) for each in settings.tasks if each.profile == profile]
    cast = [each.name or each.character for each in settings.characters if each.profile == profile]
    return [*roles, *tasks, *cast]


def _value(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"
