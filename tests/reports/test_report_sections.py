"""Sections: what each says of full, thin and empty weeks, in words a leader reads and nobody minds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.queries.weekly_counts import SourcesRead
from models.vocabulary import Label, Queue, Topic, Verdict
from reports.advice import ADVICE, OTHERWISE, advice
from reports.content import Column, Section, SectionState, Sentence, Table
from reports.facts import Facts
from reports.lines import MAX_ROWS
from reports.sections import SECTIONS
from tests.reports.raw_weeks import FULL, WEEK, claim, facts, gap, scam, sections, span, with_scams

AVOIDED = (
    "đối tượng", "chống phá", "thù địch", "xuyên tạc", "điểm nóng", "bức xúc", "định hướng dư luận", "phản đối",
    "xử lý bài đăng", "fact-check", "dashboard", "queue", "AI ", "tác giả", "người đăng", "tung tin", "nhẹ dạ", "vi phạm",
)  # fmt: skip
"""Words of SPEC §9 that are not used, and words that would speak of who wrote."""


def plain(sentence: Sentence) -> str:
    return "".join(run.text for run in sentence)


def five(of: Facts) -> list[str]:
    return [plain(sentence) for sentence in sections(of)["five_sentences"].sentences]


def everything(shown: dict[str, Section]) -> str:
    return str([section.to_json() for section in shown.values()])


@pytest.mark.parametrize(
    "of",
    [
        facts(),
        facts(**FULL),
        facts(span({Topic.AN_SINH: 2})),
        facts(span(labels={Label.OPINION: 3})),
        facts(span(opened={(Queue.SCAM, Topic.KHAC): 1}, overdue={(Queue.SCAM, Topic.KHAC): 2})),
        facts(claims=[claim() for _ in range(20)], gaps=[gap(topic) for topic in Topic]),
    ],
)
def test_every_week_is_told_in_five_sentences_without_blame(of: Facts) -> None:
    told = five(of)
    assert len(told) == 5
    assert all(sentence.endswith((".", "…")) and sentence[0].isupper() for sentence in told)
    assert not [word for word in AVOIDED if word in everything(sections(of))]


def test_the_five_sentences_of_a_full_week() -> None:
    assert five(facts(**FULL)) == [
        "Tiếp nhận trên 729 nội dung; 12 vụ việc mới cần người xem.",
        "Người dân hỏi nhiều nhất về định danh điện tử (52 lượt; tuần trước 31), rồi đến an sinh (8).",
        "Lừa đảo lan rộng nhất: “Luồng 0” (63 bài, gợi ý của máy, đang chờ người xem); cách tránh ở phần 3.",
        "Đã đối chiếu: “Nộp hồ sơ mất phí 50 nghìn” là sai (căn cứ ở phần 4).",
        "Còn thiếu thông tin chính thức về dịch vụ công trực tuyến (hạn gần nhất 25/11, phần 2); 7 vụ việc quá hạn.",
    ]


def test_what_is_late_is_not_told_as_still_to_come() -> None:
    late = gap(due_at=WEEK.start + timedelta(days=4))
    assert "(đã quá hạn 20/11, phần 2)" in five(facts(gaps=[gap(), late]))[4]


def test_the_five_sentences_of_an_empty_week() -> None:
    assert five(facts()) == [
        "Chưa tiếp nhận nội dung nào trong tuần; không có vụ việc mới cần người xem.",
        "Chưa ghi nhận câu hỏi nào của người dân.",
        "Chưa ghi nhận luồng lừa đảo nào.",
        "Chưa có thông tin sai, cũ nào được kết luận trong tuần.",
        "Không còn chỗ nào thiếu thông tin chính thức để trả lời; không có vụ việc quá hạn.",
    ]


def test_weeks_are_compared_only_where_both_are_known() -> None:
    grown = five(facts(span({Topic.AN_SINH: 20}), span({Topic.AN_SINH: 8})))[0]
    assert grown.startswith("Tiếp nhận 20 nội dung, nhiều hơn tuần trước 12;")
    fallen = five(facts(span({Topic.AN_SINH: 8}), span({Topic.AN_SINH: 20})))[0]
    assert "ít hơn tuần trước 12" in fallen
    same = five(facts(span({Topic.AN_SINH: 8}), span({Topic.THUE_HO_KINH_DOANH: 8})))[0]
    assert "bằng tuần trước" in same
    assert "tuần trước" not in five(facts(span({Topic.AN_SINH: 20}), span({Topic.AN_SINH: 3})))[0]


def test_few_questions_are_named_and_not_counted() -> None:
    told = five(facts(span({Topic.AN_SINH: 2, Topic.DIEN_NUOC: 4})))[1]
    assert told == "Người dân hỏi rải rác, mỗi chủ đề dưới 5 lượt: điện, nước; an sinh."


def test_a_scam_somebody_looked_at_comes_before_what_the_machine_suggests() -> None:
    rows = [scam(0, None, "Chưa ai xem"), scam(1, Verdict.SUSPECTED, "Đã có người xem")]
    told = five(facts(with_scams(rows, [30, 12])))[2]
    assert told == (
        "Lừa đảo lan rộng nhất: “Đã có người xem” (12 bài, người xem kết luận: nghi lừa đảo); cách tránh ở phần 3."
    )


def test_sections_stand_in_the_order_of_the_report() -> None:
    assert [module.CODE for module in SECTIONS] == [
        "five_sentences", "figures", "gaps", "scams", "claims", "questions",
        "helped", "machine", "outages", "corrections", "coming",
    ]  # fmt: skip


def test_empty_sections_say_so_in_a_sentence() -> None:
    shown = sections(facts())
    for code in [module.CODE for module in SECTIONS[1:]]:
        assert shown[code].state is SectionState.EMPTY
        assert plain(shown[code].sentences[0]).endswith(".")
        assert not shown[code].tables


def test_opinions_are_one_number_and_nothing_else() -> None:
    shown = sections(facts(span(labels={Label.OPINION: 777})))
    assert [code for code, section in shown.items() if "777" in str(section)] == ["five_sentences", "figures"]
    rows = {row[0]: str(row[1]) for row in shown["figures"].tables[0].rows}
    assert [name for name, count in rows.items() if count != "0"] == ["Ý kiến (không xử lý)"]
    assert not shown["figures"].charts


def test_sources_are_counted_not_named() -> None:
    assert (
        plain(sections(facts(**FULL))["figures"].sentences[0])
        == "Đã đọc 12 nguồn; 6 nguồn có lúc không đọc được."
    )
    quiet = facts(**{**FULL, "sources": SourcesRead(7, 0)})
    assert plain(sections(quiet)["figures"].sentences[0]) == "Đã đọc 7 nguồn; không nguồn nào bị gián đoạn."


def test_a_small_verdict_points_to_its_list() -> None:
    table = sections(facts(**FULL))["figures"].tables[2]
    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["Sai", "xem phần 4"],
        ["Có thông tin để trả lời", "9"],
    ]


def test_gaps_say_who_is_asked_and_until_when() -> None:
    shown = sections(
        facts(
            gaps=[
                gap(office="Xã B", due_at=WEEK.start),
                gap(Topic.AN_SINH, "Xã A", 3, answered_at=WEEK.start + timedelta(days=3)),
                gap(office="Xã B", posts=25),
            ]
        )
    )["gaps"]
    rows = [[str(cell) for cell in row] for row in shown.tables[0].rows]
    assert [row[2:] for row in rows] == [
        ["ít", "Xã A", "2026-11-25", "đã trả lời 19/11"],
        ["vừa", "Xã B", "2026-11-16", "quá hạn"],
        ["nhiều", "Xã B", "2026-11-25", "đang chờ"],
    ]
    assert rows[0][0] == "Điểm hỗ trợ mở cửa giờ nào? (An sinh)"


def test_scams_are_harmless_to_read_and_come_with_advice() -> None:
    shown = sections(facts(with_scams([scam(0, Verdict.SCAM), scam(1, None)], [63, 2])))["scams"]
    rows = [[str(cell) for cell in row] for row in shown.tables[0].rows]
    assert rows[0] == [
        "“Bấm phím 2 kẻo khóa SIM”",
        "khoasim[.]example (giả dạng vneid.gov.vn)",
        "63",
        "Lừa đảo",
        ADVICE[Topic.VIEN_THONG_SIM],
    ]
    assert rows[1][2:4] == ["dưới 5", "Gợi ý của máy"]


def test_scam_posts_without_an_item_have_a_row_of_their_own() -> None:
    shown = sections(facts(span(scams=[9], other_scams=7)))["scams"]
    assert [str(cell) for cell in shown.tables[0].rows[-1]] == ["Các bài khác", "–", "7", "–", "–"]


def test_claims_carry_their_basis_and_where_they_were_answered() -> None:
    shown = sections(facts(claims=[claim(verdict=Verdict.OUTDATED)]))["claims"]
    assert [str(cell) for cell in shown.tables[0].rows[0]] == [
        "“Nộp hồ sơ mất phí 50 nghìn”",
        "Đã cũ",
        "Nghị quyết số 12/2026/NQ-HĐND, ngày 10/07/2026, Điều 4",
        "Trang thông tin xã, 20/11",
        "2026-12-31",
    ]


def test_lists_are_cut_and_say_so() -> None:
    shown = sections(facts(claims=[claim() for _ in range(30)], gaps=[gap() for _ in range(30)]))
    for code in ("claims", "gaps"):
        assert len(shown[code].tables[0].rows) == MAX_ROWS
        assert "Bảng chỉ nêu" in plain(shown[code].sentences[-1])


def test_topics_say_in_words_how_they_stand() -> None:
    shown = sections(
        facts(
            span(
                {Topic.AN_SINH: 9, Topic.THUE_HO_KINH_DOANH: 8, Topic.GIAO_DUC: 7, Topic.KHAC: 6},
                overdue={
                    (Queue.QUESTIONS, Topic.AN_SINH): 1,
                    (Queue.GRIEVANCES, Topic.THUE_HO_KINH_DOANH): 0,
                },
                closed={(Queue.QUESTIONS, Topic.GIAO_DUC): 1},
            ),
            span({Topic.DIEN_NUOC: 6}),
        )
    )["questions"]
    standing = {row[0]: row[5] for row in shown.tables[0].rows}
    assert standing == {
        "An sinh": "có việc quá hạn",
        "Thuế hộ kinh doanh": "đang trả lời",
        "Giáo dục": "đã trả lời",
        "Chủ đề khác": "–",
        "Điện, nước": "–",
    }


def test_every_topic_has_advice_in_one_sentence() -> None:
    for topic in Topic:
        assert advice(topic).endswith(".")
        assert not any(character.isdigit() for character in advice(topic)), (
            "no number that nobody has confirmed"
        )
    assert advice(Topic.KHAC) == OTHERWISE


def test_a_crooked_table_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells, not 1"):
        Table("x", "x", (Column("a"),), [["1", "2"]])
