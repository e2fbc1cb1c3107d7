"""django-machina, a forum nobody here wrote and no layout of ours names: written in, read, changed, read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.session import transaction
from models.tables.post import Post
from models.vocabulary import PostKind, SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.django_server import Browser, django_server
from tests.crawler.forked import Runs
from tests.crawler.real_servers import found_anywhere, gone, two_days_pass, versions
from tests.database import TestDatabase

ASKING, ANSWERING, PHONE = "Nguyễn Thị Bưởi", "Trần Văn Măng", "0900 000 417"
SIGNATURE = "Bưởi Diễn, ngõ 3 thôn Đông"
PEOPLE = (ASKING, ANSWERING, PHONE, "buoi_mang_1975", "buoi.mang@anson.example", SIGNATURE)
BOARD = "dien-dan/forum/hoi-dap-1/"
FEE = "Lệ phí căn cước\n\nTừ tháng sau làm lại căn cước phải đóng 500 nghìn hả mọi người?"
ANSWERS = [f"Hôm thứ {n} tôi làm ở xã, hết 70 nghìn." for n in range(2, 19)]
HOURS, HOURS_ANSWER = "Giờ làm việc\n\nBộ phận một cửa mở mấy giờ?", "Mở từ 8 giờ."
POWER = "Mất điện\n\nThôn tôi mất điện từ sáng."


def open_topic(writer: Browser, given: str) -> str:
    """A new topic; its address on the server."""
    subject, _, content = given.partition("\n\n")
    led_to = writer.send(
        f"{BOARD}topic/create/", subject=subject, content=content, username=ASKING, topic_type="0"
    )
    return led_to.partition("?")[0]


def answer(writer: Browser, topic: str, content: str) -> int:
    """A reply; its number."""
    led_to = writer.send(f"{topic}post/create/", subject="Trả lời", content=content, username=ANSWERING)
    return int(led_to.rpartition("#")[2])


@pytest.mark.database
def test_a_forum_of_software_we_do_not_know(db: TestDatabase, runs: Runs, tmp_path: Path) -> None:
    with django_server("machina", tmp_path) as server:
        guest, administrator = server.browser(), server.browser().log_in("buoi_mang_1975")
        administrator.send("dien-dan/member/profile/edit/", signature=SIGNATURE)
        fee, hours, power = (open_topic(guest, one) for one in (FEE, HOURS, POWER))
        quoting = f"**{ASKING}** viết:\n\n> phải đóng 500 nghìn hả mọi người?\n\n{ANSWERS[-1]}"
        numbers = [answer(guest, fee, one) for one in (*ANSWERS[:-1], quoting)]
        told = answer(guest, hours, HOURS_ANSWER)
        administrator.send(
            f"{hours}post/create/", subject="Re", content=f"Gọi {PHONE} nhé.", enable_signature="on"
        )

        assert ASKING in server.browser().get(fee), "the names are there to be read"
        source = add_source(f"{server.url}{BOARD}", SourceKind.FORUM)
        server.paths()
        first = runs.crawl(source, server)
        assert (first["state"], first["new"]) == ("done", 22), first
        assert len(server.paths()) == 5, "the board, three topics, the second page of one"
        calling = next(text for text in versions(source) if text.startswith("Gọi"))
        assert set(versions(source)) == {FEE, *ANSWERS, HOURS, HOURS_ANSWER, calling, POWER}

        second = runs.crawl(source, server)
        assert (second["new"], second["changed"], second["same"], server.paths()) == (0, 0, 0, [f"/{BOARD}"])

        right, later = "Tôi nhầm, hết 90 nghìn.", "Xã tôi vẫn thu 70 nghìn."
        administrator.send(f"{fee}{numbers[3]}/post/update/", subject="Trả lời", content=right)
        administrator.send(f"{fee}{numbers[5]}/post/delete/")
        answer(guest, fee, later)
        administrator.send(f"dien-dan/moderation/topic/{power.rstrip('/').rpartition('/')[2]}/delete/")
        server.paths()
        third = runs.crawl(source, server)
        assert len(server.paths()) == 3, "the board and both pages of the topic that has a new reply"
        assert (third["new"], third["changed"], third["same"]) == (1, 1, 16), third
        assert gone(source) == {ANSWERS[5]}, "missed on the pages of a thread that were all read"

        opening = "Mở từ 7 giờ 30."
        administrator.send(f"{hours}{told}/post/update/", subject="Trả lời", content=opening)
        two_days_pass()
        fourth = runs.crawl(source, server)
        assert (fourth["new"], fourth["changed"]) == (0, 1), fourth

    assert gone(source) == {ANSWERS[5], POWER}
    left = {FEE, *ANSWERS[:3], *ANSWERS[4:5], *ANSWERS[6:], right, later, HOURS, opening, calling}
    assert versions(source) == {text: 2 if text in {right, opening} else 1 for text in left}
    with transaction() as session:
        posts = session.query(Post).all()
    assert {post.text for post in posts if post.kind is PostKind.THREAD} == {FEE, HOURS, POWER}
    assert all(post.posted_at is not None for post in posts)
    assert len({post.thread_key for post in posts}) == 3
    assert found_anywhere(db, PEOPLE) == []
