"""The normaliser: rules one by one, then what holds for every text."""

from __future__ import annotations

import itertools
import unicodedata
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import nlp.normalise
from nlp import lexicons
from nlp.contracts import Text
from nlp.normalise import fold, normalise
from nlp.normalise.syllable import is_syllable
from nlp.normalise.teencode import lexicon

RULES = [
    ("styled letters", "𝗧𝗵𝗼̂𝗻𝗴 báo 𝐦𝐨̛́𝐢", "Thông báo mới"),
    ("decomposed letters", unicodedata.normalize("NFD", "Căn cước điện tử"), "Căn cước điện tử"),
    ("tone before shape", "thô\u0301ng nhâ\u0301t ó\u0302", "thống nhất ố"),
    ("zero-width", "cập\u200b nhật VN\u200deID \u00adngay\ufeff", "cập nhật VNeID ngay"),
    ("keycap digits", "bước 1️⃣ rồi 2️⃣", "bước 1 rồi 2"),
    ("circled letters", "🅾🆃🅿 ❶", "OTP 1"),
    ("struck letters", "l̶ừ̶a̶ ̶đ̶ả̶o̶", "lừa đảo"),
    ("eth for đ", "Ðăng ký ðược", "Đăng ký được"),
    ("tone placement", "hoà bình, uỷ ban, khoẻ, Hoà, HOÀ, thuỷ", "hòa bình, ủy ban, khỏe, Hòa, HÒA, thủy"),
    ("no tone move inside", "hoàn toàn quý khách, quỳ, khoái, thuỳ", "hoàn toàn quý khách, quỳ, khoái, thùy"),
    ("misplaced tone", "hòan tòan qúy gìa chuỷên", "hoàn toàn quý già chuyển"),
    ("half a horn", "đuợc đựơc nguời thuờng, thuở, huơ", "được được người thường, thuở, huơ"),
    ("rest of a word taken apart", "là g.iả. Nhà", "là g.iả. Nhà"),
    ("spaced letters", "c ô n g a n gọi", "công an gọi"),
    ("spaced letters with gaps", "c ô n g  a n gọi", "công an gọi"),
    ("spaced unknown phrase", "t h u ế suất", "thuế suất"),
    ("dotted letters", "cho xin s.t.k với", "cho xin số tài khoản với"),
    ("dotted pieces", "ch.uyển kh.oản", "chuyển khoản"),
    ("place abbreviation stays", "TP.HCM và P.Bến Lạ", "TP.HCM và P.Bến Lạ"),
    ("bracketed letters stay", "quả bóng [r] và (k), (h)", "quả bóng [r] và (k), (h)"),
    ("file names stay", "tệp file.doc", "tệp file.doc"),
    ("forgotten space stays", "xong.Mai tôi đi, v.v.", "xong.Mai tôi đi, v.v."),
    ("digits in letters", "ch.uyển kh0ản, nh@p, th0ng báo, lừa đả0", "chuyển khoản, nhap, thong báo, lừa đảo"),
    ("zero for O", "đọc mã 0TP", "đọc mã OTP"),
    ("numbers stay", "80k 1tr5 50-70k 22k 18tr 24h H1N1 4G 1.500.000đ", "80k 1tr5 50-70k 22k 18tr 24h H1N1 4G 1.500.000đ"),
    ("look-alike letters", "Тhông báо của сông аn", "Thông báo của công an"),
    ("all Cyrillic stays", "привет", "привет"),
    ("four for a", "m4t kh4u, lớp 4A, H4N", "mat khau, lớp 4A, HAN"),
    ("chat letters", "fải Fải wá jờ júp bjết ngĩ gét kó khôg mìh", "phải Phải quá giờ giúp biết nghĩ ghét có không mình"),
    ("no chat letters in other words", "vlog dog fax wifi Kông Đắk Kon", "vlog dog fax wifi Kông Đắk Kon"),
    ("doubled at the end", "nhaa đii luônn nàoo", "nha đi luôn nào"),
    ("no doubling in other languages", "app too see all zoo full xoong", "app too see all zoo full xoong"),
    ("said by ear", "ô tê pê, za lô, gia lô, lô hàng, tê tay", "OTP, Zalo, Zalo, lô hàng, tê tay"),
    ("brothers and sisters", "chào a/c, A/c nào, a/c/e", "chào anh chị, Anh chị nào, anh chị em"),
    ("stretched letters", "quáaaa đẹppp, hahaha =))) III www", "quá đẹp, hahaha =))) III www"),
    ("negation", "ko phải lừa đảo, k bấm, chx nộp, kh có", "không phải lừa đảo, không bấm, chưa nộp, không có"),
    ("negation shouted", "KO PHẢI LỪA ĐẢO", "KHÔNG PHẢI LỪA ĐẢO"),
    ("capitalised", "Ko biết. Đc chưa? đc: thôn Lạ", "Không biết. Được chưa? đc: thôn Lạ"),
    ("k after a number", "phí 80 k, 5 kg gạo, mấy kg", "phí 80 k, 5 kg gạo, mấy kg"),
    ("kg as a negation", "em kg biết", "em không biết"),
    ("hông by context", "em hông biết, được hông? đau hông, hông; lỗ hổng, hổng có", "em không biết, được không? đau hông, hông; lỗ hổng, không có"),
    ("bt by context", "ko bt, bt gì đâu, bài BT, bt", "không biết, biết gì đâu, bài BT, bt"),
    ("cc by context", "thẻ cc, cc gắn chip, chung cư cc", "thẻ căn cước, căn cước gắn chip, chung cư cc"),
    ("vn by context", "ở vn, gov chấm vn, a.vn", "ở Việt Nam, gov chấm vn, a.vn"),
    ("sp by context", "mấy sp này, mua sp ở đâu ạ", "mấy sp này, mua sản phẩm ở đâu ạ"),
    ("capital abbreviations stay", "UBND xã, KH 02-KH/BCĐ, TT 08/2026, CCCD, HK", "UBND xã, KH 02-KH/BCĐ, TT 08/2026, CCCD, HK"),
    ("small abbreviations", "ubnd xã thu cccd, bhxh", "Ủy ban nhân dân xã thu căn cước công dân, bảo hiểm xã hội"),
    ("ck by context", "ck 200k, ck em", "chuyển khoản 200k, chồng em"),
    ("mk by context", "quên mk otp. Còn hôm nay thì mk đi học", "quên mật khẩu OTP. Còn hôm nay thì mình đi học"),
    ("dk by context", "dk vneid chưa, làm dk chưa", "đăng ký VNeID chưa, làm được chưa"),
    ("ca by context", "ca xã gọi, ca trực, 2 ca phường này", "công an xã gọi, ca trực, 2 ca phường này"),
    ("tr by context", "18 tr, tr ơi", "18 triệu, tr ơi"),
    ("củ by context", "mất 5 củ rồi, mua 5 củ khoai", "mất 5 triệu rồi, mua 5 củ khoai"),
    ("VNeID apart", "vn eid, vne id, vnelD, V.N.e.I.D", "VNeID, VNeID, VNeID, VNeID"),
    ("undiacritised particle words", "hoa hong bi hong roi", "hoa hong bi hong roi"),
    ("addresses stay", "hoà https://vneid-hoà.example/k?z=ko vneid . com", "hòa https://vneid-hoà.example/k?z=ko vneid . com"),
    ("disguised addresses stay", "hxxps[:]//abc[.]example/k ko ab@c.example", "hxxps[:]//abc[.]example/k không ab@c.example"),
    ("placeholders stay", "gọi [SĐT] cho [TÊN], [TK], [@] k", "gọi [SĐT] cho [TÊN], [TK], [@] không"),
    ("handles stay", "hỏi @ko.mk nhé #ko", "hỏi @ko.mk nhé #ko"),
    ("emoji stay", "nhận quà 🎁💸 =)) :v 😂", "nhận quà 🎁💸 =)) :v 😂"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "standard"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES]
)
def test_rule(written: str, standard: str) -> None:
    assert normalise(written).normalised == standard


