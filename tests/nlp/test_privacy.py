"""Masking: the annotated texts, then what holds for every text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.vocabulary import IndicatorKind, Placeholder
from nlp.contracts import Span
from nlp.privacy import mask, names
from nlp.privacy.names import find_names
from nlp.privacy.reading import Reader
from nlp.privacy.words import Words, shipped

DATA = Path(__file__).parent / "data"


def annotated(name: str) -> list[dict[str, object]]:
    """The texts of one annotated file with their ranges to mask."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def figures(name: str) -> tuple[float, int]:
    """Recall over annotated ranges (wholly covered), and the number of ranges masked for nothing."""
    covered = wanted = false = 0
    for row in annotated(name):
        masks = [Span(*mask_["span"]) for mask_ in row["masks"]]  # type: ignore[attr-defined]
        made = [replacement.raw for replacement in mask(str(row["text"])).replacements]
        hidden = {at for span in made for at in range(span.start, span.end)}
        wanted += len(masks)
        covered += sum(set(range(span.start, span.end)) <= hidden for span in masks)
        false += sum(not any(span.overlaps(one) for one in masks) for span in made)
    return covered / wanted, false


def test_recall_on_the_first_annotated_texts() -> None:
    recall, false = figures("masking_first.jsonl")
    assert recall >= 0.98
    assert false <= 1


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("masking_second.jsonl", 0.9, 2), ("masking_third.jsonl", 0.97, 2), ("masking_fourth.jsonl", 0.95, 1)],
)
def test_recall_on_texts_written_before_their_failures_were_looked_at(
    name: str, least: float, most: int
) -> None:
    """When first measured, recall was 0.79 on the second, 0.79 on the third (of names 0.68), 0.95 on the fourth."""
    recall, false = figures(name)
    assert recall >= least
    assert false <= most


@pytest.mark.parametrize("row", annotated("masking_first.jsonl"), ids=lambda row: row["id"])
def test_kinds_of_placeholders(row: dict[str, object]) -> None:
    wanted = {(one["placeholder"], one["span"][0]) for one in row["masks"]}  # type: ignore[attr-defined]
    made = {(one.placeholder.value, one.raw.start) for one in mask(str(row["text"])).replacements}
    assert wanted <= made


