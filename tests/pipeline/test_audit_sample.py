"""Which unqueued posts a person reads: by lot under the key, whatever their label, and kept no longer than they may be."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from models.settings import settings
from models.vocabulary import Label, RetentionClass
from pipeline.stages import route

KEPT = {
    Label.OPINION: RetentionClass.PROTECTED_TEXT,
    Label.GRIEVANCE: RetentionClass.PROTECTED_TEXT,
    Label.OFF_TOPIC: RetentionClass.PROTECTED_TEXT,
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGTIN_SECRET_KEY", "khóa thử nghiệm dài đủ ba mươi hai ký tự")
    settings.cache_clear()


def kept_as(number: int, label: Label) -> RetentionClass:
    post = SimpleNamespace(thread_key=b"luong", text=f"bài {number}")
    return route._unqueued_class(cast(Any, post), cast(Any, SimpleNamespace(label=label)))


@pytest.mark.parametrize("label", list(Label))
def test_every_label_is_drawn_alike(label: Label, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "AUDIT_SHARE", 1.0)
    assert kept_as(1, label) is RetentionClass.AUDIT_SAMPLE
    monkeypatch.setattr(route, "AUDIT_SHARE", 0.0)
    assert kept_as(1, label) is KEPT.get(label, RetentionClass.UNQUEUED_TEXT)


def test_about_one_in_a_hundred_is_drawn_and_the_same_ones_each_time() -> None:
    drawn = [number for number in range(8000) if kept_as(number, Label.CLAIM) is RetentionClass.AUDIT_SAMPLE]
    assert 50 <= len(drawn) <= 115
    assert all(kept_as(number, Label.OPINION) is RetentionClass.AUDIT_SAMPLE for number in drawn)