FORMAL = [
    "Ủy ban nhân dân xã thông báo lịch cấp căn cước cho công dân từ ngày 01/12/2026.",
    "Căn cứ Luật số 91/2025/QH15 và Nghị quyết số 04-NQ/TU ngày 29/01/2026 của Tỉnh ủy.",
    "UBND tỉnh giao Sở KH&CN chủ trì, phối hợp với Công an tỉnh, BHXH tỉnh thực hiện Kế hoạch 02-KH/BCĐ.",
    "Điểm a khoản 1 Điều 8; mục b, c và đ khoản 2; Phụ lục I, II, III kèm theo.",
    "Mức phạt từ 2.000.000 đồng đến 5.000.000 đồng (bằng chữ: hai triệu đến năm triệu đồng), v.v.",
    "Cổng Dịch vụ công quốc gia: https://dichvucong.gov.vn; tổng đài 18001096; hotline, link và ứng dụng (app).",
    "Người dân tải ứng dụng VNeID trên App Store hoặc CH Play, quét mã QR, nhập mã OTP.",
    "Anh và chị đến Bộ phận một cửa; trẻ em dưới 14 tuổi; vitamin A, E; hộp sữa 5 kg; lúc 8 h 30 phút.",
    "TS.BS. Nguyễn Văn A, PGS.TS B, TP. Hồ Chí Minh, Q.1, P.Bến Lạ, 20-11-2026, 36,6 °C.",
    "Bà con e ngại thủ tục; lỗ hổng dữ liệu; ca trực, ca mổ; bị hỏng; hông; khom lưng; nghỉ lễ.",
]


