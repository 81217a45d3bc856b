"""What a model proposes beside the story, as its card says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from desktop.parts.figures import cost_text, moment_text, number_text, seconds_text
from desktop.parts.model_roles import badge
from desktop.texts import packs as texts
from desktop.texts import story as story_texts
from desktop.texts import tr
from engine.domain.ids import MessageId
from engine.domain.messages import Message
from engine.domain.packs import Becomes, PackResult, PromptPack, Subject
from engine.domain.sessions import OpenSession
from engine.domain.tasks import ModelRole


class ProposalAction(StrEnum):
    """What can be pressed on the card."""

    ASK = "ask"
    CANCEL = "cancel"
    KEEP = "keep"
    COPY = "copy"
    AGAIN = "again"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A blank as it is filled now."""

    name: str
    label: str
    value: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The card's contents. `sentence` says how it stands, `foot` what it took, and `mark` that
    the text is not an answer to what was asked now.
    """

    title: str
    model_role: ModelRole
    actions: tuple[ProposalAction, ...]
    fields: tuple[Field, ...] = ()
    sentence: str = ""
    mark: str = ""
    text: str = ""
    beside: str = ""
    foot: str = ""
    keep: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A pack that the player chose, and the message it is about."""

    pack: PromptPack
    title: str
    model_role: ModelRole
    message: MessageId | None = None
    keep: str = ""
    """What keeping the answer is called, "" where it can only be copied."""
    warning: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """What stood in the blanks last."""


_KEEP: Final = {
    Becomes.VERSION: texts.KEEP_VERSION,
    Becomes.NARRATION: texts.KEEP_NARRATION,
    Becomes.NOTHING: "",
}


def name_of(pack: PromptPack) -> str:
    """As a title has it: a menu's dots say that something is asked first."""
    return tr(pack.label).rstrip("…")


def wanted(
    pack: PromptPack, session: OpenSession, message: MessageId | None, model_role: ModelRole
) -> Wanted:
    """`message` is the one it is about, else the last."""
    if pack.subject is Subject.STORY:
        return Wanted(
            pack=pack, title=name_of(pack), model_role=model_role, keep=_KEEP[pack.becomes]
        )
    last = session.path[-1]
    about = next((each for each in session.path if each.id == message), last)
    branches = about is not last and pack.becomes is Becomes.VERSION and _has_versions(about)
    return Wanted(
        pack=pack,
        title=_title(pack, about),
        model_role=model_role,
        message=about.id,
        keep=_KEEP[pack.becomes] if _can_keep(pack, about) else "",
        warning=texts.BRANCHES if branches else "",
    )


def asking(what: Wanted) -> Proposal:
    """The blanks to fill first."""
    actions = (ProposalAction.ASK, ProposalAction.CLOSE)
    return replace(_of(what, actions), fields=_fields(what))


def running(what: Wanted) -> Proposal:
    sentence = texts.ASKING.format(role=badge(what.model_role))
    return replace(_of(what, (ProposalAction.CANCEL,)), sentence=sentence)


def proposed(what: Wanted, result: PackResult) -> Proposal:
    """With the last answer about the same, where no model could be reached."""
    keep = (ProposalAction.KEEP,) if what.keep else ()
    actions = (*keep, ProposalAction.COPY, ProposalAction.AGAIN, ProposalAction.CLOSE)
    return replace(
        _of(what, actions),
        fields=_fields(what),
        text=result.answer.text,
        beside=result.answer.beside,
        mark=_mark(result),
        sentence=" ".join(filter(None, (result.offline, what.warning))),
        foot=result.row.model if result.offline else _foot(result),
        keep=what.keep,
        failed=bool(result.offline),
    )


def stopped(what: Wanted) -> Proposal:
    return _without_answer(what, texts.GIVEN_UP)


def failed(what: Wanted, sentence: str) -> Proposal:
    return replace(_without_answer(what, sentence), failed=True)


def not_kept(shown: Proposal, sentence: str) -> Proposal:
    """The answer stays where it is, with why it could not be kept."""
    return replace(shown, sentence=sentence, failed=True)


def message_packs(packs: tuple[PromptPack, ...]) -> tuple[PromptPack, ...]:
    """Those that stand in a message's menu."""
    return tuple(pack for pack in packs if pack.subject is Subject.MESSAGE)


def _of(what: Wanted, actions: tuple[ProposalAction, ...]) -> Proposal:
    return Proposal(title=what.title, model_role=what.model_role, actions=actions)


def _without_answer(what: Wanted, sentence: str) -> Proposal:
    actions = (ProposalAction.AGAIN, ProposalAction.CLOSE)
    return replace(_of(what, actions), fields=_fields(what), sentence=sentence)


def _fields(what: Wanted) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=blank.name,
            label=tr(blank.label),
            value=what.values.get(blank.name, blank.default),
            options=blank.options,
        )
        for blank in what.pack.blanks
    )


def _title(pack: PromptPack, about: Message) -> str:
    put = texts.OF_TURN if about.turn else texts.OF_MESSAGE
    return put.format(pack=name_of(pack), name=about.author.name, turn=about.turn)


def _has_versions(about: Message) -> bool:
    return not about.by_player and about.parent is not None


def _can_keep(pack: PromptPack, about: Message) -> bool:
    return pack.becomes is not Becomes.VERSION or _has_versions(about)


def _mark(result: PackResult) -> str:
    if not result.offline:
        return ""
    return texts.EARLIER.format(when=moment_text(result.row.at))


def _foot(result: PackResult) -> str:
    rows = result.rows
    parts = [
        result.row.model,
        seconds_text(sum(row.seconds for row in rows)),
        story_texts.tokens(sum(row.usage.output for row in rows)),
        cost_text(result.cost),
    ]
    if len(rows) > 1:
        parts.append(texts.CALLS.format(count=number_text(len(rows))))
    return " · ".join(parts)
