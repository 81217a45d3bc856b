"""A reply's text as it streams in, without what models put around it. Pure."""

from dataclasses import dataclass


@dataclass(slots=True)
class ReplyText:
    """Takes raw text and gives back what is to be shown.

    White space around the reply and a leading `Name:` are dropped. What has been given back,
    joined, is always the start of the final text.
    """

    name: str
    text: str = ""
    _held: str = ""

    def add(self, raw: str) -> str:
        """Take in `raw`; the text to show now, "" while it may still turn out to be dropped."""
        self._held += raw
        if not self.text:
            self._held = self._held.lstrip()
            if self._could_be_name():
                return ""
            self._held = self._held.removeprefix(f"{self.name}:").lstrip()
        return self._give(self._held.rstrip())

    def finish(self) -> str:
        """The rest that was held back because it might have been a name."""
        return self._give(self._held.rstrip())

    def _could_be_name(self) -> bool:
        prefix = f"{self.name}:"
        return prefix.startswith(self._held) or self._held.rstrip() == prefix

    def _give(self, shown: str) -> str:
        self._held = self._held[len(shown) :]
        self.text += shown
        return shown
