"""Times, quantities and "free of charge" as the tagger is shown them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.hints import find_hints
from nlp.evidence.scan import scan
from nlp.evidence.word_classes import NUMBER, ClassedWords
from nlp.normalise import normalise


def hints(text, kind=None):
    read = normalise(text)
    words = ClassedWords(scan(read).words)
    return [
        (read.normalised[words.words[one.start].start : words.words[one.end - 1].end], one.what or one.kind)
        for one in find_hints(words)
        if kind is None or one.kind == kind
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("từ 1/12 thu phí", [("1/12", "day")]),
        ("tu 02-05/12 kham", [("02-05/12", "days")]),
        ("nghỉ sáng thứ ba và thứ năm nhé", [("sáng thứ ba và thứ năm", "weekday_part+range+weekday")]),
        ("mở từ 7h30 đến 11h", [("7h30 đến 11h", "clock+range")]),
        ("mốt ra ký", [("mốt", "relative")]),
        ("ra Giêng mới làm", [("Giêng", "feast")]),
        ("hết quý tới là xong", [("hết quý tới", "edge")]),
        ("mười ngày làm việc có kết quả", [("mười ngày làm việc", "duration")]),
        ("T8-T10 hoàn tiền", [("T8-T10", "short+range")]),
        ("trực 24/7", [("24/7", "always")]),
        ("thứ bảy hằng tuần", [("thứ bảy hằng tuần", "weekday+every")]),
        ("từ Monday nhận xe", [("Monday", "weekday")]),
        ("thứ tự ưu tiên", []),
        ("sau khi nộp", []),
    ],
)
def test_times(text, expected):
    assert hints(text, "time") == expected


def test_a_date_that_breaks_off_stays_inside_the_text():
    assert hints("ngày 5 tháng", "time") == [("ngày 5 tháng", "day")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mỗi người ba sim", ("ba sim", "count")),
        ("phạt 5 triệu", ("5 triệu", "money")),
        ("trên 60 tuổi", ("60 tuổi", "age")),
        ("giảm 30% phí", ("30%", "percent")),
        ("hổng lấy tiền đâu", ("hổng lấy tiền", "free")),
        ("khỏi đóng thêm đồng nào", ("khỏi đóng thêm đồng", "free")),
        ("miễn phí nhé", ("miễn phí", "free")),
        ("phí 0đ", ("0đ", "free")),
    ],
)
def test_quantities_and_free_of_charge(text, expected):
    assert expected in hints(text)


def test_a_text_without_marks_is_read_and_one_with_marks_by_its_marks():
    assert hints("sang mai cup dien ca xom", "time") == [("sang mai", "relative")]
    assert hints("mái nhà của cô ấy dột rồi", "time") == []


def test_words_in_digits_are_a_class_of_their_own_and_nothing_is_outside():
    words = ClassedWords(scan(normalise("mang 2 bản")).words)
    assert words.feature_classes()[1] == NUMBER
    assert words.folded(-1) == words.digits(9) == ""
    assert not words.has(9, "number")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="t 0123456789/-h%nămgàyộếquý thứbảymốtlkhôngmấtiền,.\n", max_size=80))
def test_chunks_hold_words_in_order_whatever_the_text(text):
    words = ClassedWords(scan(normalise(text)).words)
    found = find_hints(words)
    assert all(0 <= one.start < one.end <= len(words.words) for one in found)
    times = [one for one in found if one.kind == "time"]
    assert all(one.end <= other.start for one, other in pairwise(times))
