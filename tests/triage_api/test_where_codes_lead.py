"""What is printed on a form or a public page leads to the page of that very answer: the address, and the QR code as a telephone reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from models.session import transaction
from models.tables.decision import StandingVerdict
from models.vocabulary import Queue, Role, Verdict
from tests.qr_reader import in_path, read
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.public_side import publish
from triage_api.services import posting

pytestmark = pytest.mark.database
CODE = re.compile(r'<svg class="qr" viewBox="-4 -4 (\d+) \1"[^>]*><path (?:fill="#1a211e" )?d="([^"]+)"/>')


def codes(page: str) -> list[str]:
    """What the codes of a page say, each with its quiet zone of four modules."""
    return [read(in_path(path, int(size) - 8)) for size, path in CODE.findall(page)]


@pytest.fixture
def published(desk: Desk) -> dict[str, int]:
    """A claim, a scam and a question, each answered in public; their numbers are not those of their verdicts."""
    for _ in range(3):
        desk.item()
    scam = desk.item("Cập nhật VNeID tại vneid-dongmay.example", Queue.SCAM)
    found = {
        "doi-chieu": publish(desk, verdict=Verdict.FALSE),
        "hoi-dap": publish(desk, desk.item("Nộp ở đâu ạ?", Queue.QUESTIONS), Verdict.ANSWERED),
        "scam": publish(desk, scam, Verdict.SCAM, sentence="Cập nhật VNeID"),
    }
    with transaction() as session:
        where = "https://dongmay.songlam.example/bai/1"
        posting.record_posting(session, desk.person("duyet", Role.APPROVER), found["hoi-dap"], where)
        assert all(one.id != one.item_id for one in session.query(StandingVerdict))
    return found


@pytest.mark.parametrize("kind", ["doi-chieu", "hoi-dap", "scam"])
def test_forms_lead_to_the_page_of_their_answer(
    published: dict[str, int], browse: Callable[..., Browser], kind: str
) -> None:
    number, client = published[kind], browse("duyet")
    place = f"/{'hoi-dap' if kind == 'hoi-dap' else 'doi-chieu'}/{number}"
    paper = client.get(f"/viec/{number}/tra-loi/to-a5").text
    (address,) = re.findall(r"Tự kiểm tra: (\S+)</p>", paper)
    assert address.endswith(place)
    assert codes(paper) == [address]
    assert browse().get(place).status_code == 200
    page = client.get(f"/viec/{number}/tra-loi").text
    assert set(re.findall(r"/(?:doi-chieu|hoi-dap)/\d+", page)) == {place}


@pytest.mark.parametrize("kind", ["doi-chieu", "hoi-dap", "scam"])
def test_a_public_page_carries_its_own_address_and_code(
    published: dict[str, int], browse: Callable[..., Browser], kind: str
) -> None:
    number = published[kind]
    page = browse().get(f"/{'hoi-dap' if kind == 'hoi-dap' else 'doi-chieu'}/{number}").text
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
    assert codes(page) == [canonical]
    assert f'aria-label="Mã QR mở trang {canonical}"' in page
