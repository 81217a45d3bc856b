"""What a caller asks of the router."""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.domain.constraints import Constraint
from engine.domain.ids import AdventureId, CallId, CharacterId, MessageId, ProfileId, SessionId
from engine.domain.messages import ChatMessage
from engine.domain.tasks import Complexity, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Wishes for the values of a call; None has no wish."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None


NO_WISHES = Values()


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A question goes to `profile`, because `unsure` could not tell."""

    profile: ProfileId
    unsure: ProfileId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """One call for text, with the wishes of everyone who has a say, most specific first.

    `complexity` is what the caller knows of the work; None leaves it to the prompt. A call with an
    `escalation` goes there and nowhere else.

    `background` calls give way to the player's. `aside` calls (questions, bookkeeping) are
    answered beside the story, so that the story's cached prefix survives. With `continues` the
    last message is an answer so far, which is to be gone on with. With `pictures_optional` a
    model that takes no pictures is sent only the words. With `asks_if_dearer` the player is asked
    before `request_profile` is used, if it is dearer than what would be used without it.

    `shrink` makes the messages anew, in so many tokens as far as that can be done.
    """

    call: CallId
    task: Task
    messages: tuple[ChatMessage, ...]
    constraint: Constraint | None = None
    complexity: Complexity | None = None
    escalation: Escalation | None = None
    request_profile: ProfileId | None = None
    rule_profile: ProfileId | None = None
    character_profile: ProfileId | None = None
    request_values: Values = NO_WISHES
    rule_values: Values = NO_WISHES
    caller_values: Values = NO_WISHES
    may_fall_back: bool = True
    background: bool = False
    aside: bool = False
    continues: bool = False
    pictures_optional: bool = False
    asks_if_dearer: bool = False
    session: SessionId | None = None
    turn: int | None = None
    message: MessageId | None = None
    adventure: AdventureId | None = None
    character: CharacterId | None = None
    character_name: str = ""
    shrink: Callable[[int], tuple[ChatMessage, ...]] | None = field(default=None, compare=False)
