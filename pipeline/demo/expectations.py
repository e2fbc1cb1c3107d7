"""What should come out of the demonstration, post by post, and what must never be found again.

The loader registers ``SOURCES``; the end-to-end test compares each ``Expectation`` with what the pipeline
made of the post, and greps everything that was written for ``PLANTED_IDENTITIES``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.vocabulary import Distortion, Label, Queue
from pipeline.demo.content import Content, DemoPost, DemoSource, load_content

DOCUMENT_DIRECTORY = Path(__file__).parent / "documents"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One post and its expected outcome.

    ``text`` is as a reader of the page sees it: an article or the head of a thread with its title above,
    without the post it quotes. ``path`` is its address under the site. ``group`` names the narrative; None for a post that stands alone. ``label`` is what a careful
    person would say; the outcome that must hold is ``queue``.
    """

    key: str
    source: str
    text: str
    label: Label
    queue: Queue | None
    distortion: Distortion | None
    group: str | None
    note: str
    path: str
    tags: frozenset[str] = frozenset()
    hours_ago: float = 0.0
    own_channel: bool = False


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """One fictional official document, with what a reader of it finds. Dates are inclusive."""

    file: str
    number: str
    issuer: str
    issued: date
    valid_from: date | None
    valid_until: date | None = None
    replaces: str | None = None

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return DOCUMENT_DIRECTORY / self.file


DOCUMENTS: tuple[DemoDocument, ...] = (
    DemoDocument(
        "nq-12-2026-nq-hdnd.docx",
        "12/2026/NQ-HĐND",
        "Hội đồng nhân dân tỉnh Sông Lam",
        date(2026, 7, 10),
        date(2026, 8, 1),
    ),
    DemoDocument("kh-05-tu.txt", "05-KH/TU", "Tỉnh ủy Sông Lam", date(2026, 4, 15), None),
    DemoDocument(
        "qd-31-2024-qd-ubnd.txt",
        "31/2024/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Sông Lam",
        date(2024, 12, 12),
        date(2025, 1, 1),
        valid_until=date(2026, 7, 31),
    ),
    DemoDocument(
        "qd-47-2026-qd-ubnd.html",
        "47/2026/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Sông Lam",
        date(2026, 7, 20),
        date(2026, 8, 1),
        replaces="31/2024/QĐ-UBND",
    ),
)


def load_expectations() -> list[Expectation]:
    """Every post of the site with its expected outcome, in the order of the content files."""
    content = load_content()
    return [
        Expectation(
            key=post.key,
            source=content.sources[source].name,
            text=f"{post.title}\n\n{post.text}" if post.title else post.text,
            label=post.expected.label,
            queue=post.expected.queue,
            distortion=post.expected.distortion,
            group=post.expected.group,
            note=post.expected.note,
            path=path,
            tags=post.expected.tags,
            hours_ago=post.hours_ago,
            own_channel=content.sources[source].own_channel,
        )
        for source, post, path in located_posts(content)
    ]


def located_posts(content: Content) -> Iterator[tuple[str, DemoPost, str]]:
    """Every post with the key of its source and its address under the site; replies by their place in the thread, not on a page."""
    for post in content.portal:
        yield "portal", post, article_path(post)
    for post in content.community:
        yield "community", post, community_path(post)
    for thread in content.threads:
        for page in thread.pages():
            for post in page:
                yield "forum", post, f"{thread_path(thread.slug)}#{anchor(post)}"
    for post in content.commune.posts:
        yield "commune", post, f"{content.sources['commune'].path}#{anchor(post)}"


def article_path(post: DemoPost) -> str:
    """Address of a portal article."""
    return f"/portal/bai/{post.slug}.html"


def community_path(post: DemoPost) -> str:
    """Address of a community post."""
    return f"/cong-dong/bai/{post.number}.html"


def thread_path(slug: str, page: int = 1) -> str:
    """Address of a page of a forum thread."""
    return f"/dien-dan/{slug}/" if page == 1 else f"/dien-dan/{slug}/trang-{page}/"


def anchor(post: DemoPost) -> str:
    """Name of a post inside its page."""
    return f"bai-{post.number}"


def planted_identities(content: Content) -> tuple[str, ...]:
    """Names, handles, ids, avatars, phones and e-mails of the invented people, in every form they are served in.

    Contacts inside a scam are not among them: those are indicators, kept encrypted.
    """
    found: set[str] = set()
    for person in content.people.values():
        found.update({person.name, person.handle, person.id, person.email, *_phone_forms(person.phone)})
    for _, post in content.posts():
        for secret in post.planted:
            found.update({secret, *_phone_forms(secret)})
    return tuple(sorted(found - {""}))


def _phone_forms(number: str) -> set[str]:
    digits = number.replace(" ", "")
    return {number, digits} if digits.isdigit() else {number}


SOURCES: tuple[DemoSource, ...] = tuple(load_content().sources.values())
PLANTED_IDENTITIES: tuple[str, ...] = planted_identities(load_content())
