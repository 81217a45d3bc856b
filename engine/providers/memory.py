"""How much memory this computer has, and how much of it is free; None where nobody can say."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    total: int | None = None
    free: int | None = None


def in_meminfo(text: str) -> Memory:
    """What the text of `/proc/meminfo` says."""
    lines = (line.split() for line in text.splitlines())
    sizes = {words[0]: int(words[1]) * 1024 for words in lines if len(words) == 3}
    return Memory(total=sizes.get("MemTotal:"), free=sizes.get("MemAvailable:"))


def counted(sysconf: Callable[[str], int]) -> Memory:
    """What the system says of its pages; not every one counts those that are free."""
    page = _asked(sysconf, "SC_PAGE_SIZE")
    total, free = _asked(sysconf, "SC_PHYS_PAGES"), _asked(sysconf, "SC_AVPHYS_PAGES")
    if page is None:
        return Memory()
    return Memory(total=total and total * page, free=free and free * page)


def _asked(sysconf: Callable[[str], int], name: str) -> int | None:
    try:
        value = sysconf(name)
    except (OSError, ValueError):
        return None
    return value if value > 0 else None


if sys.platform == "win32":
    import ctypes

    def memory() -> Memory:
        """In bytes. `free` is what programs can still have."""
        status = _Status(dwLength=ctypes.sizeof(_Status))
        if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return Memory()
        return Memory(total=status.ullTotalPhys, free=status.ullAvailPhys)

    class _Status(ctypes.Structure):
        """MEMORYSTATUSEX."""

        _fields_ = (
            ("dwLength", ctypes.c_ulong),
            ("dwMemoryLoad", ctypes.c_ulong),
            ("ullTotalPhys", ctypes.c_ulonglong),
            ("ullAvailPhys", ctypes.c_ulonglong),
            ("ullTotalPageFile", ctypes.c_ulonglong),
            ("ullAvailPageFile", ctypes.c_ulonglong),
            ("ullTotalVirtual", ctypes.c_ulonglong),
            ("ullAvailVirtual", ctypes.c_ulonglong),
            ("ullAvailExtendedVirtual", ctypes.c_ulonglong),
        )

else:

    def memory(meminfo: Path = MEMINFO) -> Memory:
        """In bytes. `free` is what programs can still have, caches of files counted in."""
        try:
            return in_meminfo(meminfo.read_text(encoding="utf-8"))
        except OSError:
            return counted(os.sysconf)
