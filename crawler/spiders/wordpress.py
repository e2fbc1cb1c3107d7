"""WordPress over its REST interface: articles with what was changed last first, and their comments.

The interface is asked for the fields that are read and for no other (``_fields``): no author of an article, no author
of a comment leaves the site at all. What a site sends beyond that is not looked at. Where the interface is
closed, the site's feed stands in (``first``), without comments.

It cannot see: articles and comments that are not published or lie behind a password, content types of a site's
own, and words that only a script of the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from crawler.answers import number, objects, read_json, words
from crawler.dates import read_date
from crawler.errors import ApiClosed, ApiMissing
from crawler.items import Found, Lead, RawPost, Reader, tidy, with_title
from crawler.markup import absolute, read_html
from crawler.replies import article_words, reply_words
from crawler.safety import same_site
from models.errors import SourceError
from models.vocabulary import PostKind

POSTS = 20
"""Articles per page: with page builders one article has some hundred kilobytes, and an answer over the limit of a
page would not be read at all."""

COMMENTS = 100
"""Comments per page, the most WordPress gives. One page serves all articles of a page, not one request each."""

POST_FIELDS = "id,link,date_gmt,modified_gmt,title,content"
COMMENT_FIELDS = "id,post,parent,link,date_gmt,content"
_KEPT = ("categories", "tags", "search")
"""Filters of an address of the interface that an administrator may give."""

_VERSION = "/wp/v2/"
_COMMENT_PAGE = re.compile(r"/comment-page-\d{1,6}(/?)$")
_SHORTCODE = re.compile(r"\[(/?)([a-z][a-z0-9_-]{0,40})((?:\s[^\[\]\n]{0,300})?)\]")
_OF_WORDPRESS = frozenset({"audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"})
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_IN_THE_INTERFACE = "//link[@rel='alternate' and @type='application/json']/@href"
_ARTICLE = re.compile(r"/wp/v2/posts/(\d{1,12})(?:$|[&?/])")
MAX_NAMED = 5
_NO_MORE_PAGES = "rest_post_invalid_page_number"


def first(url: str) -> Lead:
    """The articles of the site or sub-folder at ``url``; instead its interface without permalinks, then its feed.

    >>> lead = first("https://dd.example/tin")
    >>> lead.url.partition("?")[0]
    'https://dd.example/tin/wp-json/wp/v2/posts'
    >>> [one.url.partition("&")[0] for one in lead.instead], [one.url for one in lead.instead[0].instead]
    (['https://dd.example/tin/?rest_route=/wp/v2/posts'], ['https://dd.example/tin/feed/'])
    """
    site, interface = _site(url), _interface(url)
    if interface is not None:
        kept = {name: value for name, value in _given(url).items() if name in _KEPT}
        feed = f"{site}?feed=rss2" if "rest_route" in interface else f"{site}feed/"
        return Lead(_posts_page(interface, **kept), "posts", instead=(Lead(feed, "feed"),))
    plain = Lead(
        _posts_page(f"{site}?rest_route={_VERSION}"), "posts", instead=(Lead(f"{site}feed/", "feed"),)
    )
    return Lead(_posts_page(f"{site}wp-json{_VERSION}"), "posts", instead=(plain,))


def read_posts(body: bytes, url: str) -> Found:
    """The articles of a page, where their comments are, and the page after it.

    Comments come with every reading of the list, since a new comment changes no article.

    Raises:
        ApiClosed, ApiMissing: an error of the interface under a good status.
        NotJson, PageTooLarge: see ``crawler.answers.read_json``.
    """
    given = objects(_listed(body), COMMENTS)
    open_to_all = [item for item in given if not _protected(item)]
    posts = [post for item in open_to_all if (post := _article(item, url)) is not None]
    leads: list[Lead] = []
    identifiers = [str(found) for item in open_to_all if (found := number(item.get("id")))]
    interface = _interface(url)
    if interface is not None and identifiers:
        leads.append(Lead(_comments_page(interface, identifiers), "comments", more=True))
    comments = tuple(lead.url for lead in leads)
    begun = tuple(post.address for post in posts) if comments else ()
    return Found(
        tuple(posts),
        (*leads, *_following(url, len(given), "posts")),
        whole=begun,
        onward=comments if begun else None,
    )


def read_comments(body: bytes, url: str) -> Found:
    """The comments of a page and the page after it.

    Raises:
        ApiClosed, ApiMissing, NotJson, PageTooLarge: as ``read_posts``.
    """
    given = objects(_listed(body), COMMENTS)
    posts = [post for item in given if (post := _comment(item, url)) is not None]
    following = _following(url, len(given), "comments")
    return Found(tuple(posts), following, onward=tuple(lead.url for lead in following))


def again(address: str) -> Lead:
    """The page of an article: gone with it, and otherwise naming the article in the interface."""
    link = address.partition("#")[0]
    return Lead(link, "look", shows=link)


def read_look(body: bytes, url: str) -> Found:
    """Where the interface has the article that a page shows, which WordPress names in the head of the page.

    The words of the page itself are not taken: they differ from those of the interface, so each look would count as a change.

    Raises:
        ApiMissing: the page names no article (its address leads elsewhere by now, or the interface is hidden).
        UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``.
    """
    for reference in read_html(body).xpath(_IN_THE_INTERFACE)[:MAX_NAMED]:
        address = absolute(url, reference)
        named = _ARTICLE.search(unquote(address)) if address is not None else None
        interface = _interface(address or "")
        if named is not None and interface is not None and same_site(interface, url):
            return Found((), (Lead(_posts_page(interface, include=named[1]), "posts", shows=url),))
    raise ApiMissing("Trang không cho biết bài này ở đâu trong giao diện đọc dữ liệu (REST) của WordPress.")


def refused(status: int, body: bytes) -> Found | None:
    """What an error answer of the interface says. After the last page it is an error to ask on: that is an end.

    Raises:
        ApiClosed: only for who is logged in. ApiMissing: no such interface here.
    """
    try:
        code = _code(read_json(body))
    except SourceError:
        return None
    if code == _NO_MORE_PAGES:
        return Found()
    problem = _named(code, status)
    if problem is not None:
        raise problem
    return None


READERS: Mapping[str, Reader] = {"posts": read_posts, "comments": read_comments, "look": read_look}


def without_shortcodes(text: str) -> str:
    """``text`` without the marks of WordPress that a plug-in would have replaced; words between them stay.

    Brackets of people are left: a shortcode is known to WordPress, has arguments, or is closed again.

    >>> without_shortcodes('[caption id="a1"]Ảnh: UBND xã[/caption] [cập nhật] Thu 50k [form-7 id=”3”]')
    'Ảnh: UBND xã [cập nhật] Thu 50k'
    """
    closed = {match[2] for match in _SHORTCODE.finditer(text) if match[1]}

    def taken(match: re.Match[str]) -> str:
        name, arguments = match[2], match[3]
        mark = match[1] or "=" in arguments or name in closed or name in _OF_WORDPRESS
        return "" if mark else match[0]

    return _SHORTCODE.sub(taken, text).strip()


def _article(item: Mapping[str, Any], url: str) -> RawPost | None:
    link = absolute(url, words(item.get("link")))
    if link is None:
        return None
    title = without_shortcodes(" ".join(article_words(_rendered(item, "title"), link).split()))
    text = with_title(title, without_shortcodes(article_words(_rendered(item, "content"), link)))
    if not text:
        return None
    posted_at = _utc(item.get("date_gmt")) or _utc(item.get("modified_gmt"))
    return RawPost(PostKind.ARTICLE, link, text, thread=link, posted_at=posted_at)


def _comment(item: Mapping[str, Any], url: str) -> RawPost | None:
    """A comment under an address that stays: its link names the page of comments, which moves as others are added."""
    link, identifier = absolute(url, words(item.get("link"))), number(item.get("id"))
    if link is None or identifier is None:
        return None
    thread = thread_address(link)
    text = tidy(reply_words(_rendered(item, "content"), link))
    if not text:
        return None
    address = f"{thread}#comment-{identifier}"
    return RawPost(PostKind.COMMENT, address, text, thread=thread, posted_at=_utc(item.get("date_gmt")))


def thread_address(link: str) -> str:
    """The address of the article a comment stands under, from the comment's own.

    >>> thread_address("https://dd.example/lam-can-cuoc/comment-page-2/#comment-91")
    'https://dd.example/lam-can-cuoc/'
    """
    parts = urlsplit(link)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "cpage"]
    path = _COMMENT_PAGE.sub(r"\1", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def _listed(body: bytes) -> list[Any]:
    answer = read_json(body)
    if isinstance(answer, list):
        return answer
    raise _named(_code(answer), 200) or ApiMissing("Địa chỉ trả về dữ liệu không phải của WordPress.")


def _code(answer: Any) -> str:
    return words(answer.get("code")) if isinstance(answer, dict) else ""


def _named(code: str, status: int) -> SourceError | None:
    """An error of the interface as one of ours. Plug-ins that close it have codes of their own, all with 401 or 403."""
    if code and (status in {401, 403} or code.startswith(("rest_forbidden", "rest_cannot"))):
        return ApiClosed("Trang chỉ mở giao diện đọc dữ liệu (REST) cho người đã đăng nhập.")
    if code == "rest_no_route":
        return ApiMissing("Trang không có giao diện đọc dữ liệu (REST) của WordPress ở địa chỉ này.")
    return None


def _protected(item: Mapping[str, Any]) -> bool:
    content = item.get("content")
    return isinstance(content, Mapping) and bool(content.get("protected"))


def _rendered(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return words(value.get("rendered")) if isinstance(value, Mapping) else ""


def _utc(given: Any) -> datetime | None:
    """A time of the fields ``…_gmt``: in UTC, and written without saying so."""
    text = words(given)
    return read_date(f"{text}Z" if _WITHOUT_ZONE.fullmatch(text) else text)


def _site(url: str) -> str:
    """The folder WordPress lives in, with a slash at its end; a file name in it is left out."""
    parts = urlsplit(url)
    path = parts.path.partition("/wp-json")[0].rstrip("/")
    folder, _, name = path.rpartition("/")
    return urlunsplit((parts.scheme, parts.netloc, f"{folder if '.' in name else path}/", "", ""))


def _interface(url: str) -> str | None:
    """The beginning of every address of the interface that ``url`` is one of."""
    parts = urlsplit(url)
    if "rest_route" in _given(url):
        return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", f"rest_route={_VERSION}", ""))
    folder, found, _ = parts.path.partition("/wp-json")
    if not found:
        return None
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/wp-json{_VERSION}", "", ""))


def _given(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _address(interface: str, collection: str, arguments: Mapping[str, str]) -> str:
    joined = "&" if "?" in interface else "?"
    return f"{interface}{collection}{joined}{urlencode(arguments, safe=',')}"


def _posts_page(interface: str, **kept: str) -> str:
    arguments = {"per_page": str(POSTS), "orderby": "modified", "_fields": POST_FIELDS}
    return _address(interface, "posts", {**arguments, **kept})


def _comments_page(interface: str, identifiers: list[str]) -> str:
    arguments = {"post": ",".join(identifiers), "per_page": str(COMMENTS), "order": "asc"}
    return _address(interface, "comments", {**arguments, "_fields": COMMENT_FIELDS})


def _following(url: str, shown: int, collection: str) -> tuple[Lead, ...]:
    """The page after this one; a page that is not full is the last."""
    interface, given = _interface(url), _given(url)
    size, page = given.get("per_page", ""), given.get("page", "1")
    if interface is None or not shown or not size.isdecimal() or not page.isdecimal() or shown < int(size):
        return ()
    kept = {name: value for name, value in given.items() if name not in {"rest_route", "page"}}
    return (
        Lead(_address(interface, collection, {**kept, "page": str(int(page) + 1)}), collection, more=True),
    )