@pytest.mark.parametrize("text", FORMAL)
def test_formal_text_is_unchanged(text: str) -> None:
    changed = normalise(text).normalised
    # NFKC is part of the rules: the degree sign and the ellipsis are all it may touch here.
    assert changed == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("form", "norm"),
    [(form, row.norm) for form, rows in lexicon().items() for row in rows],
)
def test_standard_forms_of_the_lexicon_are_stable(form: str, norm: str) -> None:
    assert normalise(norm).normalised == norm
    assert form == form.lower()


@pytest.mark.parametrize(
    ("form", "norm"), [(form, rows[0].norm) for form, rows in lexicon().items() if not rows[0].when and not rows[0].unless]
)  # fmt: skip
def test_rows_without_conditions_apply_anywhere(form: str, norm: str) -> None:
    text = f"xem {form}"
    assert fold(normalise(text).normalised) == fold(f"xem {norm}")


def test_a_broken_row_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {
        "form": "xx",
        "norm": "x",
        "kind": "",
        "when": "before=a",
        "unless": "",
        "capitals": "",
        "source": "",
    }
    monkeypatch.setattr(lexicons, "rows", lambda _: [row])
    lexicon.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"'xx'.*'before=a'"):
            lexicon()
    finally:
        monkeypatch.undo()
        lexicon.cache_clear()


def test_offsets_lead_back_to_what_was_written() -> None:
    original = "Mai gửi c ô n g a n xã kh\u200b0ản k"
    text = normalise(original)
    at = text.normalised.index("công an")
    span = text.to_original(at, at + len("công an"))
    assert original[span.start : span.end] == "c ô n g a n"
    at = text.normalised.index("khoản")
    span = text.to_original(at, at + len("khoản"))
    assert original[span.start : span.end] == "kh\u200b0ản"


def test_what_was_seen_before_changes_nothing() -> None:
    """Pieces of texts are remembered; a text reads the same when all are known and when none is."""
    texts = [rule[1] for rule in RULES] + FORMAL
    nlp.normalise._settled.clear()
    nlp.normalise._touched.clear()
    first = [normalise(text) for text in texts]
    assert [normalise(text) for text in texts] == first


