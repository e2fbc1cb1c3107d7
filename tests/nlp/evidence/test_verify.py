"""One claim against one given passage, and the JSONL around it."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import TooLarge
from nlp.evidence.verdict.model import VERDICTS
from nlp.evidence.verify import Question, verify, verify_all, verify_lines

CARD = "Lệ phí cấp lại thẻ căn cước là 70.000 đồng."
AIM = "Phấn đấu 100% hộ gia đình có ít nhất 01 thành viên sử dụng thành thạo dịch vụ công trực tuyến."
MERGER = "Công dân không bắt buộc đổi thẻ căn cước sau sáp nhập."
TAX = "Từ ngày 01/7/2026, hộ kinh doanh có doanh thu trên 500 triệu đồng/năm phải nộp thuế."
BIRTH = "Thời hạn giải quyết hồ sơ đăng ký khai sinh là 01 ngày làm việc."
HISTORY = "Cầu Lam Giang khởi công năm 1998 và hoàn thành năm 2003. Cầu dài 1.200 mét, không thu phí."


@pytest.mark.parametrize(
    ("passage", "claim", "verdict"),
    [
        (CARD, "làm lại căn cước mất 70k", "supported"),
        (CARD, "lam lai can cuoc mat 70k", "supported"),
        (CARD, "làm lại căn cước mất 50k", "refuted"),
        (CARD, "phí đăng ký kết hôn là 50k", "not_enough_info"),
        (CARD, "cán bộ một cửa xã rất nhiệt tình", "not_enough_info"),
        (AIM, "mỗi nhà bắt buộc có người dùng DVC", "refuted"),
        (AIM, "phấn đấu 100% hộ gia đình có người dùng dịch vụ công", "supported"),
        (AIM, "100% hộ gia đình phải dùng dịch vụ công trực tuyến", "refuted"),
        (MERGER, "ko phải đổi căn cước sau sáp nhập đâu", "supported"),
        (MERGER, "phải đổi căn cước sau sáp nhập", "refuted"),
        ("Dự thảo quy định thu phí 50.000 đồng/lượt đối với xe máy vào trung tâm.", "xe máy vào trung tâm thu phí 50k", "refuted"),
        ("Dự thảo đề xuất bỏ giấy khám sức khỏe khi đổi bằng lái.", "bỏ giấy khám sức khỏe khi đổi bằng lái", "refuted"),
        ("Không thu phí.", "Phí 50k", "refuted"),
        (BIRTH, "đăng ký khai sinh mất 15 ngày", "refuted"),
        (TAX, "hộ kinh doanh doanh thu trên 500 triệu phải nộp thuế từ 1/7/2026", "supported"),
        (TAX, "hộ kinh doanh doanh thu trên 100 triệu phải nộp thuế từ 1/7/2026", "refuted"),
        ("Nghiêm cấm thu phí đối với người dân tham gia lớp học.", "lớp học được thu phí của người dân tham gia", "refuted"),
        ("Khuyến khích người dân cài đặt ứng dụng VNeID.", "người dân bắt buộc cài đặt VNeID", "refuted"),
        ("Người dân được hỗ trợ cài đặt VNeID tại bộ phận một cửa.", "bộ phận một cửa hỗ trợ cài VNeID", "supported"),
        (HISTORY, "Cầu Lam Giang hoàn thành năm 2003", "supported"),
        (HISTORY, "Cầu Lam Giang hoàn thành năm 2008", "refuted"),
        (HISTORY, "Cầu Lam Giang do một kiến trúc sư nước ngoài vẽ kiểu", "not_enough_info"),
        ("Số hồ sơ nộp trực tuyến của xã tăng trong quý đầu.", "số hồ sơ nộp trực tuyến của xã giảm trong quý đầu", "refuted"),
        ("Trạm y tế mở cửa cả ngày chủ nhật.", "trạm y tế không mở cửa ngày chủ nhật", "refuted"),
    ],
)  # fmt: skip
def test_verdicts(passage, claim, verdict):
    result = verify(passage, claim)
    assert result.verdict == verdict
    assert 0 <= result.score <= 1
    assert result.explanation


def test_the_explanation_names_both_sides():
    assert (
        verify(AIM, "mỗi nhà bắt buộc có người dùng DVC").explanation
        == "bài viết: bắt buộc; văn bản: phấn đấu"
    )
    (slot,) = [one for one in verify(CARD, "làm lại căn cước mất 50k").slots if one.relation]
    assert slot.explanation == "bài viết: 50.000 đồng; văn bản: 70.000 đồng"


def test_a_rule_that_had_ended_is_refuted_with_its_last_day():
    claim, last = "làm lại căn cước mất 70k", date(2026, 6, 30)
    after = verify(CARD, claim, datetime(2026, 7, 1), None, last)  # noqa: DTZ001
    assert after.verdict == "refuted"
    assert "đúng đến 30/06/2026" in after.explanation
    assert verify(CARD, claim, datetime(2026, 6, 30, 23), None, last).verdict == "supported"  # noqa: DTZ001
    assert verify(CARD, claim, None, None, last).verdict == "supported"


def test_a_rule_not_yet_begun_is_refuted_unless_the_claim_says_from_when():
    before, begins = datetime(2026, 6, 1), date(2026, 7, 1)  # noqa: DTZ001
    assert (
        verify(TAX, "hộ kinh doanh doanh thu trên 500 triệu phải nộp thuế", before, begins).verdict
        == "refuted"
    )
    dated = "từ 1/7/2026 hộ kinh doanh doanh thu trên 500 triệu phải nộp thuế"
    assert verify(TAX, dated, before, begins).verdict == "supported"


def test_time_changes_nothing_about_what_is_not_said():
    result = verify(CARD, "cán bộ rất nhiệt tình", datetime(2027, 1, 1), None, date(2026, 1, 1))  # noqa: DTZ001
    assert result.verdict == "not_enough_info"


def lines(*texts):
    return list(verify_lines(f"{text}\n".encode() for text in texts))


def test_lines_in_the_contract_form_and_order():
    good = {"id": "a", "passage": CARD, "claim": "làm lại căn cước mất 50k", "posted_at": "2026-11-20T08:00:00+07:00",
            "passage_valid_from": "2026-01-01", "passage_valid_until": None}  # fmt: skip
    first, second = lines(json.dumps(good), json.dumps({**good, "id": 7}))
    assert set(first) == {"id", "verdict", "score", "slots", "explanation"}
    assert (first["id"], second["id"], first["verdict"]) == ("a", 7, "refuted")
    fee = next(slot for slot in first["slots"] if slot["kind"] == "fee")
    assert (fee["value"], fee["unit"], fee["relation"]) == (50_000, "VND", "contradicts")
    assert fee["span"] == [21, 24]
    json.dumps(first)


def test_a_bad_line_gives_an_error_in_its_place_and_the_rest_goes_on():
    good = json.dumps({"id": "z", "passage": CARD, "claim": "a"})
    found = lines('{"id": 1, "pass', "[1]", '{"id": 3, "passage": "a"}', '{"id": 4, "passage": 1, "claim": "b"}',
                  '{"id": 5, "passage": "a", "claim": "b", "posted_at": "hôm qua"}', good)  # fmt: skip
    assert [(one["id"], one["line"], one["error"]["code"]) for one in found[:5]] == [
        (None, 1, "invalid_json"), (None, 2, "invalid_json"), (3, 3, "bad_input"), (4, 4, "bad_input"), (5, 5, "bad_input"),
    ]  # fmt: skip
    assert all("Dòng" in one["error"]["message"] for one in found[:5])
    assert found[5]["id"] == "z"


def test_bytes_that_are_no_utf8_and_deep_nesting():
    found = list(verify_lines([b"\xff\xfe\n", b"[" * 100_000 + b"\n", b"\n"]))
    assert [(one["line"], one["error"]["code"]) for one in found] == [
        (1, "invalid_json"),
        (2, "invalid_json"),
    ]


def test_too_long():
    with pytest.raises(TooLarge):
        verify("a" * 60_000, "b")
    (found,) = lines(json.dumps({"id": 1, "passage": "a " * 40_000, "claim": "b"}))
    assert found["error"]["code"] == "too_large"


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_pair(passage, claim):
    assert verify(passage, claim).verdict in ("supported", "refuted", "not_enough_info")


class Reader:
    """Says the same of every pair, or nothing, and remembers which it was asked about."""

    def __init__(self, verdict, weight=0.5):
        self.says = None if verdict is None else tuple(float(one == verdict) for one in VERDICTS)
        self.weight, self.asked = weight, []

    def weigh(self, pairs):
        self.asked.append(list(pairs))
        return [self.says for _ in pairs]


DESK = Question(
    "Người dân được hỗ trợ cài đặt VNeID tại bộ phận một cửa.", "bộ phận một cửa hỗ trợ cài VNeID"
)


@pytest.mark.parametrize("weight", [0.0, 0.25, 0.5, 1.0])
def test_a_reader_has_its_share_of_the_say(weight):
    alone = verify(DESK.passage, DESK.claim)
    (told,) = verify_all([DESK], Reader("supported", weight))
    assert (told.verdict, alone.verdict) == ("supported", "supported")
    assert told.score == pytest.approx((1 - weight) * alone.score + weight, abs=1e-4)
    assert told.slots == alone.slots


def test_a_reader_can_turn_the_verdict_and_the_sentence_says_it():
    (told,) = verify_all([DESK], Reader("refuted", 0.8))
    assert told.verdict == "refuted"
    assert "bài viết nói khác với đoạn văn bản" in told.explanation


def test_a_reader_is_asked_at_once_where_no_rule_is_sure():
    reader = Reader("not_enough_info", 1.0)
    sure = Question(CARD, "làm lại căn cước mất 50k")
    bridge = Question(HISTORY, "Cầu Lam Giang hoàn thành năm 2003")
    told = verify_all([DESK, sure, bridge], reader)
    assert reader.asked == [[(DESK.passage, DESK.claim), (bridge.passage, bridge.claim)]]
    assert [one.verdict for one in told] == ["not_enough_info", "refuted", "not_enough_info"]
    assert told[1] == verify(sure.passage, sure.claim)


def test_a_reader_that_says_nothing_changes_nothing():
    assert verify_all([DESK], Reader(None, 1.0)) == [verify(DESK.passage, DESK.claim)]


def test_time_decides_after_a_reader_too():
    late = Question(DESK.passage, DESK.claim, datetime(2026, 7, 1), None, date(2026, 6, 30))  # noqa: DTZ001
    (told,) = verify_all([late], Reader("supported", 1.0))
    assert told.verdict == "refuted"
    assert "đúng đến 30/06/2026" in told.explanation


def test_lines_are_answered_together_as_one_by_one():
    pair = {"passage": DESK.passage, "claim": DESK.claim}
    texts = [json.dumps({"id": at, **pair}) for at in range(5)]
    texts[1] = "{"
    alone, together = Reader("refuted"), Reader("refuted")
    one_by_one = list(verify_lines((f"{text}\n" for text in texts), alone))
    assert list(verify_lines((f"{text}\n" for text in texts), together, at_once=3)) == one_by_one
    assert [len(pairs) for pairs in alone.asked] == [1, 1, 1, 1]
    assert [len(pairs) for pairs in together.asked] == [2, 2]


def test_each_line_is_answered_before_the_next_is_read():
    read = []

    def typed():
        for at in range(3):
            read.append(at)
            yield json.dumps({"id": at, "passage": DESK.passage, "claim": DESK.claim})

    answers = verify_lines(typed(), Reader("refuted"))
    assert next(answers)["id"] == 0
    assert read == [0]
