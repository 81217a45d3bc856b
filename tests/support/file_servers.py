"""A server that gives out one file over a real socket, in whole or in part, and misbehaves on wish."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class FileServer:
    """`cut_at` is how many bytes of an answer come before the line drops, `pause_at` before it
    falls silent. `ranges` are what was asked for, "" for everything."""

    content: bytes
    tag: str = '"one"'
    status: int = 200
    content_type: str = "application/octet-stream"
    knows_ranges: bool = True
    tells_length: bool = True
    cut_at: int | None = None
    pause_at: int | None = None
    location: str = ""
    origin: str = ""
    ranges: list[str] = field(default_factory=list)

    def answer(self, head: str) -> tuple[str, bytes]:
        asked, condition = _header(head, "Range"), _header(head, "If-Range")
        self.ranges.append(asked)
        if self.location and "/moved/" in head:
            return f"302 Found\r\nLocation: {self.location}\r\nContent-Length: 0", b""
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0) if self.knows_ranges else 0
        if condition not in ("", self.tag):
            start = 0
        if start and start >= len(self.content):
            return "416 Range Not Satisfiable\r\nContent-Length: 0", b""
        body = self.content[start:]
        lines = [f"{206 if start else self.status} OK", f"Content-Type: {self.content_type}"]
        if self.tells_length:
            lines.append(f"Content-Length: {len(body)}")
        if self.tag:
            lines.append(f"ETag: {self.tag}")
        if start:
            whole = len(self.content)
            lines.append(f"Content-Range: bytes {start}-{whole - 1}/{whole}")
        return "\r\n".join(lines), body


@asynccontextmanager
async def giving(server: FileServer) -> AsyncGenerator[FileServer, None]:
    closing = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, body = server.answer(head)
        writer.write(f"HTTP/1.1 {first}\r\nConnection: close\r\n\r\n".encode())
        stop = server.cut_at if server.pause_at is None else server.pause_at
        writer.write(body[:stop])
        await writer.drain()
        if server.pause_at is not None:
            await closing.wait()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    server.origin = f"http://{host}:{port}"
    try:
        yield server
    finally:
        closing.set()
        listening.close()


def _header(head: str, name: str) -> str:
    found = re.search(rf"^{name}: (.*)\r$", head, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""
