"""The servers people run on their own computer, as far as a look from outside can tell.

Each is a table of path and answer; what is not in it is a 404. Over real sockets.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

NOT_FOUND = (404, {"detail": "Not Found"})
UNAUTHORISED = (401, {"detail": "Unauthorized"})
LOADING = (503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}})

Pages = Mapping[str, tuple[int, object]]


def a_list(*names: str, owned_by: str = "", **fields: object) -> tuple[int, object]:
    """An OpenAI-shaped list of models."""
    entries = [{"id": name, "object": "model", "owned_by": owned_by, **fields} for name in names]
    return 200, {"object": "list", "data": entries}


OLLAMA: Pages = {
    "/": (200, "Ollama is running"),
    "/api/version": (200, {"version": "0.12.6"}),
    "/api/tags": (
        200,
        {"models": [{"name": "llama3.2:3b", "model": "llama3.2:3b", "size": 2_019_393_189}]},
    ),
    "/v1/models": a_list("llama3.2:3b", owned_by="library"),
}
LM_STUDIO: Pages = {
    "/lmstudio-greeting": (200, {"lmstudio": True}),
    "/api/v1/models": (
        200,
        {
            "models": [
                {
                    "type": "llm",
                    "key": "qwen3-8b",
                    "loaded_instances": [{"id": "qwen3-8b", "config": {"context_length": 8192}}],
                    "max_context_length": 40960,
                },
                {"type": "embedding", "key": "nomic-embed", "loaded_instances": []},
            ]
        },
    ),
    "/v1/models": a_list("qwen3-8b", "nomic-embed", owned_by="organization_owner"),
}
OLDER_LM_STUDIO: Pages = {
    "/lmstudio-greeting": (200, {"lmstudio": True}),
    "/api/v0/models": (
        200,
        {
            "object": "list",
            "data": [
                {
                    "id": "qwen3-8b",
                    "type": "llm",
                    "compatibility_type": "gguf",
                    "state": "not-loaded",
                    "max_context_length": 40960,
                }
            ],
        },
    ),
}
LM_STUDIO_WITH_TOKEN: Pages = {
    "/lmstudio-greeting": (200, {"lmstudio": True}),
    "/api/v1/models": (401, {"error": "Unauthorized"}),
    "/v1/models": (401, {"error": "Unauthorized"}),
}
LLAMA_SERVER: Pages = {
    "/health": (200, {"status": "ok"}),
    "/props": (
        200,
        {
            "default_generation_settings": {"n_ctx": 8192},
            "total_slots": 2,
            "build_info": "b6500-0123abcd",
        },
    ),
    "/v1/models": a_list("mistral-7b", owned_by="llamacpp", meta={"n_ctx_train": 32768}),
    "/api/tags": (200, {"models": [{"name": "mistral-7b"}]}),
}
LLAMA_ROUTER: Pages = {
    "/health": (200, {"status": "ok"}),
    "/props": (400, {"error": {"code": 400, "message": "model is required"}}),
    "/v1/models": a_list(
        "gemma-3", "mistral-7b", owned_by="llamacpp", status={"value": "unloaded"}
    ),
}
LLAMA_SERVER_LOADING: Pages = {
    "/health": LOADING,
    "/props": LOADING,
    "/v1/models": a_list("mistral-7b", owned_by="llamacpp"),
}
LLAMA_SERVER_WITH_KEY: Pages = dict.fromkeys(
    ("/props", "/v1/models", "/version", "/v1/internal/model/info"),
    (401, {"error": {"code": 401, "message": "Invalid API Key", "type": "authentication_error"}}),
) | {"/health": (200, {"status": "ok"})}
KOBOLDCPP: Pages = {
    "/api/extra/version": (200, {"result": "KoboldCpp", "version": "1.102", "protected": False}),
    "/api/v1/model": (200, {"result": "koboldcpp/Fimbulvetr-11B"}),
    "/api/extra/true_max_context_length": (200, {"value": 8192}),
    "/api/tags": (200, {"models": [{"name": "koboldcpp/Fimbulvetr-11B"}]}),
    "/props": (200, {"chat_template": "", "default_generation_settings": {"n_ctx": 8192}}),
    "/v1/models": a_list("koboldcpp/Fimbulvetr-11B", owned_by="koboldcpp"),
}
KOBOLDCPP_WITH_PASSWORD: Pages = {
    **KOBOLDCPP,
    "/api/extra/version": (200, {"result": "KoboldCpp", "version": "1.102", "protected": True}),
}
KOBOLDCPP_WITHOUT_MODEL: Pages = {
    **KOBOLDCPP,
    "/api/v1/model": (200, {"result": "inactive"}),
}
TABBY: Pages = {
    "/.well-known/serviceinfo": (200, {"version": 0.1, "software": {"name": "TabbyAPI"}}),
    "/health": (200, {"status": "healthy", "issues": []}),
    "/props": (401, {"detail": "Please provide an API key"}),
    "/v1/models": (401, {"detail": "Please provide an API key"}),
}
OPEN_TABBY: Pages = {
    **TABBY,
    "/props": (200, {"chat_template": "", "default_generation_settings": {"n_ctx": 16384}}),
    "/v1/models": a_list("Nemo-exl3", owned_by="tabbyAPI"),
}
TEXT_GENERATION_WEBUI: Pages = {
    "/v1/internal/health": (200, {"status": "ok"}),
    "/v1/internal/model/info": (
        200,
        {"model_name": "Nemo-Q6", "lora_names": [], "loader": "llama.cpp"},
    ),
    "/v1/models": a_list("Nemo-Q6"),
}
TEXT_GENERATION_WEBUI_WITHOUT_MODEL: Pages = {
    "/v1/internal/model/info": (
        200,
        {"model_name": "None", "lora_names": [], "loader": "llama.cpp"},
    ),
    "/v1/models": a_list(),
}
TEXT_GENERATION_WEBUI_WITH_KEY: Pages = {
    "/v1/internal/model/info": UNAUTHORISED,
    "/v1/models": UNAUTHORISED,
}
VLLM: Pages = {
    "/health": (200, ""),
    "/version": (200, {"version": "0.14.0"}),
    "/v1/models": a_list("Qwen/Qwen3-8B", owned_by="vllm", max_model_len=32768),
}
VLLM_WITH_KEY: Pages = {
    "/health": (200, ""),
    "/version": (200, {"version": "0.14.0"}),
    "/v1/models": (401, {"error": "Unauthorized"}),
    "/v1/internal/model/info": (401, {"error": "Unauthorized"}),
}
APHRODITE: Pages = {
    "/api/extra/version": (200, {"result": "KoboldCpp", "version": "1.63"}),
    "/api/v1/model": (200, {"result": "aphrodite/Nemo-12B"}),
    "/health": (200, ""),
    "/v1/models": a_list("Nemo-12B"),
}
ANY: Pages = {"/v1/models": a_list("some-model", "other-model")}
ANY_WITH_KEY: Pages = {"/v1/models": (401, {"error": {"message": "Missing key"}})}
ANY_LOADING: Pages = {"/v1/models": LOADING}
WEB_SITE: Pages = dict.fromkeys(
    ("/", "/v1/models", "/props", "/lmstudio-greeting", "/version"), (200, "<html>Hello</html>")
)
AIRPLAY: Pages = dict.fromkeys(("/", "/v1/models", "/v1/internal/model/info"), (403, ""))


@dataclass(slots=True)
class LocalServer:
    """A server that stands; `asked` are the request lines it got, `heads` the requests' heads."""

    origin: str
    heads: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        return [head.partition(" HTTP/")[0] for head in self.heads]


