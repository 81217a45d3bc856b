"""Calls for text: what was used, what it cost, and what happened on the way."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from engine.domain.ids import CallId, CharacterId, ConnectionId, MessageId, ProfileId, SessionId
from engine.domain.tasks import ModelRole, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one attempt. `reasoning` is part of `output`.

    `cached` and `cache_write` are parts of `input`: what was read from the provider's cache, and
    what was put into it.
    """

    input: int = 0
    output: int = 0
    cached: int = 0
    reasoning: int = 0
    cache_write: int = 0
    estimated: bool = False


class CostSource(StrEnum):
    """Where a cost comes from, most trusted first."""

    REPORTED = "reported"
    PRICED = "priced"
    ESTIMATED = "estimated"
    FREE = "free"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """US dollars; None when the price is not known."""

    amount: Decimal | None
    source: CostSource


class FinishReason(StrEnum):
    STOP = "stop"
    LENGTH = "length"
    FILTERED = "filtered"
    INTERRUPTED = "interrupted"


class Outcome(StrEnum):
    """How an attempt ended, for the ledger."""

    FINISHED = "finished"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    PREEMPTED = "preempted"
    UNUSED = "unused"
    """A question asked ahead whose answer was not needed: speculation."""


class ValueSource(StrEnum):
    """Where a value of a call came from, most specific first."""

    REQUEST = "request"
    RULE = "rule"
    CALLER = "caller"
    NAMED_PROFILE = "named profile"
    TASK_TABLE = "task table"
    ROLE_PROFILE = "role profile"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallValue:
    """A value of a call with where it came from. `capped` names what lowered it, if anything."""

    value: float | None
    source: ValueSource
    capped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallValues:
    temperature: CallValue
    top_p: CallValue
    max_tokens: CallValue


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One attempt as it is booked. Times in seconds; `first_token` is None if none came.

    `at` is when it ended. `message` is the one that it wrote or judged, or was asked about.
    """

    call: CallId
    attempt: int
    at: datetime
    session: SessionId | None
    turn: int | None
    task: Task
    model_role: ModelRole
    profile: ProfileId
    connection: ConnectionId
    provider: str
    model: str
    character: CharacterId | None
    request_id: str | None
    usage: Usage
    cost: Cost
    first_token: float | None
    seconds: float
    outcome: Outcome
    error: str = ""
    message: MessageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptStarted:
    call: CallId
    attempt: int
    task: Task
    model_role: ModelRole
    profile: ProfileId
    provider: str
    model: str
    values: CallValues
    reason: str
    """Why this profile: the most specific wish that named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFailed:
    call: CallId
    attempt: int
    profile: ProfileId
    sentence: str
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQueued:
    """The provider lets the call wait: at this place, for about so long; None if not known."""

    call: CallId
    profile: ProfileId
    place: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CooledDown:
    """The same profile is tried again after a pause of `seconds`."""

    call: CallId
    profile: ProfileId
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitOpened:
    """A model that kept failing is left alone for `seconds`, None: until the player acts."""

    call: CallId
    profile: ProfileId
    seconds: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSkipped:
    """A profile was not asked: its model is left alone for `seconds` more, as above."""

    call: CallId
    task: Task
    model_role: ModelRole
    profile: ProfileId
    provider: str
    model: str
    seconds: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FellBack:
    """`agreed` says that the player was asked, as the next may cost more."""

    call: CallId
    failed: ProfileId
    next: ProfileId
    reason: str
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesLeftOut:
    """The model takes no pictures, so it is sent only the words that they came with."""

    call: CallId
    profile: ProfileId
    model: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextModel:
    """A profile, and the name of its model."""

    profile: ProfileId
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFinished:
    """The last attempt ended; `row` is what the ledger keeps of it.

    `note` is a sentence about an answer that came all the same, "" for none. `next_model` is the
    next of the route, which could go on with an answer that broke off.
    """

    row: LedgerRow
    finish: FinishReason
    note: str = ""
    next_model: NextModel | None = None


CallEvent = (
    AttemptStarted
    | AttemptFailed
    | CallQueued
    | CooledDown
    | CircuitOpened
    | ProfileSkipped
    | FellBack
    | PicturesLeftOut
    | CallFinished
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTotal:
    """The ledger summed up for one label (a model role, a model, a day)."""

    label: str
    calls: int
    usage: Usage
    cost: Decimal
    unpriced_calls: int = 0
    free_calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSums:
    """One sum for each label, and one of everything: a call of several labels is one call there."""

    parts: tuple[UsageTotal, ...]
    whole: UsageTotal


class UsageBy(StrEnum):
    """What the ledger can be summed up by."""

    MODEL_ROLE = "model_role"
    MODEL = "model"
    SESSION = "session"
    DAY = "day"
    TASK = "task"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCall:
    """The last call of one task on one profile that ran to its end. Times in seconds."""

    task: Task
    profile: ProfileId
    at: datetime
    usage: Usage
    cost: Cost
    first_token: float | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpending:
    """A day's turns and calls, how many of them cost nothing, and US dollars for the rest."""

    turns: int = 0
    calls: int = 0
    free_calls: int = 0
    unpriced_calls: int = 0
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """US dollars booked today, since the first day of the month, and in a session and its turn."""

    today: Decimal = Decimal(0)
    month: Decimal = Decimal(0)
    session: Decimal = Decimal(0)
    turn: Decimal = Decimal(0)
