"""Money, time and tokens as a player reads them, in the manner of the player's country."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QDate, QLocale, QTime

from desktop.texts import figures as texts
from engine.domain.calls import Cost, CostSource, LastCall, LedgerRow
from engine.domain.money import decimals, exact_decimals
from engine.domain.providers import Price

_WEEKDAY: Final = re.compile(r"[\s,.،]*dddd[\s,.،]*")
_SECONDS: Final = re.compile(r"\W?ss")
_LEAST_SHARE: Final = 0.01
_MEGABYTE: Final = 1_000_000
_HOUR: Final = 3600
_LONG_PAUSE: Final = 9.95
_NO_COUNTRY: Final = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
"""For a system that does not say where it is."""


def money(amount: Decimal) -> str:
    """US dollars with as many digits as a small bill needs."""
    return _dollars(amount, decimals(amount))


def plain_money(amount: Decimal) -> str:
    """A sum of US dollars as it is set, with no digits that say nothing."""
    return _dollars(amount, exact_decimals(amount))


def cost_text(cost: Cost) -> str:
    if cost.source is CostSource.FREE:
        return texts.FREE
    if cost.amount is None:
        return texts.PRICE_NOT_KNOWN
    paid = money(cost.amount)
    return texts.ABOUT.format(money=paid) if cost.source is CostSource.ESTIMATED else paid


def price_text(price: Price) -> str:
    """What a million tokens cost, read and written."""
    if price.is_free:
        return texts.FREE
    return texts.PER_MILLION.format(input=_listed(price.input), output=_listed(price.output))


def number_text(number: float | Decimal, digits: int = 0) -> str:
    """A number with its thousands apart."""
    return _locale().toString(float(number), "f", digits)


def share_text(share: float) -> str:
    """A part of one, in per cent: little is not nothing."""
    if 0 < share < _LEAST_SHARE:
        return texts.LESS_THAN.format(share=texts.PER_CENT.format(number=number_text(1)))
    return texts.PER_CENT.format(number=number_text(100 * share))


def seconds_text(seconds: float, digits: int = 1) -> str:
    if seconds < 60:
        return texts.SECONDS.format(number=number_text(seconds, digits))
    return texts.MINUTES.format(number=number_text(seconds / 60, 1))


def pause_text(seconds: float) -> str:
    """How long nothing happens: tenths tell short pauses apart."""
    return seconds_text(seconds, int(seconds < _LONG_PAUSE))


def time_left_text(seconds: float) -> str:
    """How long something will take yet, as exactly as that can be said."""
    if seconds < 60:
        return seconds_text(seconds, 0)
    if seconds < _HOUR:
        return texts.MINUTES.format(number=number_text(seconds / 60))
    return texts.HOURS.format(number=number_text(seconds / _HOUR, 1))


def tokens_per_second(row: LedgerRow | LastCall) -> float | None:
    """How fast the text came once it came; None where that cannot be told."""
    if row.first_token is None or row.seconds <= row.first_token or row.usage.output < 2:
        return None
    return row.usage.output / (row.seconds - row.first_token)


def speed_text(row: LedgerRow | LastCall) -> str:
    """How long the first word took and how fast the rest came; "" where neither is known."""
    parts = []
    if row.first_token is not None:
        parts.append(texts.TO_FIRST_WORD.format(seconds=seconds_text(row.first_token)))
    speed = tokens_per_second(row)
    if speed is not None:
        parts.append(texts.TOKENS_PER_SECOND.format(number=number_text(speed)))
    return " · ".join(parts)


def tokens_text(count: int) -> str:
    """A number of tokens, rounded: 950, 6.2 k, 32 k, 1 M. Powers of two count by 1024."""
    thousand = 1024 if count % 1024 == 0 else 1000
    if count < thousand:
        return str(count)
    if round(count / thousand) < 1000:
        return texts.THOUSANDS.format(number=_rounded(count / thousand))
    return texts.MILLIONS.format(number=_rounded(count / thousand / thousand))


def bytes_text(count: int) -> str:
    """A size as sellers of disks count it: 98 MB, 1.4 GB."""
    if count < _MEGABYTE:
        return texts.KILOBYTES.format(number=number_text(count / 1000))
    if round(count / _MEGABYTE) < 1000:
        return texts.MEGABYTES.format(number=number_text(count / _MEGABYTE))
    return texts.GIGABYTES.format(number=number_text(count / 1000 / _MEGABYTE, 1))


def date_text(day: date) -> str:
    """A day with its month by name, without the day of the week."""
    format_ = _WEEKDAY.sub("", _locale().dateFormat(QLocale.FormatType.LongFormat))
    format_ = format_.replace("yyyy", f"'{day.year}'")
    return _locale().toString(QDate(day.year, day.month, day.day), format_)


def short_date_text(day: date) -> str:
    """A day of this year in few letters."""
    is_month_first = _locale().dateFormat(QLocale.FormatType.ShortFormat).startswith("M")
    format_ = "MMM d" if is_month_first else "d MMM"
    return _locale().toString(QDate(day.year, day.month, day.day), format_)


def month_text(day: date) -> str:
    """The month of a day, with its year."""
    return _locale().toString(QDate(day.year, day.month, 1), "MMM yyyy")


def time_text(at: time) -> str:
    """Hours and minutes."""
    format_ = _SECONDS.sub("", _locale().timeFormat(QLocale.FormatType.ShortFormat))
    return _locale().toString(QTime(at.hour, at.minute), format_)


def moment_text(at: datetime) -> str:
    """A day and a time of it: of the story, or of the world as the player's clock shows it."""
    at = at.astimezone() if at.tzinfo else at
    return texts.DATE_AND_TIME.format(date=date_text(at.date()), time=time_text(at.time()))


def _locale() -> QLocale:
    locale = QLocale()
    return _NO_COUNTRY if locale.language() is QLocale.Language.C else locale


def _rounded(number: float) -> str:
    return number_text(number, int(number < 10 and round(number, 1) != round(number)))


def _listed(amount: Decimal) -> str:
    """A price as it is listed, with no digits that say nothing."""
    return _dollars(amount, min(exact_decimals(amount), 4))


def _dollars(amount: Decimal, digits: int) -> str:
    return _locale().toCurrencyString(float(amount), "$", digits)
