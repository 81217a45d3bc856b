"""One line of the log for each attempt, without a word of the story and without a key."""

import logging

from engine.domain.calls import LedgerRow
from engine.errors import EngineError
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop

log = logging.getLogger("triptych.routing")


def log_attempt(row: LedgerRow, error: EngineError | None) -> None:
    """An attempt that was made, in whatever way it ended."""
    first = "" if row.first_token is None else f" first_token={row.first_token:.2f}"
    log.info(
        "call=%s attempt=%d task=%s role=%s profile=%s connection=%s model=%s outcome=%s%s "
        "request=%s seconds=%.2f%s in=%d out=%d",
        row.call, row.attempt, row.task, row.model_role, row.profile, row.connection, row.model,
        row.outcome, _failure(error), row.request_id or "-", row.seconds, first,
        row.usage.input, row.usage.output,
    )  # fmt: skip


def log_not_asked(request: CallRequest, stop: Stop, number: int, error: EngineError) -> None:
    """An attempt that could not begin, or was not allowed to."""
    profile = stop.profile
    log.info(
        "call=%s attempt=%d task=%s profile=%s connection=%s model=%s outcome=not asked%s",
        request.call, number, request.task, profile.id, profile.connection, profile.model,
        _failure(error),
    )  # fmt: skip


def _failure(error: EngineError | None) -> str:
    if error is None:
        return ""
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    known = (("error", type(error).__name__), ("status", status), ("code", code))
    return "".join(f" {name}={value}" for name, value in known if value is not None)
