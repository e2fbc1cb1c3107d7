"""WordPress's REST interface as it is documented, in memory: paging, filters, ``_fields``, order, its errors.

Source: developer.wordpress.org/rest-api, and the controllers of posts and comments in WordPress itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.crawler.driving import Given

PEOPLE = ("Nguyễn Thị Bưởi", "buoi.mang@anson.example", "900417")
_WRITER = {"author": 900417, "author_name": PEOPLE[0], "author_email": PEOPLE[1]}


def error(code: str, status: int) -> Given:
    """An error as the interface words it."""
    return Given(json.dumps({"code": code, "message": "…", "data": {"status": status}}).encode(), status)


@dataclass
class WordPress:
    """A site at ``home``; ``pretty`` permalinks offer ``/wp-json/``, without them only ``?rest_route=`` is there."""

    home: str = "https://dd.example/tin/"
    pretty: bool = True
    posts: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    closed: dict[str, Given] = field(default_factory=dict)
    """Answers in place of a collection."""

    def publish(self, number: int, words: str, day: int = 1) -> None:
        """A new article, or an old one changed on a later day."""
        old = next((post for post in self.posts if post["id"] == number), None)
        begun = old["date_gmt"] if old else f"2026-11-{day:02}T02:00:00"
        self.posts = [post for post in self.posts if post["id"] != number]
        self.posts.append(
            {
                "id": number,
                "link": f"{self.home}bai-{number}/",
                "date_gmt": begun,
                "modified_gmt": f"2026-11-{day:02}T02:00:00",
                "title": {"rendered": f"Tin số {number}"},
                "content": {"rendered": f"<p>{words}</p>", "protected": False},
                **_WRITER,
            }
        )

    def comment(self, number: int, post: int, words: str) -> None:
        """A comment under an article."""
        link = f"{self.home}bai-{post}/comment-page-{number // 50 + 1}/#comment-{number}"
        date = f"2026-11-20T{number % 24:02}:00:00"
        content = {"rendered": f"<p>{words}</p>\n"}
        given = {"id": number, "post": post, "parent": 0, "link": link, "date_gmt": date, "content": content}
        self.comments.append({**given, **_WRITER})

    def __call__(self, url: str) -> Given:
        """The answer to an address."""
        asked = dict(parse_qsl(urlsplit(url).query))
        path = url.partition("?")[0].removeprefix(self.home)
        route = f"/{path.removeprefix('wp-json/')}" if path.startswith("wp-json/") and self.pretty else None
        route = asked.get("rest_route", route) if path in {"", "wp-json/"} or route is None else route
        if route is None or not route.startswith("/wp/v2/"):
            return Given(b"<!doctype html><title>404</title>", 404, "text/html")
        collection = route.removeprefix("/wp/v2/")
        if collection in self.closed:
            return self.closed[collection]
        return (
            getattr(self, f"_{collection}")(asked)
            if collection in {"posts", "comments"}
            else error("rest_no_route", 404)
        )

    def _posts(self, asked: dict[str, str]) -> Given:
        by = {"modified": "modified_gmt", "date": "date_gmt"}[asked.get("orderby", "date")]
        found = sorted(self.posts, key=lambda post: (post[by], post["id"]), reverse=True)
        size, page = int(asked.get("per_page", 10)), int(asked.get("page", 1))
        if found and (page - 1) * size >= len(found):
            return error("rest_post_invalid_page_number", 400)
        return _listed(found, size, page, asked)

    def _comments(self, asked: dict[str, str]) -> Given:
        wanted = {int(one) for one in asked.get("post", "").split(",") if one}
        found = [one for one in self.comments if not wanted or one["post"] in wanted]
        found.sort(key=lambda one: one["id"], reverse=asked.get("order", "desc") == "desc")
        return _listed(found, int(asked.get("per_page", 10)), int(asked.get("page", 1)), asked)


def _listed(found: list[dict[str, Any]], size: int, page: int, asked: dict[str, str]) -> Given:
    assert 1 <= size <= 100
    fields = set(asked.get("_fields", "").split(",")) - {""}
    shown = found[(page - 1) * size : page * size]
    answer = [{key: one[key] for key in one if not fields or key in fields} for one in shown]
    return Given(json.dumps(answer, ensure_ascii=False).encode())
