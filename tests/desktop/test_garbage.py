"""Garbage is collected on the window's own thread."""

import gc
import threading
import weakref

import pytest

from desktop.qt.garbage import Collector


class Cycle:
    def __init__(self) -> None:
        self.itself = self


def test_only_the_windows_thread_collects_while_a_window_lives(qapp):
    collected_on = []
    gc.callbacks.append(lambda phase, _: collected_on.append(threading.current_thread()))
    try:
        with Collector() as collector:
            worker = threading.Thread(target=lambda: [Cycle() for _ in range(100_000)])
            worker.start()
            worker.join()
            lost = weakref.ref(Cycle())
            collector.collect()
    finally:
        gc.callbacks.pop()
    assert set(collected_on) == {threading.main_thread()}
    assert lost() is None


def test_what_is_there_when_the_window_is_ready_is_not_looked_at_until_the_end(qapp):
    before = gc.get_freeze_count()
    with Collector() as collector:
        collector.settle()
        assert gc.get_freeze_count() > before
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("enabled", [True, False])
def test_the_end_leaves_collecting_as_it_was(qapp, enabled):
    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with Collector():
            assert not gc.isenabled()
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