@asynccontextmanager
async def standing(
    pages: Pages, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[LocalServer, None]:
    """A server that answers with `pages`, on `port` or on any that is free."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.read(65536)
        if asked[:4] in (b"GET ", b"POST"):
            head = asked.decode()
            server.heads.append(head)
            status, body = pages.get(head.split()[1].partition("?")[0], NOT_FOUND)
        else:
            status, body = 400, "this is not HTTP"
        writer.write(_response(status, body))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", port, ssl=tls) as listening:
        scheme = "https" if tls else "http"
        server = LocalServer(f"{scheme}://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
        yield server


@asynccontextmanager
async def hanging() -> AsyncGenerator[LocalServer, None]:
    """A server that takes requests and never says a word."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.heads.append((await reader.read(65536)).decode())
        await reader.read()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
        server = LocalServer(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
        yield server


@asynccontextmanager
async def flooding() -> AsyncGenerator[LocalServer, None]:
    """A server that answers everything with a list of models that has no end."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.heads.append((await reader.read(65536)).decode())
        writer.write(b'HTTP/1.1 200 x\r\nContent-Type: application/json\r\n\r\n{"data": [')
        entries = b'{"id": "model", "object": "model"},' * 2000
        try:
            while True:
                writer.write(entries)
                await writer.drain()
        except ConnectionError:
            writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
        server = LocalServer(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
        yield server


async def a_closed_port() -> str:
    """An origin where nothing stands."""
    async with standing({}) as server:
        return server.origin


def _response(status: int, body: object) -> bytes:
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/plain" if isinstance(body, str) else "application/json"
    data = text.encode()
    head = f"HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + data
