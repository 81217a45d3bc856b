"""How long a provider asks us to wait, in whichever place it says so. Pure."""

import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST = 86400.0 * 31


def retry_after(headers: Mapping[str, str], body: object = None) -> float | None:
    """Seconds to wait before the next try; None where nothing was said.

    The first of these that can be read counts: `retry-after-ms`, `retry-after` (seconds, or a
    date measured against the answer's own `date`), the body's `retry_after` or `retryDelay`, and
    the longest of the `x-ratelimit-reset` family.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    return next(_hints(lower, body), None)


def _hints(headers: Mapping[str, str], body: object) -> Iterator[float]:
    if (milliseconds := _seconds(headers.get("retry-after-ms"))) is not None:
        yield milliseconds / 1000
    if (seconds := _seconds(headers.get("retry-after"))) is not None:
        yield seconds
    if (seconds := _until(headers.get("retry-after"), headers.get("date"))) is not None:
        yield seconds
    yield from _in_body(body)
    resets = [
        seconds
        for name, value in headers.items()
        if name.startswith("x-ratelimit-reset") and (seconds := _seconds(value)) is not None
    ]
    # Larger numbers are moments in time, not waits.
    if waits := [seconds for seconds in resets if seconds <= _LONGEST]:
        yield max(waits)


def _in_body(value: object) -> Iterator[float]:
    if isinstance(value, list):
        for item in value:
            yield from _in_body(item)
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name in ("retry_after", "retryDelay"):
                seconds = _seconds(str(item))
                if seconds is not None:
                    yield seconds
            else:
                yield from _in_body(item)


def _seconds(text: str | None) -> float | None:
    """Plain seconds, or lengths such as `17s`, `6m0s` and `120ms`."""
    text = (text or "").strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|[smhd])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _until(moment: str | None, now: str | None) -> float | None:
    if not moment or not now:
        return None
    try:
        wait = parsedate_to_datetime(moment) - parsedate_to_datetime(now)
    except (ValueError, TypeError):
        return None
    return max(0.0, wait.total_seconds())
