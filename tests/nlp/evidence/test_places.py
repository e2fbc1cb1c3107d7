"""A rule of one place says nothing of another; a post without a place, and a rule without one, are meant for here."""

from __future__ import annotations

import pytest

from nlp.contracts import Passage
from nlp.evidence.comparison import find_evidence
from nlp.evidence.places import of_another_place, places_in
from nlp.evidence.retrieval import build_index
from nlp.evidence.slots import extract_slots
from nlp.normalise import normalise


def passage(issuer: str, text: str = "Lệ phí cấp bản sao trích lục là 8.000 đồng/bản.") -> Passage:
    return Passage("e1", "91/2026/QĐ-UBND", "Quyết định", issuer, None, "Điều 2", text)


@pytest.mark.parametrize(
    ("post", "issuer", "other"),
    [
        ("Ở tỉnh Cát Vàng lệ phí trích lục là 20.000 đồng", "Ủy ban nhân dân tỉnh Lam Giang", True),
        ("Ở tỉnh Lam Giang lệ phí trích lục là 20.000 đồng", "Ủy ban nhân dân tỉnh Lam Giang", False),
        ("Lệ phí trích lục giờ là 20.000 đồng", "Ủy ban nhân dân tỉnh Lam Giang", False),
        ("Ở tỉnh Cát Vàng lệ phí trích lục là 20.000 đồng", "Bộ Tư pháp", False),
        ("Xã Bến Tre Nhỏ thu trích lục 20.000 đồng", "Ủy ban nhân dân tỉnh Lam Giang", False),
        ("xã Đồi Sim thu trích lục 20.000 đồng", "Ủy ban nhân dân xã Suối Mơ, tỉnh Lam Giang", True),
        ("Phường Mới ở Lam Giang thu 20.000 đồng", "Ủy ban nhân dân phường Cũ, thành phố Lam Giang", True),
    ],
)
def test_another_place_is_told_by_its_name(post: str, issuer: str, other: bool) -> None:
    assert of_another_place(places_in(post), passage(issuer)) is other


def test_a_rule_of_another_province_contradicts_nothing() -> None:
    index = build_index([passage("Ủy ban nhân dân tỉnh Lam Giang")])

    def relations(post: str) -> set[str]:
        text = normalise(post)
        return {one.relation.value for one in find_evidence(text, extract_slots(text, None), index, None)}

    assert relations("Lệ phí cấp bản sao trích lục là 20.000 đồng/bản.") == {"contradicts"}
    assert relations("Tỉnh Cát Vàng: lệ phí cấp bản sao trích lục là 20.000 đồng/bản.") == set()
