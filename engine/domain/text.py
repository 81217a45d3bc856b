"""Comparing and filling in text the way rules need it. Pure."""

import re
import unicodedata
from collections.abc import Callable

_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"}
)
_PLACEHOLDER = re.compile(
    r"\((player|character|setting)\)|\[(global|player|actor|character|setting),([^\]\n]+)\]",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """`text` with white space, quotation marks and case made equal, for comparison."""
    return _evened(text).casefold()


def find_evidence(quote: str, judged: str) -> str | None:
    """The stretch of `judged` that `quote` repeats, in the words of `judged`; None if there is none.

    White space, quotation marks and case may differ.
    """
    wanted = _evened(quote).strip("\"' ")
    if not wanted:
        return None
    parts = (re.escape(part) for part in wanted.split())
    pattern = r"\s+".join(parts).replace('"', '["“”„«»]').replace("'", "['‘’‚]")
    match = re.search(pattern, unicodedata.normalize("NFC", judged), flags=re.IGNORECASE)
    return match.group(0) if match else None


def substitute(text: str, name: Callable[[str], str], variable: Callable[[str, str], str]) -> str:
    """Fill `(player)`, `(character)`, `(setting)` and `[global,name]`-style placeholders.

    `name(kind)` gives the name for a round placeholder; `variable(scope, name)` the value for a
    square one, "" when there is none.
    """

    def replacement(match: re.Match[str]) -> str:
        kind, scope, variable_name = match.groups()
        if kind:
            return name(kind.lower())
        return variable(scope.lower(), variable_name.strip())

    return _PLACEHOLDER.sub(replacement, text)


def _evened(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_QUOTES).split())
