"""Phrases are found as people write them, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.negation import negation
from nlp.normalise import normalise
from nlp.phrases import GAP, GAP_WORDS, PhraseError, PhraseTable, parse
from nlp.words import words_of


def found(phrase: str, text: str) -> list[str]:
    """The wording of every match of one phrase."""
    words = words_of(normalise(text))
    return [
        " ".join(word.plain for word in words[match.first : match.last + 1])
        for match in PhraseTable({"x": [phrase]}).find(words)
    ]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("cài ứng dụng", "hãy cài ứng dụng này", ["cài ứng dụng"]),
        ("cài ứng dụng", "hay cai ung dung nay", ["cai ung dung"]),
        ("cài ứng dụng", "cái ứng dụng này hay lắm", []),
        ("cài ứng dụng", "cái ứng dụng", []),
        ("chớ", "gửi cho khách hàng ở quê", []),
        ("chớ", "cho tin no", ["cho"]),
        ("lừa đảo", "đúng là lừa đão rồi bà con", ["lừa đão"]),
        ("cài … app", "cài ngay một cái app", ["cài ngay một cái app"]),
        ("cài … app", "cài. Cái app", []),
        ("(tải|cài) app", "tải app, cài app", ["tải app", "cài app"]),
        ("(cục|) csgt", "cục csgt", ["cục cảnh sát giao thông", "cảnh sát giao thông"]),
        ("(cục|) csgt", "Cục CSGT", ["cục csgt", "csgt"]),
        ("nộp <money>", "nộp 50k nhé", ["nộp 50k"]),
        ("nộp <money>", "nộp 50 nghìn nhé", []),
        ("gọi <phone>", "gọi [SĐT] ngay", ["gọi [sđt]"]),
        ("vào <link>", "vào vneid-capnhat.example nhé", ["vào vneid-capnhat.example"]),
        ("vào <link>", "vào https://dichvucong.gov.vn/x", []),
        ("vào <official_link>", "vào https://dichvucong.gov.vn/x", ["vào https://dichvucong.gov.vn/x"]),
        ("vào <link>", "vào dichvucong.gov.vn.abc.example", ["vào dichvucong.gov.vn.abc.example"]),
        ("!giả", "gia han the", []),
        ("!giả", "đồ giả đấy", ["giả"]),
        ("công an", "hội công an toàn", ["công an"]),  # the table knows no syllables from words
        ("công an", "công. An", []),
    ],
)
def test_a_phrase_is_found_where_it_is_meant(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


def test_a_gap_has_an_end() -> None:
    near = "cài " + "một " * GAP_WORDS + "app"
    assert found("cài … app", near)
    assert not found("cài … app", near.replace("app", "một app"))


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("", "rỗng"),
        ("(a|)", "rỗng"),
        ("… app", "bắt đầu"),
        ("cài …", "kết thúc"),
        ("(a|) … b", "bắt đầu"),
        ("cài (app", "ngoặc"),
        ("((a))", "ngoặc"),
        ("gọi <so>", "<so>"),
        ("(a … b|c)", "đứng sai chỗ"),
        ("a|b", "đứng sai chỗ"),
    ],
)
def test_an_unreadable_phrase_is_refused(phrase: str, told: str) -> None:
    with pytest.raises(PhraseError, match="cụm từ") as caught:
        parse(phrase)
    assert told in str(caught.value)


def test_memory_of_moves_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.phrases.MAX_KEPT_MOVES", 10)
    table = PhraseTable({"x": [f"bản{number} app" for number in range(50)]})
    for number in range(50):
        words = words_of(normalise(f"bản{number} app"))
        assert [match.key for match in table.find(words)] == ["x"]
        assert table._kept <= 11


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("đừng bấm vào link", "bấm", False),
        ("không bao giờ được bấm", "bấm", False),
        ("chưa bấm gì", "bấm", True),
        ("khong bam gi", "bấm", False),
    ],
)
def test_denials_are_seen(text: str, word: str, expected: bool) -> None:
    words = words_of(normalise(text))
    at = next(place for place, one in enumerate(words) if one.folded == normalise(word).folded)
    denial = negation(words, at)
    assert denial is not None
    assert denial.not_yet is expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("nếu không bấm sẽ bị khóa", "bấm"),
        ("ai chưa nộp thì nộp ngay", "nộp"),
        ("không cần ra phường, bấm vào đây", "bấm"),
        ("không chỉ bấm mà còn gọi", "bấm"),
        ("tôi bấm rồi", "bấm"),
    ],
)
def test_threats_and_calls_are_no_denials(text: str, word: str) -> None:
    words = words_of(normalise(text))
    at = next(place for place, one in enumerate(words) if one.plain == word)
    assert negation(words, at) is None


def ends(pieces: list[list[tuple[str, ...]]], words: list[str], at: int) -> set[int]:
    """Where a phrase that begins at a word may end: every way tried, one after the other."""
    if not pieces:
        return {at}
    here, *rest = pieces
    if here == [GAP]:
        return set().union(*[ends(rest, words, at + step) for step in range(GAP_WORDS + 1)])
    return set().union(
        *[ends(rest, words, at + len(way)) for way in here if tuple(words[at : at + len(way)]) == way]
    )


GAPPED = [
    "ba … ca",
    "ba ca … (da|ba ca) … ca",
    "(ba|) ca … da",
    "ca (da|) … ba",
    "da ba",
    "ba … ca ca",
    "ba … da (ca|)",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["ba", "ca", "da", "ma"]), max_size=14), st.sampled_from(GAPPED))
def test_no_way_over_a_gap_is_missed(words: list[str], phrase: str) -> None:
    pieces = parse(phrase)
    read = words_of(normalise(" ".join(words)))
    told = {(match.first, match.last + 1) for match in PhraseTable({"x": [phrase]}).find(read)}
    expected = {
        (first, end)
        for first in range(len(words))
        for end in ends(pieces, words, first)
        if first < end <= len(words)
    }
    assert told == expected
