"""Every page of the fictional site, rendered once: address → body, type and time of last change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.demo.content import Content, DemoPost, Thread
from pipeline.demo.expectations import (
    DOCUMENTS,
    anchor,
    article_path,
    community_path,
    thread_path,
)

TEMPLATES = Path(__file__).parent / "templates"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
HTML = "text/html; charset=utf-8"
_DOCUMENT_TYPES = {
    ".txt": "text/plain; charset=utf-8",
    ".html": HTML,
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the site."""

    body: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


def build_pages(content: Content, now: datetime, base: str) -> dict[str, Page]:
    """All pages, with post times counted back from ``now`` (aware) and links under ``base``."""
    render = _Renderer(content, now, base)
    pages = {
        "/": render.page("home.html", now, content=content),
        "/robots.txt": Page(
            b"User-agent: *\nDisallow: /thanh-vien/\nDisallow: /anh/\n", "text/plain; charset=utf-8", now
        ),
        "/trang.css": Page((TEMPLATES / "site.css").read_bytes(), "text/css; charset=utf-8", now),
    }
    pages |= render.portal() | render.community() | render.forum() | render.commune() | render.people()
    for document in DOCUMENTS:
        content_type = _DOCUMENT_TYPES[document.path.suffix]
        pages[f"/van-ban/{document.file}"] = Page(document.path.read_bytes(), content_type, now)
    return pages


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"opening": opening, "rfc822": format_datetime, "shown": _shown}
    environment.globals |= {
        "article_path": article_path,
        "community_path": community_path,
        "thread_path": thread_path,
        "anchor": anchor,
        "documents": DOCUMENTS,
    }
    return environment


def opening(text: str) -> str:
    """The first words of a short post, as its title in a feed: whole words, nothing added.

    >>> opening("Bà con lưu ý")
    'Bà con lưu ý'
    """
    if len(text) <= _TITLE_LENGTH:
        return text
    return text[:_TITLE_LENGTH].rsplit(" ", 1)[0]


def _shown(moment: datetime) -> str:
    return moment.strftime("%H:%M %d/%m/%Y")


class _Renderer:
    """Holds what every template needs."""

    def __init__(self, content: Content, now: datetime, base: str) -> None:
        self._content = content
        self._now = now.astimezone(VIETNAM)
        self._base = base
        self._by_key = {post.key: post for _, post in content.posts()}

    def page(self, template: str, modified: datetime, content_type: str = HTML, **context: Any) -> Page:
        body = (
            _environment()
            .get_template(template)
            .render(base=self._base, at=self._at, now=self._now, **context)
        )
        return Page(body.encode(), content_type, modified)

    def portal(self) -> dict[str, Page]:
        posts = self._newest_first(self._content.portal)
        latest = self._at(posts[0])
        pages = {
            article_path(post): self.page("article.html", self._at(post), post=post, others=posts[:4])
            for post in posts
        }
        feed = self.page("rss.xml", latest, "application/rss+xml; charset=utf-8", posts=posts)
        listing = self.page("portal.html", latest, posts=posts)
        return pages | {"/portal/rss.xml": feed, "/portal/": listing}

    def community(self) -> dict[str, Page]:
        posts = self._newest_first(self._content.community)
        latest = self._at(posts[0])
        pages = {community_path(post): self.page("note.html", self._at(post), post=post) for post in posts}
        feed = self.page("atom.xml", latest, "application/atom+xml; charset=utf-8", posts=posts)
        listing = self.page("community.html", latest, posts=posts)
        return pages | {"/cong-dong/atom.xml": feed, "/cong-dong/": listing}

    def forum(self) -> dict[str, Page]:
        threads = sorted(self._content.threads, key=lambda thread: min(p.hours_ago for p in thread.posts))
        pages = {"/dien-dan/": self.page("forum.html", self._latest(threads[0].posts), threads=threads)}
        for thread in threads:
            paths = [thread_path(thread.slug, number) for number, _ in enumerate(thread.pages(), start=1)]
            pages |= self._thread(thread, paths, "Diễn đàn Chợ Mây", "/dien-dan/")
        return pages

    def commune(self) -> dict[str, Page]:
        path = self._content.sources["commune"].path
        return self._thread(self._content.commune, [path], "Xã Đồng Mây", "/")

    def people(self) -> dict[str, Page]:
        """Profiles and avatars: there for a browser, closed to the crawler by robots.txt, of no use to it."""
        pages: dict[str, Page] = {}
        for person in self._content.people.values():
            pages[f"/thanh-vien/{person.handle}.html"] = self.page("person.html", self._now, person=person)
            pages[f"/anh/{person.id}.svg"] = self.page(
                "avatar.svg", self._now, "image/svg+xml", person=person
            )
        return pages

    def _thread(self, thread: Thread, paths: Sequence[str], place: str, up: str) -> dict[str, Page]:
        return {
            path: self.page(
                "thread.html",
                self._latest(posts),
                thread=thread,
                posts=posts,
                first=number == 0,
                paths=paths,
                number=number,
                place=place,
                up=up,
                quoted=self._by_key,
            )
            for number, (path, posts) in enumerate(zip(paths, thread.pages(), strict=True))
        }

    def _at(self, post: DemoPost) -> datetime:
        return post.posted_at(self._now)

    def _latest(self, posts: Sequence[DemoPost]) -> datetime:
        return max(self._at(post) for post in posts)

    def _newest_first(self, posts: Sequence[DemoPost]) -> list[DemoPost]:
        return sorted(posts, key=lambda post: post.hours_ago)


Pages = Mapping[str, Page]
