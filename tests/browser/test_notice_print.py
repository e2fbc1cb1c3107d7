"""The A5 notice as Chromium prints it: on A5 sheets, every word of the answer there, and a code a telephone reads."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from models.queries import decisions
from models.queries.replies import NewSentence
from models.session import transaction
from models.vocabulary import Role, Verdict
from tests.browser.serving import opened_desk, page_of
from tests.database import TestServer
from tests.qr_reader import in_picture, read
from tests.triage_api.desk import conclusion, make_desk
from triage_api.public_places import permalink
from triage_api.services import decide, lease, reply

pytestmark = [
    pytest.mark.database,
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler reads the printed pages"),
]
A5_POINTS = (420, 595)
MARGIN = 12 / 25.4 * 72
QR_RIGHT = MARGIN + 30 / 25.4 * 72
"""Where the code of 30 mm ends; the closing lines stand to the right of it."""
RULE = 19
"""Points below the last source at which its double rule is over, and only the foot of the sheet comes."""
DOTS = 200
WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
SHORT = ["Nộp hồ sơ trên Cổng dịch vụ công không mất phí."]
LONG = [
    " ".join(f"Câu {number}, ý {part}: bà con nộp hồ sơ ở đâu cũng được." for part in range(36))[:1990] + "."
    for number in range(12)
]
"""As much as may be written: twelve sentences of nearly two thousand characters."""


class Word(NamedTuple):
    """A printed word and its box in points, from the top left corner of the sheet."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def furnished() -> dict[str, int]:
    desk = make_desk()
    writer, approver = desk.person("ctv01"), desk.person("duyet01", Role.APPROVER)
    found = {}
    for name, words in (("short", SHORT), ("long", LONG)):
        item_id = found[name] = desk.item()
        with transaction() as session:
            lease.lease(session, writer, item_id)
            decide.decide(session, writer, item_id, conclusion(desk, Verdict.TRUE))
            cited = [NewSentence(text, desk.passage_id) for text in words]
            reply.save_draft(session, writer, item_id, cited)
            reply.submit(session, writer, item_id)
        if name == "short":
            with transaction() as session:
                reply.approve(session, approver, item_id)
    return found


@pytest.fixture(scope="module")
def printing(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[tuple[str, Browser, dict[str, int]]]:
    home = tmp_path_factory.mktemp("notice")
    with opened_desk(cluster, migrated_database, home, chromium, furnished) as (url, opened, items):
        yield url, opened, items


def opened_notice(printing: tuple[str, Browser, dict[str, int]], name: str) -> Page:
    url, opened, items = printing
    page = page_of(opened, url, "ctv01")
    page.goto(f"{url}/viec/{items[name]}/tra-loi/to-a5")
    return page


def printed(page: Page, file: Path) -> list[list[Word]]:
    """The words of each printed sheet in the order they are read; every one of them lies inside the margins of A5."""
    page.pdf(path=file, prefer_css_page_size=True)
    boxes = subprocess.run(["pdftotext", "-bbox", file, "-"], check=True, capture_output=True, text=True)
    sheets = []
    for sheet in boxes.stdout.split("<page ")[1:]:
        size = re.match(r'width="([\d.]+)" height="([\d.]+)"', sheet)
        assert size
        assert tuple(round(float(side)) for side in size.groups()) == A5_POINTS
        words = [
            Word(text, float(left), float(top), float(right), float(bottom))
            for left, top, right, bottom, text in WORD.findall(sheet)
        ]
        for word in words:
            assert word.left >= MARGIN - 1, word
            assert word.right <= A5_POINTS[0] - MARGIN + 1, word
            assert 0 <= word.top < word.bottom <= A5_POINTS[1], word
        sheets.append(words)
    return sheets


def read_aloud(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def test_a_short_answer_is_one_sheet_and_its_code_reads_as_its_page(
    printing: tuple[str, Browser, dict[str, int]], tmp_path: Path
) -> None:
    page = opened_notice(printing, "short")
    file = tmp_path / "short.pdf"
    (sheet,) = printed(page, file)
    with transaction() as session:
        standing = decisions.standing_verdict(session, printing[2]["short"])
        assert standing is not None
        address = permalink(printing[2]["short"], standing.verdict)
    told = read_aloud(sheet)
    for words in ("UBND xã Đồng Mây trả lời:", SHORT[0], "12/2026/NQ-HĐND", f"Tự kiểm tra: {address}"):
        assert words in told, words
    for words in ("Về trang trả lời", "Bản nháp"):
        assert words not in told, words
    last_source = max(word.bottom for word in sheet if word.left < QR_RIGHT)
    assert read(in_picture(_code_of(file, last_source + RULE))) == address
    page.context.close()


def _code_of(file: Path, top: float) -> Image.Image:
    """The left of the printed sheet from ``top`` on, as a camera sees it: nothing stands there but the code."""
    drawn = ["pdftoppm", "-r", str(DOTS), "-png", "-singlefile", file, file.with_suffix("")]
    subprocess.run(drawn, check=True)
    at = DOTS / 72
    with Image.open(file.with_suffix(".png")) as sheet:
        return sheet.crop((0, int(top * at), int(QR_RIGHT * at), sheet.height))


def test_the_longest_answer_goes_on_from_sheet_to_sheet_and_nothing_of_it_is_cut(
    printing: tuple[str, Browser, dict[str, int]], tmp_path: Path
) -> None:
    page = opened_notice(printing, "long")
    sheets = printed(page, tmp_path / "long.pdf")
    assert len(sheets) > 5
    feet = [[word for word in sheet if word.top > A5_POINTS[1] - MARGIN] for sheet in sheets]
    numbers = [read_aloud(words) for words in feet]
    assert numbers == ["", *(str(number) for number in range(2, len(sheets) + 1))], "numbered from the second"
    body = [[word for word in sheet if word.top <= A5_POINTS[1] - MARGIN] for sheet in sheets]
    told = " ".join(read_aloud(words) for words in body)
    assert "Bản nháp, chưa duyệt." in told
    at = 0
    for sentence in LONG:
        at = told.find(sentence, at)
        assert at >= 0, sentence[:40]
    assert told.index("12/2026/NQ-HĐND") > at, "its sources come after the last sentence"
    assert "Tự kiểm tra:" in read_aloud(body[-1])
    for sheet in body[:-1]:
        assert max(word.bottom for word in sheet) > A5_POINTS[1] * 0.75, (
            "a sheet is filled before the next begins"
        )
    page.context.close()
