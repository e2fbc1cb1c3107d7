"""Heads of State and Party documents, drafts, secrecy marks, validity."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from models.errors import SecretDocument
from nlp.official.document import parse_document, to_passages
from nlp.official.issuer import issuer_name

DECISION = Path(__file__).parent / "data" / "quyet-dinh-hu-cau.txt"

PARTY = """TỈNH ỦY SÔNG LAM          ĐẢNG CỘNG SẢN VIỆT NAM
BAN TUYÊN GIÁO VÀ DÂN VẬN
*                       Sông Lam, ngày 02 tháng 3 năm 2026
Số 9-HD/BTGDVTU

HƯỚNG DẪN
tuyên truyền Nghị quyết số 31-NQ/TU của Ban Thường vụ Tỉnh ủy

Thực hiện Nghị quyết số 31-NQ/TU, Ban hướng dẫn như sau:

I- MỤC ĐÍCH
1- Một câu.
"""


def parsed(text, name="van-ban.txt"):
    return parse_document(text.encode(), name)


def test_state_head():
    document = parse_document(DECISION.read_bytes(), DECISION.name)
    assert document.number == "08/2026/QĐ-UBND"
    assert document.kind == "Quyết định"
    assert document.issuer == "Ủy ban nhân dân tỉnh Sông Lam"
    assert document.issued == date(2026, 5, 14)
    assert document.title.startswith("Quy định mức thu lệ phí hộ tịch")
    assert document.effective_from == date(2026, 6, 1)
    assert document.effective_until is None
    assert not document.draft
    assert document.warnings == ()


def test_the_own_number_is_no_citation_and_others_are_complete():
    document = parse_document(DECISION.read_bytes(), DECISION.name)
    assert [(one.number, one.name, one.issued, one.issuer) for one in document.citations] == [
        ("72/2025/QH15", "Luật Tổ chức chính quyền địa phương", None, None),
        ("61/2018/NĐ-CP", "Nghị định", date(2018, 4, 23), "Chính phủ"),
        ("95/TTr-STP", "Tờ trình", date(2026, 5, 2), None),
        ("12/2021/QĐ-UBND", "Quyết định", date(2021, 3, 9), "Ủy ban nhân dân tỉnh"),
    ]


def test_party_head():
    document = parsed(PARTY)
    assert (document.number, document.kind, document.issued) == (
        "09-HD/BTGDVTU",
        "Hướng dẫn",
        date(2026, 3, 2),
    )
    assert document.issuer == "Ban Tuyên giáo và Dân vận, Tỉnh ủy Sông Lam"
    assert document.title == "tuyên truyền Nghị quyết số 31-NQ/TU của Ban Thường vụ Tỉnh ủy"
    assert [one.number for one in document.citations] == ["31-NQ/TU", "31-NQ/TU"]


def test_law_head():
    text = (
        "QUỐC HỘI\nLuật số: 99/2026/QH16\nLUẬT\nCHUYỂN ĐỔI SỐ CƠ SỞ\nCăn cứ Hiến pháp;\nĐiều 1. Phạm vi\nA."
    )
    document = parsed(text)
    assert (document.number, document.kind, document.issuer) == ("99/2026/QH16", "Luật", "Quốc hội")
    assert document.title == "CHUYỂN ĐỔI SỐ CƠ SỞ"


def test_the_title_does_not_swallow_the_body():
    document = parsed("THÔNG BÁO\nLịch tiếp dân tháng 6\nSáng thứ ba hằng tuần.\nChiều thứ năm nghỉ.")
    assert document.title == "Lịch tiếp dân tháng 6"
    assert [one.text for one in document.passages] == ["Sáng thứ ba hằng tuần.", "Chiều thứ năm nghỉ."]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["HỘI ĐỒNG NHÂN DÂN", "TỈNH SÔNG LAM"], "Hội đồng nhân dân tỉnh Sông Lam"),
        (["UBND TỈNH SÔNG LAM", "SỞ TƯ PHÁP"], "Sở Tư pháp, UBND tỉnh Sông Lam"),
        (["BỘ KHOA HỌC VÀ CÔNG NGHỆ"], "Bộ Khoa học và Công nghệ"),
        (["ĐẢNG ỦY XÃ LAM GIANG"], "Đảng ủy xã Lam Giang"),
        (["THỦ TƯỚNG CHÍNH PHỦ"], "Thủ tướng Chính phủ"),
        (["SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"], "Sở Văn hóa, Thể thao và Du lịch"),
        ([], None),
    ],
)
def test_issuers_are_written_as_names(lines, name):
    assert issuer_name(lines) == name


def test_names_with_the_word_for_digital_are_not_taken_for_a_number():
    text = (
        "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM\nBAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ\nSố: 12/KH-BCĐ\nSông Lam, ngày 3 tháng 4 năm 2026\n"
        "KẾ HOẠCH\nSỐ HÓA GIẤY TỜ\n\nI. MỤC ĐÍCH\n1. Câu."
    )
    document = parsed(text)
    assert (document.number, document.title) == ("12/KH-BCĐ", "SỐ HÓA GIẤY TỜ")
    assert document.issuer == "Ban Chỉ đạo Chuyển đổi số, Ủy ban nhân dân tỉnh Sông Lam"


def test_official_letter():
    text = "SỞ TƯ PHÁP\nSố: 77/STP-HCTP\nV/v hướng dẫn thu lệ phí\nSông Lam, ngày 3 tháng 4 năm 2026\n\nKính gửi: các xã."
    document = parsed(text)
    assert (document.number, document.kind, document.title) == (
        "77/STP-HCTP",
        "Công văn",
        "hướng dẫn thu lệ phí",
    )
    assert document.issued == date(2026, 4, 3)


def test_a_citation_in_the_title_is_not_taken_for_the_own_number():
    document = parsed("KẾ HOẠCH\nThực hiện Quyết định số 10/QĐ-TTg\n\nI. MỤC ĐÍCH\n1. Câu.")
    assert document.number is None


def test_a_citation_on_its_own_line_above_the_kind_is_not_the_own_number():
    assert (
        parsed("ĐẢNG ỦY XÃ LAM GIANG\nNghị quyết số 31-NQ/TU\nKẾ HOẠCH\nThực hiện\nI. MỤC ĐÍCH").number
        is None
    )


def test_the_name_is_the_one_written_else_that_of_the_kind():
    text = "KẾ HOẠCH\nThực hiện\n\nI. CĂN CỨ\n1. Đề án số 12-QĐ/TU; Quyết định số 1/QĐ-TTg, số 2/QĐ-TTg; 2345/VPCP-KTTH."
    assert [(one.number, one.name) for one in parsed(text).citations] == [
        ("12-QĐ/TU", "Đề án"),
        ("01/QĐ-TTg", "Quyết định"),
        ("02/QĐ-TTg", "Quyết định"),
        ("2345/VPCP-KTTH", None),
    ]


def test_a_number_left_blank_is_said_so():
    document = parsed("ỦY BAN NHÂN DÂN XÃ\nSố:      /QĐ-UBND\nQUYẾT ĐỊNH\nVề việc A\nĐiều 1. B.")
    assert document.number is None
    assert "Số văn bản chưa được điền." in document.warnings


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DỰ THẢO\n" + PARTY, "a.txt"),
        ("Dự thảo lần 2\n" + PARTY, "a.txt"),
        ("DỰ THẢO NGHỊ QUYẾT\nVề việc A\nĐiều 1. B.", "a.txt"),
        (PARTY, "Du_thao_huong_dan.txt"),
        (PARTY, "Dự thảo hướng dẫn.txt"),
    ],
)
def test_draft(text, name):
    document = parsed(text, name)
    assert document.draft
    assert all(passage.draft for passage in to_passages(document))


def test_a_word_about_drafts_in_the_body_makes_no_draft():
    assert not parsed(PARTY + "\n2- Lấy ý kiến về dự thảo quy chế.").draft


@pytest.mark.parametrize(
    ("sentence", "begins", "ends"),
    [
        ("Quyết định này có hiệu lực kể từ ngày 01/6/2026.", date(2026, 6, 1), None),
        ("Hướng dẫn này có hiệu lực từ ngày ký.", date(2026, 3, 2), None),
        ("Mức hỗ trợ này được áp dụng từ ngày 01/01/2026 đến hết ngày 31/12/2026.", None, date(2026, 12, 31)),
        (
            "Quy định này có hiệu lực thi hành từ ngày 01/7/2026 đến hết ngày 30/6/2027.",
            date(2026, 7, 1),
            date(2027, 6, 30),
        ),
        ("Báo cáo trước ngày 15/12/2026.", None, None),
        ("Quyết định này hết hiệu lực kể từ ngày 01/01/2031.", None, date(2030, 12, 31)),
        ("Quyết định này có hiệu lực thi hành sau 10 ngày kể từ ngày ký.", date(2026, 3, 12), None),
        ("Có hiệu lực kể từ ngày 01/6/2026.", date(2026, 6, 1), None),
        # of another document, of a part, of something to be done: nothing of this one
        ("Luật số 31/2024/QH15 có hiệu lực từ ngày 01/8/2024.", None, None),
        ("Quyết định số 31/2020/QĐ-UBND hết hiệu lực từ ngày 01/4/2026.", None, None),
        ("Khoản 2 Điều 5 của Quyết định này có hiệu lực từ ngày 01/01/2027.", None, None),
        ("Quy định tại khoản này được áp dụng đến hết ngày 31/12/2026.", None, None),
        ("Đợt cao điểm thực hiện từ ngày 01/3/2026 đến hết ngày 30/3/2026.", None, None),
        ("Việc giảm áp dụng đến hết ngày 31/12/2026.", None, None),
        ("Hồ sơ nộp trước ngày này được thực hiện theo quy định cũ đến hết ngày 30/6/2026.", None, None),
    ],
)
def test_validity(sentence, begins, ends):
    document = parsed(f"{PARTY}\n2- {sentence}")
    assert (document.effective_from, document.effective_until) == (begins, ends)


def test_what_it_says_of_itself_comes_before_what_it_says_of_others():
    told = "2- Luật Đất đai có hiệu lực từ ngày 01/8/2024.\n3- Quyết định này có hiệu lực từ ngày 01/5/2026."
    assert parsed(f"{PARTY}\n{told}").effective_from == date(2026, 5, 1)


def test_a_consolidated_text_begins_with_what_it_consolidates():
    told = "Thông tư số 25/2023/TT-BTC có hiệu lực từ ngày 12/6/2023, được sửa đổi, bổ sung bởi:"
    assert parsed(f"{PARTY}\n{told}").effective_from == date(2023, 6, 12)


def test_a_law_is_of_the_day_it_was_passed():
    document = parsed(
        "QUỐC HỘI\nLuật số: 91/2025/QH15\n\nLUẬT\nMỘT LUẬT\n\nĐiều 1. Phạm vi\nĐiều 2. Hiệu lực\n"
        "Luật này được Quốc hội khóa XV, kỳ họp thứ 9 thông qua ngày 26 tháng 6 năm 2025.\n"
    )
    assert (document.number, document.issued) == ("91/2025/QH15", date(2025, 6, 26))
    assert not document.warnings


def test_the_head_of_a_letter_is_no_passage():
    document = parsed(
        "BỘ NỘI VỤ        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 7659/BNV-VP      Hà Nội, ngày 10 tháng 9 năm 2025\n"
        "V/v trả lời kiến nghị\n\nKính gửi: Ủy ban nhân dân tỉnh Bãi Ngàn\n\nMức hỗ trợ là 500.000 đồng.\n"
    )
    assert [one.text for one in document.passages] == [
        "Kính gửi: Ủy ban nhân dân tỉnh Bãi Ngàn",
        "Mức hỗ trợ là 500.000 đồng.",
    ]
    assert document.title == "trả lời kiến nghị"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["QUY ĐỊNH MỨC HỖ TRỢ", "HỘI ĐỒNG NHÂN DÂN TỈNH BÃI NGÀN"], "QUY ĐỊNH MỨC HỖ TRỢ"),
        (["QUY ĐỊNH TRÁCH NHIỆM CỦA", "ỦY BAN NHÂN DÂN XÃ"], "QUY ĐỊNH TRÁCH NHIỆM CỦA ỦY BAN NHÂN DÂN XÃ"),
        (["Quy định mức hỗ trợ", "HỘI ĐỒNG NHÂN DÂN TỈNH BÃI NGÀN"], "Quy định mức hỗ trợ"),
    ],
)
def test_the_body_that_decides_is_no_part_of_the_title(lines, title):
    text = "\n".join(["Số: 13/2026/NQ-HĐND", "NGHỊ QUYẾT", *lines, "", "Điều 1. Phạm vi."])
    assert parsed(text).title == title


@pytest.mark.parametrize(
    "mark",
    [
        "MẬT",
        "TỐI MẬT",
        "TUYỆT MẬT",
        "[MẬT]",
        "ĐỘ MẬT: TỐI MẬT",
        "**MẬT**",
        "Số 01-BC/TU      MẬT",
        "Số 01-BC/TU (MẬT)",
        "Số 01-BC/TU MẬT",
        "MẬT Số 01-BC/TU",
        "MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "MẬT, KHẨN",
        "HỎA TỐC - TỐI MẬT",
        "Độ mật: Tối mật",
        "Tuyệt mật",
        "M Ậ T",
        "T Ố I  M Ậ T",
        unicodedata.normalize("NFD", "TUYỆT MẬT"),
        "TỐI\u00a0MẬT\u200b",
    ],
)
def test_secrecy_mark_refuses_the_file(mark):
    with pytest.raises(SecretDocument, match="độ mật"):
        parsed(f"TỈNH ỦY SÔNG LAM\n{mark}\n{PARTY}")


@pytest.mark.parametrize(
    "line",
    [
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "về bảo mật thông tin",
        "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",
        "TĂNG CƯỜNG AN TOÀN, BẢO\nMẬT",
        "về bảo vệ bí\nmật nhà nước",
        "QUẢN LÝ MẬT MÃ DÂN SỰ",
        "về giải mật, điều chỉnh độ mật",
        "XÁC ĐỊNH ĐỘ\nMẬT",
    ],
)
def test_words_about_secrets_are_no_mark(line):
    assert parsed(f"QUỐC HỘI\nNGHỊ QUYẾT\n{line}\n\nĐiều 1. Phạm vi.").kind == "Nghị quyết"


def test_the_mark_far_down_is_only_text():
    assert parsed(PARTY + "\n2- Câu.\n" * 30 + "\nMẬT\n")
