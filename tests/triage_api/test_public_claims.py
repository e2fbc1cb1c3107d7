"""Published claims: what anybody reads, for how long, and what never shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from models.session import transaction
from models.vocabulary import Queue, Role, Verdict
from tests.database import TestDatabase
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.public_side import ANSWER, expire, publish
from triage_api.services import decide

pytestmark = pytest.mark.database
ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_page_of_a_claim_says_verdict_answer_and_source_in_this_order(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    claim = publish(desk, verdict=Verdict.FALSE)
    page = browse().get(f"/doi-chieu/{claim}")
    assert page.status_code == 200
    text = page.text[page.text.index("<h1") :]
    places = [text.index(one) for one in ("<h1", "Sai", "nộp hồ sơ mất phí 50k", ANSWER, "Điều 5 khoản 1")]
    assert places == sorted(places)
    assert "Bản 1" in text
    assert f'action="/doi-chieu/{claim}/xem-lai#xem-lai"' in text


def test_pages_are_the_same_for_everybody_and_kept(desk: Desk, browse: Callable[..., Browser]) -> None:
    claim = publish(desk)
    staff, visitor = browse("duyet"), browse()
    for address in (f"/doi-chieu/{claim}", "/doi-chieu", "/doi-chieu.atom"):
        theirs, ours = staff.get(address), visitor.get(address)
        assert theirs.content == ours.content, address
        assert "set-cookie" not in ours.headers
        assert ours.headers["cache-control"].startswith("public, max-age=")
        assert "script-src" not in ours.headers["content-security-policy"]
        again = visitor.get(address, headers={"If-None-Match": ours.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""
    assert not visitor.cookies


def test_claim_review_has_what_search_engines_require(desk: Desk, browse: Callable[..., Browser]) -> None:
    claim = publish(desk, verdict=Verdict.FALSE)
    visitor = browse()
    page = visitor.get(f"/doi-chieu/{claim}").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block is not None
    review = json.loads(block.group(1))
    assert review == visitor.get(f"/api/v1/claims/{claim}/claimreview").json()
    assert review["@type"] == "ClaimReview"
    assert review["url"].endswith(f"/doi-chieu/{claim}")
    assert review["claimReviewed"] == review["itemReviewed"]["text"] == "nộp hồ sơ mất phí 50k"
    rating = review["reviewRating"]
    assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
    assert rating["alternateName"] == "Sai"


def test_markup_in_a_claim_ends_neither_the_page_nor_its_data(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    nasty = "</script><script>alert(1)</script><b>phí 50k</b>"
    claim = publish(desk, desk.item(nasty), sentence=nasty)
    page = browse().get(f"/doi-chieu/{claim}").text
    assert "<script>alert" not in page
    assert "<b>phí" not in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block is not None
    assert json.loads(block.group(1))["claimReviewed"] == nasty


def test_a_reopened_claim_says_so_and_its_next_version_says_what_changed(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    claim = publish(desk)
    visitor = browse()
    first = _entry(visitor, claim)
    with transaction() as session:
        session.connection().exec_driver_sql("UPDATE item SET state = 'closed', ended_at = now()")
        decide.reopen(session, desk.person("duyet", Role.APPROVER), claim, "GHI-CHU-NOI-BO")
    page = visitor.get(f"/doi-chieu/{claim}").text
    assert "Đang xem lại" in page
    assert "GHI-CHU-NOI-BO" not in page
    assert "/xem-lai#xem-lai" not in page
    assert visitor.get("/doi-chieu").text.count(f'href="/doi-chieu/{claim}"') == 0
    assert f'href="/doi-chieu/{claim}"' in visitor.get("/doi-chieu?tat_ca=1").text
    assert _entry(visitor, claim)["title"].startswith("Đang xem lại")
    publish(desk, claim, Verdict.TRUE, "Không thu phí nào khi nộp hồ sơ.")
    page = visitor.get(f"/doi-chieu/{claim}").text
    assert "Bản 2" in page
    assert f"<del>{ANSWER}</del>" in page
    assert "<ins>Không thu phí nào khi nộp hồ sơ.</ins>" in page
    assert "<del>Thiếu ngữ cảnh</del> <ins>Đúng</ins>" in page
    last = _entry(visitor, claim)
    assert last["id"] == first["id"]
    assert last["updated"] > first["updated"]


def test_an_expired_claim_says_since_when(
    db: TestDatabase, desk: Desk, browse: Callable[..., Browser]
) -> None:
    claim = publish(desk)
    expire(db, claim)
    visitor = browse()
    assert "Đã hết hạn" in visitor.get(f"/doi-chieu/{claim}").text
    assert f'href="/doi-chieu/{claim}"' not in visitor.get("/doi-chieu").text
    assert visitor.get(f"/api/v1/claims/{claim}").status_code == 404


def test_claims_are_found_by_words_without_tone_marks_and_by_topic(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    claim = publish(desk)
    other = publish(desk, desk.item("Đổi căn cước mất 50k"), sentence="Đổi căn cước mất 50k")
    visitor = browse()
    page = visitor.get("/doi-chieu?q=nop+ho+so").text
    assert f'href="/doi-chieu/{claim}"' in page
    assert f'href="/doi-chieu/{other}"' not in page
    assert f'href="/doi-chieu/{claim}"' in visitor.get("/doi-chieu?chu_de=dich_vu_cong").text
    assert "Không có kết luận nào khớp" in visitor.get("/doi-chieu?chu_de=an_sinh").text


def test_lists_go_on_where_they_ended(desk: Desk, browse: Callable[..., Browser]) -> None:
    claims = [publish(desk) for _ in range(3)]
    visitor = browse()
    seen, after = [], ""
    while True:
        answer = visitor.get(f"/api/v1/claims?limit=2{after}").json()
        seen += [claim["id"] for claim in answer["claims"]]
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert seen == claims[::-1]


def test_what_was_never_published_is_not_there(desk: Desk, browse: Callable[..., Browser]) -> None:
    undecided = desk.item()
    visitor = browse()
    page, never = visitor.get(f"/doi-chieu/{undecided}"), visitor.get("/doi-chieu/999999")
    assert page.status_code == never.status_code == 404
    assert page.content == never.content
    assert "set-cookie" not in page.headers


def _entry(visitor: Browser, claim: int) -> dict[str, str]:
    feed = ElementTree.fromstring(visitor.get("/doi-chieu.atom").content)  # noqa: S314  (our own)
    for name in ("id", "title", "updated"):
        assert feed.findtext(ATOM + name), name
    for entry in feed.findall(f"{ATOM}entry"):
        found = {name: entry.findtext(ATOM + name) or "" for name in ("id", "title", "updated", "summary")}
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert all(found[name] for name in ("id", "title", "updated"))
        if link.get("href", "").endswith(f"/doi-chieu/{claim}"):
            return found
    raise AssertionError("not in the feed")


TRAP = "Cập nhật VNeID tại vneid-dongmay.example, nhập mã OTP"


def test_a_confirmed_scam_is_public_with_its_address_defanged_everywhere(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    scam, claim = (
        publish(desk, desk.item(TRAP, Queue.SCAM), Verdict.SCAM, sentence=TRAP),
        publish(desk, verdict=Verdict.FALSE),
    )
    visitor = browse()
    page = visitor.get(f"/doi-chieu/{scam}")
    assert page.status_code == 200
    assert "Gặp tin giống thế này" in page.text
    assert "Gặp tin giống thế này" not in visitor.get(f"/doi-chieu/{claim}").text
    told = visitor.get(f"/api/v1/claims/{scam}").json()
    assert (told["queue"], told["verdict"]) == ("scam", "scam")
    everywhere = [
        page.text,
        json.dumps(told),
        visitor.get("/doi-chieu").text,
        visitor.get("/doi-chieu.atom").text,
        visitor.get(f"/api/v1/claims/{scam}/claimreview").text,
    ]
    for text in everywhere:
        assert "vneid-dongmay[.]example" in text
        assert "vneid-dongmay.example" not in text


def test_scams_and_claims_are_picked_apart(desk: Desk, browse: Callable[..., Browser]) -> None:
    scam, claim = (
        publish(desk, desk.item(TRAP, Queue.SCAM), Verdict.SCAM, sentence=TRAP),
        publish(desk, verdict=Verdict.FALSE),
    )
    visitor = browse()
    for kind, queue, shown in (("lua-dao", "scam", scam), ("thong-tin", "claims", claim)):
        page = visitor.get(f"/doi-chieu?loai={kind}").text
        assert re.findall(r'href="/doi-chieu/(\d+)"', page) == [str(shown)]
        listed = visitor.get(f"/api/v1/claims?queue={queue}").json()["claims"]
        assert [one["id"] for one in listed] == [shown]
    assert visitor.get("/doi-chieu?loai=khac").status_code == 200
    assert visitor.get("/api/v1/claims?queue=questions").status_code == 422


@pytest.mark.parametrize(
    ("queue", "verdict"), [(Queue.SCAM, Verdict.SUSPECTED), (Queue.QUESTIONS, Verdict.ANSWERED)]
)
def test_a_suspicion_and_a_persons_question_are_never_public(
    desk: Desk, browse: Callable[..., Browser], queue: Queue, verdict: Verdict
) -> None:
    item = publish(desk, desk.item("Nộp hồ sơ có mất phí không?", queue), verdict)
    visitor = browse()
    assert visitor.get(f"/doi-chieu/{item}").status_code == 404
    assert visitor.get("/api/v1/claims").json()["claims"] == []
    assert f"/doi-chieu/{item}" not in visitor.get("/doi-chieu?tat_ca=1").text
