"""Merging and splitting on the page and by JSON, and the look-alikes beside an item."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from models.crypto import Purpose, vault
from models.queries import narratives
from models.session import engine, transaction
from models.tables.item import Item, ItemEvent
from models.tables.narrative import NarrativePost
from models.tables.post import PostAddress
from models.vocabulary import EventKind, ItemState, Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.regrouped import lookalikes, member, members, merge, state_of

pytestmark = pytest.mark.database


def test_look_alikes_are_shown_from_both_sides_until_they_are_one(desk: Desk) -> None:
    coordinator = desk.person("th01", Role.COORDINATOR)
    one, other = desk.item(), desk.item("Ra xã nộp hồ sơ mất 80k")
    lookalikes(one, other, "number")
    with transaction() as session:
        ours, theirs = (session.get_one(Item, number).narrative_id for number in (one, other))
        (seen,), (back,) = (
            narratives.lookalikes_of(session, ours, one),
            narratives.lookalikes_of(session, theirs, other),
        )
        assert (seen.item_id, seen.ours, seen.theirs, seen.merged) == (other, "50k", "80k", False)
        assert (back.item_id, back.ours, back.theirs) == (one, "80k", "50k")
    merge(coordinator, other, one)
    with transaction() as session:
        assert narratives.lookalikes_of(session, ours, one) == []


def test_the_page_merges_splits_and_undoes(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("th01", Role.COORDINATOR)
    desk.person("ctv01")
    one, other = desk.item(), desk.item("Ra xã nộp hồ sơ mất 80k")
    post = member(desk, one)
    lookalikes(one, other, "number")
    client = browse("th01")
    page = client.get(f"/viec/{one}").text
    for words in (
        "Giống nhưng khác ở con số",
        f"Gộp VV-{other} vào đây",
        "Tách bài này ra",
        "Gộp vào vụ việc khác",
    ):
        assert words in page, words
    plain = browse("ctv01").get(f"/viec/{one}").text
    assert "Giống nhưng khác ở con số" in plain
    assert "Gộp" not in plain
    assert "Tách" not in plain
    assert (
        client.submit(f"/viec/{other}/gop", vao=str(one), tu=str(one)).headers["location"] == f"/viec/{one}"
    )
    assert state_of(other) is ItemState.MERGED
    merged = client.get(f"/viec/{other}").text
    assert "Đã gộp vào" in merged
    assert "Hoàn tác" in merged
    assert f"Tách VV-{other} ra" in client.get(f"/viec/{one}").text
    assert client.submit(f"/viec/{other}/tach", tu=str(one)).headers["location"] == f"/viec/{one}"
    assert state_of(other) is ItemState.OPEN
    client.submit(f"/viec/{one}/tach", bai=str(post))
    assert post not in members(one)
    assert "Hoàn tác lần gộp, tách vừa rồi" in client.get(f"/viec/{one}").text
    client.submit(f"/viec/{one}/hoan-tac-gop")
    assert post in members(one)
    assert "Hoàn tác" not in client.get(f"/viec/{one}").text
    assert client.submit(f"/viec/{one}/gop", vao=f" vv-{other} ").status_code == 303
    assert state_of(one) is ItemState.MERGED
    for wrong in ("", "x", "0", "VV-", "²", "9" * 30):
        assert client.submit(f"/viec/{other}/gop", vao=wrong).status_code == 422, wrong


def test_the_post_of_a_merged_item_is_still_its_own(desk: Desk, browse: Callable[..., Browser]) -> None:
    person = desk.person("th01", Role.COORDINATOR)
    one, other = desk.item(), desk.item("Ra xã nộp hồ sơ mất 80k")
    (post,) = members(other)
    with transaction() as session:
        row = session.query(NarrativePost).filter_by(post_id=post).one()
        sealed = vault().seal("https://chomay.example/1", Purpose.ADDRESS)
        session.add(PostAddress(month=row.month, post_id=post, sealed=sealed))
    merge(person, other, one)
    for item in (one, other):
        assert (
            "https://chomay.example/1" in browse("th01").submit(f"/viec/{item}/bai-goc", bai=str(post)).text
        )


def test_what_may_be_one_says_so(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    one, other = desk.item(), desk.item()
    lookalikes(one, other, "alike")
    page = browse("ctv01").get(f"/viec/{one}").text
    assert "Có thể là một." in page
    assert "Giống nhưng khác" not in page


def test_an_item_page_asks_no_more_the_more_look_alikes_it_has(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("ctv01")
    one, few = desk.item(), desk.item()
    many = [desk.item() for _ in range(5)]
    lookalikes(few, one, "number")
    for other in many:
        lookalikes(one, other, "number")
    asked: list[str] = []
    client = browse("ctv01")

    def count(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(engine(), "before_cursor_execute", count)
    client.get(f"/viec/{few}")
    of_few = len(asked)
    asked.clear()
    client.get(f"/viec/{one}")
    event.remove(engine(), "before_cursor_execute", count)
    assert len(asked) == of_few


def test_it_is_done_by_json_too(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("th01", Role.COORDINATOR)
    one, other = desk.item(), desk.item()
    post = member(desk, one)
    client = browse("th01")
    headers = {"X-CSRF-Token": client.csrf}

    def send(address: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        answer = client.post(f"/api/v1{address}", json=body, headers=headers)
        return answer.status_code, answer.json()

    status, told = send(f"/items/{one}/merge", {"into": other, "reason": "cùng tin"})
    assert (status, told["state"], told["merged_into"]) == (200, "merged", other)
    assert send(f"/items/{one}/merge", {"into": other})[1]["code"] == "illegal_move"
    status, told = send(f"/items/{one}/split", {})
    assert (status, told["item"]["state"], told["split_off"]) == (200, "open", None)  # type: ignore[index]
    status, told = send(f"/items/{one}/split", {"post": post})
    assert status == 200
    taken = told["split_off"]
    assert isinstance(taken, int)
    status, told = send(f"/items/{one}/regroup-undo", {})
    assert (status, told["post_count"]) == (200, 2)
    assert send(f"/items/{taken}/split", {})[0] == 200
    assert send(f"/items/{one}/merge", {"into": other, "them": 1})[0] == 422
    with transaction() as session:
        assert session.query(ItemEvent).filter_by(kind=EventKind.MERGED).count() == 2
