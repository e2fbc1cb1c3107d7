"""From an address that somebody pasted to the ways it can be read: a few polite questions, and readers that decide.

A kind is proposed only where its own reader (``crawler.registry.KINDS``) found something; the signs of a page
(``crawler.signs``) only say where it is worth asking. How a page is fetched is for the caller, so that everything
here runs on frozen pages too.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from crawler.errors import NothingFound
from crawler.pasted import Pasted
from crawler.previewed import Findings
from crawler.searching import Answer, Enough, Search, Site
from crawler.signs import NO_SIGNS, Signs, signs_of
from crawler.trials import proposal_of, worth
from models.errors import TriageError
from nlp.privacy import mask

MAX_NAME = 120
"""Code points of the page's title that are proposed as the name of the source."""


async def propose(pasted: Pasted, site: Site, now: datetime) -> Findings:
    """The ways to read the address, best first.

    Raises:
        TriageError: what keeps it from being read: refused by robots.txt, no answer, a challenge page …
        NothingFound: it was read, and no reader made anything of it.
    """
    search = Search(site)
    page = await search.first(pasted)
    signs = signs_of(page.body, page.url) if page.problem is None else NO_SIGNS
    notes = list(pasted.notes)
    try:
        await search.look_around(page, signs)
    except Enough as end:
        notes.extend(str(part) for part in end.args)
    ranked = sorted(search.trials, key=lambda trial: -worth(trial, page.url, signs, now))
    if not ranked:
        raise _reason(page, signs)
    return Findings(
        url=page.url,
        title=_masked(signs.title or search.title),
        proposals=tuple(proposal_of(trial, page.url, signs, now) for trial in ranked),
        notes=tuple(notes),
        elsewhere=signs.elsewhere,
        asked=search.asked,
    )


def _reason(page: Answer, signs: Signs) -> TriageError:
    """Why nothing is proposed, and what to do instead."""
    if signs.elsewhere:
        return NothingFound(
            "Trang để nguồn cấp tin hoặc bình luận ở máy chủ khác:"
            f" {urlsplit(signs.elsewhere[0]).hostname}. Hãy dán địa chỉ ở đó: {signs.elsewhere[0]}"
        )
    if signs.scripted:
        return NothingFound(
            "Trang chỉ hiện nội dung bằng JavaScript, và không thấy nguồn cấp tin (RSS) hay sơ đồ trang nào. Hãy hỏi chủ"
            " trang địa chỉ RSS, hoặc nạp bài từ tệp."
        )
    if signs.article:
        return NothingFound(
            "Đây là trang của một bài, không phải danh sách bài. Hãy dán địa chỉ của chuyên mục hay trang chủ; một bài lẻ"
            " thì ghi ở trang Ghi phản ánh."
        )
    if page.problem is not None:
        return page.problem
    return NothingFound(
        "Đã đọc trang nhưng không thấy nguồn cấp tin (RSS), sơ đồ trang, danh sách bài hay chủ đề diễn đàn nào. Hãy thử"
        " địa chỉ của chuyên mục tin tức, hoặc nạp bài từ tệp."
    )


def _masked(title: str) -> str:
    """The page's title as a name for the source."""
    return mask(title).text[:MAX_NAME].strip() if title else ""
