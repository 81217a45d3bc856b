"""How long a provider asks us to wait."""

import pytest

from engine.providers.retry_hints import retry_after

NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, None, None),
        ({"Retry-After": "3"}, None, 3.0),
        ({"retry-after": "0.5"}, None, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, None, 0.25),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:30 GMT", "date": NOON}, None, 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT", "date": NOON}, None, 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:30 GMT"}, None, None),
        ({"retry-after": "soon", "date": NOON}, None, None),
        ({}, {"error": {"availability": {"retryable": True, "retry_after": 4}}}, 4.0),
        ({}, [{"error": {"details": [{"@type": "RetryInfo", "retryDelay": "17s"}]}}], 17.0),
        ({"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s"}, None, 360.0),
        ({"x-ratelimit-reset-tokens": "120ms"}, None, 0.12),
        ({"x-ratelimit-reset": "1795262400000"}, None, None),
        ({"retry-after": "300"}, None, 300.0),
    ],
)
def test_the_wait_is_read_wherever_it_is_said(headers, body, seconds):
    wait = retry_after(headers, body)
    assert wait == (None if seconds is None else pytest.approx(seconds))
