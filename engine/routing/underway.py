"""A call on its way along its route."""

from dataclasses import dataclass, field

from engine.domain.consent import Ask
from engine.domain.ids import ProfileId
from engine.errors import EngineError
from engine.routing.patience import Deadline
from engine.routing.requests import CallRequest


@dataclass(slots=True, kw_only=True)
class Underway:
    """What is asked, whom the player's side lets be asked, until when, and what failed so far."""

    request: CallRequest
    ask: Ask
    deadline: Deadline
    failures: list[EngineError] = field(default_factory=list)
    tries: int = 0
    """Attempts so far, on all profiles: by their numbers the ledger tells them apart."""
    is_shrunk: bool = False
    agreed: set[ProfileId] = field(default_factory=set)
    """Those that the player was asked about, and let be used."""
    only_free: bool = False
    is_stopped: bool = False
    """The player wants no further try."""
    is_served: bool = False
