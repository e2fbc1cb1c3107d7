"""WordPress itself: articles and comments written through its interface, read, changed and deleted there, read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.session import transaction
from models.tables.post import Post
from models.vocabulary import PostKind, SourceKind
from tests.crawler.crawling import add_source, crawl
from tests.crawler.real_servers import found_anywhere, gone, two_days_pass, versions
from tests.database import TestDatabase
from tests.soak.wordpress_server import ADMINISTRATOR, wordpress_server

pytestmark = [pytest.mark.soak, pytest.mark.database]

PHONE = "0900 000 417"
WRITER = {
    "author_name": "Trần Văn Măng",
    "author_email": "mang@anson.example",
    "author_url": "https://mangtre-2020.example/",
}
PEOPLE = ("Nguyễn Thị Bưởi", "Bưởi Diễn", "buoi.mang@anson.example", *WRITER.values(), ADMINISTRATOR, PHONE)
FEE, FEE_LATER = "Lệ phí cấp lại là 70.000 đồng.", "Từ ngày 1/1 lệ phí cấp lại là 50.000 đồng."
HOURS, POWER = "Bộ phận một cửa mở từ 8 giờ.", "Thôn Đông mất điện từ 9 giờ sáng."
OURS = ("Welcome to WordPress", "Hi, this is a comment")
"""What every new site begins with."""


def written_here(texts: dict[str, int]) -> dict[str, int]:
    return {text: version for text, version in texts.items() if not text.startswith(("Hello world", *OURS))}


@pytest.mark.parametrize("permalinks", ["/%year%/%postname%/", ""], ids=["permalinks", "plain"])
def test_articles_and_comments_come_change_and_go(db: TestDatabase, tmp_path: Path, permalinks: str) -> None:
    with wordpress_server(tmp_path, permalinks) as server:
        fee = server.publish("Thông báo", f"<p>{FEE}</p>")["id"]
        hours = server.publish("Giờ làm việc", f"<p>{HOURS}</p>")["id"]
        power = server.publish("Mất điện", f"<p>{POWER}</p>")["id"]
        said = [f"Hôm thứ {n} tôi làm, hết 70 nghìn." for n in range(1, 104)]
        numbers = [server.comment(fee, one, **WRITER) for one in said]
        answer = server.comment(hours, f"Gọi {PHONE} nhé.", parent=0, **WRITER)
        server.comment(hours, "<blockquote>Gọi</blockquote><p>Gọi rồi.</p>", parent=answer, **WRITER)
        server.comment(power, "Nhà tôi cũng mất.", **WRITER)

        source = add_source(server.url, SourceKind.WORDPRESS)
        first = crawl(source, server.address)
        assert (first.exit_code, first.said["new"]) == (0, 4 + 103 + 2 + 1 + 1), first.output
        calling = next(text for text in versions(source) if text.startswith("Gọi ["))
        articles = {f"Thông báo\n\n{FEE}", f"Giờ làm việc\n\n{HOURS}", f"Mất điện\n\n{POWER}"}
        assert set(written_here(versions(source))) == {
            *articles,
            *said,
            calling,
            "Gọi rồi.",
            "Nhà tôi cũng mất.",
        }

        second = crawl(source, server.address)
        assert (second.said["new"], second.said["changed"]) == (0, 0)
        assert second.run.pages <= 4, "the list of articles, and the lists of their comments"
        assert gone(source) == set()

        server.rest("POST", f"posts/{fee}", content=f"<p>{FEE_LATER}</p>")
        server.rest("POST", f"comments/{numbers[100]}", content="Tôi nhầm, hết 50 nghìn.")
        server.rest("DELETE", f"comments/{numbers[7]}")
        server.rest("POST", f"comments/{numbers[8]}", status="hold")
        server.rest("DELETE", f"posts/{power}")
        server.comment(hours, "Đông lắm.", **WRITER)
        third = crawl(source, server.address)
        assert (third.said["new"], third.said["changed"]) == (1, 2), third.output
        assert gone(source) == {said[7], said[8]}

        two_days_pass()
        fourth = crawl(source, server.address)
        assert (fourth.said["new"], fourth.said["changed"], fourth.said["errors"]) == (0, 0, 0), fourth.output

    assert gone(source) == {said[7], said[8], f"Mất điện\n\n{POWER}", "Nhà tôi cũng mất."}
    left = {f"Thông báo\n\n{FEE_LATER}": 2, f"Giờ làm việc\n\n{HOURS}": 1, "Tôi nhầm, hết 50 nghìn.": 2}
    left |= dict.fromkeys((*said[:7], *said[9:100], *said[101:], calling, "Gọi rồi.", "Đông lắm."), 1)
    assert written_here(versions(source)) == left
    with transaction() as session:
        posts = session.query(Post).all()
    assert len({post.thread_key for post in posts}) == 4
    assert {post.kind for post in posts} == {PostKind.ARTICLE, PostKind.COMMENT}
    assert all(post.posted_at is not None for post in posts)
    everywhere = found_anywhere(db, PEOPLE) + [one for one in PEOPLE if one in first.output + fourth.output]
    assert everywhere == []
