"""One key is one conclusion, a claim's sentence is the post's own, and the lot of the second look is nobody's to foresee."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from models.errors import BadInput, Conflict
from models.queries.accounts import Person
from models.session import transaction
from models.settings import settings
from models.vocabulary import ItemState, Verdict
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.test_review_flow import conclude, state_of, take
from triage_api.formats import today
from triage_api.services import decide, second_review

pytestmark = pytest.mark.database


@pytest.fixture
def people(desk: Desk) -> dict[str, Person]:
    """The one who concludes."""
    return {"a": desk.person("ctv01")}


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": Verdict.OUTDATED},
        {"rationale": "Đổi ý."},
        {"sentence": "mất phí 50k"},
        {"valid_until": today() + timedelta(days=9)},
        {"verdict": Verdict.NO_BASIS, "passage_ids": (), "no_official_text": True},
    ],
)
def test_the_same_key_with_other_content_is_refused_and_the_first_stands(
    desk: Desk, people: dict[str, Person], other: dict[str, object]
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    given = {"verdict": Verdict.FALSE, "idempotency_key": "khoa-mot-lan"}
    first = conclude(people["a"], desk, item_id, **given)
    with pytest.raises(Conflict, match="nội dung khác"):
        conclude(people["a"], desk, item_id, **{**given, **other})
    assert conclude(people["a"], desk, item_id, **given) == first


def test_two_requests_with_one_key_at_once_are_one_decision(desk: Desk, people: dict[str, Person]) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    given = conclusion(desk, Verdict.FALSE)
    together = threading.Barrier(4)

    def send(_number: int) -> int:
        together.wait()
        with transaction() as session:
            return decide.decide(session, people["a"], item_id, given).id

    with ThreadPoolExecutor(4) as hands:
        assert len(set(hands.map(send, range(4)))) == 1


@pytest.mark.parametrize(
    "sentence", ["nộp hồ sơ mất phí 500k", "xã này thu tiền vô lý", "phí 50k mất", "x" * 300]
)
def test_a_claims_sentence_is_the_posts_own(desk: Desk, people: dict[str, Person], sentence: str) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    with pytest.raises(BadInput, match="chỉ được rút ngắn"):
        conclude(people["a"], desk, item_id, Verdict.FALSE, sentence=sentence)
    assert state_of(item_id) is ItemState.ASSIGNED


def test_the_lot_of_the_second_look_is_the_same_however_often_it_is_drawn_and_nobodys_without_the_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0.05")
    settings.cache_clear()
    ours = [number for number in range(4000) if second_review.drawn(number, 1, 0.05)]
    assert ours == [number for number in range(4000) if second_review.drawn(number, 1, 0.05)]
    assert 150 <= len(ours) <= 250
    monkeypatch.setenv("SANGTIN_SECRET_KEY", "một khóa khác hẳn, dài đủ ba mươi hai ký tự")
    settings.cache_clear()
    theirs = {number for number in range(4000) if second_review.drawn(number, 1, 0.05)}
    assert len(theirs & set(ours)) < 40


def test_a_verdict_that_is_drawn_waits_for_a_second_person(
    desk: Desk, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0.5")
    settings.cache_clear()
    items_made = [desk.item() for _number in range(6)]
    for item_id in items_made:
        take(people["a"], item_id)
        conclude(people["a"], desk, item_id, Verdict.TRUE)
    assert [state_of(item_id) is ItemState.SECOND_REVIEW for item_id in items_made] == [
        second_review.drawn(item_id, 1, 0.5) for item_id in items_made
    ]
