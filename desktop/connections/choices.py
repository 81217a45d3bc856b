"""What the player's choices make of the settings. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, ModelFacts, Profile, Provider
from engine.domain.tasks import ModelRole, Task
from engine.settings import Settings, with_connection, with_profile, with_task

BUILT_IN: Final = "builtin"
"""The adapter that runs models itself."""


def with_changed(
    settings: Settings, connection: ConnectionId, change: Callable[[Connection], Connection]
) -> Settings:
    """`settings` with a connection changed, if it is still there."""
    there = settings.connection(connection)
    return with_connection(settings, change(there)) if there else settings


def with_role(
    settings: Settings, model_role: ModelRole, connection: ConnectionId, model: str
) -> Settings:
    """`settings` in which a model role uses that model first; its fallbacks stay as they are."""
    profile = _profile_for(settings, connection, model)
    fallbacks = [id_ for id_ in settings.role_profiles(model_role)[1:] if id_ != profile.id]
    return _with_profiles(with_profile(settings, profile), model_role, (profile.id, *fallbacks))


def with_roles(
    settings: Settings, connection: ConnectionId, models: Mapping[ModelRole, str]
) -> Settings:
    """`settings` in which each role uses its model of one connection first.

    What a role used before stays as its first fallback.
    """
    for model_role, model in models.items():
        profile = _profile_for(settings, connection, model)
        others = [id_ for id_ in settings.role_profiles(model_role) if id_ != profile.id]
        settings = with_profile(settings, profile)
        settings = _with_profiles(settings, model_role, (profile.id, *others))
    return settings


def with_fallback(
    settings: Settings, model_role: ModelRole, connection: ConnectionId, model: str
) -> Settings:
    """`settings` in which a model role falls back to that model last."""
    profile = _profile_for(settings, connection, model)
    others = [id_ for id_ in settings.role_profiles(model_role) if id_ != profile.id]
    return _with_profiles(with_profile(settings, profile), model_role, (*others, profile.id))


def with_fallback_moved(
    settings: Settings, model_role: ModelRole, profile: ProfileId, steps: int
) -> Settings:
    """`settings` in which a role's fallback is so many places further down."""
    used = settings.role_profiles(model_role)
    return _with_profiles(settings, model_role, (*used[:1], *moved(used[1:], profile, steps)))


def without_fallback(settings: Settings, model_role: ModelRole, profile: ProfileId) -> Settings:
    used = settings.role_profiles(model_role)
    kept = (id_ for id_ in used[1:] if id_ != profile)
    return _with_profiles(settings, model_role, (*used[:1], *kept))


def moved(profiles: Sequence[ProfileId], profile: ProfileId, steps: int) -> tuple[ProfileId, ...]:
    """With one of them so many places further down; at an end it stays."""
    if profile not in profiles:
        return tuple(profiles)
    order = [id_ for id_ in profiles if id_ != profile]
    order.insert(max(profiles.index(profile) + steps, 0), profile)
    return tuple(order)


def with_model(settings: Settings, profile: ProfileId, model: str) -> Settings:
    """`settings` in which a profile has another model, wherever it is used, and its own values."""
    used = settings.profile(profile)
    return with_profile(settings, replace(used, model=model)) if used else settings


def with_task_values(settings: Settings, task: Task, values: Mapping[str, object]) -> Settings:
    """`settings` in which a task has these values; what is not named stays."""
    setting = replace(settings.task_setting(task), **values)  # type: ignore[arg-type]
    return with_task(settings, setting)


def new_connection(settings: Settings, provider: Provider, base_url: str) -> Connection:
    """A connection to `provider` under an id that is free. "" stands for the provider's address."""
    taken = {each.id for each in settings.connections}
    names = [str(provider.id), *(f"{provider.id}-{number}" for number in range(2, 1000))]
    id_ = next(name for name in names if name not in taken)
    number = id_.removeprefix(str(provider.id)).removeprefix("-")
    return Connection(
        id=ConnectionId(id_),
        provider=provider.id,
        label=f"{provider.label} {number}".strip(),
        base_url="" if base_url.strip() == provider.base_url else base_url.strip(),
    )


def proposed_model(provider: Provider, model_role: ModelRole, models: Sequence[ModelFacts]) -> str:
    """The model to begin with: the provider's own proposal if it is offered, else the first."""
    names = [facts.model for facts in models or provider.models]
    proposal = provider.proposed.get(model_role, "")
    if proposal and (not models or proposal in names):
        return proposal
    return names[0] if names else ""


def roles_using(settings: Settings, connection: ConnectionId) -> tuple[ModelRole, ...]:
    """The model roles that use a connection first or fall back to it."""
    own = {each.id for each in settings.profiles if each.connection == connection}
    return tuple(role for role in ModelRole if own & set(settings.role_profiles(role)))


def built_in_connection(
    settings: Settings, providers: Mapping[ProviderId, Provider]
) -> Connection | None:
    """The connection to what runs models itself: the player's, else a new one."""
    own = {each.id: each for each in providers.values() if each.adapter == BUILT_IN}
    there = (each for each in settings.connections if each.provider in own)
    new = (new_connection(settings, each, "") for each in own.values())
    return next(there, next(new, None))


def roles_of_model(
    settings: Settings, connection: ConnectionId, model: str
) -> tuple[ModelRole, ...]:
    """The model roles that use a model first."""
    own = {e.id for e in settings.profiles if (e.connection, e.model) == (connection, model)}
    return tuple(role for role in ModelRole if own & set(settings.role_profiles(role)[:1]))


def with_built_in(
    settings: Settings,
    providers: Mapping[ProviderId, Provider],
    model: str,
    roles: Sequence[ModelRole],
) -> Settings:
    """`settings` in which these roles use a model of this computer first."""
    link = built_in_connection(settings, providers)
    if link is None:
        return settings
    settings = with_connection(settings, link)
    for role in roles:
        settings = with_role(settings, role, link.id, model)
    return settings


def _with_profiles(
    settings: Settings, model_role: ModelRole, profiles: Sequence[ProfileId]
) -> Settings:
    return replace(settings, roles={**settings.roles, model_role: tuple(profiles)})


def _profile_for(settings: Settings, connection: ConnectionId, model: str) -> Profile:
    """The profile for this model that there is, else a new one."""
    for profile in settings.profiles:
        if (profile.connection, profile.model) == (connection, model):
            return profile
    taken = {each.id for each in settings.profiles}
    names = [f"{connection}:{model}", *(f"{connection}:{model}:{n}" for n in range(2, 1000))]
    id_ = next(ProfileId(name) for name in names if name not in taken)
    return Profile(id=id_, connection=connection, model=model)
