"""What holds for every test: no network, no unseen warning, no keyring, no screen, no player's data."""

import gc
import ipaddress
import logging
import os
import socket
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from garbage import collect_garbage
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # read when the first QApplication is made
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# A collection that starts in a worker thread would destroy Qt objects off their own thread.
gc.disable()

_ENDED = pytest.StashKey[int]()
COLLECT_EVERY = 20
"""Tests."""


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    ended = item.config.stash.get(_ENDED, 0) + 1
    item.config.stash[_ENDED] = ended
    if ended % COLLECT_EVERY == 0:
        collect_garbage()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that is to prove something and was skipped."""
    report = yield
    if report.skipped and item.get_closest_marker("proves"):
        report.outcome = "failed"
        report.longrepr = f"the README rests on this test, and it was skipped: {report.longrepr}"
    return report


settings.register_profile(
    "triptych",
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("triptych")


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings nor the keys of whoever runs the tests are seen; the library is a fresh one."""
    for name in os.environ:
        if name.startswith("TRIPTYCH_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path / "home"))


@pytest.fixture
def clock_in() -> Iterator[Callable[[str], None]]:
    """Puts the computer into a zone, for as long as the test lasts."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this system cannot be changed for one program")
    with pytest.MonkeyPatch.context() as patch:

        def put(zone: str) -> None:
            patch.setenv("TZ", zone)
            time.tzset()

        yield put
    time.tzset()


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that goes beyond this machine, even if the code under test survives the refusal."""
    if request.node.get_closest_marker("network"):
        yield
        return
    reached: list[str] = []
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded_connect(name, reached))
    monkeypatch.setattr(socket, "getaddrinfo", _guarded_lookup(reached))
    yield
    if reached:
        pytest.fail(f"reached for the network: {', '.join(reached)}")


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on a log record of WARNING or above; with the marker `expects_log`, fail on its absence."""
    records = _Records()
    logging.getLogger().addHandler(records)
    yield
    logging.getLogger().removeHandler(records)
    expected = request.node.get_closest_marker("expects_log") is not None
    if expected and not records.lines:
        pytest.fail("expected a log record of WARNING or above, and none came")
    if records.lines and not expected:
        pytest.fail("unexpected log records:\n" + "\n".join(records.lines))


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def _guarded_connect(name, reached):
    original = getattr(socket.socket, name)

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_beyond_loopback(address[0], reached)
        return original(self, address)

    return connect


def _guarded_lookup(reached):
    original = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        _refuse_beyond_loopback(host, reached)
        return original(host, *args, **kwargs)

    return getaddrinfo


def _refuse_beyond_loopback(host, reached) -> None:
    if not _is_here(host):
        reached.append(str(host))
        raise RuntimeError(f"a test may not reach {host}")  # not an OSError: adapters catch those


def _is_here(host) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
