"""Work in pieces gives what it gives in one, in the same order, and tells of errors where the result is asked for."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import cores
from nlp.cores import AtOnce, executor, in_pieces


def doubled(numbers):
    assert 0 < len(numbers) <= cores.PIECE
    return [2 * number for number in numbers]


@given(st.integers(0, 3 * cores.PIECE + 1))
def test_pieces_come_back_in_order(count):
    assert list(in_pieces(AtOnce(), doubled, range(count))) == [2 * number for number in range(count)]


def test_an_error_is_told_where_the_result_is_asked_for():
    future = AtOnce().submit(int, "không phải số")
    with pytest.raises(ValueError, match="không phải số"):
        future.result()


def test_a_few_texts_or_one_core_need_no_further_process(monkeypatch):
    assert isinstance(executor(cores.WORTH_IT - 1), AtOnce)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert isinstance(executor(cores.WORTH_IT), AtOnce)


def test_without_semaphores_the_work_is_done_here(monkeypatch):
    def refuses(*_, **__):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(cores, "ProcessPoolExecutor", refuses)
    assert isinstance(executor(cores.WORTH_IT), AtOnce)
