"""A server that streams a chat answer over loopback, its first token after a fixed time."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Self

_WORDS = ("Rain ", "falls ", "on ", "the ", "roof.")


class SlowServer:
    """Speaks just enough HTTP and server-sent events; `last_body` is what it was last asked."""

    def __init__(self, first_token_seconds: float) -> None:
        self._first_token_seconds = first_token_seconds
        self.url = ""
        self.last_body: dict[str, Any] = {}

    @classmethod
    @asynccontextmanager
    async def started(cls, first_token_seconds: float) -> AsyncGenerator[Self, None]:
        """The server, listening; its connections end with it."""
        server = cls(first_token_seconds)
        connections: set[asyncio.StreamWriter] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.add(writer)
            try:
                while await server._answered(reader, writer):
                    pass
            except ConnectionError:
                pass  # the client has what it wanted
            finally:
                connections.discard(writer)
                writer.close()

        listening = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        server.url = f"http://127.0.0.1:{port}/v1"
        try:
            yield server
        finally:
            listening.close()
            for writer in tuple(connections):
                writer.close()
            await listening.wait_closed()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; False when the connection has ended instead."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        except asyncio.IncompleteReadError:
            return False
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        self.last_body = json.loads(await reader.readexactly(length))
        await asyncio.sleep(self._first_token_seconds)
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for event in (*(_delta(word) for word in _WORDS), _delta("", "stop"), "[DONE]"):
            data = f"data: {event}\n\n".encode()
            writer.write(b"%x\r\n%b\r\n" % (len(data), data))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


def _delta(text: str, reason: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    chunk = {"id": "bench", "object": "chat.completion.chunk", "created": 0, "model": "bench"}
    return json.dumps({**chunk, "choices": [choice]})
