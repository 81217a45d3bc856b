"""Questions that a model could not answer go on to a stronger one, and none to a worse."""

import json
from decimal import Decimal

import pytest
from builders import SESSION, a_check
from routers import ARouter, dollars, says, some_settings

from engine.domain.calls import AttemptStarted
from engine.domain.consent import Consent, refuse
from engine.domain.ids import CallId, ConnectionId, ProfileId
from engine.domain.providers import FREE
from engine.domain.rules import Answered, RenderedQuestion, Unclear
from engine.domain.tasks import ModelRole
from engine.domain.tiers import Tier
from engine.errors import ConnectionFailedError
from engine.play.judging import ModelJudging
from engine.settings import SpendingLimits

ASKED = RenderedQuestion(text="Does she leave?", options=("YES", "NO"), judged="She may leave.")
FAILURE = ConnectionFailedError("Main", "Nothing answers.")


def answers(option):
    return json.dumps({"evidence": "", "answer": option})


UNCLEAR, YES, NO = answers("[UNCLEAR]"), answers("[YES]"), answers("[NO]")


def a_table(cot, main, premium=(), *, prices=(), limits=None):
    """A router whose CoT model is `cot`, its main one `main`; a fallback stands behind each."""
    adapters = {"cot": cot, "main": main, "premium": premium, "other": (YES,)}
    adapters = {name: says(*replies) for name, replies in adapters.items()}
    roles = {
        ModelRole.COT: (ProfileId("cot"), ProfileId("other")),
        ModelRole.MAIN: (ProfileId("main"), ProfileId("other")),
    }
    tiers = {Tier.PREMIUM: (ProfileId("premium"),)} if premium else {}
    more = {"limits": limits} if limits else {}
    settings = some_settings(tuple(adapters), roles=roles, tiers=tiers, **more)
    return ARouter(adapters, dict(prices), settings)


async def judged(table, checks=None, ask=refuse, times=1):
    """The verdict that counts, and what was tried for it."""
    tried = []

    def note(event):
        if isinstance(event, AttemptStarted):
            tried.append((str(event.profile), event.reason))

    judging = ModelJudging(
        router=table.router,
        ask=ask,
        notify=note,
        new_call=lambda: CallId("call"),
        session=SESSION,
        turn=1,
        checks=checks or {},
    )
    for _ in range(times):
        first = await judging.verdict(ASKED)
        verdict = await judging.escalated(ASKED, first)
    return verdict, tried


def checks(**right):
    return {
        (ConnectionId(name), f"{name}-model"): a_check(share, share, share)
        for name, share in right.items()
    }


async def test_an_unclear_verdict_goes_on_to_mains_first_model():
    verdict, tried = await judged(a_table([UNCLEAR], [YES]))
    assert isinstance(verdict, Answered)
    assert (verdict.judge.model, verdict.judge.facts.escalated_from) == ("main-model", "cot-model")
    assert tried[1] == ("main", "the main model, because cot-model could not tell")


async def test_a_clear_verdict_stays():
    verdict, tried = await judged(a_table([NO], []))
    assert (verdict.tag, len(tried)) == ("NO", 1)


async def test_the_tier_of_the_next_complexity_goes_before_main():
    verdict, tried = await judged(a_table([UNCLEAR], [], [YES]), checks(cot=8, premium=9))
    assert verdict.judge.model == "premium-model"
    assert tried[1][1] == "premium tier, because cot-model could not tell"


@pytest.mark.parametrize(
    ("known", "judge"),
    [
        (checks(cot=8, premium=7, main=9), "main-model"),
        (checks(cot=8, premium=7, main=7), "cot-model"),
        (checks(premium=1), "main-model"),
    ],
)
async def test_nobody_who_is_known_to_judge_worse_is_asked(known, judge):
    verdict, _ = await judged(a_table([UNCLEAR], [YES], [YES]), known)
    assert verdict.judge.model == judge
    assert isinstance(verdict, Unclear) is (judge == "cot-model")


async def test_a_call_that_fails_leaves_the_first_verdict_and_no_fallback_is_tried():
    verdict, tried = await judged(a_table([UNCLEAR], [FAILURE, FAILURE, FAILURE]))
    assert isinstance(verdict, Unclear)
    assert verdict.judge.model == "cot-model"
    assert {profile for profile, _ in tried} == {"cot", "main"}


async def test_two_judges_who_cannot_tell_leave_it_unclear_and_say_so():
    verdict, _ = await judged(a_table([UNCLEAR], [UNCLEAR]))
    assert isinstance(verdict, Unclear)
    assert verdict.judge.facts.escalated_from == "cot-model"


async def test_a_dearer_judge_asks_first_and_a_no_holds_for_the_phase():
    asked = []

    async def ask(question):
        asked.append(question.sentence)
        return Consent.NO

    table = a_table([UNCLEAR, UNCLEAR], [], prices={"main": dollars("3", "15"), "cot": FREE})
    verdict, tried = await judged(table, ask=ask, times=2)
    assert isinstance(verdict, Unclear)
    assert asked == ["cot-model could not tell. Ask main-model on Main, which may cost more?"]
    assert {profile for profile, _ in tried} == {"cot"}


async def test_a_closed_budget_leaves_it_unclear_without_asking_for_more():
    async def agreed(question):
        return Consent.ONCE if not hasattr(question, "period") else pytest.fail(question.sentence)

    limits = SpendingLimits(day=Decimal("0.000001"))
    table = a_table([UNCLEAR], [], prices={"main": dollars("3", "15")}, limits=limits)
    verdict, _ = await judged(table, ask=agreed)
    assert isinstance(verdict, Unclear)