KEPT = [
    "Gọi 156, nhắn 5656, báo 113 hoặc 1022; tổng đài 18001096, 1900.9068, 1900 9068.",
    "Gửi về motcua@benla.gov.vn hoặc hotro@baohiemxahoi.gov.vn.",
    "Đường Nguyễn Trãi, phố Lê Lợi, trường THPT Trần Phú, bệnh viện Nguyễn Tri Phương, P. Trần Phú.",
    "Chủ tịch Hồ Chí Minh, Hà Nội, Thanh Hóa, Thanh Hoá, Mai Châu, Cao Bằng, Lâm Đồng, Hồ Gươm, Bác Hồ.",
    "Nghị quyết 04-NQ/TU, Kế hoạch 02-KH/BCĐ, Quyết định 1234/QĐ-UBND, Luật 91/2025/QH15, Điều 8 khoản 1.",
    "Phí 50.000đ, 1.500.000 đồng, 12.500.000.000 đồng, 80k, 1tr5; 120.000 m2; từ 2020-2025; 05.12.2026 - 31.12.2026.",
    "Giám đốc Công an tỉnh, Chủ tịch UBND xã, Bí thư Đảng ủy, cán bộ Thuế, đồng chí Bí thư.",
    "Công ty Nguyễn Kim, Ngân hàng Chính sách xã hội, Tập đoàn Điện lực Việt Nam, ứng dụng VNeID, VssID.",
    "Bà con Hà Tĩnh, anh em Facebook, bạn Google, ông Trời, ông Công an, cô bác ơi, chị em mình.",
    "Mai tôi đi. Từ ngày mai. Kim Mã mất điện. Vàng tăng giá. Văn bản mới. Thái độ tốt. Lý do gì?",
    "Vào dichvucong.gov.vn hoặc https://vneid.gov.vn/huong-dan-2026, đừng vào vneid-capnhat.example.",
    "Ba Lan, Ba Tư, Anh Quốc, Bà Trưng, Bà Rịa, Cô Tô, quận Ba Đình.",
    "lớp 12A 2025, 04-NQ 2026, 20A1 lớp, bài 15B trang 20.",
    "Lệ phí, Tin nhắn, Trân trọng, Nụ cười, Thiệp cưới; Thanh tra tỉnh, Đội An ninh, Quý khách, theo Quyết định.",
    "Tiệm sửa điện thoại Út Lành, quán nhậu Ba Râu, phòng khám Tâm An, áo Việt Tiến, phở Lý Quốc Sư.",
    "Sân vận động Nguyễn Huệ, công viên Lê Thị Riêng, quỹ mang tên Nguyễn Thái Bình, lối Lê Duẩn, luyện thi ở Nguyễn Hiền.",
    "Vạn Lý Trường Thành, Hoàng Anh Gia Lai, Nam Thăng Long, Tân Hòa, Long Mỹ; thứ Bảy, ngã ba Cây Đa.",
    "Năm Thìn đi qua. Khu A Mới đang sửa. Học ở Nguyễn Khắc Mít, chi nhánh Trần Khắc Mít, quỹ mang tên Lê Khắc Mít.",
    "Mã SPX0000123456, GD4000000000012, H56.12-261012-0003, 1.500.000.000.000 đồng, dư 1.500.000.000.000, a.example/x+000123456789.",
    "anh hùng, vi phạm quy định, phu huynh nhat tri, chi huong dan em, ba lan trong tuan.",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_nobody_stays(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("Chị Nguyễn Thị Hoa, gọi 0900 000 123 hoặc 156", "Chị [TÊN], gọi [SĐT] hoặc 156"),
        ("sđt o9oo.ooo.123", "sđt [SĐT]"),
        ("+84 900 000 123, 0084900000123, (+84)900000123", "[SĐT], [SĐT], [SĐT]"),
        ("0️⃣9️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣", "[SĐT]"),
        ("𝟎𝟗𝟎𝟎𝟎𝟎𝟎𝟏𝟐𝟑", "[SĐT]"),
        ("0900\u200b000\u200b123", "[SĐT]"),
        ("gọi 0900 000 123 20 lần, 08 0900 000 123", "gọi [SĐT] 20 lần, 08 [SĐT]"),
        ("sdt0900000123nhe", "sdt[SĐT]nhe"),
        ("stk 0900000123 MB", "stk [TK] MB"),
        ("số tài khoản: 1234567", "số tài khoản: [TK]"),
        ("001000000123", "[CCCD]"),
        ("a.b-c+d@thu.example và x[at]thu[.]example", "[EMAIL] và [EMAIL]"),
        ("zalo.me/0900000123 https://www.facebook.com/profile.php?id=100000", "[@] [@]"),
        ("BKS: 30A-123.45", "BKS: [BIỂN SỐ]"),
        ("Chu\u0309 tịch xã Lê Văn Cà", "Chu\u0309 tịch xã [TÊN]"),
        ("đ/c Trần Thị Bưởi", "đ/c [TÊN]"),
        ("Trần  Văn   Mít nói", "[TÊN] nói"),
        ("Hùng ơi, Thu nói của Trang và Cúc", "[TÊN] ơi, [TÊN] nói của [TÊN] và [TÊN]"),
        ("nghe Ngũ Thị Vị kể", "nghe [TÊN] kể"),
        ("Hôm nay Khánh Vy trực với Tám Mập", "Hôm nay [TÊN] trực với [TÊN]"),
        ("Lan (Bến Tre): nộp ở đâu?\nMinh Tuấn: ở xã", "[TÊN] (Bến Tre): nộp ở đâu?\n[TÊN]: ở xã"),
        ("thầy Y Blơk Niê, anh John Miller, Ngũ Thị Vị", "thầy [TÊN], anh [TÊN], [TÊN]"),
        ("Bị hại N.V.K. và chị Lê Thị H. kể", "Bị hại [TÊN]. và chị [TÊN]. kể"),
        ("nho anh tuan va nguyen thi mot, tran quoc bao", "nho anh [TÊN] va [TÊN], [TÊN]"),
        ("Tôi, Thạch Sô Phia, ngụ ấp trên", "Tôi, [TÊN], ngụ ấp trên"),
        ("gửi @ten.gi.do, ten @gmail.com", "gửi [@], [EMAIL]"),
        ("nộp vào 000000246810 nhé; giấy 0000-0000-5050", "nộp vào [TK] nhé; giấy [CCCD]"),
        ("con Wave 77-F2 0004", "con Wave [BIỂN SỐ]"),
        ("mã KH0900000123", "mã KH[SĐT]"),
    ],
)
def test_masks(raw: str, masked: str) -> None:
    assert mask(raw).text == masked


