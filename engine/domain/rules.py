"""Rules as data: when they apply, what they ask, what they do; and the verdicts they get."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from engine.domain.calls import Cost
from engine.domain.ids import CharacterId, ItemId, ProfileId, RuleId
from engine.domain.world import HolderKind, Scalar, Scope


class Phase(StrEnum):
    """When a rule runs."""

    BEFORE_REPLY = "before_reply"
    AFTER_REPLY = "after_reply"


class JudgedText(StrEnum):
    """What a question is about. The reply can be judged only after there is one."""

    USER_MESSAGE = "user_message"
    LAST_EXCHANGE = "last_exchange"
    FULL_CONVERSATION = "full_conversation"
    REPLY = "llm_reply"
    CONVERSATION_AND_REPLY = "convo_llm_reply"


class Match(StrEnum):
    """Whether all conditions must hold, or any one."""

    ALL = "all"
    ANY = "any"


class Operator(StrEnum):
    EQUAL = "=="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="
    EXISTS = "exists"
    NOT_EXISTS = "not exists"
    CONTAINS = "contains"
    NOT_CONTAINS = "not contains"


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    type: Literal["always"] = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableCondition:
    """Compares a variable. Text is compared without regard to case, numbers as numbers.

    A character-scoped variable is that of the character who speaks.
    """

    name: str
    operator: Operator
    value: Scalar = ""
    scope: Scope = Scope.GLOBAL
    type: Literal["variable"] = "variable"


Condition = Always | VariableCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that settle a question without a model.

    `words` must all occur as whole words in the judged text, in any order; with `pattern` the
    text is a regular expression instead. Case never matters.
    """

    text: str
    pattern: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a rule asks a judge.

    `unmatched` is the tag that stands when no cue matches and the judge is known not to judge;
    None asks even such a judge, and marks its verdict unreliable.
    """

    text: str
    about: JudgedText = JudgedText.LAST_EXCHANGE
    threshold: float | None = None
    unmatched: str | None = None
    profile: ProfileId | None = None


class Operation(StrEnum):
    SET = "set"
    INCREMENT = "increment"
    DECREMENT = "decrement"
    MULTIPLY = "multiply"
    DIVIDE = "divide"
    APPEND = "append"
    PREPEND = "prepend"
    ROLL = "roll"
    """A whole number between the two bounds in `value`, such as `1-20`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariable:
    name: str
    value: Scalar
    operation: Operation = Operation.SET
    scope: Scope = Scope.GLOBAL
    delimiter: str = "/"
    type: Literal["set_variable"] = "set_variable"


class Position(StrEnum):
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemMessage:
    """An instruction for the replies still to come in this turn."""

    text: str
    position: Position = Position.LAST
    type: Literal["system_message"] = "system_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRule:
    """Run that rule now; its own conditions still count. A rule is entered once per chain."""

    rule: RuleId
    type: Literal["next_rule"] = "next_rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScene:
    type: Literal["new_scene"] = "new_scene"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritePost:
    """Have the reply rewritten to an instruction before the player sees it."""

    instruction: str
    profile: ProfileId | None = None
    type: Literal["rewrite_post"] = "rewrite_post"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveItem:
    """Give an item to the player, to a character, or put it in a place.

    An empty `id` means the player, the speaking character, or the player's place.
    """

    item: ItemId
    to: HolderKind
    id: str = ""
    type: Literal["move_item"] = "move_item"


Action = SetVariable | SystemMessage | NextRule | NewScene | RewritePost | MoveItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """What happens on one answer. An empty `tag` is the branch for *none of these*."""

    tag: str = ""
    cues: tuple[Cue, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When its conditions hold and its question is answered so, that branch's actions happen.

    Without a question the first branch with an empty tag is taken. No conditions at all never
    hold, except when another rule's *next rule* names it. `speaker` limits a rule after the
    reply to one character's replies.
    """

    id: RuleId
    name: str
    phase: Phase
    conditions: tuple[Condition, ...] = (Always(),)
    match: Match = Match.ALL
    question: Question | None = None
    branches: tuple[Branch, ...] = ()
    speaker: CharacterId | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetCondition:
    """A variable that is not yet what a rule waits for. `current` is None for a missing one."""

    what: str
    operator: Operator
    wanted: str
    current: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRule:
    """A rule whose conditions do not hold yet. `any_one` of `unmet` would do, or all must.

    `asks` says whether there is still a question to answer then.
    """

    rule: RuleId
    name: str
    unmet: tuple[UnmetCondition, ...]
    any_one: bool
    asks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedQuestion:
    """A question exactly as a judge gets it. Two equal ones are one request.

    `options` are the tags; `none_of_these` says whether declining all of them is an answer.
    """

    text: str
    options: tuple[str, ...]
    judged: str
    none_of_these: bool = False
    threshold: float | None = None
    profile: ProfileId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CueJudge:
    """A cue settled it; `cue` is its text, "" when it was settled by no cue matching."""

    cue: str
    type: Literal["cue"] = "cue"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFacts:
    """How a model's verdict came about: what it took, and what stood beside it.

    `together` is how many other questions were with the judge at the same time. `escalated_from`
    is the model that could not tell before, "" for none. A `remembered` answer was given to the
    same question before.
    """

    temperature: float | None
    seconds: float
    cost: Cost
    together: int = 0
    escalated_from: str = ""
    remembered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelJudge:
    """A model judged. `reliable` is False for a model known to answer at chance.

    What it took makes it no other judge.
    """

    profile: ProfileId
    model: str
    reliable: bool = True
    facts: JudgeFacts | None = field(default=None, compare=False)
    type: Literal["model"] = "model"


Judge = CueJudge | ModelJudge


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A verdict. `tag` is "" for *none of these*; `confidence` is in 0..1, None if not known.

    `evidence` is a verbatim stretch of the judged text.
    """

    tag: str
    judge: Judge
    confidence: float | None = None
    evidence: str | None = None
    type: Literal["answered"] = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """The judge could not tell, or was less sure than the rule asks for."""

    judge: Judge
    confidence: float | None = None
    evidence: str | None = None
    type: Literal["unclear"] = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoVerdict:
    """Nobody answered; `failure` is a sentence that says why. Takes no branch."""

    failure: str
    type: Literal["no_verdict"] = "no_verdict"


Verdict = Answered | Unclear | NoVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One question of one rule with its verdict, as kept with the message it belongs to."""

    rule: RuleId
    rule_name: str
    question: str
    verdict: Verdict
