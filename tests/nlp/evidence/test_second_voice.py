"""Where rules find too few words in common: paraphrases are contradicted, other matters are not, drafts and ended rules are told as such."""

from datetime import date, datetime

import pytest

from nlp.contracts import Passage
from nlp.evidence.comparison import find_evidence
from nlp.evidence.retrieval import build_index
from nlp.evidence.second_voice import stands
from nlp.evidence.slots import extract_slots
from nlp.normalise import normalise

POSTED = datetime(2026, 11, 20, 8, 0)  # noqa: DTZ001


def passage(path, text, **rest):
    return Passage(path, "12-HD/BTGDVTU", "Hướng dẫn", "Tỉnh Sông Lam", date(2026, 1, 1), path, text, **rest)


INDEX = build_index(
    [
        passage("bus", "Học sinh mua vé tháng xe buýt nội tỉnh được giảm 50% giá vé; người cao tuổi được miễn vé."),
        passage("desk", "Thư viện tỉnh cấp thẻ bạn đọc trong 03 ngày làm việc kể từ khi nhận đủ giấy tờ."),
        passage("rent", "Mức thu thuê nhà thi đấu của phường để tập thể thao là 120.000 đồng mỗi giờ."),
        passage("pool", "Vé bơi của trẻ em tại bể bơi công cộng là 15.000 đồng một buổi.", valid_until=date(2026, 6, 30)),
        passage("dogs", "Hộ nuôi chó phải đăng ký với trưởng thôn trước ngày 15 hằng tháng.", draft=True, valid_from=date(2027, 1, 1)),
    ]
)  # fmt: skip


def told(text):
    read = normalise(text)
    slots = extract_slots(read, POSTED)
    return [
        (one.passage.path, one.distortion.value, slots[one.slot].kind.value, one.explanation)
        for one in find_evidence(read, slots, INDEX, POSTED)
        if one.distortion is not None and one.slot is not None
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("học trò đi xe buýt vé tháng chỉ được bớt 20% thôi nha", ("bus", "contradicted", "percent", "bài viết: 20%; văn bản: 50%")),
        ("vô nhà thi đấu phường tập thể thao giờ lấy 200 nghìn một giờ lận", ("rent", "contradicted", "fee", "bài viết: 200.000 đồng; văn bản: 120.000 đồng")),
        ("làm thẻ bạn đọc thư viện phải chờ 10 ngày làm việc", ("desk", "contradicted", "deadline", "bài viết: 10 ngày làm việc; văn bản: 3 ngày làm việc")),
    ],
)  # fmt: skip
def test_a_paraphrase_with_another_figure_is_contradicted(text, expected):
    assert told(text) == [expected]


def test_what_an_ended_rule_bore_out_is_outdated():
    ((path, distortion, _, words),) = told("con nít vô bể bơi công cộng 15 nghìn một buổi nghe")
    assert (path, distortion) == ("pool", "outdated")
    assert "30/06/2026" in words


def test_the_best_that_has_ended_is_asked_behind_one_that_stands():
    """The new rule is found first and says nothing of the place; the old one did."""
    index = build_index(
        [
            passage("old", "1. Xã, phường nơi người yêu cầu đang cư trú cấp giấy xác nhận đổi tên đơn vị hành chính.", valid_until=date(2026, 6, 30)),
            passage("new", "2. Không thu lệ phí cấp giấy xác nhận đổi tên đơn vị hành chính; giấy xác nhận đổi tên xin tại phường.", valid_from=date(2026, 7, 1)),
        ]
    )  # fmt: skip
    text = normalise(
        "Xin giấy xác nhận đổi tên đơn vị hành chính thì phải về đúng xã phường nơi mình đang cư trú."
    )
    slots = extract_slots(text, POSTED)
    found = find_evidence(text, slots, index, POSTED)
    assert [(one.passage.path, one.distortion.value) for one in found if one.distortion] == [
        ("old", "outdated")
    ]


def test_a_passage_is_read_with_what_it_stands_under_and_quoted_without():
    bare = "1. Nộp hồ sơ trực tiếp tại Bộ phận Một cửa: 10.000 đồng/bản sao."
    above = "Quy định mức thu phí cấp bản sao trích lục hộ tịch\nĐiều 1. Mức thu phí cấp bản sao trích lục khai sinh"
    text = normalise("sao trích lục khai sinh nộp trực tiếp ở một cửa bây giờ là 20 nghìn một bản")
    slots = extract_slots(text, POSTED)

    def said(context):
        index = build_index([passage("fee", bare, context=context)])
        return [one for one in find_evidence(text, slots, index, POSTED) if one.distortion is not None]

    (found,) = said(above)
    assert found.quote in bare
    assert not said("Điều 1. Lệ phí đổi giấy phép lái xe")


def test_a_draft_is_compared_before_the_day_it_is_meant_for():
    ((path, distortion, kind, _),) = told("nuôi chó từ giờ phải đăng ký với trưởng thôn rồi nha")
    assert (path, distortion, kind) == ("dogs", "modality", "obligation")


@pytest.mark.parametrize(
    "text", ["giờ lấy 200 nghìn một giờ lận", "phí 50k", "học trò bớt nói lại nha", "chờ 10 ngày làm việc"]
)
def test_too_few_words_in_common_contradict_nothing(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("draft", "valid_from", "valid_until", "expected"),
    [
        (False, None, None, True),
        (False, date(2027, 1, 1), None, False),
        (True, date(2027, 1, 1), None, True),
        (True, None, date(2026, 6, 30), False),
        (False, None, date(2026, 6, 30), False),
    ],
)
def test_what_stands_on_a_day(draft, valid_from, valid_until, expected):
    one = passage("x", "Phí.", draft=draft, valid_from=valid_from, valid_until=valid_until)
    assert stands(one, POSTED.date()) is expected
