"""What a player typed of a profile, made a profile or told why not. Pure."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.texts import profiles as texts
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Profile
from engine.settings import Settings, with_profile

EXAMPLE = '{"seed": 7}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """The texts of the form's fields."""

    id: str
    connection: str
    model: str
    temperature: str
    top_p: str
    max_tokens: str
    context_window: str
    fallbacks: str
    extra: str


def entered_of(profile: Profile) -> Entered:
    """The texts that stand for `profile`."""
    return Entered(
        id=profile.id,
        connection=profile.connection,
        model=profile.model,
        temperature=_text(profile.temperature),
        top_p=_text(profile.top_p),
        max_tokens=_text(profile.max_tokens),
        context_window=_text(profile.context_window),
        fallbacks=", ".join(profile.fallbacks),
        extra=_json(profile.extra_params),
    )


def problems(entered: Entered, before: Profile, others: Sequence[Profile]) -> tuple[str, ...]:
    """Why this cannot be a profile; `others` are the profiles besides it."""
    return tuple(_problems(entered, before, others))


def profile_of(entered: Entered, before: Profile) -> Profile:
    """`before` as it was entered, which has no problems."""
    return replace(
        before,
        id=ProfileId(entered.id.strip()),
        connection=ConnectionId(entered.connection),
        model=entered.model.strip(),
        temperature=_number(entered.temperature),
        top_p=_number(entered.top_p),
        max_tokens=_whole(entered.max_tokens),
        context_window=_whole(entered.context_window),
        fallbacks=tuple(map(ProfileId, _names(entered.fallbacks))),
        extra_params=json.loads(entered.extra.strip() or "{}"),
    )


def renamed(settings: Settings, old: ProfileId, profile: Profile) -> Settings:
    """`settings` with `profile` in the place of the one called `old`, wherever that is used."""
    new = profile.id
    if new == old:
        return with_profile(settings, profile)

    def there(ids: Sequence[ProfileId]) -> tuple[ProfileId, ...]:
        return tuple(new if each == old else each for each in ids)

    return replace(
        settings,
        profiles=tuple(
            profile if each.id == old else replace(each, fallbacks=there(each.fallbacks))
            for each in settings.profiles
        ),
        roles={role: there(ids) for role, ids in settings.roles.items()},
        tasks=tuple(
            replace(each, profile=new) if each.profile == old else each for each in settings.tasks
        ),
        tiers={tier: there(ids) for tier, ids in settings.tiers.items()},
        presets=tuple(
            replace(
                each,
                roles={role: there(ids) for role, ids in each.roles.items()},
                tiers={tier: there(ids) for tier, ids in each.tiers.items()},
                tasks=tuple(
                    replace(task, profile=new) if task.profile == old else task
                    for task in each.tasks
                ),
            )
            for each in settings.presets
        ),
        characters=tuple(
            replace(each, profile=new) if each.profile == old else each
            for each in settings.characters
        ),
        approved=there(settings.approved),
    )


def with_copy(settings: Settings, profile: Profile) -> Settings:
    """`settings` with one more profile like this, under the id that is free."""
    return with_profile(settings, replace(profile, id=free_id(settings, profile.id)))


def free_id(settings: Settings, wanted: str) -> ProfileId:
    """`wanted`, with a number where there is one of that name."""
    taken = {each.id for each in settings.profiles}
    names = (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
    return next(ProfileId(name) for name in names if name not in taken)


def _problems(entered: Entered, before: Profile, others: Sequence[Profile]) -> Iterator[str]:
    id_ = entered.id.strip()
    if not id_:
        yield texts.ID_EMPTY
    if id_ in [each.id for each in others]:
        yield texts.ID_TAKEN.format(id=id_)
    if not entered.model.strip():
        yield texts.MODEL_EMPTY
    for field, text, high in (
        (texts.TEMPERATURE, entered.temperature, 2),
        (texts.TOP_P, entered.top_p, 1),
    ):
        value = _number(text)
        if text.strip() and (value is None or not 0 <= value <= high):
            yield texts.NOT_BETWEEN.format(field=field, low=0, high=high)
    for field, text in (
        (texts.MAX_TOKENS, entered.max_tokens),
        (texts.CONTEXT_WINDOW, entered.context_window),
    ):
        if text.strip() and not (_whole(text) or 0) > 0:
            yield texts.NOT_WHOLE.format(field=field)
    yield from _missing(entered, before, others)
    if not _is_object(entered.extra):
        yield texts.NOT_JSON.format(example=EXAMPLE)


def _missing(entered: Entered, before: Profile, others: Sequence[Profile]) -> Iterator[str]:
    ways = {each.id: each.fallbacks for each in others}
    for name in _names(entered.fallbacks):
        if name in (before.id, entered.id.strip()):
            yield texts.OWN_FALLBACK
        elif name not in ways:
            yield texts.NOT_THERE.format(id=name)
        elif way := _way(ways, ProfileId(name), before.id):
            yield texts.IN_A_CIRCLE.format(way=" → ".join((before.id, *way)), id=name)


def _way(
    ways: Mapping[ProfileId, Sequence[ProfileId]], start: ProfileId, end: ProfileId
) -> tuple[ProfileId, ...]:
    """The shortest way that falls back from `start` to `end`; () where there is none."""
    reached = {start}
    front: list[tuple[ProfileId, ...]] = [(start,)]
    while front:
        way = front.pop(0)
        for each in ways.get(way[-1], ()):
            if each == end:
                return (*way, end)
            if each not in reached:
                reached.add(each)
                front.append((*way, each))
    return ()


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _whole(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() else None


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text.strip() or "{}"), dict)
    except (ValueError, RecursionError):
        return False


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) if value else ""
