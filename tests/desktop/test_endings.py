"""What is offered after a turn that did not go through."""

from dataclasses import replace

import pytest
from builders import a_message, a_path

from desktop.session.endings import Circumstances, Offer, ending
from engine.domain.calls import NextModel
from engine.domain.ids import MessageId, ProfileId
from engine.domain.messages import MessageStatus

SPOKEN, REPLY = a_path(4)[-1], a_message(2)
BROKEN = replace(REPLY, status=MessageStatus.INTERRUPTED)
NEXT = NextModel(profile=ProfileId("b"), model="b-1")
OTHER = MessageId("other")


@pytest.mark.parametrize(
    ("last", "message", "more", "offers"),
    [
        (None, None, {}, (Offer.SEND_AGAIN,)),
        (SPOKEN, None, {}, (Offer.ANSWER,)),
        (SPOKEN, None, {"built_in": "own"}, (Offer.ANSWER, Offer.BUILT_IN)),
        (SPOKEN, None, {"built_in": "own", "was_wanted": True}, (Offer.ANSWER,)),
        (BROKEN, None, {}, (Offer.CONTINUE, Offer.WRITE_AGAIN)),
        (
            BROKEN,
            None,
            {"elsewhere": NEXT, "built_in": "own"},
            (Offer.CONTINUE, Offer.CONTINUE_ELSEWHERE, Offer.WRITE_AGAIN),
        ),
        (
            BROKEN,
            None,
            {"elsewhere": NEXT, "was_wanted": True},
            (Offer.CONTINUE, Offer.WRITE_AGAIN),
        ),
        (REPLY, OTHER, {}, (Offer.WRITE_AGAIN,)),
        (REPLY, None, {}, (Offer.ANSWER,)),
    ],
)
def test_the_offers_fit_what_there_is(last, message, more, offers):
    now = Circumstances(
        **{
            "again": Offer.WRITE_AGAIN if message else Offer.SEND_AGAIN,
            "message": message,
            "last": last,
            "was_wanted": False,
            "elsewhere": None,
            "built_in": None,
            **more,
        }
    )
    found = ending("It failed.", now)
    assert found.offers == offers
    assert ("Continue" in found.sentence or "Retry" in found.sentence) is (
        now.was_wanted and Offer.CONTINUE not in offers
    )
    assert len({found.text_of(offer) for offer in offers}) == len(offers)


def test_the_button_names_the_model_that_would_go_on():
    now = Circumstances(
        again=Offer.ANSWER, message=None, last=BROKEN, was_wanted=False, elsewhere=NEXT,
        built_in=None,
    )  # fmt: skip
    assert ending("It broke off.", now).text_of(Offer.CONTINUE_ELSEWHERE) == "Continue with b-1"
