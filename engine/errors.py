"""What can go wrong that a player should read about.

`str(error)` of each of these is a sentence for the player: what happened, why, what to press.
Anything else that escapes the engine is a bug and goes to the crash path. Stopping is
cancellation (`asyncio.CancelledError`), never an error.

    EngineError
    ├─ ProviderError                  one attempt failed; names the provider
    │  ├─ AuthenticationError         the key is missing or refused
    │  ├─ PermissionDeniedError       the key is good, but not for this model or region
    │  ├─ OutOfCreditError            the account has no credit left
    │  ├─ RateLimitedError            too many requests; may carry `retry_after`
    │  ├─ OverloadedError             the provider is too busy or broken just now
    │  ├─ ModelLoadingError           the server is up, its model is not
    │  ├─ ContextTooLongError         the prompt does not fit the model
    │  ├─ FilteredError               the provider declined to answer this
    │  ├─ BadParameterError           a parameter was refused; `parameter` names it if known
    │  ├─ ModelNotFoundError          no such model, or a wrong address
    │  ├─ NoPicturesError             the model takes no pictures, or not so many
    │  ├─ ConnectionFailedError       nothing answered, or not in time
    │  ├─ InterruptedStreamError      the answer broke off after it had begun
    │  └─ BadResponseError            the answer could not be understood
    │     └─ TruncatedError           its tokens ran out before it was one
    ├─ RoutingError                   no profile could serve a call; cause: an ExceptionGroup
    │  ├─ RestingError                a model that kept failing is left alone for now
    │  └─ SpendingLimitError          the player's limit leaves no room for a call that costs money
    ├─ TurnInProgressError            this session is already playing a turn
    ├─ SecretError                    a key could not be read or kept
    ├─ SettingsError                  the settings could not be read or written
    ├─ StorageError                   the library could not be read or written
    │  ├─ LibraryLockedError          another Triptych has this library open
    │  ├─ DamagedLibraryError         the file is not readable; it was set aside
    │  ├─ DiskFullError               nothing more can be written
    │  └─ NewerSchemaError            the library was made by a newer Triptych
    ├─ ModelFileError                 a model file is missing or damaged
    ├─ PriceTableError                newer list prices could not be had or kept
    └─ FormatError                    what is wrong with an imported file, and where
"""

from pathlib import Path


class EngineError(Exception):
    """The root of everything a player may be told about."""


class ProviderError(EngineError):
    """One attempt at a provider failed."""

    retryable = False

    def __init__(
        self,
        provider: str,
        sentence: str,
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        details: str | None = None,
    ) -> None:
        super().__init__(sentence)
        self.provider = provider
        self.status = status
        self.code = code
        self.request_id = request_id
        self.details = details
        """The provider's own words, shown only behind *details*."""


class AuthenticationError(ProviderError): ...


class PermissionDeniedError(ProviderError): ...


class OutOfCreditError(ProviderError): ...


class RateLimitedError(ProviderError):
    retryable = True
    retry_after: float | None = None
    """Seconds the provider asked us to wait."""


class OverloadedError(ProviderError):
    retryable = True
    retry_after: float | None = None


class ModelLoadingError(ProviderError):
    retryable = True


class ContextTooLongError(ProviderError):
    context_window: int | None = None
    """Tokens the model can take, where the server said so."""


class FilteredError(ProviderError): ...


class BadParameterError(ProviderError):
    parameter: str | None = None


class ModelNotFoundError(ProviderError): ...


class NoPicturesError(ProviderError): ...


class ConnectionFailedError(ProviderError):
    retryable = True


class InterruptedStreamError(ProviderError): ...


class BadResponseError(ProviderError): ...


class TruncatedError(BadResponseError): ...


class RoutingError(EngineError): ...


class RestingError(RoutingError):
    seconds: float | None = None
    """How long it is left alone; None until the player acts."""


class SpendingLimitError(RoutingError): ...


class TurnInProgressError(EngineError): ...


class SecretError(EngineError): ...


class SettingsError(EngineError): ...


class StorageError(EngineError): ...


class LibraryLockedError(StorageError): ...


class DamagedLibraryError(StorageError):
    set_aside: Path | None = None
    """Where the damaged file lies now; None if it is still in its place."""
    backup: Path | None = None
    """The newest backup that can be read, None if there is none."""


class DiskFullError(StorageError): ...


class NewerSchemaError(StorageError): ...


class ModelFileError(EngineError): ...


class PriceTableError(EngineError): ...


class FormatError(EngineError): ...