def test_no_number_of_a_person_is_remembered() -> None:
    normalise("gọi 0900000123, tk 0000 và hỏi @ten.gi.do nhé")
    known = {*nlp.normalise._settled, *nlp.normalise._touched}
    assert "nhé" in known
    assert not [
        piece for piece in known if ("@" in piece and piece != "[@]") or sum(map(str.isdigit, piece)) > 6
    ]


def test_a_full_memory_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp.normalise, "_MOST_SETTLED", 3)
    for number in range(50):
        assert normalise(f"từ{number} ko hòa").normalised == f"từ{number} không hòa"
    assert len(nlp.normalise._settled) + len(nlp.normalise._touched) <= 6


def test_untouched_text_keeps_every_offset() -> None:
    text = normalise("Căn cước điện tử 2026")
    assert list(text.starts) == list(range(21))
    assert list(text.ends) == list(range(1, 22))


PIECES = st.sampled_from(
    [*lexicon(), *[written for _, written, _ in RULES], *" .@/-_:[]()0135$\n", "  ", "hoà", "ò", "\u0301", "\u0302", "\u200b",
     "º", "½", "…", "´", "А", "ﬁ", "Ⅷ", "㎏", "a b c d", "gov.vn", " . com", "=))", "ß", "İ", "[SĐT]", "vn eid", "A", "E",
     "ô", "tê", "pê", "za", "lô", "v", "n", "eid", "a/c", "[TK]"]
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.text(alphabet="aăâeêioôơuưyàáảãạ bcdđghklmnpqrstvx.0135@", max_size=60),
)


def check_shape(text: Text) -> None:
    """What must hold of the views of any text."""
    size = len(text.normalised)
    assert len(text.folded) == len(text.starts) == len(text.ends) == size
    assert text.folded == fold(text.normalised)
    before_start = before_end = 0
    for start, end in zip(text.starts, text.ends, strict=True):
        assert before_start <= start < end <= len(text.original)
        assert before_end <= end
        before_start, before_end = start, end


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
@example("a\u0301\u0302 ´a\u0301")
def test_views_have_the_promised_shape(original: str) -> None:
    text = normalise(original)
    assert text.original == original
    check_shape(text)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
@example("đk hk")
@example("c ô n g  a n")
@example("0" * 3 + "kh0ản0")
def test_normalising_twice_changes_nothing(original: str) -> None:
    once = normalise(original).normalised
    assert normalise(once).normalised == once


def read_closely(original: str) -> Text:
    """All rules over the whole text, nothing passed over because it was seen before."""

    def everything(chunks: list[str]) -> list[tuple[int, int, object]]:
        ends = list(itertools.accumulate(len(chunk) + 1 for chunk in chunks))
        return [
            (end - 1 - len(chunk), end - 1, nlp.normalise._Touch.JOINED)
            for chunk, end in zip(chunks, ends, strict=True)
        ]

    with patch.multiple(nlp.normalise, _settled=set(), _touched={}, _loose=everything):
        return normalise(original)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
@example("a \u0301\u0302b")
@example("gọi ô tê\npê vn\neid")
@example("v n e i d")
@example("c  ô  n  g")
def test_passing_over_what_is_known_loses_nothing(original: str) -> None:
    assert normalise(original) == read_closely(original)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_folding_keeps_length_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_folding_strips_every_vietnamese_letter() -> None:
    assert fold("ĂÂĐÊÔƠƯăâđêôơư") == "aadeoouaadeoou"
    assert fold("Đường sá Ở Xã Bến Lạ") == "duong sa o xa ben la"


@pytest.mark.parametrize(
    "syllable",
    ["nghiêng", "khuỷu", "quyết", "giếng", "ghế", "thuở", "xoong", "yêu", "gì", "quốc", "nguyễn", "ươn"],
)
def test_syllables_are_known(syllable: str) -> None:
    assert is_syllable(fold(syllable))


@pytest.mark.parametrize("word", ["vneid", "zalo", "otp", "facebook", "hcm", "ch", "stk", "xongmai"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
