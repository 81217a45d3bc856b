"""Telling thoughts from speech where a model writes both into one text. Pure."""

from engine.providers.base import ReasoningText, TextDelta

OPENING = "<think>"
CLOSING = "</think>"


class ThinkingSplitter:
    """Splits a streamed text at its `<think>` marks, wherever the chunks are cut.

    A thought that is never closed is a thought to the end. Blank space before the first and
    after the last mark belongs to nobody, so a reply that follows a thought starts with its
    first letter; a reply without a thought keeps every character.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self.has_thought = False
        """Whether a thought came before the text, here or in a field of its own."""
        self._blank: str | None = ""
        """Blank space seen before the first visible character; None once there was one."""

    def feed(self, chunk: str) -> list[TextDelta | ReasoningText]:
        """What can be told apart now; a piece that may be the start of a mark is held back."""
        deltas: list[TextDelta | ReasoningText] = []
        self._held += chunk
        while self._mark in self._held:
            before, _, self._held = self._held.partition(self._mark)
            deltas += self._told(before)
            self._thinking = not self._thinking
            self.has_thought = True
        split = len(self._held) - _overlap(self._held, self._mark)
        deltas += self._told(self._held[:split])
        self._held = self._held[split:]
        return deltas

    def end(self) -> list[TextDelta | ReasoningText]:
        """What was held back."""
        rest = self._told(self._held)
        self._held = ""
        if self._blank and not self.has_thought:
            rest.append(TextDelta(text=self._blank))
            self._blank = None
        return rest

    @property
    def _mark(self) -> str:
        return CLOSING if self._thinking else OPENING

    def _told(self, piece: str) -> list[TextDelta | ReasoningText]:
        if self._thinking:
            return [ReasoningText(text=piece)] if piece else []
        if self._blank is not None:
            piece = self._blank + piece
            if not piece.strip():
                self._blank = piece
                return []
            piece = piece.lstrip() if self.has_thought else piece
            self._blank = None
        return [TextDelta(text=piece)] if piece else []


def _overlap(text: str, mark: str) -> int:
    """How many characters at the end of `text` may be the beginning of `mark`."""
    lengths = range(min(len(text), len(mark) - 1), 0, -1)
    return next((length for length in lengths if mark.startswith(text[-length:])), 0)
