"""What the player's choices make of the settings. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, ModelFacts, Profile, Provider
from engine.domain.tasks import ModelRole
from engine.settings import Settings, with_profile

BUILT_IN: Final = "builtin"
"""The adapter that runs models itself."""


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
    settings: Settings, model_role: ModelRole, place: int, steps: int
) -> Settings:
    """The fallback at `place`, counted from 0, goes up or down; at an end it stays."""
    first, *fallbacks = settings.role_profiles(model_role)
    there = min(max(place + steps, 0), len(fallbacks) - 1)
    fallbacks.insert(there, fallbacks.pop(place))
    return _with_profiles(settings, model_role, (first, *fallbacks))


def without_fallback(settings: Settings, model_role: ModelRole, place: int) -> Settings:
    first, *fallbacks = settings.role_profiles(model_role)
    del fallbacks[place]
    return _with_profiles(settings, model_role, (first, *fallbacks))


def with_model(settings: Settings, profile: ProfileId, model: str) -> Settings:
    """`settings` in which a profile has another model, wherever it is used, and its own values."""
    used = settings.profile(profile)
    return with_profile(settings, replace(used, model=model)) if used else settings


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
