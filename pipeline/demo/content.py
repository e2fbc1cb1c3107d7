"""What the fictional province's site says, read from ``content/*.yaml`` and checked.

Everything is invented: Sông Lam, Đồng Mây, the people, the posts. Each post carries what the machine is
expected to make of it, so that the demonstration is also a test. A mistake in a file is refused with the
file and the post it is in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from models.errors import BadInput
from models.vocabulary import Distortion, Label, Queue, SourceKind

DIRECTORY = Path(__file__).parent / "content"
FIRST_NUMBER = 1001
"""Number of the first post; posts are numbered in the order of the files, so addresses are stable."""


@dataclass(frozen=True, slots=True)
class Person:
    """An invented author. Served in the pages, to be found nowhere afterwards."""

    key: str
    name: str
    handle: str
    id: str
    phone: str = ""
    email: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class DemoSource:
    """One source to register: ``path`` is under the address the site is served at."""

    name: str
    kind: SourceKind
    path: str
    own_channel: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What should come of a post. ``queue`` None: nobody is asked to look. ``group``: posts of one narrative."""

    label: Label
    queue: Queue | None
    distortion: Distortion | None = None
    group: str | None = None
    tags: frozenset[str] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemoPost:
    """One public text. ``quotes`` is the post it answers, repeated above it as forums do.

    ``title`` is of an article or of the thread a post opens; others have none.
    """

    key: str
    number: int
    author: Person
    hours_ago: float
    text: str
    expected: Expected
    quotes: str | None = None
    planted: tuple[str, ...] = ()
    title: str = ""
    slug: str = ""

    def posted_at(self, now: datetime) -> datetime:
        """When it was written, seen from ``now``; whole seconds."""
        return (now - timedelta(hours=self.hours_ago)).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Thread:
    """A forum thread; its first post is the head."""

    slug: str
    title: str
    page_size: int
    posts: tuple[DemoPost, ...]

    def pages(self) -> list[tuple[DemoPost, ...]]:
        """The posts page by page, in order."""
        return [self.posts[at : at + self.page_size] for at in range(0, len(self.posts), self.page_size)]


@dataclass(frozen=True, slots=True)
class Content:
    """The whole site."""

    people: Mapping[str, Person] = field(repr=False)
    portal: tuple[DemoPost, ...]
    community: tuple[DemoPost, ...]
    threads: tuple[Thread, ...]
    commune: Thread
    sources: Mapping[str, DemoSource]

    def posts(self) -> Iterator[tuple[str, DemoPost]]:
        """Every post with the key of its source: ``portal``, ``community``, ``forum`` or ``commune``."""
        yield from (("portal", post) for post in self.portal)
        yield from (("community", post) for post in self.community)
        yield from (("forum", post) for thread in self.threads for post in thread.posts)
        yield from (("commune", post) for post in self.commune.posts)


@lru_cache(maxsize=1)
def load_content() -> Content:
    """The content of this checkout.

    Raises:
        BadInput: a file is missing something or says something that cannot be.
    """
    return read_content(DIRECTORY)


def read_content(directory: Path) -> Content:
    """The content under ``directory``; see ``load_content``."""
    files = {
        name: _mapping(directory / f"{name}.yaml")
        for name in ("people", "portal", "community", "forum", "commune")
    }
    people = {key: _person(key, given) for key, given in files["people"]["authors"].items()}
    reader = _Reader(people)
    content = Content(
        people=people,
        portal=tuple(reader.post("portal", given) for given in files["portal"]["articles"]),
        community=tuple(reader.post("community", given) for given in files["community"]["posts"]),
        threads=tuple(reader.thread("forum", given) for given in files["forum"]["threads"]),
        commune=reader.thread("commune", files["commune"]),
        sources={name: _source(name, given) for name, given in files.items() if name != "people"},
    )
    _check(content)
    return content


def _mapping(path: Path) -> dict[str, Any]:
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadInput(f"{path.name}: thiếu tệp nội dung của bản trình diễn.") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise BadInput(f"{path.name}, dòng {line}: tệp YAML hỏng.") from None
    if not isinstance(given, dict):
        raise BadInput(f"{path.name}: nội dung phải là một bảng khóa và giá trị.")
    return given


def _person(key: str, given: Mapping[str, Any]) -> Person:
    try:
        return Person(key=key, **given)
    except TypeError:
        raise BadInput(f"people.yaml, {key}: thiếu trường hoặc có trường lạ.") from None


def _source(name: str, given: Mapping[str, Any]) -> DemoSource:
    try:
        source = given["source"]
        return DemoSource(source["name"], SourceKind(source["kind"]), source["path"], source["own_channel"])
    except (KeyError, TypeError, ValueError):
        raise BadInput(f"{name}.yaml: phần source thiếu hoặc sai.") from None


class _Reader:
    """Numbers posts in reading order."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self._people = people
        self._next = FIRST_NUMBER

    def thread(self, name: str, given: Mapping[str, Any]) -> Thread:
        head = {**given["posts"][0], "title": given["title"]}
        posts = tuple(self.post(name, post) for post in (head, *given["posts"][1:]))
        return Thread(given["slug"], given["title"], given["page_size"], posts)

    def post(self, name: str, given: Mapping[str, Any]) -> DemoPost:
        number, self._next = self._next, self._next + 1
        try:
            return DemoPost(
                key=given["key"],
                number=number,
                author=self._people[given["author"]],
                hours_ago=float(given["hours_ago"]),
                text=given["text"].strip(),
                expected=_expected(given["expect"]),
                quotes=given.get("quotes"),
                planted=tuple(given.get("planted", ())),
                title=given.get("title", ""),
                slug=given.get("slug", str(number)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                f"{name}.yaml, {given.get('key', '?')}: trường thiếu hoặc sai ({error})."
            ) from None


def _expected(given: Mapping[str, Any]) -> Expected:
    queue, distortion = given["queue"], given.get("distortion")
    return Expected(
        label=Label(given["label"]),
        queue=None if queue is None else Queue(queue),
        distortion=None if distortion is None else Distortion(distortion),
        group=given.get("group"),
        tags=frozenset(given.get("tags", ())),
        note=given["note"],
    )


def _check(content: Content) -> None:
    """What no single field can say: keys are unique, replies follow heads, planted strings are in the text."""
    posts = [post for _, post in content.posts()]
    keys = [post.key for post in posts]
    for key in keys:
        if keys.count(key) > 1:
            raise BadInput(f"Bản trình diễn có hai bài cùng khóa {key}.")
    for thread in (*content.threads, content.commune):
        hours = [post.hours_ago for post in thread.posts]
        if hours != sorted(hours, reverse=True):
            raise BadInput(f"Chủ đề {thread.slug}: bài trả lời phải đăng sau bài trước nó.")
    for post in posts:
        if any(secret not in post.text for secret in post.planted):
            raise BadInput(f"Bài {post.key}: chuỗi cài sẵn không có trong bài.")
        if post.quotes is not None and post.quotes not in keys:
            raise BadInput(f"Bài {post.key}: bài được trích không có.")
