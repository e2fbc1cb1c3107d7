"""Which body takes which step: the same as the passage says, one it is denied, or the step of another."""

from __future__ import annotations

import pytest

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.doings import doing_features, find_doings
from nlp.evidence.verdict.sides import align, read_side
from nlp.normalise import normalise

STALLS = "Ban Quản lý chợ lập danh sách hộ bán hàng, Ủy ban nhân dân xã phê duyệt. Hợp tác xã không thu tiền chỗ ngồi."
PATROLS = "Công an phường chủ trì kiểm tra lòng đường, Hội Phụ nữ phối hợp."


def figures(claim: str, passage: str) -> dict[str, float]:
    return dict(doing_features(align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Hội Nông dân lập danh sách", [("hội nông dân", "list", False)]),
        ("Hội Nông dân không được thu tiền", [("hội nông dân", "collect", True)]),
        ("Hội Nông dân, Mặt trận phối hợp", [("mặt trận tổ quốc", "join", False)]),
        ("thư gửi Hội Nông dân", []),
    ],
)
def test_the_step_behind_a_body(text: str, read: list[tuple[str, str, bool]]) -> None:
    found = find_doings(read_side(normalise(text)))
    assert [(one.body.name, one.kind, one.denied) for one in found] == read


def test_the_step_of_another_body_of_the_passage() -> None:
    swapped = figures("Danh sách hộ bán hàng do Ban Quản lý chợ phê duyệt", STALLS)
    assert min(swapped["doing_of_other"], swapped["doing_swapped"]) > 0
    assert not swapped["doing_same"]
    right = figures("Danh sách hộ bán hàng do ủy ban xã duyệt", STALLS)
    assert right["doing_same"] > 0
    assert not max(right["doing_of_other"], right["doing_swapped"])


def test_leading_and_joining_are_two_steps() -> None:
    told = figures("Hội Phụ nữ chủ trì kiểm tra lòng đường", PATROLS)
    assert told["doing_swapped"] > 0
    assert not figures("Công an phường chủ trì kiểm tra lòng đường", PATROLS)["doing_of_other"]


def test_a_step_that_a_body_is_denied() -> None:
    assert figures("Hợp tác xã thu tiền chỗ ngồi", STALLS)["doing_denied"] > 0
    assert not any(figures("chỗ ngồi bao nhiêu một tháng", STALLS).values())
