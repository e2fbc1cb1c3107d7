"""Advisory file locks (``flock``) that the kernel lets go of when their holder dies, however it dies.

Standard library only: the keeper process imports this without the rest of the product.
"""

from __future__ import annotations

import fcntl
import os
import time

_PAUSE_SECONDS = 0.02


def take(path: str | os.PathLike[str], *, shared: bool = False, wait: float = 0.0) -> int | None:
    """A descriptor that holds the lock, or None when others still hold it after ``wait`` seconds.

    Closing the descriptor (and every copy a child inherited) lets go. It is never unlocked explicitly,
    because that would also take the lock from a forked child that still relies on it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(handle)
                return None
            time.sleep(_PAUSE_SECONDS)
        except BaseException:
            os.close(handle)
            raise
        else:
            return handle


def is_free(path: str | os.PathLike[str]) -> bool:
    """Whether nobody holds the lock now. Only meaningful while the caller holds ``start.lock``."""
    handle = take(path)
    if handle is None:
        return False
    os.close(handle)
    return True
