"""How much memory a crawl holds itself, and the limit on it.

Scrapy asks ``getrusage``, whose high-water mark a process inherits through fork and exec: a crawl started by a large
worker would count the worker's memory as its own and stop before the first page.
"""

from __future__ import annotations

import re
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

LIMIT_MEGABYTES = 1_024

STOPPED = "memusage_exceeded"
"""The reason Scrapy gives when the limit has stopped a crawl."""

_STATUS = Path("/proc/self/status")
_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_NOW = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


class OwnMemory(MemoryUsage):
    """Scrapy's extension, asking Linux for the memory of this program alone; elsewhere as Scrapy asks."""

    def get_virtual_size(self) -> int:
        """Bytes at the highest so far."""
        found = own_high_water()
        return int(super().get_virtual_size()) if found is None else found


def own_high_water() -> int | None:
    """The most memory this program has held since it was started, in bytes; None where Linux cannot be asked."""
    return _asked(_HIGH_WATER)


def own_memory() -> int | None:
    """The memory this program holds now, in bytes; None where Linux cannot be asked."""
    return _asked(_NOW)


def _asked(line: re.Pattern[str]) -> int | None:
    try:
        found = line.search(_STATUS.read_text(encoding="ascii", errors="replace"))
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
