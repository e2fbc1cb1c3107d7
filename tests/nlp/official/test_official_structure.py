"""Trees of articles, sections, items, points, dashes, annexes."""

from pathlib import Path

from nlp.official.clean import clean
from nlp.official.document import parse_document
from nlp.official.structure import build

DECISION = Path(__file__).parent / "data" / "quyet-dinh-hu-cau.txt"


def paths(text):
    return [passage.path for passage in build(clean(text).lines).passages]


def test_articles_clauses_points_and_annex():
    document = parse_document(DECISION.read_bytes(), DECISION.name)
    assert [passage.path for passage in document.passages] == [
        "mở đầu", "mở đầu 2", "mở đầu 3", "mở đầu 4", "Chương I", "Điều 1", "Điều 2", "Điều 2 khoản 1",
        "Điều 2 khoản 2", "Điều 2 khoản 2 điểm a", "Điều 2 khoản 2 điểm b", "Điều 2 khoản 2 điểm đ", "Chương II",
        "Điều 3", "Điều 3 khoản 1", "Điều 3 khoản 2", "Điều 4", "Điều 4 khoản 1", "Điều 4 khoản 2", "Phụ lục I",
        "Phụ lục I.1",
    ]  # fmt: skip
    assert [passage.position for passage in document.passages] == list(range(21))


def test_article_text_keeps_its_paragraphs():
    passages = {one.path: one.text for one in parse_document(DECISION.read_bytes(), "a.txt").passages}
    assert passages["Điều 1"].endswith("thời hạn giải quyết hồ sơ.")
    assert passages["Điều 3 khoản 2"].startswith("2. Đăng ký lại kết hôn: 20.000 đồng/việc")


def test_level_comes_from_the_numbering_not_from_markdown_depth():
    text = "#### **I. MỤC ĐÍCH**\n\n## 1. Một\n\n##### 2. Hai\n\n# II. NỘI DUNG\n\n1. Ba"
    assert paths(text) == ["I", "I.1", "I.2", "II", "II.1"]


def test_dashes_are_counted_within_their_item():
    assert paths("I. NỘI DUNG\n1. Một\n- a\n+ b\n2. Hai\n• c") == [
        "I", "I.1", "I/1/gạch 1", "I/1/gạch 2", "I.2", "I/2/gạch 1",
    ]  # fmt: skip


def test_party_style_hyphen_after_roman_and_lower_case_headings_in_order():
    assert paths("I- MỤC ĐÍCH\nII. Nội dung chính\nIII. Tổ chức thực hiện") == ["I", "II", "III"]


def test_inserted_articles_and_points():
    text = "Điều 12. A\nĐiều 12a. B\n1. C\n1a. D\nc) E\nd) F\nđ) G"
    assert paths(text) == [
        "Điều 12", "Điều 12a", "Điều 12a khoản 1", "Điều 12a khoản 1a", "Điều 12a khoản 1a điểm c",
        "Điều 12a khoản 1a điểm d", "Điều 12a khoản 1a điểm đ",
    ]  # fmt: skip


def test_decimal_items():
    assert paths("II. NỘI DUNG\n2. Hai\n2.1. Con một\n2.2 Con hai") == ["II", "II.2", "II.2.1", "II.2.2"]


def test_a_doubled_item_gets_a_prime_and_a_warning():
    tree = build(clean("I. NỘI DUNG\n1. Một\n1. Lại một").lines)
    assert [passage.path for passage in tree.passages] == ["I", "I.1", "I.1'"]
    assert tree.warnings


def test_no_heading_at_all():
    assert paths("Kính gửi các xã.\n\nĐề nghị báo cáo.") == ["mở đầu", "mở đầu 2"]


def test_an_attached_regulation_has_its_own_articles():
    text = (
        "Điều 1. Ban hành quy chế.\nNơi nhận:\n- Như trên.\nTM. ỦY BAN NHÂN DÂN\n\n"
        "QUY CHẾ\n(Ban hành kèm theo Quyết định số 5/QĐ-UBND)\nĐiều 1. Phạm vi"
    )
    assert paths(text) == ["Điều 1", "Quy chế kèm theo", "Quy chế kèm theo Điều 1"]


def test_closing_words_belong_to_no_item():
    assert paths("I. A B C\n1. Câu\nTrên đây là hướng dẫn./.\nNơi nhận:\n- Lưu.") == ["I", "I.1", "kết"]


def test_closing_words_in_the_middle_do_not_close():
    assert paths("I. NỘI DUNG\n1. Câu\nTrên cơ sở đó, các xã làm.\n2. Câu") == ["I", "I.1", "I.2"]


def test_page_break_inside_a_sentence_is_joined_and_headings_are_not():
    text = clean("1. Theo quyết định của\n\nỦy ban nhân dân tỉnh\n\nII. NỘI DUNG\n\nphần tiếp theo")
    assert text.lines[0] == "1. Theo quyết định của Ủy ban nhân dân tỉnh"
    assert text.joins == 1
    assert "II. NỘI DUNG" in text.lines


def test_wrapped_lines_are_made_paragraphs():
    wide = "- Người dân nộp hồ sơ tại Bộ phận một cửa của Ủy ban nhân dân"
    text = clean(f"{wide}\nXã Hồng Lam hoặc trên Cổng Dịch vụ công.\n- Gạch thứ hai.", wrapped=True)
    assert text.lines == (f"{wide} Xã Hồng Lam hoặc trên Cổng Dịch vụ công.", "- Gạch thứ hai.")


def test_footnote_mark_at_line_start_is_a_body_elsewhere_a_call():
    text = clean("Câu có chú thích<sup>3</sup> ở giữa.\n\n<sup>3</sup> Nội dung\ndòng hai.\n\nCâu sau.")
    assert text.footnotes == (("3", "Nội dung dòng hai."),)
    assert text.lines == ("Câu có chú thích[^3] ở giữa.", "Câu sau.")


def test_a_call_without_body_is_warned():
    document = parse_document("I. NỘI DUNG\n1. Câu<sup>4</sup>.".encode(), "a.txt")
    assert any("Chú thích 4" in warning for warning in document.warnings)


def test_items_of_party_documents():
    assert paths("I- TÌNH HÌNH\n1- Kết quả đạt được\n2 – Hạn chế\n2 - 3 ngày sau\n10-15 người") == [
        "I",
        "I.1",
        "I.2",
    ]
    wide = "Người dân nộp hồ sơ tại Bộ phận một cửa của Ủy ban nhân dân các xã"
    assert clean(f"{wide}\n1- Kết quả", wrapped=True).lines == (wide, "1- Kết quả")


def test_a_section_called_plan_is_no_attached_plan():
    text = "Chương I\nMỘT\nĐiều 1. A\nMục 2\nKẾ HOẠCH\nĐiều 2. B"
    assert paths(text) == ["Chương I", "Điều 1", "Chương I Mục 2", "Điều 2"]


def test_rules_are_no_text():
    assert clean("Một\n_______\n_____   -----\n***\no0o\nHai").lines == ("Một", "Hai")
