"""What happens in a turn, as one typed stream that window, terminal, log and tests read alike."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.calls import CallEvent
from engine.domain.ids import MessageId, PlaceId, RuleId, SessionId, TurnId
from engine.domain.messages import Message
from engine.domain.prompts import Prompt
from engine.domain.rules import Judgement
from engine.domain.world import Effect, WorldState


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStarted:
    """The player's message is saved and the turn begins."""

    turn: TurnId
    session: SessionId
    message: Message


class IntentKind(StrEnum):
    SPEECH = "speech"
    ACTION = "action"
    MOVEMENT = "movement"
    OUT_OF_CHARACTER = "out_of_character"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRead:
    """What the player is trying. `by` says who read it: `cues`, or the model's name."""

    kind: IntentKind
    destination: PlaceId | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    rule: RuleId
    rule_name: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGiven:
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFired:
    """A rule's branch is taken. `tag` is "" for the branch without one."""

    rule: RuleId
    rule_name: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectApplied:
    """The world changed. `description` names what; `before` and `after` are for reading."""

    effect: Effect
    description: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAssembled:
    message: MessageId
    prompt: Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStarted:
    """A reply begins, still without text. A draft stays hidden until it has been judged."""

    message: Message
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningDelta:
    message: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDelta:
    message: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRewritten:
    message: MessageId
    rule: RuleId
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDropped:
    """A reply that had begun will not be shown, because nothing was written."""

    message: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFinished:
    """The reply as it will be saved."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStopped:
    """The turn ended early, with everything written so far saved; `sentence` says why."""

    turn: TurnId
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFinished:
    turn: TurnId
    state: WorldState


TurnEvent = (
    TurnStarted
    | IntentRead
    | QuestionAsked
    | VerdictGiven
    | RuleFired
    | EffectApplied
    | PromptAssembled
    | CallEvent
    | MessageStarted
    | ReasoningDelta
    | ReplyDelta
    | MessageRewritten
    | MessageDropped
    | MessageFinished
    | TurnStopped
    | TurnFinished
)

Emit = Callable[[TurnEvent], None]


class Side(StrEnum):
    """Which of two replies that are compared."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What happens to one of two replies that are compared; without a `side`, to both."""

    side: Side | None
    event: TurnEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEnded:
    """Nothing more comes on this side; `sentence` says why, "" where its reply is whole."""

    side: Side
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideAsked:
    """The player is asked whether this side may go on, or has `answered`."""

    side: Side
    answered: bool = False


CompareEvent = Compared | SideAsked | SideEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryWritten:
    """The story so far was summarised up to the message `upto`."""

    session: SessionId
    upto: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundFailed:
    """Work behind the scenes did not succeed; the story goes on without it.

    `session` is None for work on the library as a whole.
    """

    session: SessionId | None
    sentence: str


BackgroundEvent = SummaryWritten | BackgroundFailed
