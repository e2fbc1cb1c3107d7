"""Known claims beside a post: shown with both texts and why, own verdicts only where they may be seen, imported ones only suggest."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import BadInput, NotAllowed, NotFound
from models.queries import decisions, known_claims
from models.queries.decisions import NewDecision
from models.session import transaction
from models.tables.item import Item
from models.vocabulary import Role, Verdict
from pipeline.known_claims_file import import_file
from tests.triage_api.conftest import Browser, known
from tests.triage_api.desk import Desk
from triage_api.formats import today
from triage_api.services.known import KnownShown, add_wording, known_beside

pytestmark = pytest.mark.database

SENTENCE = "Từ 1/12 nộp hồ sơ ở xã mất phí 50k"


def concluded(desk: Desk, sentence: str = SENTENCE, days: int = 30) -> int:
    """An item with a standing verdict; returns its id."""
    item_id = desk.item(sentence)
    person = desk.person("nguoi-xem")
    with transaction() as session:
        item = session.get_one(Item, item_id)
        new = NewDecision(
            Verdict.FALSE,
            sentence,
            "Văn bản ghi không thu.",
            (desk.passage_id,),
            False,
            today(),
            None,
            f"k{item_id}",
        )
        decision = decisions.add_decision(session, item, 1, person.id, new)
        decisions.let_stand(session, decision, today() + timedelta(days=days))
    return item_id


def beside(desk: Desk, text: str, office: bool = True, item: int | None = None) -> list[KnownShown]:
    with transaction() as session:
        return list(known_beside(session, known(), text, today(), desk.office_id if office else None, item))


def test_the_office_sees_its_own_verdict_before_it_is_public(desk: Desk) -> None:
    item_id = concluded(desk)
    (shown,) = beside(desk, "Bà con ơi, từ 1/12 nộp hồ sơ ở xã mất phí 50k nhé")
    assert (shown.row.item_id, shown.row.verdict, shown.strong) == (item_id, Verdict.FALSE, True)
    assert beside(desk, SENTENCE, office=False) == []
    assert beside(desk, SENTENCE, item=item_id) == [], "its own page does not tell it"


def test_what_differs_is_told_and_only_suggested(desk: Desk) -> None:
    concluded(desk)
    (shown,) = beside(desk, "Từ 1/12 nộp hồ sơ ở xã mất phí 30k")
    assert not shown.strong
    assert [(one.kind, one.ours, one.theirs) for one in shown.match.differences] == [("number", "30k", "50k")]


def test_the_same_verdict_in_the_same_words_is_told_once(desk: Desk) -> None:
    first = concluded(desk)
    concluded(desk)
    concluded(desk, "Từ 1/12 nộp hồ sơ ở xã là mất phí 50k")
    shown = beside(desk, SENTENCE)
    assert [one.match.wording for one in shown] == [SENTENCE, "Từ 1/12 nộp hồ sơ ở xã là mất phí 50k"]
    assert shown[0].row.item_id == first


def test_a_verdict_that_was_withdrawn_or_has_ended_is_not_shown(desk: Desk) -> None:
    item_id = concluded(desk)
    with transaction() as session:
        decisions.retire_decisions(session, item_id, "mở lại")
    assert beside(desk, SENTENCE) == []


def test_a_wording_is_masked_and_found(desk: Desk) -> None:
    item_id = concluded(desk)
    coordinator = desk.person("tong-hop", Role.COORDINATOR)
    other = "Ai nộp giấy tờ trên xã đều bị thu năm chục nghìn, gọi 0900 000 123"
    with transaction() as session:
        assert add_wording(session, coordinator, item_id, other)
        assert not add_wording(session, coordinator, item_id, f" {other} ")
        (row,) = known_claims.known_rows(session)
    assert "0900" not in row.wordings[-1]
    (shown,) = beside(desk, "Nghe nói ai nộp giấy tờ trên xã đều bị thu năm chục nghìn")
    assert shown.row.item_id == item_id


def test_only_a_coordinator_adds_wordings_and_only_to_what_stands(desk: Desk) -> None:
    item_id, open_item = concluded(desk), desk.item("Từ 1/1 phải nộp 20k")
    with transaction() as session, pytest.raises(NotAllowed):
        add_wording(session, desk.person("nguoi-xem"), item_id, "câu khác hẳn")
    coordinator = desk.person("tong-hop", Role.COORDINATOR)
    with transaction() as session, pytest.raises(NotFound):
        add_wording(session, coordinator, open_item, "câu khác hẳn")
    with transaction() as session, pytest.raises(BadInput):
        add_wording(session, coordinator, item_id, "  ")


LINES = [
    {
        "claim": "Hộ nào không dùng dịch vụ công trực tuyến sẽ bị phạt 2 triệu đồng",
        "verdict": "false",
        "publisher": "Sở thử nghiệm",
    },
    {
        "@type": "ClaimReview",
        "claimReviewed": "Từ 1/1/2026 làm thẻ căn cước phải nộp 50.000 đồng",
        "author": {"@type": "Organization", "name": "Trung tâm thử nghiệm"},
        "reviewRating": {"alternateName": "Sai sự thật"},
        "url": "https://kiemchung.example/1",
        "expires": "2031-01-01",
    },
]
BAD = ['{"claim": "x"', '{"claim": "y", "verdict": "tuyệt vời", "publisher": "z"}', '{"claim": "y", "verdict": "false", "publisher": "z", "url": "javascript:alert(1)"}']  # fmt: skip


def test_imported_verdicts_are_named_line_by_line_and_only_suggest(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ket-luan.jsonl"
    file.write_text("\n".join([*map(json.dumps, LINES), *BAD]), encoding="utf-8")
    first, second = import_file(file), import_file(file)
    assert (first.new, second.new, second.same) == (2, 0, 2)
    assert [code for code, _ in first.problems] == ["invalid_json", "bad_input", "bad_input"]
    assert all(message.startswith("ket-luan.jsonl, dòng ") for _, message in first.problems)
    (shown,) = beside(desk, str(LINES[0]["claim"]), office=False)
    assert (shown.strong, shown.row.imported, shown.row.publisher) == (False, True, "Sở thử nghiệm")


def test_another_verdict_of_the_same_publisher_takes_its_place(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ket-luan.jsonl"
    for verdict in ("false", "outdated"):
        file.write_text(json.dumps({**LINES[0], "verdict": verdict}), encoding="utf-8")
        assert import_file(file).new == 1
    (shown,) = beside(desk, str(LINES[0]["claim"]), office=False)
    assert shown.row.verdict is Verdict.OUTDATED


def test_the_pages_show_both_texts(desk: Desk, browse: Callable[..., Browser], tmp_path: Path) -> None:
    file = tmp_path / "ket-luan.jsonl"
    file.write_text(json.dumps(LINES[0]), encoding="utf-8")
    import_file(file)
    desk.person("nguoi-xem")
    staff = browse("nguoi-xem")
    item_id = desk.item("nhà nào không dùng dịch vụ công trực tuyến là bị phạt 3 triệu đồng <b>đó</b>")
    page = staff.get(f"/viec/{item_id}").text
    assert "Đã có kết luận cho điều tương tự" in page
    assert "Sở thử nghiệm" in page
    assert "3 triệu đồng" in page
    assert "<b>đó</b>" not in page
    checked = staff.submit("/kiem-tra", tin=str(LINES[0]["claim"])).text
    assert "Sở thử nghiệm" in checked


def test_a_verdict_stands_beside_the_sentence_it_is_of(
    desk: Desk, browse: Callable[..., Browser], tmp_path: Path
) -> None:
    """Where the text says another thing, a "Sai" above it would be read as said of the text."""
    file = tmp_path / "ket-luan.jsonl"
    file.write_text(json.dumps(LINES[0]), encoding="utf-8")
    import_file(file)
    desk.person("nguoi-xem")
    page = (
        browse("nguoi-xem")
        .submit("/kiem-tra", tin="Hộ nào không dùng dịch vụ công trực tuyến bị phạt 3 triệu đồng")
        .text
    )
    known = page[page.index('<figure class="passage known">') :]
    assert known.index("Câu đã kết luận") < known.index('class="verdict')
