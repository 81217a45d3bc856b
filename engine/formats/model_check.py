"""The questions of the model check, as the file that comes with Triptych holds them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from engine.domain.model_checks import CheckCase, CheckSheet, Truth
from engine.errors import FormatError
from engine.formats.mistakes import Mistake, field_of, refuse

FILE: Final = Path("model_check", "questions.json")
"""Below the folder of resources."""
LONGEST_TEXT: Final = 400
"""Characters: a check is paid for by the word."""

# In a tuple, because pydantic takes a configuration only for types that cannot hold one themselves.
_SHEETS = TypeAdapter(tuple[CheckSheet], config=ConfigDict(extra="forbid", defer_build=True))


def read_sheet(path: Path) -> CheckSheet:
    """The questions in the file at `path`. Raise one `FormatError` that lists every mistake."""
    try:
        text = path.read_text(encoding="utf-8")
        (sheet,) = _SHEETS.validate_json(f"[{text}]")
    except OSError as error:
        raise FormatError(f"{path.name} could not be read ({error.strerror}).") from error
    except ValidationError as error:
        problems = [
            Mistake(file=path.name, field=field_of(each["loc"][1:]), problem=each["msg"])
            for each in error.errors(include_url=False)
        ]
        raise _refused(path, problems) from error
    refuse(path.name, (Mistake(file=path.name, field=at, problem=it) for at, it in _wrong(sheet)))
    return sheet


def _refused(path: Path, problems: list[Mistake]) -> FormatError:
    try:
        refuse(path.name, problems)
    except FormatError as refusal:
        return refusal
    raise AssertionError("unreachable: pydantic names a problem")


def _wrong(sheet: CheckSheet) -> Iterator[tuple[str, str]]:
    """Each field that is no good, and why."""
    for place, case in enumerate(sheet.cases):
        for field, problem in _wrong_case(case):
            yield field_of(("cases", place, field)), problem
    for id_, times in Counter(case.id for case in sheet.cases).items():
        if times > 1:
            yield "cases", f"{id_} is there {times} times"
    shares = Counter(case.truth for case in sheet.cases)
    if len({shares[truth] for truth in Truth}) > 1:
        yield "cases", "as many must be true as false as left open"


def _wrong_case(case: CheckCase) -> Iterator[tuple[str, str]]:
    if len(case.text) > LONGEST_TEXT:
        yield "text", f"must not be longer than {LONGEST_TEXT} characters"
    allowed = {
        Truth.YES: case.answer in case.options and case.answer != "NO",
        Truth.NO: case.answer == ("" if case.none_of_these else "NO"),
        Truth.UNCLEAR: case.answer is None,
    }
    if not allowed[case.truth]:
        yield "answer", f"does not go with the truth {case.truth}"
