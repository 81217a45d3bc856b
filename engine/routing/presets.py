"""Who does what under a preset: assignments made from what the connections offer. Pure."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, assert_never

from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.presets import OfferedModel, PresetLine, PresetName
from engine.domain.providers import Price, Profile
from engine.domain.tasks import ModelRole
from engine.domain.tiers import Tier
from engine.errors import SettingsError
from engine.routing.switching import profile_for
from engine.settings import SavedPreset, Settings, with_profile

_DOLLARS: Final = {Tier.SMALL: Decimal(1), Tier.MEDIUM: Decimal(8), Tier.LARGE: Decimal(12)}
"""Below so many for a million tokens in and a million out, a model is of this tier."""
_BILLIONS: Final = {Tier.SMALL: 13, Tier.MEDIUM: 35, Tier.LARGE: 100}
"""Below so many parameters."""
_PARAMETERS: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])", re.IGNORECASE)

Pick = tuple[OfferedModel, str]
"""A model, and why it is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetProposal:
    """What the settings become with the preset `name`, and what that changes."""

    name: str
    before: Settings
    after: Settings
    lines: tuple[PresetLine, ...]


def preset(name: PresetName, settings: Settings, offered: Sequence[OfferedModel]) -> PresetProposal:
    """What `name` makes of what is offered. Raise `SettingsError` when nothing fits it."""
    models = [each for each in offered if each.is_local or name is not PresetName.ALL_LOCAL]
    if not models:
        raise SettingsError(_nothing_for(name))
    picks = {role: _pick(name, role, models) for role in ModelRole}
    tiers = _tiers(models) if name is PresetName.BALANCED else {}
    after, used = replace(settings, tiers={}), {}
    for role, (offer, _) in picks.items():
        after, used[role] = _with_profile_of(after, offer)
    for tier, (offer, _) in tiers.items():
        after, id_ = _with_profile_of(after, offer)
        after = replace(after, tiers={**after.tiers, tier: (id_,)})
    if name is PresetName.ALL_LOCAL:
        after = _only_at(after, {each.connection.id for each in models})
    roles = {role: (used[role], *_others(after, role, used[role])) for role in ModelRole}
    after = replace(after, roles=roles)
    reasons = {str(key): why for key, (_, why) in (*picks.items(), *tiers.items())}
    return PresetProposal(
        name=name, before=settings, after=after, lines=_lines(settings, after, reasons)
    )


def saved(settings: Settings, name: str) -> SavedPreset:
    """The assignments as they are, under a name."""
    return SavedPreset(
        name=name,
        roles=settings.roles,
        tiers=settings.tiers,
        grid=settings.grid,
        tasks=settings.tasks,
    )


def restored(settings: Settings, kept: SavedPreset) -> PresetProposal:
    """What the settings become with assignments kept before; profiles gone since are left out."""
    tasks = (
        replace(each, profile=each.profile if _is_there(settings, each.profile) else None)
        for each in kept.tasks
    )
    after = replace(
        settings,
        roles={role: _there(settings, kept.roles.get(role, ())) for role in ModelRole},
        tiers={tier: _there(settings, ids) for tier, ids in kept.tiers.items()},
        grid=kept.grid,
        tasks=tuple(tasks),
    )
    if not all(after.roles.values()):
        raise SettingsError(
            f"The models of “{kept.name}” are not set up any more. Save the preset anew."
        )
    return PresetProposal(
        name=kept.name, before=settings, after=after, lines=_lines(settings, after, {})
    )


def tier_of(offer: OfferedModel) -> Tier:
    """How strong a model is: as its tags say, else by what it costs, else by its size."""
    for tier in Tier:
        if tier in offer.facts.tags:
            return tier
    if offer.price and not offer.price.is_free:
        return _below(_DOLLARS, _cost(offer.price))
    size = _PARAMETERS.search(offer.model)
    if size is None:
        return Tier.MEDIUM
    return _below(_BILLIONS, float(size[1]) / (1 if size[2].lower() == "b" else 1000))


def _pick(name: PresetName, role: ModelRole, models: Sequence[OfferedModel]) -> Pick:
    """Whoever judges must be able to; others write all the better for it."""
    able = [each for each in models if each.can_judge]
    doubt = "" if able else "nobody here is known to judge; cues do it where there are any"
    choice, why = _chosen(name, role, able or models)
    return choice, doubt if doubt and role is ModelRole.COT else why


