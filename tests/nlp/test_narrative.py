"""Copies are found however they are typed and put together; a changed fact keeps a post apart."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.narrative import (
    BANDS,
    PERMUTATIONS,
    Difference,
    Likeness,
    Reading,
    Verdict,
    bands,
    compare,
    signature,
)
from nlp.normalise import fold, normalise

POST = (
    "Từ ngày 1/12 nhà nào chưa có tài khoản định danh mức 2 sẽ bị phạt 5 triệu đồng, "
    "bà con tranh thủ ra công an xã làm ngay kẻo cuối năm đông không chen được đâu"
)
SENTENCES = (
    "Hộ nghèo được hỗ trợ 60 nghìn tiền điện mỗi tháng.",
    "Danh sách do xã lập, dán ở nhà văn hóa thôn.",
    "Ai thiếu tên thì báo trưởng thôn trước ngày 20/12.",
)
FEE = "Bà con lưu ý nha, đăng ký tài khoản dịch vụ công ở xã giờ mất 50k một người, ra một cửa nhớ mang theo tiền."


def meets(a: str, b: str) -> bool:
    """Whether two posts share a band, so that a database look-up finds the one from the other."""
    return bool(set(bands(signature(normalise(a)))) & set(bands(signature(normalise(b)))))


def read(text: str, *, with_slots: bool = True) -> Reading:
    normalised = normalise(text)
    return Reading(normalised, None if with_slots else ())


def beside(a: str, b: str, *, with_slots: bool = True) -> Likeness:
    return compare(read(a, with_slots=with_slots), read(b, with_slots=with_slots))


def kinds(likeness: Likeness) -> set[str]:
    return {difference.kind for difference in likeness.differences}


def test_another_hour_of_one_day_is_another_story() -> None:
    """Though a slot over all these words would have the same value: the day."""
    text = "Bà con nộp hồ sơ hỗ trợ tiền điện tại nhà văn hóa thôn trước 16 giờ ngày 28/11, nhớ mang theo căn cước."
    assert beside(text, text.replace("16 giờ", "17 giờ")).verdict is Verdict.SUGGEST


@pytest.mark.parametrize("with_slots", [True, False])
@pytest.mark.parametrize(
    "copy",
    [
        fold(POST),
        POST.upper(),
        POST.replace(" ", "  ") + " !!! 🔥🔥",
        POST.replace("không", "ko").replace("triệu đồng", "tr"),
        POST.replace("phạt", "ph.ạt").replace("khoản", "kh0ản"),
        POST + " Chia sẻ giúp mình nhé",
        "Cả nhà ơi, " + POST + " #tinnong #chiase",
        POST.replace("1/12", "01/12").replace("5 triệu đồng", "5.000.000đ"),
        POST.replace("5 triệu", "năm triệu"),
        POST.replace("tranh thủ", "").replace("đông không", "đông đông không"),
    ],
)
def test_a_copy_is_found_and_attached(copy: str, with_slots: bool) -> None:
    assert meets(POST, copy)
    for one, other in ((POST, copy), (copy, POST)):
        assert beside(one, other, with_slots=with_slots).verdict is Verdict.ATTACH


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 1, 0), (2, 0, 1)])
def test_sentences_in_another_order_are_the_same_story(order: tuple[int, ...]) -> None:
    copy = " ".join(SENTENCES[at] for at in order)
    whole = " ".join(SENTENCES)
    assert meets(whole, copy)
    assert beside(whole, copy).verdict is Verdict.ATTACH
    changed = beside(whole, copy.replace("60 nghìn", "90 nghìn"))
    assert (changed.verdict, kinds(changed)) == (Verdict.SUGGEST, {"number"})


def test_figures_that_changed_places_are_another_story() -> None:
    text = (
        "Hộ nghèo được hỗ trợ 60 nghìn tiền điện, nộp đơn trước 1/12. "
        "Hộ cận nghèo được hỗ trợ 30 nghìn tiền điện, nộp đơn trước 15/12."
    )
    swapped = text
    for one, other in (("60 ", "30 "), (" 1/12", " 15/12")):
        swapped = swapped.replace(one, "\0", 1).replace(other, one, 1).replace("\0", other, 1)
    assert swapped.startswith("Hộ nghèo được hỗ trợ 30 nghìn tiền điện, nộp đơn trước 15/12.")
    assert kinds(beside(text, swapped)) == {"number", "date"}


def test_other_posts_are_not_copies() -> None:
    other = "Lớp học kỹ năng số ở nhà văn hóa thôn Đoài mở vào tối thứ năm hằng tuần, mời bà con tham gia"
    assert not meets(POST, other)
    assert beside(POST, other).verdict is Verdict.APART


CHANGES = [
    ("5 triệu", "2 triệu", "number"),
    ("mức 2", "mức 1", "number"),
    ("1/12", "1/1", "date"),
    ("Từ ngày", "Trước ngày", "date"),
    ("cuối năm", "đầu năm", "date"),
    ("sẽ bị phạt", "sẽ không bị phạt", "negation"),
    ("chưa có", "có", "negation"),
    ("không chen được", "chen được", "negation"),
    ("công an xã", "bộ phận một cửa", "agency"),
    ("công an xã", "kho bạc", "agency"),
    ("Từ ngày", "Theo Nghị định 13/2023/NĐ-CP, từ ngày", "document"),
]


@pytest.mark.parametrize("with_slots", [True, False])
@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("old", "new", "kind"), CHANGES)
def test_a_changed_fact_keeps_look_alikes_apart(
    old: str, new: str, kind: str, bare: bool, with_slots: bool
) -> None:
    changed = POST.replace(old, new)
    assert changed != POST
    likeness = beside(fold(POST) if bare else POST, changed, with_slots=with_slots)
    assert likeness.verdict is Verdict.SUGGEST
    assert kind in kinds(likeness)


@pytest.mark.parametrize(
    ("text", "old", "new", "kind"),
    [
        ("Nghị định 912/2026/NĐ-CP bắt hộ kinh doanh dùng hóa đơn điện tử nhé bà con", "2026", "2024", "document"),
        ("Nghị định 912/2026/NĐ-CP bắt hộ kinh doanh dùng hóa đơn điện tử nhé bà con", "912", "913", "document"),
        ("Theo NĐ 168 thì vượt đèn đỏ phạt nặng lắm, bà con đi chậm thôi", "NĐ 168", "NĐ 123", "document"),
        ("Họp tối thứ năm ở nhà văn hóa thôn, nhà nào cũng phải có một người", "thứ năm", "thứ sáu", "date"),
        ("Ngày mai cắt điện từ sáng đến trưa, bà con tích nước dùng dần nhé", "Ngày mai", "Hôm nay", "date"),
        ("Hồ sơ nộp trước ngày nhập xã thì được chuyển nguyên sang xã mới", "trước", "sau", "date"),
        ("Hộ kinh doanh thu trên 500 triệu một năm phải nộp thuế từ tháng sau", "trên 500", "dưới 500", "number"),
        ("Nhà ai nợ cước thì đóng trước 30/6 kẻo bị khóa một chiều nhé", "trước 30/6", "sau 30/6", "date"),
        ("Hạn nộp hồ sơ xét tuyển của trường là tháng 7 này, các em để ý", "tháng 7", "ngày 7", "date"),
        ("Hộ mới về xã chưa nộp phí thì phải nộp bổ sung ở một cửa nhé", "chưa nộp phí thì phải nộp", "chưa phải nộp phí thì nộp", "negation"),
        ("Ra xã Đồng Mây nộp hồ sơ thì nhanh hơn, bên ấy làm cả thứ bảy", "Đồng Mây", "Sông Lam", "agency"),
        ("Nộp hồ sơ ở bưu điện cũng được nhé, không phải chờ lâu đâu cả nhà", "bưu điện", "kho bạc", "agency"),
        ("Bà con khỏi mang bằng lái giấy khi ra đường, có trên máy là được", "khỏi mang", "phải mang", "negation"),
        ("Cấm xe tải qua cầu Đò Trạm trong giờ học sinh tan trường nhé", "Cấm xe", "Xe", "negation"),
        ("Từ tháng sau tăng phí nộp hồ sơ ở xã, cả nhà làm sớm đi cho đỡ tốn", "tăng", "giảm", "negation"),
        ("Tin này là thật đấy, quét mặt mới chuyển được trên mười triệu", "là thật", "là giả", "negation"),
        ("Nộp hồ sơ ở xã giờ mất 70 nghìn một bộ hả bà con", "hả bà con", "nha bà con", "question"),
        ("Có VNeID rồi thì khỏi mang cà vẹt khi ra đường à?", "à?", "nhé.", "question"),
        ("Nhận tiền hỗ trợ ở nhà văn hóa thôn vào sáng chủ nhật này", "ở nhà văn hóa thôn", "tại hotro.example", "contact"),
    ],
)  # fmt: skip
def test_one_change_of_each_sort_is_seen(text: str, old: str, new: str, kind: str) -> None:
    for one, other in ((text, text.replace(old, new)), (fold(text), fold(text.replace(old, new)))):
        assert one != other
        likeness = beside(one, other)
        assert likeness.verdict is not Verdict.ATTACH
        if one == text:
            assert kind in kinds(likeness)


def test_a_denial_that_governs_another_word_is_another_story() -> None:
    text = "Người già không phải nộp tiền, phải mang theo căn cước khi ra xã nhé"
    other = "Người già phải nộp tiền, không phải mang theo căn cước khi ra xã nhé"
    assert "negation" in kinds(beside(text, other))


@pytest.mark.parametrize(
    "copy",
    [
        FEE.replace("một người", "1 người") + "!!!",
        FEE.upper(),
        FEE + " Ai chưa làm thì tính trước.",
        "ai chua lam thi tinh truoc nhe " + fold(FEE),
        FEE.replace("50k", "50.000 đồng"),
        FEE.replace("50k", "năm mươi nghìn"),
    ],
)
def test_a_number_spelt_out_and_a_condition_keep_nothing_apart(copy: str) -> None:
    assert beside(FEE, copy).differences == beside(copy, FEE).differences == ()


@pytest.mark.parametrize(
    ("old", "new"), [("một người", "2 người"), ("50k một", "80k một"), ("giờ mất", "giờ không mất")]
)
def test_what_is_spelt_otherwise_keeps_apart(old: str, new: str) -> None:
    assert beside(FEE, FEE.replace(old, new)).differences


@pytest.mark.parametrize("tail", [" Xã trả lời giúp.", " Phường vừa nói thế."])
def test_what_an_office_is_called_by_the_way_keeps_nothing_apart(tail: str) -> None:
    assert beside(FEE, FEE + tail).differences == ()
    assert "agency" in kinds(beside(FEE.replace("ở xã", "ở phường"), FEE))


@pytest.mark.parametrize(("words", "places"), [("ket ban Zalo", 0), ("ve ban Zalo", 1), ("kết bạn Zalo", 0)])
def test_a_friend_on_an_app_is_no_village_without_marks(words: str, places: int) -> None:
    facts = read(f"can ho tro cap nhat dia chi moi truoc 18 gio thi {words} gap can bo").facts
    assert sum(fact.kind == "agency" for fact in facts) == places


def test_a_word_said_twice_says_nothing_more() -> None:
    twice = FEE.replace("giờ mất", "giờ mất mất").replace("nhớ mang", "nhớ nhớ mang")
    assert beside(FEE, twice).differences == ()
    assert beside(FEE, FEE.replace("giờ mất", "giờ không không mất")).differences


def test_of_two_words_spelt_alike_either_may_be_gone() -> None:
    text = "Máy nhiễm vi-rút thì cứ để yên cho con dọn, đừng đụng vô kẻo hỏng hết"
    assert "negation" in kinds(beside(text, fold(text.replace("đừng đụng", "đụng"))))


def test_the_same_link_disguised_is_the_same_contact() -> None:
    text = (
        "Tỉnh tặng quà an sinh, bà con điền số tài khoản tại quatang-ansinh.example trước 20h tối nay để nhận"
    )
    assert beside(text, text.replace(".example", "[.]example")).verdict is Verdict.ATTACH
    assert beside(text, text.replace("quatang", "quatet")).verdict is Verdict.ATTACH, (
        "lures change their host"
    )


def test_a_difference_shows_both_sides() -> None:
    found = beside(POST, POST.replace("5 triệu", "2 triệu")).differences
    assert found == (Difference("number", "5 triệu đồng", "2 triệu đồng"),)
    without = POST.replace(" ra công an xã", "")
    assert Difference("agency", "công an xã", "—") in beside(POST, without).differences
    assert Difference("agency", "—", "công an xã") in beside(without, POST).differences


def test_a_short_text_is_only_suggested() -> None:
    seven, eight = "Quét mặt không mất phí nha mẹ", "Quét mặt không mất phí đâu nha mẹ"
    assert beside(seven, seven + "!").verdict is Verdict.SUGGEST
    assert beside(eight, eight + "!").verdict is Verdict.ATTACH


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (
            "Đổi tên xã thì người dân phải làm lại hộ chiếu trước ngày 31/12",
            ("thing", "căn cước", "hộ chiếu"),
        ),
        ("Đổi tên xã thì người dân phải cất kỹ căn cước trước ngày 31/12", ("words", "làm lại", "cất kỹ")),
        (
            "doi ten xa thi nguoi dan phai lam lai ho chieu truoc ngay 31/12",
            ("thing", "căn cước", "ho chieu"),
        ),
    ],
)
def test_another_thing_or_word_in_its_place_is_another_story(other: str, told: tuple[str, str, str]) -> None:
    likeness = beside("Đổi tên xã thì người dân phải làm lại căn cước trước ngày 31/12", other)
    assert likeness.verdict is Verdict.SUGGEST
    assert [(one.kind, one.ours, one.theirs) for one in likeness.differences] == [told]


@pytest.mark.parametrize(
    "copy",
    [
        "Đổi tên xã thì dân phải làm lại thẻ căn cước trước ngày 31/12 nha",
        "doi ten xa thi nguoi dan phai lam lai can cuoc truoc ngay 31/12",
        "Đổi tên xã thì người dân phải đi làm lại cccd trước ngày 31/12",
    ],
)
def test_words_that_stand_for_one_another_are_no_exchange(copy: str) -> None:
    assert (
        beside("Đổi tên xã thì người dân phải làm lại căn cước trước ngày 31/12", copy).verdict
        is Verdict.ATTACH
    )


def test_a_passage_written_anew_is_only_suggested() -> None:
    claim = "Nhà mạng nhắc: thuê bao không chính chủ đến 30/12 khóa chiều gọi đi, cập nhật tại điểm giao dịch gần nhất"
    lure = claim.replace(
        "cập nhật tại điểm giao dịch gần nhất", "chụp căn cước gửi lại kèm mã vừa nhận để giữ số"
    )
    likeness = beside(claim, lure)
    assert (likeness.verdict, [one.kind for one in likeness.differences]) == (Verdict.SUGGEST, ["words"])
    longer = claim + ", ai bận thì kết bạn với em, gửi ảnh hai mặt căn cước và đọc mã em làm giùm cho nhanh"
    assert beside(claim, longer).verdict is not Verdict.ATTACH


WORDS = st.sampled_from(
    [*POST.split(), "50k", "#tin", "?", ".", "1/12", "ba", "không", "xa.example", "😂", "[SĐT]"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=25), st.lists(WORDS, max_size=25))
def test_differences_quote_both_texts(ours: list[str], theirs: list[str]) -> None:
    one, other = " ".join(ours), " ".join(theirs)
    likeness = beside(one, other)
    assert 0 <= likeness.similarity <= 1
    assert likeness.verdict is not Verdict.ATTACH or not likeness.differences
    for difference in likeness.differences:
        assert difference.ours == "—" or difference.ours in one
        assert difference.theirs == "—" or difference.theirs in other


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30))
def test_nothing_differs_from_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert beside(text, text).differences == ()
    assert beside(text, text, with_slots=False).differences == ()


def test_a_text_of_nothing_but_figures_takes_no_longer() -> None:
    """Far more facts than a post has: never put together, and not compared one by one."""
    long = " ".join(f"phí {number} đồng không" for number in range(1_500))
    assert beside(long, long, with_slots=False).verdict is Verdict.SUGGEST


def test_most_copies_with_a_tenth_of_the_words_changed_are_found() -> None:
    """The figure of the library notes for 25 bands of 5 is .99 on longer texts."""
    luck = random.Random(7)
    words = POST.split()
    found = 0
    for _ in range(200):
        copy = [luck.choice(words) if luck.random() < 0.1 else word for word in words]
        found += meets(POST, " ".join(copy))
    assert found / 200 > 0.9


def test_a_signature_is_stable_and_fits_the_database() -> None:
    mark = signature(normalise(POST))
    assert len(mark) == PERMUTATIONS * 4
    assert mark == signature(normalise(fold(POST)))
    assert mark == signature(normalise(f"#tinnong {POST} #chiase"))
    keys = bands(mark)
    assert len(keys) == len(set(keys)) == BANDS
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert keys[0] == STABLE_FIRST_BAND


STABLE_FIRST_BAND = -3881820206067612982
"""Keys are stored: another value here means every stored signature must be made again."""


def test_a_foreign_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="125"):
        bands(b"short")


@pytest.mark.parametrize("text", ["", "a", "😂", "!!!", "#tin"])
def test_texts_without_a_shingle_have_a_signature(text: str) -> None:
    assert len(bands(signature(normalise(text)))) == BANDS
    assert beside(text, POST).verdict is Verdict.APART
    assert beside(text, text).verdict is not Verdict.ATTACH
