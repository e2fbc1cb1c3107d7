"""Several cores for work that falls into independent pieces: training and measuring.

The pieces are pure functions of their arguments and are put together in their order, so what comes out is the same
with one process and with many. New processes start from nothing (``spawn``): none inherits a lock or a connection. A
script that trains must therefore do so under ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_One = TypeVar("_One")
_Made = TypeVar("_Made")

WORTH_IT = 2_000
"""Texts from which further processes save more than their start takes (each loads the whole language side)."""

MOST = 4
"""Most processes: each holds some hundred megabytes, and there are six models to fit."""

PIECE = 250
"""Texts handed over together: enough that handing over costs little, few enough that all cores end together."""


class AtOnce(Executor):
    """Does in this process, at once, whatever is handed in."""

    def submit(
        self, function: Callable[_Given, _Made], /, *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Made]:
        """A future that is done."""
        done: Future[_Made] = Future()
        try:
            done.set_result(function(*args, **kwargs))
        except Exception as error:  # told where the result is asked for, as every executor does
            done.set_exception(error)
        return done


def executor(texts: int) -> Executor:
    """For work on so many texts: a process for each core, or none where they are few, or there is one core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if texts < WORTH_IT or cores < 2:
        return AtOnce()
    try:
        return ProcessPoolExecutor(min(cores, MOST), mp_context=get_context("spawn"))
    except (ImportError, NotImplementedError, OSError):  # a machine without semaphores
        return AtOnce()


def in_pieces(
    pool: Executor, function: Callable[[Sequence[_One]], Sequence[_Made]], given: Sequence[_One]
) -> Iterator[_Made]:
    """What a function of many gives, one for each, in order; all pieces are handed in before the first is asked for."""
    pieces = [given[at : at + PIECE] for at in range(0, len(given), PIECE)]
    return chain.from_iterable(pool.map(function, pieces))
