"""One kind of source tried on one address: what its reader found there, as a proposal with its reasons and warnings. Pure.

The order of proposals is decided here too (``worth``): what gives posts with their comments before posts alone, what was
pasted itself before what it points to, and far behind what has nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.dates import FUTURE
from crawler.items import Found, Lead, RawPost
from crawler.masking import mask_posts
from crawler.previewed import Proposal, Sample
from crawler.registry import KINDS
from crawler.safety import same_site
from crawler.signs import FORUM_SOFTWARE, Signs
from models.vocabulary import SourceKind

OLD = timedelta(days=365)
"""A source whose newest post is older is warned of. Own choice: a portal of a commune may be silent for months."""
SHOWN = 5
"""Posts of a first page that are shown, each by its beginning."""
SAMPLE = 80
"""Masked code points shown of a post."""

_WORTH = {
    SourceKind.WORDPRESS: 90,
    SourceKind.DISCOURSE: 90,
    SourceKind.XENFORO: 85,
    SourceKind.ISSO: 80,
    SourceKind.FEED: 75,
    SourceKind.FORUM: 60,
    SourceKind.SITEMAP: 55,
    SourceKind.LISTING: 50,
}
"""Own choice: comments are where people ask and tell; a feed is made to be read; a list of links is guessed at."""
_FORUMS = frozenset({SourceKind.FORUM, SourceKind.XENFORO, SourceKind.DISCOURSE, SourceKind.ISSO})
_ARTICLES_ONLY = frozenset({SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING})
DOCUMENTS = frozenset({SourceKind.FEED, SourceKind.SITEMAP})
"""Kinds whose own address nobody pastes by chance."""

_WHY = {
    SourceKind.FEED: "Trang có nguồn cấp tin (RSS, Atom), lập cho máy đọc.",
    SourceKind.SITEMAP: "Trang có sơ đồ trang (sitemap), liệt kê các bài cho máy đọc.",
    SourceKind.LISTING: "Trang có danh sách bài viết, đọc được từng bài.",
    SourceKind.WORDPRESS: "Trang làm bằng WordPress và mở giao diện đọc bài cho mọi người, có cả bình luận.",
    SourceKind.FORUM: "Trang có các chủ đề diễn đàn, đọc được bài mở đầu và trả lời.",
    SourceKind.DISCOURSE: "Diễn đàn Discourse, mở dữ liệu công khai của các chủ đề.",
    SourceKind.XENFORO: "Diễn đàn XenForo, đọc được các chủ đề và trả lời.",
    SourceKind.ISSO: "Trang dùng máy chủ bình luận Isso, đọc được bình luận công khai.",
}
_ITSELF = {
    SourceKind.FEED: "Địa chỉ này là nguồn cấp tin (RSS, Atom hoặc JSON Feed).",
    SourceKind.SITEMAP: "Địa chỉ này là sơ đồ trang (sitemap).",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What the reader of ``role`` made of the page at ``url`` (the address to save), ``found`` from ``base``."""

    kind: SourceKind
    url: str = field(repr=False)
    role: str
    found: Found
    base: str = field(repr=False)

    @property
    def posts(self) -> int:
        """Posts the page gives or leads to; of a list of threads the threads, whose later pages are leads too."""
        further = sum(lead.role == "page" and lead.shows is None for lead in self.found.leads)
        return len(self.found.posts) + len(self._onward()) - further

    @property
    def threads(self) -> bool:
        """Whether what it leads to are threads, with posts in them."""
        return self.kind in _FORUMS and not self.found.posts

    def newest(self, now: datetime) -> datetime | None:
        """The newest date the page tells that is no mistake."""
        dates = [post.posted_at for post in self._told()]
        dates += [min(lead.changed_at, now) for lead in self._onward() if lead.changed_at is not None]
        return max((date for date in dates if date is not None and date <= now + FUTURE), default=None)

    def lists_only(self) -> bool:
        """Whether the page leads to nothing but further lists (the index of sitemaps)."""
        return not self.posts and any(lead.role in KINDS[self.kind].lists for lead in self.found.leads)

    def samples(self, now: datetime) -> tuple[Sample, ...]:
        """Beginnings of what the page itself tells, masked."""
        masked = mask_posts(list(self._told())[:SHOWN], now)
        return tuple(
            Sample(
                post.kind.value,
                post.posted_at.isoformat() if post.posted_at else None,
                " ".join(post.text.split())[:SAMPLE],
            )
            for post in masked.posts
        )

    def _onward(self) -> list[Lead]:
        lists = KINDS[self.kind].lists
        return [lead for lead in self.found.leads if not lead.more and lead.role not in lists]

    def _told(self) -> list[RawPost]:
        return [*self.found.posts, *(lead.fallback for lead in self._onward() if lead.fallback is not None)]