def test_candidates_are_possible_indicators_only() -> None:
    raw = "Chị Hoa: 0900 000 111, zalo 0900000222, stk 0011002200 mb, a@b.example, t.me/nguoi_la, cccd 001000000123"
    found = {(one.kind, one.text, one.normalised) for one in mask(raw).candidates}
    assert found == {
        (IndicatorKind.PHONE, "0900 000 111", "0900000111"),
        (IndicatorKind.ZALO, "0900000222", "0900000222"),
        (IndicatorKind.BANK_ACCOUNT, "0011002200", "0011002200"),
        (IndicatorKind.EMAIL, "a@b.example", "a@b.example"),
        (IndicatorKind.TELEGRAM, "t.me/nguoi_la", "t.me/nguoi_la"),
    }
    assert all(raw[one.span.start : one.span.end] == one.text for one in mask(raw).candidates)


def test_ranges_map_back_to_the_raw_text() -> None:
    raw = "Chị Nguyễn Thị Hoa gọi 0900 000 123 lúc 8 giờ"
    masked = mask(raw)
    at = masked.text.index("lúc")
    span = masked.to_raw(Span(at, at + 3))
    assert raw[span.start : span.end] == "lúc"
    at = masked.text.index("[SĐT]")
    span = masked.to_raw(Span(at + 1, at + 2))
    assert raw[span.start : span.end] == "0900 000 123"
    for replacement in masked.replacements:
        assert masked.text[replacement.masked.start : replacement.masked.end] == replacement.placeholder


DIGITS = st.text(alphabet="0123456789", min_size=7, max_size=13)
PIECES = st.sampled_from(
    [*Placeholder, *" .,:-/@\n()", "anh", "chị", "Nguyễn", "Thị", "Văn", "Hoa", "Tám", "Lê", "stk", "tk", "cccd", "gọi", "zalo",
     "0900 000 123", "o9oo ooo 123", "+84900000123", "001000000123", "30A-123.45", "@ten.gi", "a@b.example", "fb.com/ai",
     "t.me/x1", "MB", "đ", "20/11/2026", "biển số", "tên", "Trân trọng cảm ơn.", "chủ tk", "NGUYEN", "VAN", "A", "\u200b", "\u0301", "\n"]
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(PIECES, DIGITS), max_size=14).map(" ".join),
    st.lists(st.one_of(PIECES, DIGITS), max_size=14).map("".join),
)
NAME_PIECES = st.sampled_from(
    ["Lan", "Tuấn", "Mai", "Thu", "Nguyễn", "Văn", "Thị", "Trần", "An", "Minh", "Ba", "Tám", "Út", "Mập", "Y", "H'Rim", "A", "Blong", "John",
     "lê", "nguyen", "thi", "van", "tuan", "dang", "anh", "chị", "chi", "em", "bé", "của", "cho", "bảo", "tên", "đường", "quán", "ở", "và",
     "nói", "ơi", "con", "đi", "HOA", "NGUYEN", "VNeID", "Hà Nội", "Lê Lợi", " ", " ", " ", " ", ", ", ". ", ": ", "\n", "-", "/", "(", "."]
)  # fmt: skip
IDENTIFYING = re.compile(r"(?<!\d)(?:0[35789]\d{8}|84[35789]\d{8}|0(?:0[1-9]|[1-8]\d|9[0-6])\d{9})(?!\d)")


