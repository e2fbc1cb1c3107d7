"""The whole assessment of single posts: what is found, where, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from models.errors import TooLarge
from models.vocabulary import IndicatorKind, Label, Modality, Queue, Relation, SlotKind, Topic
from nlp.assess import Assessor, masked_contacts
from nlp.contracts import Assessment, Circumstances, Passage, Reading, Text
from nlp.evidence.retrieval import build_index
from nlp.normalise import MAX_CHARACTERS
from nlp.route import route
from nlp.training import Trained

ABOUT = Circumstances(official_known=False)
PASSAGES = [
    Passage(
        "1", "12/2026/QĐ-UBND", "Quyết định", "UBND tỉnh Sông Lam", date(2026, 1, 5), "Điều 3",
        "Không thu phí nộp hồ sơ trên Cổng dịch vụ công đối với thủ tục cấp giấy khai sinh.",
        valid_from=date(2026, 1, 15),
    ),
    Passage(
        "2", "07-NQ/TU", "Nghị quyết", "Tỉnh ủy Sông Lam", date(2026, 2, 1), "II.2",
        "Phấn đấu 100% hộ gia đình có ít nhất 01 thành viên sử dụng thành thạo dịch vụ công trực tuyến.",
        valid_from=date(2026, 2, 1),
    ),
]  # fmt: skip


class Says:
    """A model that always says the same."""

    version = "2026.11.0"
    tagger = None

    def __init__(self, **scores: float) -> None:
        rest = (1 - sum(scores.values())) / (len(Label) - len(scores))
        self._scores = {label: scores.get(label.value, rest) for label in Label}

    stopped = Reading(dict.fromkeys(Label, 1 / len(Label)), Label.OFF_TOPIC)

    def passes(self, texts: Sequence[str]) -> list[bool]:
        return [True for _ in texts]

    def read(self, texts: Sequence[Text], marks: object) -> list[Reading]:  # noqa: ARG002
        label = max(self._scores, key=lambda one: self._scores[one])
        return [Reading(self._scores, label) for _ in texts]


@pytest.fixture(scope="module")
def assessor(trained: Trained) -> Assessor:
    return Assessor(trained.model)


def one(assessor: Assessor, text: str, about: Circumstances = ABOUT) -> Assessment:
    return assessor.assess([(text, about)])[0]


LURE = "Công an phường: VNeID của bạn sắp bị khóa, bấm vneid-capnhat.example hoặc gọi [SĐT] trong 24h"


def test_a_lure_is_a_scam_with_reasons(assessor: Assessor) -> None:
    found = one(assessor, LURE)
    assert found.label is Label.SCAM
    assert not found.abstained
    assert Topic.DINH_DANH_DIEN_TU in found.topics
    assert [(i.kind, LURE[i.span.start : i.span.end]) for i in found.indicators] == [
        (IndicatorKind.DOMAIN, "vneid-capnhat.example"),
        (IndicatorKind.PHONE, "[SĐT]"),
    ]
    assert found.indicators[0].lookalike_of == "vneid.gov.vn"
    assert {finding.detector for finding in found.findings} >= {"scam_rules", "link_impersonation"}
    assert [finding.span for finding in found.findings] == sorted(f.span for f in found.findings)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (f"Mọi người ơi em nhận được tin «{LURE}», có phải lừa đảo không ạ?", Label.QUESTION),
        ("Cảnh báo mọi người: có đối tượng giả danh công an bảo cài app VNeID qua Zalo, đừng bấm link", Label.SCAM_AWARENESS),
        ("Nghe nói từ 1/12 ai không có định danh mức 2 bị phạt 5 triệu đồng", Label.CLAIM),
        ("Mọi người cho hỏi làm lại căn cước mất bao lâu và nộp ở đâu ạ?", Label.QUESTION),
        ("Kính gửi UBND phường, tôi nộp hồ sơ ba tuần nay chưa ai giải quyết, đề nghị kiểm tra giúp", Label.GRIEVANCE),
        ("Bán gà thả vườn 120k một con, ai mua inbox mình ship tận nhà nhé", Label.OFF_TOPIC),
    ],
)  # fmt: skip
def test_plain_cases_get_their_label(assessor: Assessor, text: str, label: Label) -> None:
    assert one(assessor, text).label is label


def test_spans_are_of_the_text_given(assessor: Assessor) -> None:
    text = "😂 N.ghe nói từ 1/12 nộp hồ sơ dịch vụ công mất 50k á"
    found = one(assessor, text)
    fee = next(slot for slot in found.slots if slot.kind is SlotKind.FEE)
    assert text[fee.span.start : fee.span.end] == "50k" == fee.text
    assert fee.value == 50_000


def test_all_kinds_of_slots_where_a_rule_may_be_told_and_figures_elsewhere() -> None:
    text = "Từ 1/12 ai cũng phải đóng phí 50k, không đóng bị phạt"
    every = {slot.kind for slot in one(Assessor(Says(claim=0.95)), text).slots}
    assert every >= {SlotKind.DATE, SlotKind.OBLIGATION, SlotKind.FEE, SlotKind.SANCTION}
    figures = {SlotKind.DATE, SlotKind.FEE}
    assert {slot.kind for slot in one(Assessor(Says(opinion=0.97)), text).slots} == figures
    assert {slot.kind for slot in one(Assessor(Says(opinion=0.7, claim=0.06)), text).slots} == every
    assert one(Assessor(Says(opinion=0.97)), "Lớp 12 ai cũng phải đóng, không đóng bị phạt").slots == ()
    assert one(Assessor(Says(off_topic=0.7, claim=0.1)), text).slots == ()


def test_findings_of_other_labels_are_left_out() -> None:
    text = "Từ 1/12 phải đọc mã OTP cho cán bộ thuế thì mới nộp được hồ sơ"
    told = one(Assessor(Says(question=0.95)), text)
    assert {finding.detector for finding in told.findings} <= {"scam_rules", "link_impersonation"}
    claimed = one(Assessor(Says(claim=0.95)), text)
    assert "policy_claim" in {finding.detector for finding in claimed.findings}
    assert "irreversible_step" not in {finding.detector for finding in claimed.findings}
    lured = one(Assessor(Says(scam=0.95)), text)
    assert "irreversible_step" in {finding.detector for finding in lured.findings}


def test_a_contradicted_claim_carries_the_passage() -> None:
    found = one(
        Assessor(Says(claim=0.95), build_index(PASSAGES)),
        "Nộp hồ sơ cấp giấy khai sinh trên Cổng dịch vụ công phải nộp phí 50k",
        Circumstances(posted_at=datetime.fromisoformat("2026-11-20T08:00:00+07:00")),
    )
    against = [one for one in found.evidence if one.relation is Relation.CONTRADICTS]
    assert against
    assert against[0].passage.key == "1"
    assert against[0].slot is not None
    assert found.slots[against[0].slot].kind is SlotKind.FEE


def test_a_question_carries_its_answer_and_an_opinion_nothing() -> None:
    text = "Nộp hồ sơ cấp giấy khai sinh trên Cổng dịch vụ công có mất phí không?"
    index = build_index(PASSAGES)
    assert one(Assessor(Says(question=0.95), index), text).evidence
    assert one(Assessor(Says(opinion=0.95), index), text).evidence == ()
    assert one(Assessor(Says(question=0.95)), text).evidence == ()
    assert Assessor(Says(), index).official_known
    assert not Assessor(Says()).official_known


def test_the_scam_threshold_is_heeded() -> None:
    text = "Đọc mã OTP cho em nhé"
    likely = Says(scam=0.7, off_topic=0.28)
    assert not one(Assessor(likely, scam_threshold=0.5), text).abstained
    assert one(Assessor(likely, scam_threshold=0.9), text).abstained


def test_a_step_that_a_rule_found_lets_a_likely_scam_be_queued() -> None:
    likely = Says(scam=0.93, opinion=0.03)
    led = one(Assessor(likely), "Đọc mã OTP cho em nhé")
    assert (led.abstained, route(led, ABOUT).queue) == (False, Queue.SCAM)
    without = one(Assessor(likely), "Trang qua-tang.example mới mở đấy")
    assert (without.abstained, route(without, ABOUT).queue) == (True, None)


def test_masked_contacts_stand_where_they_stood() -> None:
    text = "[SĐT] và [TK], [@], [EMAIL], [TÊN], [SĐT]"
    found = masked_contacts(text)
    assert [text[one.span.start : one.span.end] for one in found] == [one.text for one in found]
    assert sorted(one.kind for one in found) == [
        IndicatorKind.BANK_ACCOUNT,
        IndicatorKind.EMAIL,
        IndicatorKind.PHONE,
        IndicatorKind.PHONE,
        IndicatorKind.TELEGRAM,
    ]


def test_order_is_kept_and_an_empty_batch_is_empty(assessor: Assessor) -> None:
    texts = [LURE, "", "Mai đi chợ không?", LURE]
    found = assessor.assess([(text, ABOUT) for text in texts])
    assert len(found) == 4
    assert found[0] == found[3]
    assert found[0].label is Label.SCAM
    assert assessor.assess([]) == []


def test_too_long_a_text_is_refused(assessor: Assessor) -> None:
    with pytest.raises(TooLarge):
        assessor.assess([("a " * MAX_CHARACTERS, ABOUT)])


def test_hearsay_stays_hearsay(assessor: Assessor) -> None:
    found = one(assessor, "Nghe nói từ 1/12 nộp hồ sơ dịch vụ công mất 50k")
    assert {slot.modality for slot in found.slots} == {Modality.HEARSAY}


@pytest.mark.parametrize(
    ("protected", "text", "abstains"),
    [
        (0.08, "Nộp hồ sơ cấp giấy khai sinh trên cổng dịch vụ công mất phí 50 nghìn.", False),
        (0.08, "Nộp hồ sơ cấp giấy khai sinh trên cổng dịch vụ công không mất phí.", True),
        (0.22, "Nộp hồ sơ cấp giấy khai sinh trên cổng dịch vụ công mất phí 50 nghìn.", True),
    ],
)
def test_a_doubted_claim_stands_where_official_text_clearly_says_otherwise(
    protected: float, text: str, abstains: bool
) -> None:
    model = Says(claim=0.78, opinion=protected)
    about = Circumstances(datetime(2026, 3, 1), official_known=True)  # noqa: DTZ001
    (found,) = Assessor(model, build_index(PASSAGES)).assess([(text, about)])
    assert found.abstained is abstains
    assert (route(found, about).queue is Queue.CLAIMS) is not abstains
