"""``models.vocabulary`` says what the specification's tables say: here word for word, and again from the text."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path

import pytest

from models import vocabulary
from models.roles import ROLE_ACTIONS
from models.vocabulary import (
    DISTORTION_NAMES,
    GAP_VERDICTS,
    ITEM_STATE_NAMES,
    LABEL_NAMES,
    MODALITY_NAMES,
    PROTECTED_LABELS,
    QUEUE_NAMES,
    REPLY_STATE_NAMES,
    ROLE_NAMES,
    SECOND_REVIEW_VERDICTS,
    SEVERITY_NAMES,
    SLOT_NAMES,
    TOPIC_NAMES,
    VERDICT_NAMES,
    VERDICTS_BY_QUEUE,
    Action,
    IndicatorKind,
    Queue,
    Role,
    Verdict,
)
from tests.architecture.source_tree import ROOT

LABELS = {
    "scam": "Lừa đảo",
    "claim": "Thông tin cần đối chiếu",
    "question": "Câu hỏi của dân",
    "grievance": "Phản ánh, kiến nghị",
    "scam_awareness": "Cảnh báo, kể lại lừa đảo",
    "opinion": "Ý kiến (không xử lý)",
    "off_topic": "Không liên quan",
}
TOPICS = (
    "dich_vu_cong dinh_danh_dien_tu binh_dan_hoc_vu_so thanh_toan_so du_lieu_so an_toan_thong_tin ha_tang_so "
    "thue_ho_kinh_doanh bhxh_bhyt giay_to_dia_gioi giao_thong_gplx giao_duc vien_thong_sim ngan_hang_sinh_trac "
    "dien_nuoc an_sinh khac"
)
SLOTS = "fee amount percent date deadline obligation scope document agency sanction procedure"
UNITS = "VND % date day working_day month hour"
MODALITIES = "in_force target proposal permitted prohibited denied hearsay"
INDICATORS = "url domain phone bank_account app zalo telegram email"
PLACEHOLDERS = "[TÊN]|[SĐT]|[TK]|[EMAIL]|[CCCD]|[BIỂN SỐ]|[@]"
DISTORTIONS = "contradicted outdated modality unverified"
QUEUES = "scam claims questions grievances"
SEVERITIES = "high medium low"
STATES = "open assigned second_review awaiting_reply waiting_office closed dismissed merged"
VERDICTS = {
    "claims": "true false missing_context outdated no_basis official_unclear official_wrong",
    "scam": "scam not_scam suspected",
    "questions": "answered no_official_answer",
    "grievances": "forwarded already_answered",
}
CLAIM_VERDICTS = (
    "Đúng|Sai|Thiếu ngữ cảnh|Đã cũ|Chưa có căn cứ|Văn bản chính thức chưa rõ|Thông tin chính thức sai"
)
REPLY_STATES = "draft submitted returned approved posted superseded"
ROLES = "cộng tác viên|tổng hợp|người duyệt|phân tích|lãnh đạo|quản trị|kiểm tra"
RELATIONS = "contradicts supports related"

# The columns of the role table, in the order of ROLES: who has a ✔ (with or without a condition).
ROLE_TABLE = {
    "report a text, check a message": (Action.REPORT_TEXT, "111111-"),
    "lease, decide, draft": (Action.REVIEW, "111----"),
    "assign, merge, escalate, forward": (Action.COORDINATE, "-11----"),
    "second review (never one's own)": (Action.SECOND_REVIEW, "111----"),
    "approve, post, publish": (Action.APPROVE, "--1----"),
    "export indicators": (Action.EXPORT_INDICATORS, "--1----"),
    "official documents: add / confirm": (Action.MANAGE_OFFICIAL, "-11----"),
    "annotate, train, propose thresholds": (Action.TRAIN, "---1---"),
    "promote a model, accept thresholds": (Action.PROMOTE_MODEL, "-----1-"),
    "sources, schedules, accounts, settings": (Action.ADMINISTER, "-----1-"),
    "audit trail, receipts": (Action.AUDIT, "------1"),
}
REFERENCE = Path(os.environ.get("SANGTIN_REFERENCE", ROOT.parent / "shared"))


def values(kind: type[StrEnum]) -> list[str]:
    """The codes of a closed list, in its order."""
    return [member.value for member in kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Label", list(LABELS)),
        ("Topic", TOPICS.split()),
        ("SlotKind", SLOTS.split()),
        ("Unit", UNITS.split()),
        ("Modality", MODALITIES.split()),
        ("IndicatorKind", INDICATORS.split()),
        ("Placeholder", PLACEHOLDERS.split("|")),
        ("Relation", RELATIONS.split()),
        ("Distortion", DISTORTIONS.split()),
        ("Queue", QUEUES.split()),
        ("Severity", SEVERITIES.split()),
        ("ItemState", STATES.split()),
        ("ReplyState", REPLY_STATES.split()),
    ],
)
def test_codes(kind: str, expected: list[str]) -> None:
    assert sorted(values(getattr(vocabulary, kind))) == sorted(expected)


def test_labels_are_shown_in_the_words_of_the_specification() -> None:
    assert {label.value: name for label, name in LABEL_NAMES.items()} == LABELS
    assert {label.value for label in PROTECTED_LABELS} == {"opinion", "grievance"}


def test_verdicts() -> None:
    given = {queue.value: " ".join(verdict.value for verdict in VERDICTS_BY_QUEUE[queue]) for queue in Queue}
    assert given == VERDICTS
    assert "|".join(VERDICT_NAMES[verdict] for verdict in VERDICTS_BY_QUEUE[Queue.CLAIMS]) == CLAIM_VERDICTS
    assert sorted(values(Verdict)) == sorted(" ".join(VERDICTS.values()).split())
    assert {verdict.value for verdict in SECOND_REVIEW_VERDICTS} == {"false", "outdated", "official_wrong"}
    assert {verdict.value for verdict in GAP_VERDICTS} == {
        "official_unclear",
        "official_wrong",
        "no_official_answer",
    }


def test_roles_and_what_they_may_do() -> None:
    assert "|".join(ROLE_NAMES.values()) == ROLES
    for action, row in ROLE_TABLE.values():
        assert "".join("1" if action in ROLE_ACTIONS[role] else "-" for role in ROLE_NAMES) == row, action
    see_address = [role for role in Role if Action.SEE_ADDRESS in ROLE_ACTIONS[role]]
    assert see_address == [Role.COORDINATOR, Role.APPROVER]
    assert [role for role in Role if Action.SEE_ADDRESS_ON_OWN_LEASE in ROLE_ACTIONS[role]] == [Role.REVIEWER]
    without_reports = [role for role in Role if Action.READ_REPORTS not in ROLE_ACTIONS[role]]
    assert without_reports == [Role.REVIEWER, Role.ADMINISTRATOR]
    assert [role for role in Role if Action.APPROVE_REPORTS in ROLE_ACTIONS[role]] == [Role.APPROVER]


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (LABEL_NAMES, "Label"),
        (TOPIC_NAMES, "Topic"),
        (SLOT_NAMES, "SlotKind"),
        (MODALITY_NAMES, "Modality"),
        (DISTORTION_NAMES, "Distortion"),
        (QUEUE_NAMES, "Queue"),
        (SEVERITY_NAMES, "Severity"),
        (ITEM_STATE_NAMES, "ItemState"),
        (VERDICT_NAMES, "Verdict"),
        (REPLY_STATE_NAMES, "ReplyState"),
        (ROLE_NAMES, "Role"),
    ],
)
def test_everything_shown_has_a_name(names: dict[StrEnum, str], kind: str) -> None:
    assert set(names) == set(getattr(vocabulary, kind))
    assert len(set(names.values())) == len(names)


@pytest.fixture(scope="module")
def sections() -> dict[int, str]:
    """The numbered sections of the specification itself, where it is at hand."""
    path = REFERENCE / "SPEC.md"
    if not path.is_file():
        pytest.skip("the specification is not at hand: set SANGTIN_REFERENCE to its directory")
    parts = re.split(r"^## (\d+)\. .*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {int(number): text for number, text in zip(parts[1::2], parts[2::2], strict=True)}


def rows(section: str) -> list[list[str]]:
    """The cells of the tables of a section, without head and rule."""
    cells = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in section.splitlines()
        if line[:1] == "|"
    ]
    return [row for index, row in enumerate(cells) if not set(row[0]) <= {"-"} and not _is_head(cells, index)]


def _is_head(cells: list[list[str]], index: int) -> bool:
    return index + 1 < len(cells) and set(cells[index + 1][0]) == {"-"}


def test_the_specification_still_says_so(sections: dict[int, str]) -> None:
    assert {row[0].strip("`"): row[1] for row in rows(sections[1])} == LABELS
    assert list(dict.fromkeys(re.findall(r"`(\w+)`", sections[2]))) == TOPICS.split()
    assert [row[0].strip("`") for row in rows(sections[3])] == SLOTS.split()
    modality = sections[3].partition("Modality:")[2]
    assert re.findall(r"`(\w+)`", modality) == MODALITIES.split()
    states = sections[5].partition("flag `escalated`")[0]
    assert re.findall(r"`(\w+)`", states) == STATES.split()
    verdicts = sections[5].partition("Verdicts:")[2].partition("`official_*`")[0]
    assert re.findall(r"`(\w+)`", verdicts) == " ".join(VERDICTS.values()).split()
    shown = re.findall(r"`\w+` ([^·;`]+)", verdicts.partition(";")[0])
    assert "|".join(name.strip() for name in shown) == CLAIM_VERDICTS


def test_its_role_table_still_says_so(sections: dict[int, str]) -> None:
    table = {row[0]: "".join("1" if "✔" in cell else "-" for cell in row[1:]) for row in rows(sections[6])}
    for name, (_, row) in ROLE_TABLE.items():
        assert table[name] == row, name


def test_the_contract_names_the_same_indicators() -> None:
    path = REFERENCE / "CONTRACT.md"
    if not path.is_file():
        pytest.skip("the outside contract is not at hand: set SANGTIN_REFERENCE to its directory")
    kinds = path.read_text(encoding="utf-8").partition("Indicator kinds:")[2].partition(".")[0]
    assert re.findall(r"`(\w+)`", kinds) == values(IndicatorKind)
