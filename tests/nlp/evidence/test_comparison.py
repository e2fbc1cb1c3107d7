"""What passages say of claims: value, duty, modality, time; and when they say nothing."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from models.vocabulary import Distortion, Modality, Relation, SlotKind
from nlp.contracts import Passage, PassageHit, Slot, Span
from nlp.evidence.comparison import answers, find_evidence
from nlp.evidence.reading import read_claim
from nlp.evidence.retrieval import build_index
from nlp.evidence.slots import extract_slots
from nlp.evidence.weighing import weigh
from nlp.normalise import normalise

POSTED = datetime(2026, 11, 20, 8, 0)  # noqa: DTZ001


def passage(path, text, **rest):
    return Passage(path, "12-HD/BTGDVTU", "Hướng dẫn", "Tỉnh Sông Lam", date(2026, 1, 1), path, text, **rest)


INDEX = build_index(
    [
        passage("aim", "Phấn đấu 100% hộ gia đình trên địa bàn tỉnh có ít nhất 01 thành viên sử dụng thành thạo dịch vụ công trực tuyến."),
        passage("card", "Lệ phí cấp lại thẻ căn cước là 70.000 đồng."),
        passage("birth", "Lệ phí đăng ký khai sinh là 8.000 đồng."),
        passage("licence", "Thời hạn giải quyết cấp giấy phép lái xe là 05 ngày làm việc."),
        passage("merger", "Công dân không bắt buộc đổi thẻ căn cước sau sáp nhập; thẻ đã cấp vẫn có giá trị sử dụng."),
        passage("class", "Lớp bình dân học vụ số miễn phí cho mọi người dân."),
        passage("phone-old", "Mức hỗ trợ hộ nghèo mua điện thoại thông minh là 500.000 đồng.", valid_until=date(2026, 6, 30)),
        passage("phone", "Mức hỗ trợ hộ nghèo mua điện thoại thông minh là 300.000 đồng.", valid_from=date(2026, 7, 1)),
        passage("ended", "Phí gửi xe máy tại chợ Lam Giang là 5.000 đồng.", valid_until=date(2026, 3, 31)),
        passage("invoice", "Khuyến khích hộ kinh doanh sử dụng hóa đơn điện tử."),
        passage("draft", "Từ ngày 01/12/2026, hộ kinh doanh phải kê khai thuế trực tuyến.", draft=True),
        passage("ban", "Nghiêm cấm thu phí đối với người dân tham gia lớp học kỹ năng số buổi tối."),
        passage("limit", "Mức phạt chậm nộp tờ khai lệ phí môn bài tối đa 2.000.000 đồng."),
        passage("late", "Lệ phí đăng ký khai sinh quá hạn tại xã là 9.000 đồng."),
        passage("copy", "Lệ phí cấp bản sao trích lục hộ tịch là 15.000 đồng/bản, như nhau với hồ sơ nộp trực tiếp và nộp trực tuyến."),
        passage("fibre", "Đến năm 2030, thôn Bến Đá có cáp quang tới nhà văn hóa thôn."),
        passage("cremation", "Gia đình hỏa táng người thân tại cơ sở trong tỉnh được hỗ trợ 5.000.000 đồng; hộ nghèo được hỗ trợ 8.000.000 đồng."),
        passage("talk", "Chuyển đổi số là nhiệm vụ trọng tâm của cả hệ thống chính trị."),
    ]
)  # fmt: skip


def evidence(text, posted_at=POSTED):
    read = normalise(text)
    slots = extract_slots(read, posted_at)
    return [
        (
            slots[one.slot].kind.value,
            one.relation.value,
            one.distortion and one.distortion.value,
            one.passage.path,
        )
        for one in find_evidence(read, slots, INDEX, posted_at)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lệ phí làm lại căn cước là 50k", ("fee", "contradicts", "contradicted", "card")),
        ("le phi lam lai can cuoc la 50k", ("fee", "contradicts", "contradicted", "card")),
        ("làm lại căn cước miễn phí", ("fee", "contradicts", "contradicted", "card")),
        ("lệ phí làm lại cccd là 70k", ("fee", "supports", None, "card")),
        ("nghe nói lệ phí làm lại căn cước là 50k", ("fee", "contradicts", "contradicted", "card")),
        ("cấp GPLX mất 10 ngày làm việc", ("deadline", "contradicts", "contradicted", "licence")),
        ("cấp giấy phép lái xe trong 5 ngày làm việc", ("deadline", "supports", None, "licence")),
        ("bắt buộc phải đổi căn cước sau sáp nhập", ("obligation", "contradicts", "contradicted", "merger")),
        ("ko cần đổi căn cước sau sáp nhập", ("obligation", "supports", None, "merger")),
        ("lớp bình dân học vụ số thu phí 200k/người", ("fee", "contradicts", "contradicted", "class")),
        ("mỗi nhà bắt buộc phải có người dùng DVC", ("obligation", "contradicts", "modality", "aim")),
        ("moi nha bat buoc phai co nguoi dung dvc", ("obligation", "contradicts", "modality", "aim")),
        ("phấn đấu 100% hộ dân dùng dịch vụ công", ("percent", "supports", None, "aim")),
        ("phấn đấu 80% hộ dân dùng dịch vụ công", ("percent", "contradicts", "contradicted", "aim")),
        ("hộ kinh doanh bắt buộc dùng hóa đơn điện tử", ("obligation", "contradicts", "modality", "invoice")),
        ("hộ nghèo được hỗ trợ 300k mua điện thoại thông minh", ("amount", "supports", None, "phone")),
        (
            "hộ nghèo được hỗ trợ 500k mua điện thoại thông minh",
            ("amount", "contradicts", "outdated", "phone"),
        ),
        ("phí gửi xe máy chợ Lam Giang là 5k", ("fee", "contradicts", "outdated", "ended")),
    ],
)
def test_what_is_settled(text, expected):
    assert expected in evidence(text)
    assert len([one for one in evidence(text) if one[0] == expected[0]]) == 1


def test_a_draft_told_as_in_force():
    found = evidence("từ 1/12 hộ kinh doanh phải kê khai thuế online")
    assert ("date", "contradicts", "modality", "draft") in found
    assert ("obligation", "contradicts", "modality", "draft") in found
    assert ("obligation", "supports", None, "draft") in evidence(
        "dự thảo bắt hộ kinh doanh phải kê khai thuế online từ 1/12"
    )


@pytest.mark.parametrize(
    "text",
    [
        "phí đăng ký kết hôn 50k",
        "lệ phí cấp hộ chiếu là 200k",
        "chuyển đổi số tốn kém quá, 50 tỷ chứ ít gì",
        "phí 50k",
        "bắt buộc phải học thuộc",
        "không phải nộp 50k lệ phí căn cước đâu",
        "lệ phí đăng ký kết hôn quá hạn tại xã là 50k",
        "nộp trực tuyến được miễn lệ phí",
        "từ năm 2027 thôn Bến Đá có cáp quang",
        "phạt chậm nộp tờ khai lệ phí môn bài 1 triệu",
        "100% người bán hàng ở chợ buồn",
    ],
)
def test_another_matter_or_another_procedure_is_never_a_contradiction(text):
    assert [one for one in evidence(text) if one[1] == "contradicts"] == []


def test_a_long_wait_names_its_matter_without_the_word():
    assert ("deadline", "contradicts", "contradicted", "licence") in evidence(
        "chờ 10 ngày làm việc mới có bằng lái xe"
    )


def test_time_is_the_day_of_the_post():
    text = "hộ nghèo được hỗ trợ 500k mua điện thoại thông minh"
    in_may = datetime(2026, 5, 1)  # noqa: DTZ001
    assert ("amount", "supports", None, "phone-old") in evidence(text, in_may)
    assert evidence("phí gửi xe máy chợ Lam Giang là 5k", in_may)[0][1:3] == ("contradicts", "outdated")
    in_march = datetime(2026, 3, 31, 23, 0)  # noqa: DTZ001
    assert evidence("phí gửi xe máy chợ Lam Giang là 5k", in_march)[0][1] == "supports"


def test_without_a_date_every_passage_counts_as_in_force():
    assert evidence("phí gửi xe máy chợ Lam Giang là 5k", None)[0][1] == "supports"


def test_the_explanation_names_both_sides():
    read = normalise("mỗi nhà bắt buộc phải có người dùng DVC")
    (found,) = find_evidence(read, extract_slots(read, POSTED), INDEX, POSTED)
    assert found.explanation == "bài viết: bắt buộc; văn bản: phấn đấu"
    assert found.quote.startswith("Phấn đấu 100% hộ gia đình")
    assert found.distortion is Distortion.MODALITY
    assert 0 < found.score <= 1
    read = normalise("phí gửi xe máy chợ Lam Giang là 5k")
    (found,) = find_evidence(read, extract_slots(read, POSTED), INDEX, POSTED)
    assert "đúng đến 31/03/2026" in found.explanation
    assert found.relation is Relation.CONTRADICTS


def test_the_kind_of_statement_asked_for_comes_first():
    base = build_index(
        [
            passage("story", "Chuyện đổi thẻ căn cước sau sáp nhập tại xã Lam Giang."),
            passage("rule", "Công dân không bắt buộc đổi thẻ căn cước sau sáp nhập tại xã."),
        ]
    )
    asked = normalise("xã Lam Giang sau sáp nhập có phải đổi căn cước không")
    told = normalise("xã Lam Giang sau sáp nhập đổi căn cước")
    gains = {one.passage.path: one.score for one in answers(asked, base, None)}
    plain = {one.passage.path: one.score for one in answers(told, base, None)}
    assert gains["rule"] > plain["rule"]
    assert gains["story"] == plain["story"]


def test_nothing_without_slots():
    read = normalise("chuyển đổi số là nhiệm vụ trọng tâm")
    assert find_evidence(read, (), INDEX, POSTED) == ()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Cho em hỏi lệ phí làm lại căn cước bao nhiêu ạ?", "card"),
        ("sau sap nhap co phai doi can cuoc khong moi nguoi", "merger"),
        ("Làm bằng lái xe mấy ngày có kết quả?", "licence"),
    ],
)
def test_answers(text, path):
    found = answers(normalise(text), INDEX, POSTED)
    assert found[0].passage.path == path
    assert found[0].slot is None
    assert found[0].relation is Relation.RELATED
    assert all(one.score >= other.score for one, other in pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        "Mấy giờ thì mưa tạnh hả mọi người?",
        "Chỗ nào bán phở ngon?",
        "Phí gửi xe máy chợ Lam Giang bao nhiêu?",
        "hộ kinh doanh kê khai thuế trực tuyến từ khi nào?",
    ],
)
def test_no_answer_from_other_matters_ended_rules_or_drafts(text):
    assert [
        one.passage.path
        for one in answers(normalise(text), INDEX, POSTED)
        if one.passage.path in ("ended", "draft")
    ] == []
    if "phở" in text or "mưa" in text:
        assert answers(normalise(text), INDEX, POSTED) == ()


def wide(text, kind, words):
    at = text.index(words)
    return Slot(kind, words, words, None, Modality.IN_FORCE, Span(at, at + len(words)))


@pytest.mark.parametrize(
    ("text", "kind", "words", "expected"),
    [
        ("chậm nộp tờ khai lệ phí môn bài phạt 2 triệu", SlotKind.SANCTION, "phạt 2 triệu", ["supports"]),
        ("cấp GPLX mất 10 ngày làm việc", SlotKind.SCOPE, "mất 10 ngày làm việc", ["contradicts"]),
        ("cấp GPLX mất 10 ngày làm việc", SlotKind.SCOPE, "GPLX", []),
    ],
)
def test_a_figure_within_a_wider_slot_is_compared_for_it(text, kind, words, expected):
    """A tagger marks a sanction as one slot; rules give its fine a slot of its own."""
    read = normalise(text)
    found = find_evidence(read, [wide(text, kind, words)], INDEX, POSTED)
    assert [(one.slot, one.relation.value) for one in found] == [(0, relation) for relation in expected]


@pytest.mark.parametrize(
    ("words", "relations"),
    [
        ("3-5 ngày làm việc", {"supports"}),
        ("4-6 ngày làm việc", set()),
        ("từ 4 đến 6 ngày làm việc", set()),
        ("bốn năm ngày làm việc", {"supports"}),
        ("2-3 ngày làm việc", {"contradicts"}),
        ("10-15 ngày làm việc", {"contradicts"}),
    ],
)
def test_a_range_contradicts_only_what_lies_outside_it(words, relations):
    found = {relation for kind, relation, _, _ in evidence(f"cấp GPLX mất {words}") if kind == "deadline"}
    assert found - {"related"} == relations


def test_a_figure_that_is_a_slot_is_compared_once():
    text = "chậm nộp tờ khai lệ phí môn bài phạt 2 triệu"
    read = normalise(text)
    slots = extract_slots(read, POSTED)
    assert [slots[one.slot].kind for one in find_evidence(read, slots, INDEX, POSTED)] == [SlotKind.AMOUNT]


def test_a_figure_that_the_passage_has_for_another_group_is_no_contradiction():
    assert not [
        one
        for one in evidence("Hộ nghèo hỏa táng người thân được hỗ trợ 8 triệu đồng một ca.")
        if one[1] == "contradicts"
    ]
    assert ("amount", "contradicts", "contradicted", "cremation") in evidence(
        "Gia đình hỏa táng người thân được hỗ trợ 3 triệu đồng một ca."
    )


@pytest.mark.parametrize(
    ("told", "relation"), [("8 triệu", Relation.RELATED), ("3 triệu", Relation.CONTRADICTS)]
)
def test_rules_alone_leave_such_a_figure_open(told, relation):
    written = "Gia đình hỏa táng người thân tại cơ sở trong tỉnh được hỗ trợ 5.000.000 đồng; hộ nghèo được hỗ trợ 8.000.000 đồng."
    text = normalise(f"Hộ nghèo hỏa táng người thân tại cơ sở trong tỉnh được hỗ trợ {told} đồng.")
    (amount,) = [
        one for one in read_claim(text, extract_slots(text, None)) if one.slot.kind is SlotKind.AMOUNT
    ]
    weighed = weigh(amount, PassageHit(passage("two", written), 1.0), 1)
    assert weighed is not None
    assert weighed.judgement.relation is relation
