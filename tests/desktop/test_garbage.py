"""Garbage is collected on the window's own thread."""

import gc
import threading
import weakref

from desktop.qt.garbage import Collector


class Cycle:
    def __init__(self) -> None:
        self.itself = self


def test_only_the_windows_thread_collects_while_a_window_lives(qapp):
    collector = Collector()
    collected_on = []
    gc.callbacks.append(lambda phase, _: collected_on.append(threading.current_thread()))
    try:
        worker = threading.Thread(target=lambda: [Cycle() for _ in range(100_000)])
        worker.start()
        worker.join()
        lost = weakref.ref(Cycle())
        collector.collect()
    finally:
        gc.callbacks.pop()
        collector.stop()
    assert set(collected_on) == {threading.main_thread()}
    assert lost() is None


def test_stopping_leaves_collecting_as_it_was(qapp):
    before = gc.isenabled()
    Collector().stop()
    assert gc.isenabled() == before
