"""Which profiles a call may use, in which order and why, and with which values. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.domain.calls import CallValue, CallValues, ValueSource
from engine.domain.casting import CharacterSetting
from engine.domain.ids import ProfileId
from engine.domain.providers import ModelFacts, Profile
from engine.domain.tasks import Complexity, Task, TaskValues
from engine.domain.tiers import Tier, complexity_of
from engine.routing.requests import CallRequest, Escalation
from engine.settings import Settings

Wish = tuple[ProfileId, str, bool]
"""A profile, why it is used, and whether a request, rule or character named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One profile of a route. `named` says that a request, rule or character asked for it."""

    profile: Profile
    reason: str
    named: bool = False


def route(settings: Settings, request: CallRequest) -> tuple[Stop, ...]:
    """The profiles this call may use, in order, without repeats.

    Empty when no profile is set up for the call's model role.
    """
    if request.escalation:
        return _escalated(settings, request.escalation)
    model_role = settings.task_values(request.task).model_role
    cast = cast_for(settings, request)
    first = _first_choice(settings, request, cast)
    fallbacks = [
        (profile, f"fallback of {model_role}", False)
        for profile in settings.role_profiles(model_role)
    ]
    known = {profile.id: profile for profile in settings.profiles}
    stops = _without_repeats(known, _with_own_fallbacks(known, [*first, *fallbacks]))
    may_fall_back = request.may_fall_back and (cast is None or cast.may_fall_back)
    return stops if may_fall_back else stops[:1]


def cast_for(settings: Settings, request: CallRequest) -> CharacterSetting | None:
    """What the player chose for whoever speaks in this call, if anybody does."""
    if request.task not in (Task.CHARACTER_REPLY, Task.NARRATION):
        return None
    return settings.casting(request.adventure, request.character, request.character_name)


def _first_choice(
    settings: Settings, request: CallRequest, cast: CharacterSetting | None
) -> list[Wish]:
    model_role = settings.task_values(request.task).model_role
    of_role = settings.role_profiles(model_role)
    wishes = (
        (request.request_profile, "asked for in this request", True),
        (request.rule_profile, "named by the rule", True),
        (cast.profile if cast else None, "chosen for the character", True),
        (request.character_profile, "the character's own", True),
        (settings.task_profile(request.task), f"set for {request.task}", False),
        _of_tier(settings, request),
        (of_role[0] if of_role else None, f"the {model_role} model", False),
    )
    found = ((id_, why, named) for id_, why, named in wishes if id_ and settings.profile(id_))
    return [(id_, why, named) for id_, why, named in found][:1]


def complexity_for(settings: Settings, request: CallRequest) -> Complexity:
    """How complex the work is: as the player pinned it, the caller or the task says, or by words.

    The task table names it for work that its callers know.
    """
    pinned = settings.task_setting(request.task).complexity
    said = pinned or request.complexity or settings.task_values(request.task).complexity
    return said or complexity_of([message.text for message in request.messages])


def _of_tier(settings: Settings, request: CallRequest) -> tuple[ProfileId | None, str, bool]:
    """The first profile of the tier that the grid names for this work, if it has one."""
    if not any(settings.tiers.values()):
        return None, "", False
    complexity = complexity_for(settings, request)
    tier = settings.tier_for(request.task, complexity)
    return _first_of(settings, tier), f"{tier} tier, for {complexity} {request.task}", False


def _first_of(settings: Settings, tier: Tier) -> ProfileId | None:
    return next((id_ for id_ in settings.tier_profiles(tier) if settings.profile(id_)), None)


def _escalated(settings: Settings, escalation: Escalation) -> tuple[Stop, ...]:
    profile = settings.profile(escalation.profile)
    return (Stop(profile=profile, reason=escalation.why),) if profile else ()


def _with_own_fallbacks(
    known: Mapping[ProfileId, Profile], wishes: Iterable[Wish]
) -> Iterator[Wish]:
    """Each profile is followed by its own fallbacks, and those by theirs."""
    seen: set[ProfileId] = set()
    open_ = list(wishes)
    while open_:
        wish = open_.pop(0)
        yield wish
        profile = known.get(wish[0])
        if profile and profile.id not in seen:
            seen.add(profile.id)
            own = [(id_, f"fallback of {profile.id}", False) for id_ in profile.fallbacks]
            open_ = [*own, *open_]


def _without_repeats(
    known: Mapping[ProfileId, Profile], wishes: Iterable[Wish]
) -> tuple[Stop, ...]:
    stops: dict[ProfileId, Stop] = {}
    for id_, reason, named in wishes:
        profile = known.get(id_)
        if profile and id_ not in stops:
            stops[id_] = Stop(profile=profile, reason=reason, named=named)
    return tuple(stops.values())


def values(request: CallRequest, row: TaskValues, stop: Stop, facts: ModelFacts) -> CallValues:
    """The values this call sends to this stop's model, each with where it came from."""
    profile = stop.profile
    return CallValues(
        temperature=_value(
            request.request_values.temperature,
            request.rule_values.temperature,
            request.caller_values.temperature,
            profile.temperature if stop.named else None,
            row.temperature,
            profile.temperature,
        ),
        top_p=_value(
            request.request_values.top_p,
            request.rule_values.top_p,
            request.caller_values.top_p,
            profile.top_p if stop.named else None,
            None,
            profile.top_p,
        ),
        max_tokens=capped(
            _value(
                request.request_values.max_tokens,
                request.rule_values.max_tokens,
                request.caller_values.max_tokens,
                profile.max_tokens if stop.named else None,
                row.max_tokens,
                profile.max_tokens,
            ),
            (profile.max_tokens, "profile"),
            (facts.max_output, "model"),
        ),
    )


_SOURCES = (
    ValueSource.REQUEST,
    ValueSource.RULE,
    ValueSource.CALLER,
    ValueSource.NAMED_PROFILE,
    ValueSource.TASK_TABLE,
    ValueSource.ROLE_PROFILE,
)


def _value(*wishes: float | None) -> CallValue:
    for wish, source in zip(wishes, _SOURCES, strict=True):
        if wish is not None:
            return CallValue(value=wish, source=source)
    return CallValue(value=None, source=ValueSource.OMITTED)


def capped(value: CallValue, *caps: tuple[int | None, str]) -> CallValue:
    """The value, not above any of `caps`, each with its name."""
    for cap, name in caps:
        if cap is not None and value.value is not None and cap < value.value:
            value = CallValue(value=cap, source=value.source, capped=name)
    return value
