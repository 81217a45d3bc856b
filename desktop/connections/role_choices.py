"""The three roles on the page: which model each uses, what it falls back to, and trying it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import (
    with_fallback,
    with_fallback_moved,
    with_model,
    with_role,
    without_fallback,
)
from desktop.connections.model_choosing import ModelChoosing
from desktop.connections.offered import Offered
from desktop.connections.role_card import RoleCard
from desktop.connections.role_lines import (
    RoleView,
    facts_text,
    fallback_lines,
    gone_text,
    judge_warning,
    own_text,
)
from desktop.parts.abilities import model_name
from desktop.parts.figures import number_text, tokens_per_second
from desktop.parts.model_roles import NAMES
from desktop.parts.telling import Telling
from desktop.texts import connections as texts
from desktop.texts import figures as figure_texts
from engine.app import Engine, RoleModel
from engine.domain.calls import LastCall, LedgerRow, Outcome
from engine.domain.ids import ProfileId
from engine.domain.providers import Price
from engine.domain.tasks import ModelRole
from engine.errors import EngineError, ProviderError
from engine.settings import SettingsChange

Cards = Mapping[ModelRole, RoleCard]


class RoleChoices(QObject):
    changed = Signal()
    """A role uses other models."""
    tried = Signal()
    """A trial call is in the ledger."""

    def __init__(
        self,
        cards: Cards,
        engine: Engine,
        offered: Offered,
        choosing: ModelChoosing,
        telling: Telling,
        *,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._cards = cards
        self._engine = engine
        self._offered = offered
        self._choosing = choosing
        self._telling = telling
        self._calls: Sequence[LastCall] = ()
        self._prices: Mapping[ProfileId, Price | None] = {}
        self._asks_first: dict[ModelRole, frozenset[ProfileId]] = {}
        self._cheaper: dict[ModelRole, frozenset[ProfileId]] = {}
        self._trials: dict[ModelRole, asyncio.Task[None]] = {}
        for role, card in cards.items():
            self._connect(role, card)

    def show(self) -> None:
        found = {each.model_role: each for each in self._engine.connections.role_models()}
        for model_role, card in self._cards.items():
            role = found.get(model_role)
            card.show_role(self._view(role) if role else RoleView())

    async def learn(self, calls: Sequence[LastCall]) -> None:
        """Show what the ledger and the prices say. `calls` has the latest first."""
        self._calls = calls
        await self._offered.learn()
        self._prices = await self._engine.profiles.prices()
        for role in self._engine.connections.role_models():
            self._asks_first[role.model_role] = await self._engine.connections.asks_first(role)
            self._cheaper[role.model_role] = await self._engine.connections.cheaper(role)
        self.show()

    def _view(self, role: RoleModel) -> RoleView:
        facts, state = self._offered.facts(role), self._offered.state(role.connection)
        listed = facts.price or self._prices.get(role.profile.id)
        gone = self._engine.offers.gone(role.profile)
        rung = self._offered.rung(role.connection.id, role.profile.model)
        return RoleView(
            profile=role.profile.id,
            model=model_name(role.facts),
            connection=role.connection.label,
            facts=facts_text(
                replace(facts, price=listed),
                self._last_call(role),
                None if role.model_role is ModelRole.MAIN else rung,
            ),
            warning=self._warning(role),
            gone=gone_text(gone),
            nearest=gone.nearest if gone else "",
            fallbacks=fallback_lines(
                role,
                self._engine.settings.connections,
                self._engine.offers.facts,
                self._engine.offers.gone,
                asks_first=self._asks_first.get(role.model_role, ()),
                cheaper=self._cheaper.get(role.model_role, ()),
            ),
            own=own_text(role, self._engine.settings.profiles, self._engine.offers.facts),
            mark=state.mark,
            state=state.sentence,
        )

    def _warning(self, role: RoleModel) -> str:
        """Said of a judge that nobody has checked; what a check found stands beside its button."""
        check = self._engine.model_checks.of(role.connection.id, role.profile.model)
        is_judge = role.model_role is ModelRole.COT
        return judge_warning(role.facts) if is_judge and check is None else ""

    def _connect(self, role: ModelRole, card: RoleCard) -> None:
        card.change_requested.connect(lambda: self._choose(role, card))
        card.fallback_requested.connect(lambda: self._choose_fallback(role, card))
        card.fallbacks.moved.connect(
            lambda id_, by: self._start(
                partial(with_fallback_moved, model_role=role, profile=id_, steps=by)
            )
        )
        card.fallbacks.removed.connect(
            lambda id_: self._start(partial(without_fallback, model_role=role, profile=id_))
        )
        card.nearest_taken.connect(self._take_nearest)
        card.fallbacks.taken.connect(self._take_nearest)
        card.test_requested.connect(lambda id_: self._begin_trial(role, ProfileId(id_)))
        card.test.cancelled.connect(lambda: self._end_trial(role))

    def _choose(self, role: ModelRole, card: RoleCard) -> None:
        used = self._used(role)
        self._choosing.open(
            card.change,
            texts.MODEL_FOR.format(role=NAMES[role]),
            lambda id_, model: self._start(
                partial(with_role, model_role=role, connection=id_, model=model)
            ),
            used=used.profile.model if used else "",
            first=used.connection.id if used else None,
        )

    def _choose_fallback(self, role: ModelRole, card: RoleCard) -> None:
        self._choosing.open(
            card.add_fallback,
            texts.FALLBACK_FOR.format(role=NAMES[role]),
            lambda id_, model: self._start(
                partial(with_fallback, model_role=role, connection=id_, model=model)
            ),
        )

    def _take_nearest(self, profile: str, model: str) -> None:
        self._start(partial(with_model, profile=ProfileId(profile), model=model))

    def _start(self, change: SettingsChange) -> None:
        self._telling.start(self._change, change)

    async def _change(self, change: SettingsChange) -> None:
        await self._engine.change_settings(change)
        self.changed.emit()

    def _begin_trial(self, role: ModelRole, profile: ProfileId) -> None:
        self._trials[role] = self._telling.start(self._try, self._cards[role], profile)

    def _end_trial(self, role: ModelRole) -> None:
        self._trials[role].cancel()

    async def _try(self, card: RoleCard, profile: ProfileId) -> None:
        """Let the model write a sentence into its card, and say how fast it was."""
        card.test.set_busy(True)
        card.show_result("")
        try:
            await self._write_trial(card, profile)
        except EngineError as error:
            card.show_result(str(error), "bad")
            self._note(profile, provider_error(error))
        finally:
            card.test.set_busy(False)
            self.tried.emit()

    async def _write_trial(self, card: RoleCard, profile: ProfileId) -> None:
        text = ""
        async with aclosing(self._engine.connections.try_model(profile)) as parts:
            async for part in parts:
                match part:
                    case str():
                        text += part
                        card.show_result(texts.QUOTED.format(text=text.strip()))
                    case LedgerRow():
                        self._offered.note(part.connection, None)
                        _show_end(card, texts.QUOTED.format(text=text.strip()), part)

    def _note(self, profile: ProfileId, error: ProviderError | None) -> None:
        """A refusal that is the connection's own shows in its dot."""
        used = self._engine.settings.profile(profile)
        if used is not None and error is not None:
            self._offered.note(used.connection, error)

    def _used(self, role: ModelRole) -> RoleModel | None:
        return next(
            (e for e in self._engine.connections.role_models() if e.model_role is role), None
        )

    def _last_call(self, role: RoleModel) -> LastCall | None:
        return next((each for each in self._calls if each.profile == role.profile.id), None)


def provider_error(error: EngineError) -> ProviderError | None:
    """What the provider said, where that is why nobody answered."""
    if isinstance(error, ProviderError):
        return error
    cause = error.__cause__
    reasons = cause.exceptions if isinstance(cause, ExceptionGroup) else ()
    return next((each for each in reasons if isinstance(each, ProviderError)), None)


def _show_end(card: RoleCard, quoted: str, row: LedgerRow) -> None:
    if row.outcome is not Outcome.FINISHED:
        card.show_result(texts.BROKE_OFF, "bad")
        return
    speed = tokens_per_second(row)
    said = (
        figure_texts.TOKENS_PER_SECOND.format(number=number_text(speed))
        if speed is not None
        else ""
    )
    card.show_result(" · ".join(part for part in (quoted, said) if part))
