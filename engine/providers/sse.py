"""Server-sent events, from bytes cut anywhere to the data of each event. Pure."""

import re

LONGEST_EVENT = 16 * 1024 * 1024
"""Bytes; more than any answer has, and a bound on what a broken server can make us keep."""

_LINE_END = re.compile(rb"\r\n|\n|\r")


class EventDecoder:
    """Collects the data of events; names, numbers and comments tell nothing that is needed."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._held = 0

    def feed(self, chunk: bytes) -> list[str]:
        """The data of the events that end in `chunk`. Raise `ValueError` for what is no text."""
        self._rest += chunk
        # A carriage return at the end may be half of a line end.
        whole = len(self._rest) - self._rest.endswith(b"\r")
        *lines, last = _LINE_END.split(self._rest[:whole])
        self._rest = last + self._rest[whole:]
        events = [event for line in lines if (event := self._line(line)) is not None]
        if self._held + len(self._rest) > LONGEST_EVENT:
            raise ValueError("an event that does not end")
        return events

    def end(self) -> list[str]:
        """The data of an event whose last blank line never came."""
        events = [event for line in (self._rest, b"") if (event := self._line(line)) is not None]
        self._rest = b""
        return events

    def _line(self, line: bytes) -> str | None:
        if line.startswith(b"data:"):
            data = line[5:].removeprefix(b" ").removesuffix(b"\r")
            self._data.append(data)
            self._held += len(data)
        if line or not self._data:
            return None
        event = b"\n".join(self._data)
        self._data, self._held = [], 0
        return event.decode("utf-8")
