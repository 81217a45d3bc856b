"""Having a passage revised: only a whole revision takes its place."""

import pytest
from builders import a_message, an_adventure
from routers import ARouter, says

from engine.domain.adventure import opening_state
from engine.domain.consent import refuse
from engine.domain.ids import RuleId
from engine.domain.rules import Branch, Phase, RewritePost, Rule
from engine.errors import AuthenticationError, InterruptedStreamError
from engine.play.rewriting import rewritten
from engine.providers.scripted import Reply
from engine.rules.facts import Facts
from engine.rules.steps import Rewrite

RULE = Rule(
    id=RuleId("names"),
    name="No names",
    phase=Phase.AFTER_REPLY,
    branches=(Branch(actions=(RewritePost(instruction="No names."),)),),
)
STEP = Rewrite(rule=RULE, text="Mira nods.", instruction="No names.", profile=None)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (" She nods.\n", "She nods."),
        (Reply(steps=("She ", InterruptedStreamError("First", "It broke off."))), None),
        (AuthenticationError("First", "First refused the key."), None),
    ],
)
async def test_a_passage_is_revised_wholly_or_not_at_all(answer, text):
    adventure = an_adventure()
    facts = Facts(adventure=adventure, state=opening_state(adventure), user_message="I wait.")
    revised = await rewritten(
        STEP,
        reply=a_message(2),
        router=ARouter({"first": says(answer)}).router,
        ask=refuse,
        emit=lambda event: None,
        facts=facts,
    )
    assert revised == text
