"""A reply's text as it streams in, without what models put around it. Pure."""

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»*_)]*(?=\s|$)")


@dataclass(slots=True)
class ReplyText:
    """Takes raw text and gives back what is to be shown.

    White space around the reply and a leading `Name:` of any of `names` are dropped. What has been given back,
    joined, is always the start of the final text. Once `by_sentences` is set, because the token
    limit is near, text is given back in whole sentences, so that the limit cuts off none.
    """

    names: tuple[str, ...]
    text: str = ""
    by_sentences: bool = False
    _held: str = ""

    def add(self, raw: str) -> str:
        """Take in `raw`; the text to show now, "" while it may still turn out to be dropped."""
        self._held += raw
        if not self.text:
            self._held = self._held.lstrip()
            if self._could_be_name():
                return ""
            for name in self.names:
                self._held = self._held.removeprefix(f"{name}:").lstrip()
        return self._give(self._whole() if self.by_sentences else self._held.rstrip())

    def finish(self, *, cut_off: bool) -> str:
        """The rest that was held back; an unfinished sentence is dropped if it was cut off."""
        if cut_off and self.by_sentences and self.text:
            return self._give(self._whole())
        return self._give(self._held.rstrip())

    def _whole(self) -> str:
        ends = [match.end() for match in _SENTENCE_END.finditer(self._held)]
        return self._held[: ends[-1]] if ends else ""

    def _could_be_name(self) -> bool:
        prefixes = [f"{name}:" for name in self.names]
        return any(p.startswith(self._held) or self._held.rstrip() == p for p in prefixes)

    def _give(self, shown: str) -> str:
        self._held = self._held[len(shown) :]
        self.text += shown
        return shown
