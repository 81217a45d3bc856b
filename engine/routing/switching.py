"""Pointing all three model roles at one connection's models. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.domain.ids import ProfileId
from engine.domain.providers import Connection, ModelFacts, Profile
from engine.domain.tasks import ModelRole
from engine.settings import Settings, with_profile


def proposed_models(
    proposed: Mapping[ModelRole, str], offered: Sequence[ModelFacts]
) -> dict[ModelRole, str]:
    """A model for each role: the provider's proposal, else the first model it offers.

    Empty when there is neither. A proposal that is not offered is not taken.
    """
    names = [facts.model for facts in offered]
    first = names[0] if names else None
    wanted = {role: proposed.get(role) for role in ModelRole}
    chosen = {
        role: model if model and (not names or model in names) else first
        for role, model in wanted.items()
    }
    return {role: model for role, model in chosen.items() if model}


def pointed_at(
    settings: Settings, connection: Connection, models: Mapping[ModelRole, str]
) -> Settings:
    """`settings` with each role's first profile on `connection`.

    A profile that is there already for that model is used again, with the values the player gave
    it; what a role used before stays as its fallbacks.
    """
    for role, model in models.items():
        profile = profile_for(settings, connection, model)
        settings = with_profile(settings, profile)
        others = tuple(id_ for id_ in settings.role_profiles(role) if id_ != profile.id)
        settings = replace(settings, roles={**settings.roles, role: (profile.id, *others)})
    return settings


def profile_for(settings: Settings, connection: Connection, model: str) -> Profile:
    """The first profile for this model, else a new one without values of its own."""
    for profile in settings.profiles:
        if (profile.connection, profile.model) == (connection.id, model):
            return profile
    taken = {each.id for each in settings.profiles}
    first = f"{connection.id}:{model}"
    # A profile may have been given another model than the one it is called after.
    names = (first, *(f"{first}:{number}" for number in range(2, 1000)))
    id_ = next(ProfileId(name) for name in names if name not in taken)
    return Profile(id=id_, connection=connection.id, model=model)
