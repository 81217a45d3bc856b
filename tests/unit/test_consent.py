"""What the player answers to a question of money, and what holds from then on."""

from decimal import Decimal

from engines import SCRIPTED, an_engine

from engine.cli import play
from engine.domain.consent import Consent, ConsentQuestion, LimitQuestion, Period
from engine.settings import SpendingLimits

DEARER = ConsentQuestion(sentence="It may cost more.", profile=SCRIPTED)
LIMIT = LimitQuestion(sentence="The limit is near.", period=Period.SESSION, raised=Decimal(2))


async def test_always_and_raise_are_kept_and_nothing_else(tmp_path):
    async with an_engine(tmp_path) as (engine, _):
        for question, answer in (
            (DEARER, Consent.ONCE),
            (LIMIT, Consent.FREE),
            (DEARER, Consent.ALWAYS),
            (LIMIT, Consent.RAISE),
        ):
            before = engine.settings

            async def ask(question, answer=answer):
                return answer

            assert await engine._remembering(ask)(question) is answer
            is_kept = answer in (Consent.ALWAYS, Consent.RAISE)
            assert (engine.settings != before) is is_kept
        assert engine.settings.approved == (SCRIPTED,)
        assert engine.settings.limits == SpendingLimits(session=Decimal(2))


async def test_the_terminal_takes_the_first_letter_and_else_spends_nothing(monkeypatch):
    async def typed(prompt):
        prompts.append(prompt)
        return answers.pop(0)

    monkeypatch.setattr(play, "_typed", typed)
    prompts, answers = [], ["yes", "A", "f", "r", "s", "", None, "x"]
    questions = [DEARER, DEARER, LIMIT, LIMIT, LIMIT, LIMIT, DEARER, LIMIT]
    found = [await play._asking_on_the_terminal(question) for question in questions]
    assert found == ["once", "always", "free", "raise", "stop", "stop", "no", "stop"]
    assert "[f]ree models, [r]aise the limit, [s]top" in prompts[2]
