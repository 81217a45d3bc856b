"""A reply that goes on where it stopped: joining new words to old ones. Pure."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from engine.domain.calls import Cost, Usage
from engine.domain.messages import Message, ReplyFacts
from engine.play.wording import ReplyText

_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?…\"”’»*\n]))\s*(?=\S)")
_NEVER_FIRST = ".,;:!?…)]}”’»"
_LEAST_ECHO = 3
"""Words: fewer may well be said twice."""


@dataclass(slots=True)
class ContinuedText:
    """Takes raw text and gives back what is to be shown behind `before`, as `ReplyText` does.

    A model that begins by repeating `before`, or its end, has that left out. `exactly` says that
    the model goes on at the very letter, so that half a word may come first.
    """

    before: str
    names: tuple[str, ...]
    exactly: bool
    _held: str = ""
    _is_open: bool = False
    _joint: str = ""
    _rest: ReplyText = field(default_factory=lambda: ReplyText(names=()))

    @property
    def text(self) -> str:
        return self._rest.text

    @property
    def by_sentences(self) -> bool:
        return self._rest.by_sentences

    @by_sentences.setter
    def by_sentences(self, value: bool) -> None:
        self._rest.by_sentences = value

    def add(self, raw: str) -> str:
        """Take in `raw`; the text to show now, "" while it may still turn out to be dropped."""
        if self._is_open:
            return self._joined(self._rest.add(raw))
        self._held += raw
        return "" if self._may_be_dropped() else self._open()

    def finish(self, *, cut_off: bool) -> str:
        """The rest that was held back."""
        shown = "" if self._is_open else self._open()
        return shown + self._joined(self._rest.finish(cut_off=cut_off))

    def _open(self) -> str:
        new = self._without_echo(self._without_name())
        self._is_open = True
        self._joint = _joint(self.before, new, exactly=self.exactly)
        return self._joined(self._rest.add(new))

    def _joined(self, shown: str) -> str:
        if not shown:
            return ""
        joint, self._joint = self._joint, ""
        return joint + shown

    def _may_be_dropped(self) -> bool:
        held = self._held.strip()
        if not held or any(f"{name}:".startswith(held) for name in self.names):
            return True
        said = self._without_name().lstrip()
        return any(echo.startswith(said) for echo in self._echoes())

    def _without_name(self) -> str:
        for name in self.names:
            if self._held.lstrip().startswith(f"{name}:"):
                return self._held.lstrip().removeprefix(f"{name}:").lstrip()
        return self._held

    def _without_echo(self, said: str) -> str:
        for echo in self._echoes():
            if said.lstrip().startswith(echo):
                return said.lstrip().removeprefix(echo)
        return said

    def _echoes(self) -> list[str]:
        """What a repetition would begin with and end with: `before` from any sentence on."""
        starts = {0, *(match.end() for match in _SENTENCE_START.finditer(self.before))}
        ends = (self.before[start:] for start in sorted(starts))
        return [end for end in ends if len(end.split()) >= _LEAST_ECHO]


def _joint(before: str, new: str, *, exactly: bool) -> str:
    """What stands between the old words and the new ones."""
    said = new.lstrip()
    if not said:
        return ""
    if said != new:
        white = new[: len(new) - len(said)]
        return "\n\n" if "\n" in white else " "
    in_word = exactly and before[-1:].isalnum() and said[0].isalnum()
    return "" if in_word or said[0] in _NEVER_FIRST or before[-1:] in "“„«([" else " "


def together(continued: Message | None, second: ReplyFacts) -> ReplyFacts:
    """How a reply came about that took a second call, to go on from `continued`."""
    first = continued.facts if continued else None
    if first is None:
        return second
    return ReplyFacts(
        profile=second.profile,
        provider=second.provider,
        model=second.model,
        usage=_usage(first.usage, second.usage),
        cost=Cost(amount=_amount(first.cost, second.cost), source=second.cost.source),
        seconds=first.seconds + second.seconds,
    )


def _amount(first: Cost, second: Cost) -> Decimal | None:
    if first.amount is None or second.amount is None:
        return None
    return first.amount + second.amount


def _usage(first: Usage, second: Usage) -> Usage:
    return Usage(
        input=first.input + second.input,
        output=first.output + second.output,
        cached=first.cached + second.cached,
        cache_write=first.cache_write + second.cache_write,
        reasoning=first.reasoning + second.reasoning,
        estimated=first.estimated or second.estimated,
    )