def _chosen(name: PresetName, role: ModelRole, models: Sequence[OfferedModel]) -> Pick:
    strongest = max(models, key=_strength)
    cheapest = min(models, key=_cheapness)
    judge = max(models, key=lambda each: (_share(each), *_strength(each)))
    match name:
        case PresetName.ALL_LOCAL:
            return (judge if role is ModelRole.COT else strongest), "the strongest on this computer"
        case PresetName.CHEAP:
            return cheapest, "costs least of those that can judge"
        case PresetName.BALANCED if role is ModelRole.MAIN:
            return min(models, key=_from_middle), "writes well and costs less than the strongest"
        case PresetName.BALANCED:
            return min(models, key=_cheapness), "costs least of those that can judge"
        case PresetName.BEST if role is ModelRole.COT:
            return judge, "judges best, as far as that was checked"
        case PresetName.BEST:
            return strongest, "the strongest that is offered"
        case _:
            assert_never(name)


def _tiers(models: Sequence[OfferedModel]) -> dict[Tier, Pick]:
    """The cheapest of each tier that can judge, so that it may do any task."""
    able = [each for each in models if each.can_judge]
    of_tier = {tier: [each for each in able if tier_of(each) is tier] for tier in Tier}
    return {
        tier: (min(each, key=_cheapness), f"costs least of the {tier} ones")
        for tier, each in of_tier.items()
        if each
    }


def _strength(offer: OfferedModel) -> tuple[int, bool, Decimal]:
    price = _cost(offer.price) if offer.price else Decimal(0)
    return list(Tier).index(tier_of(offer)), "roleplay" in offer.facts.tags, price


def _cheapness(offer: OfferedModel) -> tuple[bool, Decimal, int]:
    """Unknown prices last; of two that cost the same the stronger."""
    price = _cost(offer.price) if offer.price else Decimal(0)
    return offer.price is None, price, -list(Tier).index(tier_of(offer))


def _from_middle(offer: OfferedModel) -> tuple[int, bool, bool, Decimal]:
    """Medium best, then what is next to it; made for role-play and known in price before others."""
    away = abs(list(Tier).index(tier_of(offer)) - list(Tier).index(Tier.MEDIUM))
    unknown, price, _ = _cheapness(offer)
    return away, "roleplay" not in offer.facts.tags, unknown, price


def _share(offer: OfferedModel) -> float:
    return offer.check.share if offer.check and offer.check.is_telling else 0.5


def _cost(price: Price) -> Decimal:
    return price.input + price.output


def _below(limits: Mapping[Tier, Decimal] | Mapping[Tier, int], size: Decimal | float) -> Tier:
    return next((tier for tier, limit in limits.items() if size < limit), Tier.PREMIUM)


def _with_profile_of(settings: Settings, offer: OfferedModel) -> tuple[Settings, ProfileId]:
    profile = profile_for(settings, offer.connection, offer.model)
    return with_profile(settings, profile), profile.id


def _others(settings: Settings, role: ModelRole, first: ProfileId) -> tuple[ProfileId, ...]:
    """What the role used before, as its fallbacks."""
    return tuple(id_ for id_ in settings.role_profiles(role) if id_ != first)


def _only_at(settings: Settings, connections: Container[ConnectionId]) -> Settings:
    """Without any use of profiles that are elsewhere; these stay set up."""
    there = {each.id for each in settings.profiles if each.connection in connections}
    return replace(
        settings,
        roles={
            role: tuple(id_ for id_ in settings.role_profiles(role) if id_ in there)
            for role in ModelRole
        },
        tasks=tuple(
            replace(each, profile=each.profile if each.profile in there else None)
            for each in settings.tasks
        ),
        characters=tuple(
            replace(each, profile=each.profile if each.profile in there else None)
            for each in settings.characters
        ),
    )


def _is_there(settings: Settings, id_: ProfileId | None) -> bool:
    return id_ is not None and settings.profile(id_) is not None


def _there(settings: Settings, ids: Iterable[ProfileId]) -> tuple[ProfileId, ...]:
    return tuple(id_ for id_ in ids if _is_there(settings, id_))


def _lines(before: Settings, after: Settings, reasons: Mapping[str, str]) -> tuple[PresetLine, ...]:
    """One for each role, and for each tier that is or was used."""
    roles = [
        (str(role), before.role_profiles(role), after.role_profiles(role)) for role in ModelRole
    ]
    tiers = [(f"{tier}", before.tier_profiles(tier), after.tier_profiles(tier)) for tier in Tier]
    return tuple(
        PresetLine(
            what=what,
            before=_model(before, was),
            after=_model(after, now),
            reason=reasons.get(what, ""),
        )
        for what, was, now in (*roles, *(each for each in tiers if each[1] or each[2]))
    )


def _model(settings: Settings, ids: Sequence[ProfileId]) -> str:
    """The model of the first profile, and its connection."""
    found: Profile | None = next((each for each in map(settings.profile, ids) if each), None)
    if found is None:
        return ""
    connection = settings.connection(found.connection)
    return f"{found.model} · {connection.label if connection else found.connection}"


def _nothing_for(name: PresetName) -> str:
    if name is PresetName.ALL_LOCAL:
        return "No model on this computer is set up. Add one under Built in, or find local servers."
    return "No connection offers a model yet. Add one in Models & connections."
