"""An independent server that breaks on demand and judges the client: llmock, in its own process."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

_SERVE = "from llmock.cli import app; app()"


@dataclass(frozen=True, slots=True, kw_only=True)
class MockServer:
    """`url` is the server's root. Each test finds it without requests or behaviours of another."""

    url: str
    client: httpx.Client

    @property
    def base_url(self) -> str:
        """Where it speaks the OpenAI protocol."""
        return f"{self.url}/v1"

    def script(self, *behaviours: dict[str, object]) -> None:
        """What the next requests get; each behaviour holds for one request unless it says more."""
        answer = self.client.post("/_llmock/scenario", json={"behaviors": behaviours})
        assert answer.status_code == 201, answer.text

    def requests(self) -> list[dict[str, object]]:
        """Every request it got, once those still being answered have ended."""
        return self.client.get("/_llmock/requests").json()["requests"]

    def verdict(self) -> dict[str, object]:
        return self.client.get("/_llmock/verdict").json()

    def report(self) -> str:
        """The verdict in words."""
        return self.client.get("/_llmock/verdict", params={"format": "text"}).text


@pytest.fixture(scope="session")
def mock_server_url() -> Iterator[str]:
    command = [sys.executable, "-c", _SERVE, "serve", "--host", "127.0.0.1", "--port", "0"]
    # Sent all at once, an answer has left the server before a client can be seen to stop reading.
    command += ["--stream-chunk-delay-ms", "10"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def mock_server(mock_server_url: str) -> Iterator[MockServer]:
    with httpx.Client(base_url=mock_server_url, trust_env=False) as client:
        client.post("/_llmock/reset").raise_for_status()
        yield MockServer(url=mock_server_url, client=client)


def _announced(process: subprocess.Popen[str]) -> str:
    """The address it prints as soon as it listens."""
    printed = []
    assert process.stderr
    for line in process.stderr:
        printed.append(line)
        if found := re.search(r"running on (http://[\d.:]+)", line):
            return found[1]
    raise RuntimeError("the mock server did not start:\n" + "".join(printed))
