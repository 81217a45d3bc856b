"""What is said of how a model judges. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from desktop.parts.figures import money, number_text, seconds_text
from desktop.texts import figures as figure_texts
from desktop.texts import model_checks as texts
from engine.domain.model_checks import ModelCheck, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """`shares` are names with figures, `facts` the rest in a line."""

    finding: str = ""
    look: str = "small"
    shares: tuple[tuple[str, str], ...] = ()
    facts: str = ""


NOT_CHECKED = CheckView()


def check_view(check: ModelCheck | None) -> CheckView:
    """Nothing where the model was not checked."""
    if check is None:
        return NOT_CHECKED
    said = texts.CANNOT_JUDGE if check.at_chance else texts.JUDGES
    return CheckView(
        finding=said.format(right=check.right, of=check.answered),
        look="warn" if check.at_chance else "good",
        shares=(
            (texts.SO, _share(check.yes)),
            (texts.NOT_SO, _share(check.no)),
            (texts.OPEN, _share(check.unclear)),
        ),
        facts=" · ".join(_facts(check)),
    )


def brief_text(check: ModelCheck | None) -> str:
    """How a model judges, where there is little room; "" where it was not checked."""
    if check is None:
        return ""
    said = texts.CANNOT_JUDGE_BRIEFLY if check.at_chance else texts.JUDGES_BRIEFLY
    return said.format(right=check.right, of=check.answered)


def too_few_text(check: ModelCheck) -> str:
    return texts.TOO_FEW.format(answered=check.answered, asked=check.asked)


def cost_sentence(model: str, most: Decimal | None) -> str:
    """What a check may cost, before it begins; "" for nothing."""
    if most is None:
        return texts.COSTS_NOT_KNOWN.format(model=model)
    return texts.COSTS.format(model=model, money=money(most)) if most else ""


def _share(tally: Tally) -> str:
    return texts.OF.format(right=tally.right, of=tally.answered)


def _facts(check: ModelCheck) -> list[str]:
    facts = [texts.IN_FORM.format(kept=check.form_kept, of=check.answered)]
    if check.quoted:
        facts.append(texts.QUOTED.format(found=check.verbatim, of=check.quoted))
    if check.json_ok is not None:
        facts.append(texts.FILLS_JSON if check.json_ok else texts.NO_JSON)
    if check.failures:
        facts.append(texts.failures_text(check.failures))
    return [*facts, *_speed(check)]


def _speed(check: ModelCheck) -> list[str]:
    speed, said = check.speed, []
    if speed.first_token is not None:
        said.append(figure_texts.TO_FIRST_WORD.format(seconds=seconds_text(speed.first_token)))
    if speed.tokens_per_second is not None:
        number = number_text(speed.tokens_per_second)
        said.append(figure_texts.TOKENS_PER_SECOND.format(number=number))
    return said
