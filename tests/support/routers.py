"""A router over scripted adapters, with everything it books and every pause it makes."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from builders import TODAY

from engine.domain.calls import CallFinished, LedgerRow, Spent
from engine.domain.consent import refuse
from engine.domain.habits import ModelHabits
from engine.domain.ids import ConnectionId, ProfileId, ProviderId, SessionId
from engine.domain.providers import (
    FREE,
    Connection,
    Dialect,
    ModelFacts,
    Price,
    Profile,
    Provider,
)
from engine.domain.tasks import ModelRole
from engine.providers.base import Adapter, TextDelta
from engine.providers.scripted import Scripted
from engine.routing.price_table import PriceTable
from engine.routing.router import Router
from engine.settings import Settings, Waiting


def a_provider(name: str, price: Price | None = FREE, slots: int = 4) -> Provider:
    return Provider(
        id=ProviderId(name),
        label=name.title(),
        adapter="scripted",
        dialect=Dialect(slots=slots),
        models=(ModelFacts(model=f"{name}-model", price=price, max_output=900),),
    )


def a_profile(name: str, **values: object) -> Profile:
    return Profile(
        id=ProfileId(name),
        connection=ConnectionId(name),
        model=f"{name}-model",
        **values,  # type: ignore[arg-type]
    )


def some_settings(names: Sequence[str], **more: object) -> Settings:
    """Every model role uses the profiles called `names`, in that order."""
    roles = {model_role: tuple(ProfileId(name) for name in names) for model_role in ModelRole}
    body: dict[str, object] = {
        "connections": tuple(
            Connection(id=ConnectionId(name), provider=ProviderId(name), label=name.title())
            for name in names
        ),
        "profiles": tuple(a_profile(name) for name in names),
        "roles": roles,
    }
    return Settings(**{**body, **more})  # type: ignore[arg-type]


@dataclass
class ARouter:
    """`adapters` by name, in the order they are fallen back to."""

    adapters: Mapping[str, Adapter]
    prices: Mapping[str, Price | None] = field(default_factory=dict)
    settings: Settings | None = None
    slots: int = 4
    patience: Waiting = field(default_factory=Waiting)
    rows: list[LedgerRow] = field(default_factory=list)
    habits: dict[tuple[ConnectionId, str], ModelHabits] = field(default_factory=dict)
    pauses: list[float] = field(default_factory=list)
    jitter: float = 0.5
    spent_before: Decimal = Decimal(0)
    earlier_this_month: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        names = tuple(self.adapters)
        self.settings = self.settings or some_settings(names, waiting=self.patience)
        self.router = Router(
            settings=lambda: self.settings,
            connections=self,
            ledger=self,
            habits=self,
            prices=PriceTable(),
            now=lambda: TODAY,
            pause=self._pause,
            jitter=lambda: self.jitter,
        )

    async def adapter(self, profile: Profile) -> Adapter:
        return self.adapters[profile.connection]

    def provider(self, profile: Profile) -> Provider:
        name = profile.connection
        return a_provider(name, self.prices.get(name, FREE), self.slots)

    def facts(self, profile: Profile) -> ModelFacts:
        return self.provider(profile).facts_of(profile.model)

    def slots_of(self, profile: Profile) -> int:
        return self.slots

    async def meet(self, profiles: Iterable[Profile]) -> None:
        """All is known of scripted models."""

    def waiting(self, profile: Profile) -> Waiting:
        return self.settings.waiting

    async def load(self) -> Mapping[tuple[ConnectionId, str], ModelHabits]:
        return dict(self.habits)

    async def keep(self, connection: ConnectionId, model: str, habits: ModelHabits) -> None:
        self.habits[connection, model] = habits

    async def forget(self, connection: ConnectionId) -> None:
        self.habits = {key: value for key, value in self.habits.items() if key[0] != connection}

    async def book(self, row: LedgerRow) -> None:
        self.rows.append(row)

    async def spent(self, today: date, session: SessionId | None, turn: int | None) -> Spent:
        def booked(*rows: LedgerRow) -> Decimal:
            return sum((row.cost.amount or Decimal(0) for row in rows), start=self.spent_before)

        cost, played = booked(*self.rows), [row for row in self.rows if row.session == session]
        return Spent(
            today=cost,
            month=cost + self.earlier_this_month,
            session=booked(*played) if session else Decimal(0),
            turn=booked(*(row for row in played if row.turn == turn)) if session else Decimal(0),
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def outputs(self, request, ask=refuse):
        async with aclosing(self.router.stream(request, ask)) as stream:
            return [output async for output in stream]

    async def text(self, request, ask=refuse):
        outputs = await self.outputs(request, ask)
        assert isinstance(outputs[-1], CallFinished)
        return "".join(output.text for output in outputs if isinstance(output, TextDelta))


def says(*replies: object, **more: object) -> Scripted:
    return Scripted(replies, **more)  # type: ignore[arg-type]


def dollars(input_price: str, output_price: str) -> Price:
    return Price(input=Decimal(input_price), output=Decimal(output_price))
