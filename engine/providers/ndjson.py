"""JSON by the line, from bytes cut anywhere to each line. Pure."""

from engine.providers.sse import LONGEST_EVENT


class LineDecoder:
    """Collects lines; blank ones keep a connection alive and say nothing."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[str]:
        """The lines that end in `chunk`. Raise `ValueError` for what is no text."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > LONGEST_EVENT:
            raise ValueError("a line that does not end")
        return [line.decode("utf-8") for line in lines if line.strip()]

    def end(self) -> list[str]:
        """A last line that nothing ended."""
        rest, self._rest = self._rest, b""
        return [rest.decode("utf-8")] if rest.strip() else []
