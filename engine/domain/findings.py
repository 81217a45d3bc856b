"""What a check of a connection finds. Each finding is a sentence: what is so, and what to press."""

from dataclasses import dataclass

from engine.domain.ids import ProviderId
from engine.domain.providers import ModelFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """`details` are the provider's own words, or the system's."""

    sentence: str
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Works(_Told):
    models: tuple[ModelFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoModel(_Told):
    """It answers, and has no model loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillLoading(_Told): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAddress(_Told):
    """What was entered is no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameNotFound(_Told):
    """The host's name leads nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSecure(_Told):
    """The certificate could not be checked, or there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyThere(_Told):
    """The connection was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer(_Told):
    """Somebody is there and says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp(_Told):
    """Somebody is there and ends the connection: it may speak another scheme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefused(_Told):
    """The key is wrong, or missing: then nobody refused it, and there is no `status`."""

    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCredit(_Told): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed(_Told):
    """The key is good, but not here: region, permission, privacy settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundElsewhere(_Told):
    """It is at `base_url`, and it may be another `provider` than the connection says."""

    provider: ProviderId
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingElse(_Told):
    """Something answers that is not this provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooMany(_Told):
    """It works, and takes no more requests for now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble(_Told):
    """Anything else that went wrong: broken, switched off, a locked keyring."""


Finding = (
    Works
    | NoModel
    | StillLoading
    | NoAddress
    | NameNotFound
    | NotSecure
    | NobodyThere
    | NoAnswer
    | HungUp
    | KeyRefused
    | NoCredit
    | NotAllowed
    | FoundElsewhere
    | SomethingElse
    | TooMany
    | Trouble
)