@settings(max_examples=250, deadline=None)
@given(ANY_TEXT)
@example("stk [TK] 12345678")
@example("anh [TÊN] Hoa")
@example("TK00000000:00000000:00000000:00000000:00000000")
def test_masking_twice_changes_nothing(raw: str) -> None:
    once = mask(raw).text
    assert mask(once).text == once


@settings(max_examples=250, deadline=None)
@given(ANY_TEXT)
@example("0.0900000123")
@example("1,0900000123,5")
@example("0 001000000000")
@example("84300000000\u200b0")
@example("0900000123\u200b4")
def test_no_identifying_run_of_digits_is_left(raw: str) -> None:
    masked = mask(raw).text
    assert [run for run in IDENTIFYING.findall(raw) if run in IDENTIFYING.findall(masked)] == []


@settings(max_examples=250, deadline=None)
@given(ANY_TEXT)
def test_what_is_not_masked_is_untouched(raw: str) -> None:
    masked = mask(raw)
    at_raw = at_masked = 0
    for replacement in masked.replacements:
        assert at_raw <= replacement.raw.start < replacement.raw.end <= len(raw)
        assert raw[at_raw : replacement.raw.start] == masked.text[at_masked : replacement.masked.start]
        assert masked.text[replacement.masked.start : replacement.masked.end] == replacement.placeholder
        assert masked.to_raw(replacement.masked) == replacement.raw
        at_raw, at_masked = replacement.raw.end, replacement.masked.end
    assert raw[at_raw:] == masked.text[at_masked:]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(NAME_PIECES, PIECES), max_size=12).map("".join))
@example("Tối qua H'Rim Êban gọi")
@example("Hạ và Lan gặp nhau")
@example("A lêlê")
def test_a_text_passed_over_holds_no_name(raw: str) -> None:
    """Most texts are found to hold no name without looking closely; none is lost by it."""
    with patch.object(names, "may_hold_names", lambda _: True):
        closely = find_names(raw)
    assert find_names(raw) == closely


SPACES = st.sampled_from(
    [" ", "  ", "\n", "\n\n", "\t", "\u00a0", " \u3000", "\x1c", "\u2028 ", "", "_", "…", "“"]
)


@given(st.lists(st.one_of(NAME_PIECES, PIECES, SPACES, st.text(max_size=3)), max_size=14).map("".join))
@example("\n\n Lan  nói:\n\n“H'Rim 25.000 & 01/12/2026” ")
def test_words_are_found_where_they_stand_whatever_parts_them(text: str) -> None:
    words = shipped()
    reader = Reader(text, words.pieces(text), words.lexicon)
    at = 0
    for index, word in enumerate(reader.words):
        at = text.index(word.text, at)
        assert reader.start(index) == at
        at += len(word.text)
        assert reader.end(index) == at


def test_no_number_of_a_person_is_remembered_and_round_sums_are() -> None:
    words = Words(shipped().lexicon)
    words.pieces(
        "nộp 25.000 đồng, vay 500.000.000. Sinh 01/12/1985, gọi 0900.000.000 hoặc 090.000.000, tk 123.000.456"
    )
    assert {"25.000", "500.000.000.", "đồng,"} <= set(words._pieces)
    numbers = [piece for piece in words._pieces if sum(map(str.isdigit, piece)) > 4]
    assert sorted(numbers) == ["25.000", "500.000.000."]
    assert not [word for word in words._words if word.isdigit() and len(word) > 4]
