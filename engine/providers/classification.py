"""What a provider's refusal means, read from its body rather than from its status. Pure.

Statuses mislead: 429 is a rate limit or an empty account, 403 a missing permission, moderation or
a prompt that is too long, and an error may come inside a 200.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from engine.errors import (
    AuthenticationError,
    BadParameterError,
    ContextTooLongError,
    FilteredError,
    ModelLoadingError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    RateLimitedError,
)
from engine.providers.error_bodies import Words, words_of
from engine.providers.retry_hints import retry_after

_DETAILS_LENGTH = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What came back instead of an answer: `body` is the JSON, or the text that was no JSON."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None


def provider_error(label: str, refusal: Refusal, *, key: str | None = None) -> ProviderError:
    """The error that `refusal` means, as a sentence for the player.

    `label` is the provider's name for the player. The key is struck from the provider's words.
    """
    words = words_of(refusal.body)
    status = refusal.status if refusal.status not in (None, 200) else words.status
    seen = _Seen(status=status, words=words, text=words.message.lower())
    error_type = next(kind for kind, applies in _MEANINGS if applies(seen))
    error = error_type(
        label,
        _sentence(error_type, label, words, has_key=key is not None),
        status=status,
        code=words.code,
        request_id=request_id(refusal.headers),
        details=without_key(words.message, key)[:_DETAILS_LENGTH] or None,
    )
    _add_facts(error, refusal, words)
    return error


def without_key(text: str, key: str | None) -> str:
    """`text` without `key` and without anything that looks like one."""
    if key:
        text = text.replace(key, "…")
    return re.sub(r"\b(sk|gsk|cpk|AIza)[-_][\w*.-]{6,}|\bAIza[\w-]{20,}", "…", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    status: int | None
    words: Words
    text: str


def _add_facts(error: ProviderError, refusal: Refusal, words: Words) -> None:
    match error:
        case RateLimitedError() | OverloadedError():
            error.retry_after = retry_after(refusal.headers, refusal.body)
        case ContextTooLongError():
            error.context_window = words.context_window
        case BadParameterError():
            error.parameter = words.parameter
        case _:
            pass


def request_id(headers: Mapping[str, str]) -> str | None:
    """What the provider calls the request, to quote when asking it for help."""
    lower = {name.lower(): value for name, value in headers.items()}
    names = ("x-request-id", "x-generation-id", "request-id")
    return next((lower[name] for name in names if name in lower), None)


def _says(seen: _Seen, *, markers: frozenset[str], pattern: str = r"(?!)") -> bool:
    return bool(markers & seen.words.markers) or bool(re.search(pattern, seen.text))


def _has_status(seen: _Seen, *statuses: int) -> bool:
    return seen.status in statuses


_says_too_long = partial(
    _says,
    markers=frozenset({"context_length_exceeded", "exceed_context_size_error"}),
    pattern=r"maximum context|context (length|size|window)|prompt is too long|prompt too long"
    r"|exceeds? the maximum number of tokens|tokens.{0,40}must be <=",
)
_says_no_credit = partial(
    _says,
    markers=frozenset(
        {
            "insufficient_quota",
            "credit_balance_exhausted",
            "organization_spend_limit_exceeded",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded",
            "enforced_spend_limit_reached",
            "billing_error",
            "billing_hard_limit_reached",
            "billing_not_active",
            "payment_required",
            "insufficient_balance",
            "kudosupfront",
        }
    ),
    pattern=r"insufficient (balance|credits?|funds|quota)|credit balance|spend(ing)? limit",
)
_says_filtered = partial(
    _says,
    markers=frozenset(
        {
            "content_filter",
            "content_policy_violation",
            "moderation",
            "refusal",
            "prohibited_content",
            "safety",
        }
    ),
    pattern=r"content (management )?policy|content filter|flagged as|moderation",
)
_says_bad_key = partial(
    _says,
    markers=frozenset(
        {"api_key_invalid", "invalid_api_key", "authentication_error", "invalidapikey"}
    ),
    pattern=r"(invalid|incorrect|no|missing) api[ _-]?key|api key not valid|unauthorized",
)
_says_not_allowed = partial(
    _says,
    markers=frozenset(
        {
            "permission_denied",
            "permission_error",
            "failed_precondition",
            "privacy_restricted",
            "unsupported_country_region_territory",
        }
    ),
)
_says_nobody_free = partial(
    _says, markers=frozenset({"novalidworkers", "maintenancemode", "requestexpired"})
)
_says_loading = partial(
    _says,
    markers=frozenset({"model_loading"}),
    pattern=r"loading model|model is (still |currently )?(loading|warming)|warming up",
)
_says_too_many = partial(
    _says,
    markers=frozenset({"rate_limit_exceeded", "resource_exhausted", "toomanyprompts", "slow_down"}),
    pattern=r"rate limit|too many requests",
)
_says_not_found = partial(
    _says,
    markers=frozenset({"model_not_found", "not_found", "not_found_error", "deploymentnotfound"}),
    pattern=r"model.{0,80}(not found|does not exist|not exist|is not a valid model)"
    r"|no models? (is |are )?(currently )?loaded|not a valid model",
)
_says_overloaded = partial(
    _says,
    markers=frozenset(
        {
            "overloaded_error",
            "server_is_overloaded",
            "service_unavailable",
            "provider_overloaded",
            "provider_unavailable",
            "unavailable",
        }
    ),
)


def _is_redirect(seen: _Seen) -> bool:
    return seen.status is not None and 300 <= seen.status < 400


def _refuses_request(seen: _Seen) -> bool:
    named = seen.words.parameter is not None and not _says_overloaded(seen)
    return _has_status(seen, 400, 409, 415, 422, 501) or (seen.status is None and named)


_MEANINGS: tuple[tuple[type[ProviderError], Callable[[_Seen], bool]], ...] = (
    (ContextTooLongError, lambda seen: _says_too_long(seen) or _has_status(seen, 413)),
    (OutOfCreditError, lambda seen: _says_no_credit(seen) or _has_status(seen, 402)),
    (FilteredError, _says_filtered),
    (AuthenticationError, lambda seen: _says_bad_key(seen) or _has_status(seen, 401)),
    (RateLimitedError, lambda seen: _says_too_many(seen) or _has_status(seen, 429)),
    (PermissionDeniedError, lambda seen: _says_not_allowed(seen) or _has_status(seen, 403, 451)),
    (OverloadedError, _says_nobody_free),
    (ModelLoadingError, _says_loading),
    (ModelNotFoundError, lambda seen: _says_not_found(seen) or _has_status(seen, 404, 405, 410)),
    (ModelNotFoundError, _is_redirect),
    (BadParameterError, _refuses_request),
    (OverloadedError, lambda _: True),
)
"""The first that applies is meant: what the body says goes before what the status says."""


def _sentence(kind: type[ProviderError], label: str, words: Words, *, has_key: bool) -> str:
    if kind is AuthenticationError and not has_key:
        return f"{label} wants a key. Paste one under Models & connections."
    if kind is BadParameterError and words.parameter:
        return (
            f"{label} refused the setting {words.parameter} for this model. Press Retry to send "
            "the request without it, or remove it from the profile."
        )
    return f"{label} {_ENDINGS[kind]}"


_ENDINGS: Mapping[type[ProviderError], str] = {
    AuthenticationError: "refused the key. Paste it again under Models & connections.",
    PermissionDeniedError: "does not allow this key to use this model, or not in your region. "
    "Choose another model, or check the account's settings with the provider.",
    OutOfCreditError: "says that the account has no credit left. Add credit with the provider, or "
    "choose another model; the built-in one is free.",
    RateLimitedError: "gets too many requests just now. Wait a moment and press Retry, or choose "
    "another model.",
    OverloadedError: "is too busy or has trouble just now. Press Retry, or choose another model.",
    ModelLoadingError: "is still loading the model. Wait a moment and press Retry.",
    ContextTooLongError: "says that the prompt is too long for this model. Choose a model with a "
    "larger context, or lower the profile's context window.",
    FilteredError: "declined to answer this. Reword it, or choose another model.",
    BadParameterError: "refused the request. Press Details for its reason, or choose another "
    "model.",
    ModelNotFoundError: "does not know this model, or its address is wrong. Choose a model from "
    "its list, or check the address under Models & connections.",
}
