"""List prices: the table that comes with the program, or a newer one that the player asked for."""

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.domain.prices import PriceTableState
from engine.domain.providers import Price
from engine.errors import PriceTableError

if TYPE_CHECKING:  # importing it takes half a second
    from genai_prices import Usage as Tokens
    from genai_prices.data_snapshot import DataSnapshot

LISTED_TOKENS = 1_000
"""The size of call whose price the table is asked for: some models are dearer for prompts of
hundreds of thousands of tokens, which no story sends."""

_KNOWN_AS = {"google_genai": "google", "azure_openai": "azure"}

log = logging.getLogger("triptych.routing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """A table, and what was looked up in it: at most the models that there are."""

    snapshot: "DataSnapshot"
    refreshed_at: datetime | None = None
    found: dict[tuple[str, str], Price | None] = field(default_factory=dict)

    def price(self, provider: str, model: str) -> Price | None:
        try:
            return _price(self.snapshot, _KNOWN_AS.get(provider, provider), model)
        except LookupError:
            return None


class PriceTable:
    """Read when a price is first asked for, off the loop. `file` keeps a newer one."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._loaded: _Loaded | None = None
        self._reading = threading.Lock()

    def price(self, provider: str, model: str) -> Price | None:
        """What a million tokens cost; None where the table does not say."""
        loaded, key = self._table(), (provider, model)
        if key not in loaded.found:
            loaded.found[key] = loaded.price(provider, model.removeprefix("azure/"))
        return loaded.found[key]

    def is_at_hand(self, provider: str, model: str) -> bool:
        """Whether this price was asked for before: then asking again takes no time."""
        return self._loaded is not None and (provider, model) in self._loaded.found

    def state(self, today: date) -> PriceTableState:
        import genai_prices

        loaded = self._table()
        return PriceTableState(
            version=f"genai-prices {genai_prices.__version__}",
            newest=max((day for day in _changes(loaded.snapshot) if day <= today), default=None),
            models=sum(len(provider.models) for provider in loaded.snapshot.providers),
            refreshed_at=loaded.refreshed_at,
        )

    def take(self, body: bytes, at: datetime) -> None:
        """Keep the table in `body` and use it from now on. Raise `PriceTableError`.

        Then the prices are as before.
        """
        try:
            raw = json.loads(body)
            loaded = _Loaded(snapshot=_snapshot(raw), refreshed_at=at)
        except ValueError as error:
            raise PriceTableError(
                "What came is no table of prices, so the prices are as before. Try again later, "
                "or install a newer Triptych."
            ) from error
        self._keep({"refreshed_at": at.isoformat(), "providers": raw})
        with self._reading:
            self._loaded = loaded

    def _table(self) -> _Loaded:
        with self._reading:
            if self._loaded is None:
                self._loaded = self._kept() or _packaged()
            return self._loaded

    def _kept(self) -> _Loaded | None:
        """The table in the file, unless the one that comes with the program is newer."""
        if self._file is None or not self._file.exists():
            return None
        try:
            body = json.loads(self._file.read_bytes())
            at = datetime.fromisoformat(body["refreshed_at"])
            kept = _Loaded(snapshot=_snapshot(body["providers"]), refreshed_at=at)
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("the kept prices cannot be read: %s", type(error).__name__)
            return None
        news = {day for day in _changes(_packaged().snapshot) if day > at.date()}
        return None if news.difference(_changes(kept.snapshot)) else kept

    def _keep(self, body: dict[str, Any]) -> None:
        if self._file is None:
            return
        beside = self._file.with_suffix(".part")
        try:
            beside.write_text(json.dumps(body), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            raise PriceTableError(
                f"The new prices could not be kept: {error.strerror}. Free some space or check "
                f"that the folder {self._file.parent} can be written to, then refresh again."
            ) from error


def _packaged() -> _Loaded:
    from genai_prices.data import providers
    from genai_prices.data_snapshot import DataSnapshot

    return _Loaded(snapshot=DataSnapshot(providers=providers, from_auto_update=False))


def _snapshot(raw: object) -> "DataSnapshot":
    """Raise `ValueError` for anything but a table that has models."""
    from genai_prices.data_snapshot import DataSnapshot

    # Its own updater reads the download so, but brings an HTTP client and a thread of its own.
    from genai_prices.types import _providers_from_raw

    if not isinstance(raw, list):
        raise ValueError("no list of providers")  # noqa: TRY004 - one kind for bad content
    providers = _providers_from_raw(raw)
    if not any(provider.models for provider in providers):
        raise ValueError("no models")
    return DataSnapshot(providers=providers, from_auto_update=True)


def _changes(snapshot: "DataSnapshot") -> Iterator[date]:
    """The days from which prices apply; some may lie ahead."""
    for provider in snapshot.providers:
        for model in provider.models:
            for price in model.prices if isinstance(model.prices, list) else ():
                day = getattr(price.constraint, "start_date", None)
                if day is not None:
                    yield day


def _price(snapshot: "DataSnapshot", provider: str, model: str) -> Price:
    from genai_prices import Usage as Tokens

    def each_million(tokens: "Tokens") -> Decimal:
        spent = snapshot.calc(tokens, model, provider, None, None).total_price
        return spent * 1_000_000 / LISTED_TOKENS

    read = {"input_tokens": LISTED_TOKENS}
    return Price(
        input=each_million(Tokens(**read)),
        output=each_million(Tokens(output_tokens=LISTED_TOKENS)),
        cached=each_million(Tokens(**read, cache_read_tokens=LISTED_TOKENS)),
        cache_write=each_million(Tokens(**read, cache_write_tokens=LISTED_TOKENS)),
    )
