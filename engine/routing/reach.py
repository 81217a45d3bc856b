"""Whether a call failed because no model could be reached."""

from typing import Final

from engine.errors import (
    AuthenticationError,
    ConnectionFailedError,
    InterruptedStreamError,
    ModelFileError,
    ModelLoadingError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    PermissionDeniedError,
    RateLimitedError,
    RestingError,
    RoutingError,
    SecretError,
)

_OUT_OF_REACH: Final = (
    AuthenticationError,
    PermissionDeniedError,
    OutOfCreditError,
    RateLimitedError,
    OverloadedError,
    ModelLoadingError,
    ModelNotFoundError,
    ConnectionFailedError,
    InterruptedStreamError,
    RestingError,
    SecretError,
    ModelFileError,
)


def nobody_reached(error: RoutingError) -> bool:
    """Whether every profile on the route failed for a reason of its own, or rests.

    Not where one was reached and could not serve this very request, and not where one was left out
    because the player did not consent to its price or a spending limit stood in the way.
    """
    cause = error.__cause__
    return isinstance(cause, ExceptionGroup) and all(
        isinstance(each, _OUT_OF_REACH) for each in cause.exceptions
    )
