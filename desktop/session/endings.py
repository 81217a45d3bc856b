"""What can be done after a turn that did not go through. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.texts import turns as texts
from engine.domain.calls import NextModel
from engine.domain.ids import MessageId, ProfileId
from engine.domain.messages import Message, MessageStatus


class Offer(StrEnum):
    SEND_AGAIN = "send_again"
    ANSWER = "answer"
    """Have the player's last words answered by whoever has not done so."""
    WRITE_AGAIN = "write_again"
    CONTINUE = "continue"
    CONTINUE_ELSEWHERE = "continue_elsewhere"
    """Go on with the next model of the route."""
    BUILT_IN = "built_in"
    """Have it written by the model that needs neither network nor key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Why a turn ended early, in a sentence, and what can be done about it."""

    sentence: str
    offers: tuple[Offer, ...] = ()
    message: MessageId | None = None
    """The reply that is offered to be written again, or to go on."""
    was_wanted: bool = False
    """The player stopped it."""
    elsewhere: NextModel | None = None
    built_in: ProfileId | None = None

    def text_of(self, offer: Offer) -> str:
        """What the button says that takes up `offer`."""
        if offer is Offer.CONTINUE_ELSEWHERE and self.elsewhere:
            return texts.CONTINUE_ELSEWHERE.format(model=self.elsewhere.model)
        return _BUTTONS[offer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How things stand when a turn ended early.

    `again` asks once more for what was asked for, `message` is the reply that was to be replaced,
    and `last` the last message of the story now, None where nothing was begun.
    """

    again: Offer
    message: MessageId | None
    last: Message | None
    was_wanted: bool
    elsewhere: NextModel | None
    built_in: ProfileId | None


def ending(sentence: str, now: Circumstances) -> Ending:
    """The offers, the likeliest first, and to which reply."""
    offers, message = _offers(now)
    rescue = () if now.was_wanted or now.built_in is None or now.last is None else (Offer.BUILT_IN,)
    broke_off = Offer.CONTINUE in offers
    return Ending(
        sentence=texts.STOPPED_BEFORE if now.was_wanted and not broke_off else sentence,
        offers=offers if broke_off else (*offers, *rescue),
        message=message,
        was_wanted=now.was_wanted,
        elsewhere=now.elsewhere,
        built_in=now.built_in,
    )


def _offers(now: Circumstances) -> tuple[tuple[Offer, ...], MessageId | None]:
    last = now.last
    if last is None:
        return (now.again,), now.message
    if last.by_player:
        return (Offer.ANSWER,), None
    if last.status is MessageStatus.INTERRUPTED:
        elsewhere = (Offer.CONTINUE_ELSEWHERE,) if now.elsewhere and not now.was_wanted else ()
        return (Offer.CONTINUE, *elsewhere, Offer.WRITE_AGAIN), last.id
    # The last reply is whole: either nothing came in its place, or somebody else was to speak.
    return (now.again if now.message else Offer.ANSWER,), now.message


_BUTTONS = {
    Offer.SEND_AGAIN: texts.RETRY,
    Offer.ANSWER: texts.RETRY,
    Offer.WRITE_AGAIN: texts.RETRY,
    Offer.CONTINUE: texts.CONTINUE,
    Offer.BUILT_IN: texts.BUILT_IN,
}
