"""Scripted models that judge the questions of the model check, well or badly."""

import json
from collections.abc import Callable

from engine.domain.constraints import ANSWER_FIELD, Choice, JsonSchema
from engine.domain.messages import ChatRole
from engine.domain.model_checks import CheckCase
from engine.formats.model_check import FILE, read_sheet
from engine.paths import resources_folder
from engine.play.judging import EVIDENCE_FIELD, NONE_OF_THESE, UNCLEAR
from engine.providers.base import Completion
from engine.providers.scripted import Reply, Step

SHEET = read_sheet(resources_folder() / FILE)
FACTS = '{"keeper": "Old Bertil", "goats": 9, "place": "the yard"}'


def a_judge(
    option: Callable[[CheckCase], str | Step], quote: Callable[[CheckCase], str] = lambda case: ""
) -> Callable[[Completion], Reply | Step]:
    """Answers each question with an option, or with something to wait for or raise."""

    def script(completion: Completion) -> Reply | Step:
        case = asked(completion)
        if case is None:
            return FACTS
        chosen = option(case)
        if not isinstance(chosen, str) or isinstance(completion.constraint, Choice):
            return chosen
        assert isinstance(completion.constraint, JsonSchema)
        return json.dumps({EVIDENCE_FIELD: quote(case), ANSWER_FIELD: chosen})

    return script


def asked(completion: Completion) -> CheckCase | None:
    """The question that is put; None for the one that is to be answered with facts."""
    said = next(m.text for m in completion.messages if m.chat_role is ChatRole.USER)
    return next((case for case in SHEET.cases if case.text in said), None)


def right(case: CheckCase) -> str:
    if case.answer is None:
        return UNCLEAR
    return f"[{case.answer}]" if case.answer else NONE_OF_THESE


def always_yes(case: CheckCase) -> str:
    return f"[{case.options[0]}]"
