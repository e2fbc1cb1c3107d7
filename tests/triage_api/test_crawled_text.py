"""What was HTML on somebody's page is text here: markup is gone when it is read, and what looks like it is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.spiders import discourse, feed, forum, isso, wordpress
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.rendering import TEMPLATES

pytestmark = pytest.mark.database
EVIL = (
    "<p>Từ 1/12 mỗi hộ đóng 50k. <script>alert('mot')</script><img src=x onerror=alert('hai')>"
    "<a href=\"javascript:alert('ba')\">bấm</a><svg onload=alert('bon')></svg><iframe src='https://xau.example/'></iframe>"
    "<style>body{display:none}</style> Họ viết: &lt;script&gt;alert('nam')&lt;/script&gt; &lt;img src=x onerror=alert(6)&gt;</p>"
)
URL = "https://dd.example/t/5"


def texts() -> dict[str, str]:
    """The same words as every way of reading them gives them."""
    page = f"<html><body><article><h1>Tin</h1>{EVIL}</article></body></html>"
    post = f'<html><body><article class="message message--post" id="p1"><div class="bbWrapper">{EVIL}</div></article></body></html>'
    entry = f"<rss><channel><item><title>Tin</title><description><![CDATA[{EVIL}]]></description></item></channel></rss>"
    wp = [{"id": 1, "link": URL, "title": {"rendered": "Tin"}, "content": {"rendered": EVIL}}]
    dc = {"id": 5, "post_stream": {"posts": [{"id": 1, "post_number": 1, "cooked": EVIL}], "stream": [1]}}
    comments = {"id": None, "replies": [{"id": 1, "mode": 1, "text": EVIL, "replies": []}]}
    read = {
        "article": feed.read_article_page(page.encode(), URL),
        "forum": forum.read_thread(post.encode(), URL),
        "feed": feed.read_feed(entry.encode(), URL),
        "wordpress": wordpress.read_posts(json.dumps(wp).encode(), URL),
        "discourse": discourse.read_topic(json.dumps(dc).encode(), URL),
        "isso": isso.read_thread(json.dumps(comments).encode(), f"{URL}/?uri=/a/"),
    }
    return {name: found.posts[0].text for name, found in read.items()}


def test_no_markup_outlives_reading_and_what_looks_like_it_is_shown_as_words(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    read = texts()
    assert len(read) == 6
    for name, text in read.items():
        assert "đóng 50k" in text, name
        assert not [
            one
            for one in ("'mot'", "'hai'", "'ba'", "'bon'", "display:none", "<p>", "<svg", "<iframe")
            if one in text
        ], name
        assert "<script>alert('nam')</script>" in text, name
    desk.person("ctv01")
    item_id = desk.item(read["article"])
    client = browse("ctv01")
    client.submit(f"/viec/{item_id}/nhan")
    for address in (f"/viec/{item_id}", "/hang-viec"):
        shown = client.get(address).text
        assert "đóng 50k" in shown
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert "&lt;script&gt;alert" in client.get(f"/viec/{item_id}").text


OURS = "Markup(translations().gettext(message))"
"""Texts of the catalogue are ours, and count as safe, as they do for Jinja; what is put into them is escaped."""


def test_nothing_is_ever_shown_unescaped() -> None:
    """No page shows HTML of others, so there is nothing to sanitise: no template switches escaping off."""
    for template in TEMPLATES.rglob("*.html"):
        words = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\b", words), template.name
    for module in Path(TEMPLATES).parent.rglob("*.py"):
        words = module.read_text(encoding="utf-8").replace(OURS, "", 1)
        assert not re.search(r"\bMarkup\(|autoescape=False", words), module.name
