"""Indicators: each kind, each disguise, and what only looks like one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.contracts import Indicator
from nlp.detectors.indicators import find_indicators
from nlp.normalise import normalise
from nlp.normalise.addresses import find_addresses, registered_domain
from nlp.official_names import is_official_host

CORPUS = Path(__file__).parents[2] / "nlp" / "corpus" / "posts" / "first.jsonl"


def found(text: str) -> list[Indicator]:
    """The indicators of a text as written."""
    return list(find_indicators(normalise(text)))


def kinds(text: str) -> list[tuple[str, str]]:
    """Kind and canonical form of each."""
    return [(one.kind.value, one.normalised) for one in found(text)]


DISGUISES = [
    ("vào vneid-capnhat.example nhé", "domain", "vneid-capnhat.example", "vneid-capnhat.example"),
    ("vào vneid-capnhat . example nhé", "domain", "vneid-capnhat . example", "vneid-capnhat.example"),
    ("vào vneid-capnhat .example", "domain", "vneid-capnhat .example", "vneid-capnhat.example"),
    ("vào vneid-capnhat[.]example", "domain", "vneid-capnhat[.]example", "vneid-capnhat.example"),
    ("vào vneid-capnhat(.)example", "domain", "vneid-capnhat(.)example", "vneid-capnhat.example"),
    ("vào vneid-capnhat (chấm) example", "domain", "vneid-capnhat (chấm) example", "vneid-capnhat.example"),
    ("vào vneid chấm com", "domain", "vneid chấm com", "vneid.com"),
    ("vao vneid cham com", "domain", "vneid cham com", "vneid.com"),
    ("vào abcd dot com", "domain", "abcd dot com", "abcd.com"),
    ("VÀO VNEID-CAPNHAT.EXAMPLE", "domain", "VNEID-CAPNHAT.EXAMPLE", "vneid-capnhat.example"),
    ("vào vneid\u200b-cap\u200bnhat.example", "domain", "vneid\u200b-cap\u200bnhat.example", "vneid-capnhat.example"),
    ("vào ｖｎｅｉｄ．ｃｏｍ", "domain", "ｖｎｅｉｄ．ｃｏｍ", "vneid.com"),
    ("vào xn--vnid-epa.example", "domain", "xn--vnid-epa.example", "xn--vnid-epa.example"),
    ("vào vnеid.example", "domain", "vnеid.example", "vnеid.example"),
    ("http://abc.example/x?y=1.", "url", "http://abc.example/x?y=1", "http://abc.example/x?y=1"),
    ("hxxps[:]//abc[.]example/x", "url", "hxxps[:]//abc[.]example/x", "https://abc.example/x"),
    ("HXXP://ABC.EXAMPLE/Xy", "url", "HXXP://ABC.EXAMPLE/Xy", "http://abc.example/Xy"),
    ("h**p://abc.example", "url", "h**p://abc.example", "http://abc.example"),
    ("(xem abc.example/tin-moi)", "url", "abc.example/tin-moi", "abc.example/tin-moi"),
    ("bit.ly/abc000 nha", "url", "bit.ly/abc000", "bit.ly/abc000"),
    ("http://127.0.0.1:8000/a", "url", "http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ("https://dichvucong.gov.vn@abc.example/x", "url", "https://dichvucong.gov.vn@abc.example/x", "https://abc.example/x"),
    ("gọi 0900 000 123 nhé", "phone", "0900 000 123", "0900000123"),
    ("gọi o9oo.ooo.123", "phone", "o9oo.ooo.123", "0900000123"),
    ("gọi +84 900 000 123", "phone", "+84 900 000 123", "0900000123"),
    ("gọi 0️⃣9️⃣0️⃣0️⃣ 000 123", "phone", "0️⃣9️⃣0️⃣0️⃣ 000 123", "0900000123"),
    ("máy bàn 024 0000 0009", "phone", "024 0000 0009", "02400000009"),
    ("stk 0011 0022 00", "bank_account", "0011 0022 00", "0011002200"),
    ("số 9999000011 Techcombank", "bank_account", "9999000011", "9999000011"),
    ("kết bạn zalo 0900000123", "zalo", "0900000123", "0900000123"),
    ("vào zalo.me/0900000123", "zalo", "zalo.me/0900000123", "zalo.me/0900000123"),
    ("vào https://t.me/abc_test", "telegram", "https://t.me/abc_test", "https://t.me/abc_test"),
    ("nhắn tele @abc_test", "telegram", "@abc_test", "@abc_test"),
    ("liên hệ @abc_test để lấy lại tiền", "telegram", "@abc_test", "@abc_test"),
    ("telegram: hotro_test", "telegram", "hotro_test", "hotro_test"),
    ("mail A.B@thu.example", "email", "A.B@thu.example", "a.b@thu.example"),
    ("mail a.b[at]thu[.]example", "email", "a.b[at]thu[.]example", "a.b@thu.example"),
    ("mở tệp VNeID_capnhat.apk", "app", "VNeID_capnhat.apk", "VNeID_capnhat.apk"),
    ("tải ứng dụng VNeID 4.0 theo link em gửi", "app", "VNeID 4.0", "VNeID 4.0"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "written", "normalised"), DISGUISES, ids=[row[0] for row in DISGUISES]
)
def test_disguise(text: str, kind: str, written: str, normalised: str) -> None:
    (one,) = found(text)
    assert (one.kind.value, one.text, one.normalised) == (kind, written, normalised)
    assert text[one.span.start : one.span.end] == written


NOTHING = [
    "Làm xong.Mai tôi đi. Đi rồi.la lắm. Nộp rồi.co ai biet. TP.HCM, TP.HN, TS.BS, P.TT, v.v., th.s",
    "Phí 1.500.000đ, 1.5tr, 36,6 độ; ngày 20.11.2026; 05.12.2026 - 31.12.2026; mục 1.2.3; Điều 8.1",
    "tệp mau-don.doc, bao_cao.pdf, danh.sach.xlsx, readme.md, script.py, anh.zip",
    "Nghị quyết 04-NQ/TU, Kế hoạch 02-KH/BCĐ, số 1234/QĐ-UBND, Luật 91/2025/QH15",
    "tải ứng dụng VNeID trên CH Play hoặc App Store",
    "đừng cài app VNeID theo link lạ, ứng dụng VNeID rất tiện",
    "Ăn cơm. Com dẻo. net đẹp. Xong . Mai tính. Điểm chấm 10.",
    "gửi cho @ 5k, @@, nh@p mã, a@b, lúc 10:30, 50-70k, 2.Cá nhân",
    "có 12 345 678 người; 100 000 000 đồng; tỷ lệ 0.95; năm 2020-2025; 113 hộ, 156 người",
    "gọi 113 người, báo 156 triệu đồng; qua vneid.La sao",
    "tải ứng dụng VNeID trên CH Play, theo đường dẫn ở cổng của tỉnh",
    "Anh.Chị.Em ơi, ok.To quá, xin.Lỗi, 5.do đó, 2026.co",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_one(text: str) -> None:
    assert kinds(text) == []


def test_official_addresses_and_hotlines_are_marked() -> None:
    text = "Vào https://dichvucong.gov.vn/p, vneid.gov.vn, xa-benla.tinh.gov.vn, evn.com.vn, gọi 18001096, 1900 9068, nhắn 5656, mail a@benla.gov.vn"
    assert all(one.official for one in found(text))
    assert [one.kind.value for one in found(text)] == ["url", *["domain"] * 3, *["phone"] * 3, "email"]


def test_imitations_are_not_official() -> None:
    text = "dichvucong.gov.vn.abc.example, dichvucong-gov-vn.example, gov.vn.example, dіchvucong.gov.vn, 19000000"
    assert [one.official for one in found(text)] == [False] * 5


def test_one_indicator_per_occurrence_in_order() -> None:
    text = "abc.example rồi abc.example/x, gọi 0900000123 hay 0900000123"
    assert kinds(text) == [
        ("domain", "abc.example"),
        ("url", "abc.example/x"),
        ("phone", "0900000123"),
        ("phone", "0900000123"),
    ]
    assert [one.normalised_host for one in found(text)] == [None, "abc.example", None, None]


def test_a_full_stop_and_a_glued_sentence_end_an_address() -> None:
    assert kinds("Vào vnexpress.net.Theo báo") == [("domain", "vnexpress.net")]
    assert kinds("Vào abc.com. Xong.") == [("domain", "abc.com")]
    assert kinds("xem tại:vneid-capnhat.example,nhanh") == [("domain", "vneid-capnhat.example")]


@pytest.mark.skipif(not CORPUS.exists(), reason="the labelled corpus is not there")
def test_the_annotated_corpus() -> None:
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    right = wanted = given_ = 0
    for row in rows:
        gold = {(one["kind"], *one["span"]) for one in row["indicators"]}
        made = {(one.kind.value, one.span.start, one.span.end) for one in found(row["text"])}
        right, wanted, given_ = right + len(gold & made), wanted + len(gold), given_ + len(made)
    assert right >= 0.95 * wanted
    assert right >= 0.95 * given_


def test_registered_domains() -> None:
    assert registered_domain("a.b.dichvucong.gov.vn") == "dichvucong.gov.vn"
    assert registered_domain("dichvucong.gov.vn.abc.example") == "abc.example"
    assert registered_domain("gov.vn") is None
    assert registered_domain("xong.mai") is None
    assert not is_official_host("gov.vn.example")
    assert is_official_host("phuongxa.tinh.gov.vn")


PIECES = st.sampled_from(
    ["abc", ".", " . ", "[.]", " chấm ", "com", "example", "gov.vn", "http://", "hxxp[:]//", "@", "/", "0900 000 123", "o9oo", "stk ",
     "zalo ", "tele ", "tele: ", "nhắn ", "abc_test", "tải app ", "cài ", "Plus", "4.0", "113", "gọi ", "t . me/a", ",com", "0900/000/123", "VNeID", ".apk", " link ", "-", "\u200b", "\u0301", "ﬁ", "1.500.000", "\n", "xn--", "a@b.example", "??"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=16).map("".join)))
def test_nothing_stands_where_no_sign_of_it_does(text: str) -> None:
    read = normalise(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("nlp.detectors.indicators._may_hold_any", lambda *_: True)
        everywhere = find_indicators(read)
    assert find_indicators(read) == everywhere


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=16).map("".join)))
def test_spans_are_exact_and_apart(text: str) -> None:
    at = 0
    for one in found(text):
        assert at <= one.span.start < one.span.end <= len(text)
        assert text[one.span.start : one.span.end] == one.text
        assert one.normalised
        at = one.span.end


@pytest.mark.parametrize(
    "unit",
    [
        "a.vn ",
        "a.",
        "a . com ",
        "http://",
        "a@",
        "0 ",
        "tải app A ",
        "@a",
        "a-",
        "x" * 62 + ".",
        "/",
        "[.]",
        "stk 1",
        "stk 123456789 ",
        "@",
        "@ab_cd, ",
        "nhắn a_b_c ",
        "\u0301",
        "9",
        "113 ",
        "app A ",
        "cài cái ",
        "a . apk ",
        "abcde. com ",
        "a chấm com ",
        "abcde,com ",
        "t . me/a ",
        "0900,000,123 ",
        "x.an ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = normalise((unit * size)[:size])
        best = 9.0
        for _ in range(3):
            begun = time.process_time()
            find_indicators(text)
            best = min(best, time.process_time() - begun)
        return best

    small, large = seconds(4_000), seconds(32_000)
    assert large < 5
    assert large < 30 * max(small, 0.001)


def test_a_bomb_of_ten_thousand_characters_costs_little() -> None:
    for bomb in ["e" + "\u0301" * 10_000, "0" * 10_000, "a." * 5_000, "@" * 5_000, "0 " * 5_000]:
        text = normalise(bomb)
        begun = time.process_time()
        find_indicators(text)
        assert time.process_time() - begun < 2


def test_addresses_of_any_text_are_known_suffixes() -> None:
    for text in ["abc.example", "a.b.com.vn/x", "x@y.example"]:
        (address,) = find_addresses(text)
        assert registered_domain(address.host) is not None
