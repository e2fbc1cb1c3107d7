"""A look at an address in the words of the page: names of kinds, counts, dates, what is proposed for the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.previewed import Preview, Proposal, Sample
from models.vocabulary import PostKind, SourceKind
from triage_api.catalogue import N_, _
from triage_api.formats import day, number
from triage_api.waiting_looks import WaitingLook

KINDS: Mapping[str, str] = {
    "feed": N_("nguồn cấp tin RSS"),
    "sitemap": N_("sơ đồ trang"),
    "listing": N_("danh sách bài"),
    "wordpress": N_("WordPress"),
    "forum": N_("diễn đàn"),
    "discourse": N_("diễn đàn Discourse"),
    "xenforo": N_("diễn đàn XenForo"),
    "isso": N_("bình luận Isso"),
    "facebook": N_("trang Facebook của cơ quan"),
    "facebook_page": N_("trang Facebook của cơ quan"),
    "youtube": N_("kênh YouTube"),
    "zalo": N_("Zalo OA của cơ quan"),
    "zalo_oa": N_("Zalo OA của cơ quan"),
}
"""By the code of the kind, those included that not every version reads."""
POSTS: Mapping[str, str] = {
    PostKind.ARTICLE.value: N_("bài viết"),
    PostKind.THREAD.value: N_("bài mở đầu"),
    PostKind.COMMENT.value: N_("trả lời, bình luận"),
}
CADENCES: Mapping[int, str] = {
    900: N_("15 phút"),
    1_800: N_("30 phút"),
    3_600: N_("1 giờ"),
    10_800: N_("3 giờ"),
    21_600: N_("6 giờ"),
    43_200: N_("12 giờ"),
    86_400: N_("1 ngày"),
}
"""The choices of ``services.source_workbench.CADENCES``."""
QUIET = timedelta(days=30)
"""A page whose newest post is older is read once a day unless somebody says otherwise. Own choice."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One post of a preview: what it is, when, and its masked beginning."""

    kind: str
    posted_at: datetime | None
    beginning: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Way:
    """A proposal as the page shows it. ``counted`` says in words what was seen."""

    number: int
    proposal: Proposal = field(repr=False)
    kind: str
    counted: str
    newest: datetime | None
    shown: tuple[Shown, ...] = field(repr=False)
    preview: Preview | None = field(default=None, repr=False)

    @property
    def troubles(self) -> list[tuple[str, str, int]]:
        """What could not be read in the preview: code, sentence, how often."""
        if self.preview is None:
            return []
        said = self.preview.reasons
        return [(code, said.get(code, ""), count) for code, count in self.preview.problems.items()]


def kind_name(kind: SourceKind) -> str:
    """What a kind of source is called."""
    return _(KINDS[kind.value]) if kind.value in KINDS else kind.value


def way_of(look: WaitingLook, at: int) -> Way | None:
    """A proposal of a look, with its preview where there is one."""
    proposal = look.proposal(at)
    if proposal is None:
        return None
    preview = look.previews.get(at)
    samples = preview.samples if preview is not None else proposal.samples
    newest = max(
        filter(None, (proposal.newest, preview.last_date if preview else None)), default=None, key=_moment
    )
    return Way(
        number=at,
        proposal=proposal,
        kind=kind_name(proposal.kind),
        counted=_counted(proposal),
        newest=_moment(newest) if newest else None,
        shown=tuple(_shown(one) for one in samples),
        preview=preview,
    )


def ways_of(look: WaitingLook) -> list[Way]:
    """Every proposal, best first."""
    count = len(look.findings.proposals) if look.findings is not None else 0
    return [way for at in range(count) if (way := way_of(look, at)) is not None]


def read_so_far(preview: Preview) -> str:
    """``3 bài viết, 12 trả lời từ 02/11/2026 đến 19/11/2026, ở 5 trang đã đọc``."""
    parts = ", ".join(f"{number(count)} {_(POSTS.get(kind, kind))}" for kind, count in preview.kinds.items())
    if preview.first_date and preview.last_date:
        days = [day(_moment(one)) for one in (preview.first_date, preview.last_date)]
        when = _("ngày {day}").format(day=days[0]) if days[0] == days[1] else _("từ {first} đến {last}").format(
            first=days[0], last=days[1]
        )  # fmt: skip
        parts = f"{parts} {when}"
    return _("{posts}, ở {pages} trang đã đọc").format(posts=parts, pages=number(preview.pages))


def cadence_for(way: Way, now: datetime | None = None) -> int:
    """How often to read, in seconds: seldom where little happens, less often where a list has to be gone through."""
    if way.newest is not None and way.newest < (now or datetime.now(UTC)) - QUIET:
        return 86_400
    return 3_600 if way.proposal.kind in {SourceKind.SITEMAP, SourceKind.LISTING} else 1_800


def _counted(proposal: Proposal) -> str:
    words = _("{count} chủ đề ở trang đầu") if proposal.threads else _("{count} bài ở trang đầu")
    return words.format(count=number(proposal.posts))


def _shown(sample: Sample) -> Shown:
    date = _moment(sample.posted_at) if sample.posted_at else None
    return Shown(_(POSTS.get(sample.kind, sample.kind)), date, sample.beginning)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
