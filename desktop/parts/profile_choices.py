"""The LLM profiles as choices, each with its price beside main's."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.parts.figures import price_text
from desktop.texts import comparing as texts
from engine.app import Engine
from engine.domain.ids import ProfileId
from engine.domain.providers import Price, Profile
from engine.domain.tasks import ModelRole
from engine.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChoice:
    """`name` says the profile with its model, `where` both but the model; `price` what it costs."""

    id: ProfileId
    model: str
    name: str
    where: str
    price: str


async def profile_choices(engine: Engine) -> tuple[ProfileChoice, ...]:
    """All profiles of the settings; those of the main role first, in their order."""
    settings, prices = engine.settings, await engine.profiles.prices()
    of_main = settings.role_profiles(ModelRole.MAIN)
    main = of_main[0] if of_main else None
    ordered = sorted(settings.profiles, key=lambda profile: _place(profile.id, of_main))
    return tuple(
        ProfileChoice(
            id=each.id,
            model=each.model,
            name=profile_name(settings, each),
            where=_where(settings, each),
            price=_beside(prices[each.id], prices.get(main) if main else None, is_=each.id == main),
        )
        for each in ordered
    )


def profile_name(settings: Settings, profile: Profile) -> str:
    words = texts.ON if profile.id == profile.model else texts.PROFILE_ON
    return words.format(
        profile=profile.id, model=profile.model, connection=_connection(settings, profile)
    )


def _where(settings: Settings, profile: Profile) -> str:
    label = _connection(settings, profile)
    return label if profile.id == profile.model else f"{profile.id} · {label}"


def _connection(settings: Settings, profile: Profile) -> str:
    connection = settings.connection(profile.connection)
    return connection.label if connection else profile.connection


def _place(profile: ProfileId, first: Sequence[ProfileId]) -> int:
    return first.index(profile) if profile in first else len(first)


def _beside(price: Price | None, main: Price | None, *, is_: bool) -> str:
    """What it costs, and how that compares."""
    said = price_text(price) if price else texts.PRICE_NOT_KNOWN
    if is_:
        return f"{said} · {texts.MAINS}"
    if price is None or main is None or _sum(price) == _sum(main):
        return said
    return f"{said} · {texts.DEARER if _sum(price) > _sum(main) else texts.CHEAPER}"


def _sum(price: Price) -> float:
    return float(price.input + price.output)