def proposal_of(trial: Trial, page: str, signs: Signs, now: datetime) -> Proposal:
    """A trial as it is shown. ``page`` is the address that was pasted, with its signs."""
    newest = trial.newest(now)
    return Proposal(
        kind=trial.kind,
        url=trial.url,
        why=_why(trial, page),
        posts=trial.posts,
        threads=trial.threads,
        newest=newest.isoformat() if newest is not None else None,
        warnings=tuple(_warnings(trial, page, signs, now)),
        samples=trial.samples(now),
    )


def worth(trial: Trial, page: str, signs: Signs, now: datetime) -> int:
    """How far in front a proposal stands; larger is better."""
    newest = trial.newest(now)
    value = _WORTH.get(trial.kind, 40)
    value += 30 * (trial.kind in DOCUMENTS and trial.url == page)
    value += 25 * (trial.kind is SourceKind.FORUM and bool(signs.software & FORUM_SOFTWARE))
    value -= 40 * (newest is not None and newest < now - OLD)
    value -= 20 * (trial.posts == 1)
    value -= 15 * (trial.kind is SourceKind.FORUM and signs.comments and bool(trial.found.posts))
    value -= 30 * (
        _by_feed(trial) or (signs.article and trial.kind in {SourceKind.LISTING, SourceKind.FORUM})
    )
    value -= 10 * (_wider(trial, page))
    return value


def _why(trial: Trial, page: str) -> str:
    if trial.url == page and trial.kind in _ITSELF:
        return _ITSELF[trial.kind]
    if trial.kind in {SourceKind.FORUM, SourceKind.XENFORO, SourceKind.DISCOURSE} and trial.found.posts:
        return "Trang là một chủ đề diễn đàn, đọc được bài mở đầu và trả lời."
    if _by_feed(trial):
        return "Giao diện của phần mềm trang không mở cho mọi người; đọc qua nguồn cấp tin của nó."
    return _WHY.get(trial.kind, "Đọc được trang này.")


def _warnings(trial: Trial, page: str, signs: Signs, now: datetime) -> Iterator[str]:
    newest = trial.newest(now)
    if newest is not None and newest < now - OLD:
        yield "Bài mới nhất đã hơn một năm. Trang có thể không còn được cập nhật."
    if newest is None and trial.kind in _ARTICLES_ONLY:
        yield "Danh sách không ghi ngày; ngày của bài lấy ở trang bài, nếu có."
    if trial.kind in _ARTICLES_ONLY:
        yield "Chỉ có bài, không có bình luận dưới bài."
    elif _by_feed(trial):
        yield "Chỉ có bài mở đầu hoặc bài viết; không có bình luận, trả lời."
    if trial.kind is SourceKind.FEED and _mostly_elsewhere(trial):
        yield "Bài nằm ở máy chủ khác nên chỉ đọc phần tóm tắt trong nguồn cấp tin."
    if _wider(trial, page):
        yield "Gồm bài của cả trang, không riêng chuyên mục đã dán."
    if signs.article and trial.kind is SourceKind.LISTING and trial.url == page:
        yield "Địa chỉ đã dán có vẻ là trang của một bài; danh sách đọc được có thể chỉ là tin liên quan."
    if trial.kind in {SourceKind.FORUM, SourceKind.XENFORO, SourceKind.DISCOURSE} and trial.found.posts:
        yield "Chỉ một chủ đề. Muốn theo dõi cả chuyên mục, hãy dán địa chỉ của chuyên mục."
    elif trial.posts == 1:
        yield "Chỉ thấy một bài."


def _by_feed(trial: Trial) -> bool:
    """Whether a feed stands in for the interface of the kind."""
    return trial.kind in {SourceKind.WORDPRESS, SourceKind.DISCOURSE} and trial.role == "feed"


def _mostly_elsewhere(trial: Trial) -> bool:
    return sum(not same_site(post.address, trial.base) for post in trial.found.posts) * 2 > trial.posts


def _wider(trial: Trial, page: str) -> bool:
    """Whether a section was pasted and this reads the whole site."""
    own, path = urlsplit(trial.url), urlsplit(page).path.rstrip("/")
    if (
        trial.kind not in {SourceKind.FEED, SourceKind.SITEMAP, SourceKind.WORDPRESS}
        or not path
        or trial.url == page
    ):
        return False
    return not (own.path.startswith(path) or "categories=" in own.query or "tags=" in own.query)
