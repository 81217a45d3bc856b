"""What the player's choices make of the settings. Pure."""

from dataclasses import replace

from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection, ModelFacts, Profile, Provider
from engine.domain.tasks import ModelRole
from engine.settings import Settings, with_profile


def with_role(
    settings: Settings, model_role: ModelRole, connection: ConnectionId, model: str
) -> Settings:
    """`settings` in which a model role uses that model first; its fallbacks stay as they are."""
    profile = _profile_for(settings, connection, model)
    fallbacks = [id_ for id_ in settings.role_profiles(model_role)[1:] if id_ != profile.id]
    roles = {**settings.roles, model_role: (profile.id, *fallbacks)}
    return replace(with_profile(settings, profile), roles=roles)


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


def proposed_model(
    provider: Provider, model_role: ModelRole, models: tuple[ModelFacts, ...]
) -> str:
    """The model to begin with: the provider's own proposal, else the first one there is."""
    known = [facts.model for facts in models or provider.models]
    return provider.proposed.get(model_role) or (known[0] if known else "")


def _profile_for(settings: Settings, connection: ConnectionId, model: str) -> Profile:
    """The profile for this model that there is, else a new one."""
    for profile in settings.profiles:
        if (profile.connection, profile.model) == (connection, model):
            return profile
    return Profile(id=ProfileId(f"{connection}:{model}"), connection=connection, model=model)
