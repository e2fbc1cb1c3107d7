"""How well a known claim is found again: what is counted, and the floors of what ships."""

from __future__ import annotations

from nlp.corpus.retellings import Retold, Telling, Turn, load_retellings_exam
from nlp.measures.known_claims import figures_of

FEE = Retold(
    "ka01",
    "Từ 1/9 người dân làm lại căn cước phải nộp 70.000 đồng.",
    (
        (Telling.COPY, "Từ 1/9 người dân làm lại căn cước phải nộp 70k"),
        (Telling.POST, "Trời mưa to quá. Chiều nay đá bóng nhé."),
    ),
    ((Turn.NUMBER, "Từ 1/9 người dân làm lại căn cước phải nộp 90.000 đồng."),),
    ("Chợ phiên tuần này họp sớm.",),
)


def test_what_is_found_is_counted_by_how_it_is_told() -> None:
    found = figures_of([FEE])
    assert found["claims"] == 1
    assert found["same"]["copy"] == {"texts": 1, "found": 1.0, "strong": 1.0, "told": 0.0, "others": 0.0}
    assert found["same"]["post"]["found"] == 0
    assert found["same"]["all"]["found"] == 0.5
    assert found["beside"]["differs"] == {"texts": 1, "shown": 1.0, "untold": 0.0, "strong": 0}
    assert found["beside"]["near"]["shown"] == 0


def test_a_line_of_another_claim_is_counted_as_such() -> None:
    other = Retold(
        "ka02", "Từ 1/9 người dân làm lại hộ chiếu phải nộp 70.000 đồng.", FEE.same[:1], FEE.differs, FEE.near
    )
    assert figures_of([FEE, other])["same"]["copy"]["others"] == 1.0


def test_retellings_of_a_writer_nothing_was_tuned_on_are_found_and_others_not_taken_for_them() -> None:
    """Floors a little under what was measured when they were set: found .64, strong of copies .66, 2 of 140 wrongly strong."""
    found = figures_of(load_retellings_exam())
    same, beside = found["same"], found["beside"]
    assert same["all"]["found"] >= 0.62
    assert min(same[how]["found"] for how in ("reworded", "spoken", "post")) >= 0.46
    assert same["copy"]["strong"] >= 0.62
    assert same["all"]["others"] <= 0.14
    assert beside["differs"]["strong"] <= 2
    assert beside["differs"]["untold"] <= 0.05
    assert beside["near"]["shown"] <= 0.16
    assert beside["near"]["strong"] == 0
