"""A proposal in the words of the report. Pure."""

from collections.abc import Iterator, Sequence

from desktop.parts.model_roles import NAMES
from desktop.profiles.report import Part
from desktop.texts import profiles as texts
from engine.app.profiles import Proposal
from engine.domain.casting import CharacterSetting
from engine.domain.casting import Part as StoryPart
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection
from engine.domain.secrets import where_kept
from engine.domain.tasks import ModelRole
from engine.domain.tiers import Tier
from engine.settings import Settings


def parts_of(proposal: Proposal) -> tuple[Part, ...]:
    """What would be new or changed, and what is to be known of it."""
    return tuple(part for part in _parts(proposal) if part.lines)


def mistakes_of(report: str) -> Part:
    """The lines of a report of mistakes, without its head."""
    head, *lines = report.splitlines()
    told = lines or [head]
    return Part(title=texts.MISTAKES, lines=tuple((line.removeprefix("• "), "") for line in told))


def users(settings: Settings, id_: ProfileId) -> tuple[str, ...]:
    """Who uses a profile: roles, tasks, characters, and the profiles that fall back to it."""
    roles = [NAMES[role] for role in ModelRole if id_ in settings.role_profiles(role)]
    tasks = [str(each.task).replace("_", " ") for each in settings.tasks if each.profile == id_]
    tiers = [texts.TIER.format(tier=tier) for tier in Tier if id_ in settings.tier_profiles(tier)]
    cast = [_name(each) for each in settings.characters if each.profile == id_]
    behind = [
        texts.FALLBACK_OF.format(profile=each.id)
        for each in settings.profiles
        if id_ in each.fallbacks
    ]
    return (*roles, *tasks, *tiers, *cast, *behind)


def _parts(proposal: Proposal) -> Iterator[Part]:
    after, before = proposal.after, proposal.before
    labels = {each.id: each.label for each in after.connections}
    yield Part(
        title=texts.CONNECTIONS,
        lines=tuple(
            (_called(each.label, before.connection(each.id)), _reached(each, proposal))
            for each in after.connections
            if each in proposal.connections or each.id in proposal.keys
        ),
    )
    yield Part(
        title=texts.PROFILES,
        lines=tuple(
            (
                _called(each.id, before.profile(each.id)),
                texts.ON.format(model=each.model, connection=_label(labels, each.connection)),
            )
            for each in proposal.profiles
        ),
    )
    yield Part(
        title=texts.ROLES,
        lines=tuple((NAMES[role], " › ".join(ids)) for role, ids in proposal.roles.items()),
    )
    yield Part(
        title=texts.TASKS,
        lines=tuple(
            (str(each.task).replace("_", " "), each.profile or texts.NO_PROFILE)
            for each in proposal.tasks
        ),
    )
    yield Part(
        title=texts.CHARACTERS,
        lines=tuple((_name(each), _chosen(each)) for each in proposal.characters),
    )
    yield Part(title=texts.NOTES, lines=tuple((note, "") for note in proposal.notes))


def _label(labels: dict[ConnectionId, str], id_: ConnectionId) -> str:
    return labels.get(id_, id_)


def _called(name: str, before: object) -> str:
    return texts.CHANGED.format(name=name) if before else name


def _reached(connection: Connection, proposal: Proposal) -> str:
    kept = where_kept(connection.key)
    key = texts.KEY_MOVES if connection.id in proposal.keys else kept
    return " · ".join(filter(None, (connection.base_url, key)))


def _name(setting: CharacterSetting) -> str:
    name = setting.name or setting.character
    return texts.NARRATOR.format(name=name) if setting.part is StoryPart.NARRATOR else name


def _chosen(setting: CharacterSetting) -> str:
    profile = setting.profile or texts.NO_PROFILE
    return profile if setting.may_fall_back else texts.ALONE.format(profile=profile)


def line_of(settings: Settings, id_: ProfileId) -> str:
    """A profile's line in the list."""
    profile = settings.profile(id_)
    connection = settings.connection(profile.connection) if profile else None
    label = connection.label if connection else ""
    return " · ".join(filter(None, (profile.model if profile else "", label)))


def connections_of(settings: Settings) -> Sequence[tuple[str, str]]:
    return [(each.id, each.label) for each in settings.connections]
