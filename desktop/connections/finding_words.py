"""What the window makes of a finding: a few words, a colour, a sentence and a way out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.texts import connections as texts
from desktop.texts import findings as finding_texts
from engine.domain.findings import (
    Finding,
    FoundElsewhere,
    HungUp,
    KeyRefused,
    NameNotFound,
    NoAddress,
    NoAnswer,
    NobodyThere,
    NoCredit,
    NoModel,
    NotAllowed,
    NotSecure,
    SomethingElse,
    StillLoading,
    TooMany,
    Trouble,
    Works,
)
from engine.domain.providers import Provider


class WayOut(StrEnum):
    """What one press does about a finding, besides checking again."""

    NONE = ""
    USE_ADDRESS = "address"
    OPEN_PAGE = "page"
    CHOOSE_CERTIFICATES = "certificates"


BUTTONS: Final = {
    WayOut.USE_ADDRESS: finding_texts.USE_ADDRESS,
    WayOut.OPEN_PAGE: finding_texts.OPEN_PAGE,
    WayOut.CHOOSE_CERTIFICATES: finding_texts.CHOOSE_CERTIFICATES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """`look` is good, bad or neither; `details` are somebody else's words."""

    sentence: str = ""
    look: str = ""
    way_out: WayOut = WayOut.NONE
    of_key: bool = False
    details: str = ""


NOTHING: Final = FindingView()


def finding_view(
    finding: Finding, label: str, page: str = "", *, has_key: bool = False
) -> FindingView:
    """The sentence as it stands where the key and the address can be put right at once.

    `page` is the provider's own for such matters, "" where none is known. `has_key` says that a
    key was sent which the player pasted.
    """
    return FindingView(
        sentence=_sentence(finding, label, has_key=has_key),
        look=_look(finding),
        way_out=_way_out(finding, page),
        of_key=isinstance(finding, KeyRefused),
        details=finding.details,
    )


def _sentence(finding: Finding, label: str, *, has_key: bool) -> str:
    match finding:
        case Works(models=models):
            return texts.IT_WORKS.format(models=texts.models_text(len(models)))
        case KeyRefused(status=int(status)) if has_key:
            return texts.REFUSED_HERE.format(label=label, status=status)
        case _:
            return finding.sentence


def _look(finding: Finding) -> str:
    match finding:
        case Works():
            return "good"
        case NoModel() | StillLoading() | TooMany():
            return ""
        case _:
            return "bad"


def _way_out(finding: Finding, page: str) -> WayOut:
    match finding:
        case FoundElsewhere():
            return WayOut.USE_ADDRESS
        case NotSecure():
            return WayOut.CHOOSE_CERTIFICATES
        case NoCredit() | NotAllowed() if page:
            return WayOut.OPEN_PAGE
        case _:
            return WayOut.NONE


def page_of(provider: Provider, finding: Finding) -> str:
    """Where the player puts right with the provider what was found, "" where nobody knows."""
    pages = ("credit_page", "key_page") if isinstance(finding, NoCredit) else ("key_page",)
    return next((str(provider.metadata[page]) for page in pages if page in provider.metadata), "")


def may_keep(finding: Finding) -> bool:
    """Whether a connection may be right all the same, so that it can be added as it is."""
    wrong = KeyRefused | NoAddress | FoundElsewhere | SomethingElse | Trouble
    return not isinstance(finding, wrong)


def mark_of(finding: Finding | None, provider: Provider | None) -> str:
    """The token of a colour; the words beside it say the same."""
    match finding:
        case Works():
            return "good"
        case None | NoModel() | StillLoading():
            return "faint"
        case NobodyThere():
            return "faint" if provider and provider.local else "bad"
        case _:
            return "bad"


def state_of(finding: Finding | None, provider: Provider | None) -> str:
    """How a connection is, in a few words."""
    match finding:
        case None:
            return texts.NOT_CHECKED
        case Works(models=models) if models:
            return texts.models_text(len(models))
        case KeyRefused(status=status) if status:
            return texts.KEY_REFUSED.format(status=status)
        case NobodyThere() if provider and provider.local:
            return texts.NOT_RUNNING
        case _:
            return STATES[type(finding)]


STATES: Final[Mapping[type[Finding], str]] = {
    Works: texts.ANSWERS,
    NoModel: texts.NOTHING_LOADED,
    StillLoading: finding_texts.LOADING,
    KeyRefused: texts.KEY_MISSING,
    NoCredit: texts.NO_CREDIT,
    NotAllowed: texts.NOT_ALLOWED,
    TooMany: texts.TOO_MANY,
    NotSecure: finding_texts.NOT_SECURE,
    NobodyThere: texts.NOT_REACHED,
    NameNotFound: texts.NOT_REACHED,
    NoAnswer: texts.NOT_REACHED,
    HungUp: texts.NOT_REACHED,
    NoAddress: texts.WRONG_ADDRESS,
    FoundElsewhere: texts.WRONG_ADDRESS,
    SomethingElse: texts.WRONG_ADDRESS,
    Trouble: texts.NOT_ANSWERING,
}
