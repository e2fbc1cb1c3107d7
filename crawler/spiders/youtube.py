"""YouTube: the videos of one channel (title and description) and what is said under them, over the Data API, version 3.

The API hands out author and text in one piece (``snippet``); what of it is sent is said with ``fields`` in every request, and
names, channels and pictures of those who comment are never in it. Each request costs one unit of the 10,000 a day that a key
has; ``search.list``, which costs a hundred, is never asked.

It cannot see: private and members' videos, live chats, comments held for review, videos further back than ``MAX_LISTS`` pages
of uploads, and comments of more than ``MAX_COMMENTS`` pages under one video.

Forms and error codes: developers.google.com/youtube/v3/docs (channels, playlistItems, videos, commentThreads, comments, errors).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.answers import number, objects, read_json, words
from crawler.dates import read_date
from crawler.errors import NoSuchObject, NotJson
from crawler.incremental import stamp
from crawler.items import Found, Lead, RawPost, Reader, tidy, with_title
from crawler.platforms import APIS, account_of
from crawler.replies import own_lines
from models.vocabulary import PostKind, SourceKind

VIDEOS = 50
COMMENTS = 100
"""Videos and comments per page, the most YouTube gives."""
MAX_LISTS = 2
MAX_COMMENTS = 10
"""Pages of uploads, and pages of comments of one video, that are read in a run."""

_SAID = "id,snippet(textDisplay,publishedAt)"
FIELDS = {
    "channels": "items(contentDetails(relatedPlaylists(uploads)))",
    "playlistItems": "nextPageToken,items(contentDetails(videoId))",
    "videos": "items(id,snippet(title,description,publishedAt),statistics(commentCount))",
    "commentThreads": "nextPageToken,items(id,snippet(totalReplyCount,topLevelComment({said})),replies(comments({said})))".replace("{said}", _SAID),
    "comments": f"nextPageToken,items({_SAID})",
}  # fmt: skip
PARTS = {
    "channels": "contentDetails",
    "playlistItems": "contentDetails",
    "videos": "snippet,statistics",
    "commentThreads": "snippet,replies",
    "comments": "snippet",
}
SIZES = {"playlistItems": VIDEOS, "commentThreads": COMMENTS, "comments": COMMENTS}

_ROOT = f"{APIS[SourceKind.YOUTUBE].origin}/youtube/v3/"
_WATCH = "https://www.youtube.com/watch?v="
_VIDEO = re.compile(r"[A-Za-z0-9_\-]{6,20}")
_TOKEN = re.compile(r"[A-Za-z0-9_\-=%.]{1,2000}")
_COMMENT = re.compile(r"[A-Za-z0-9_\-.]{1,100}")


def first(url: str) -> Lead:
    """The channel at ``url``: it says which list its uploads are in.

    Raises:
        NotAnAccount: see ``crawler.platforms.account_of``.

    >>> first("https://www.youtube.com/@xahadong").url.rpartition("&")[2]
    'forHandle=@xahadong'
    """
    name = account_of(SourceKind.YOUTUBE, url).name
    which = {"id": name} if name.startswith("UC") else {"forHandle": name}
    if name.startswith("user/"):
        which = {"forUsername": name.removeprefix("user/")}
    return Lead(_page("channels", **which), "channel")


def read_channel(body: bytes, _url: str) -> Found:
    """Where the uploads of a channel are listed.

    Raises:
        NoSuchObject: there is no such channel. NotJson: no answer of the API.
    """
    for item in objects(_answer(body).get("items"), 1):
        lists = inside(item, "contentDetails", "relatedPlaylists")
        uploads = words(lists.get("uploads"))
        if _COMMENT.fullmatch(uploads):
            return Found((), (Lead(_page("playlistItems", playlistId=uploads), "uploads", more=True),))
    raise NoSuchObject("YouTube không có kênh này. Hãy kiểm tra địa chỉ nguồn.")


def read_uploads(body: bytes, url: str) -> Found:
    """The videos of a page of uploads, asked for together, and the page after it.

    Raises:
        NotJson: no answer of the API.
    """
    answer = _answer(body)
    items = objects(answer.get("items"), VIDEOS)
    given = (words(inside(item, "contentDetails").get("videoId")) for item in items)
    videos = list(dict.fromkeys(one for one in given if _VIDEO.fullmatch(one)))
    leads = [Lead(_page("videos", id=",".join(videos)), "videos", more=True)] if videos else []
    return Found((), (*leads, *_following(answer, url, "uploads", MAX_LISTS)))


def read_videos(body: bytes, url: str) -> Found:
    """Title and description of videos, and the comments of each, whose number says whether there are new ones.

    Asked for one video alone, it also tells that the video is gone, or that nothing is said under it any more.

    Raises:
        NotJson: no answer of the API.
    """
    posts: list[RawPost] = []
    leads: list[Lead] = []
    for item in objects(_answer(body).get("items"), VIDEOS):
        video, snippet = words(item.get("id")), inside(item, "snippet")
        if not _VIDEO.fullmatch(video):
            continue
        address = _WATCH + video
        text = with_title(words(snippet.get("title")), words(snippet.get("description")))
        if text:
            posted_at = read_date(words(snippet.get("publishedAt")))
            posts.append(RawPost(PostKind.ARTICLE, address, text, thread=address, posted_at=posted_at))
        count = words(inside(item, "statistics").get("commentCount"))
        if count and count != "0":
            asked = _page("commentThreads", videoId=video, order="time", textFormat="plainText")
            leads.append(Lead(asked, "comments", more=True, as_of=stamp(count), shows=address))
    asked_for = dict(parse_qsl(urlsplit(url).query)).get("id", "")
    alone = _VIDEO.fullmatch(asked_for) is not None and not leads
    whole = (_WATCH + asked_for,) if alone else ()
    return Found(tuple(posts), tuple(leads), whole=whole, onward=() if alone else None)


def read_comments(body: bytes, url: str) -> Found:
    """The comments of a page with their first replies, where further replies are, and the page after it.

    Raises:
        NotJson: no answer of the API.
    """
    answer = _answer(body)
    thread = _WATCH + dict(parse_qsl(urlsplit(url).query)).get("videoId", "")
    posts: list[RawPost] = []
    leads: list[Lead] = []
    for item in objects(answer.get("items"), COMMENTS):
        snippet = inside(item, "snippet")
        posts.extend(_said([snippet.get("topLevelComment")], thread))
        replies = objects(inside(item, "replies").get("comments"), COMMENTS)
        posts.extend(_said(replies, thread))
        parent, count = words(item.get("id")), number(snippet.get("totalReplyCount")) or 0
        if len(replies) < count and _COMMENT.fullmatch(parent):
            asked = _page("comments", parentId=parent, textFormat="plainText")
            asked = f"{asked}#{thread.removeprefix(_WATCH)}/1"
            leads.append(Lead(asked, "replies", more=True, as_of=stamp(count), shows=thread))
    leads.extend(_following(answer, url, "comments", MAX_COMMENTS, thread))
    first_page = "pageToken" not in dict(parse_qsl(urlsplit(url).query))
    if leads or not first_page:
        return Found(tuple(posts), tuple(leads))
    return Found(tuple(posts), whole=(thread,), onward=(), besides=(thread,))


def read_replies(body: bytes, url: str) -> Found:
    """All replies to one comment; the video they belong to stands behind ``#``, since the answer does not say it.

    Raises:
        NotJson: no answer of the API.
    """
    answer = _answer(body)
    thread = _WATCH + urlsplit(url).fragment.partition("/")[0]
    items = objects(answer.get("items"), COMMENTS)
    return Found(tuple(_said(items, thread)), tuple(_following(answer, url, "replies", MAX_COMMENTS, thread)))


def again(address: str) -> Lead:
    """The video of an address of ours, asked for alone.

    >>> again("https://www.youtube.com/watch?v=abcdefghijk&lc=Ug1").shows
    'https://www.youtube.com/watch?v=abcdefghijk'
    """
    video = dict(parse_qsl(urlsplit(address).query)).get("v", "")
    return Lead(_page("videos", id=video), "videos", shows=_WATCH + video)


LISTS = frozenset({"channel", "uploads"})
READERS: Mapping[str, Reader] = {
    "channel": read_channel,
    "uploads": read_uploads,
    "videos": read_videos,
    "comments": read_comments,
    "replies": read_replies,
}


def _answer(body: bytes) -> Mapping[str, Any]:
    answer = read_json(body)
    if not isinstance(answer, Mapping):
        raise NotJson("Câu trả lời không có dạng của giao diện YouTube.")
    return answer


def inside(item: Any, *names: str) -> Mapping[str, Any]:
    """The object under these names; an empty one where there is none."""
    for name in names:
        item = item.get(name) if isinstance(item, Mapping) else None
    return item if isinstance(item, Mapping) else {}


def _said(comments: Iterable[Any], thread: str) -> Iterator[RawPost]:
    """Comments as they stand now; an edited one has its new words."""
    for comment in comments:
        identifier, snippet = words(inside(comment).get("id")), inside(comment, "snippet")
        text = tidy(own_lines(words(snippet.get("textDisplay"))))
        if text and _COMMENT.fullmatch(identifier):
            posted_at = read_date(words(snippet.get("publishedAt")))
            address = f"{thread}&lc={identifier}"
            yield RawPost(PostKind.COMMENT, address, text, thread=thread, posted_at=posted_at)


def _page(collection: str, **asked: str) -> str:
    """The address of a page of a collection: the parts and fields that are read, and no other."""
    size = {} if collection in {"channels", "videos"} else {"maxResults": SIZES[collection]}
    given = {"part": PARTS[collection], "fields": FIELDS[collection], **size, **asked}
    return f"{_ROOT}{collection}?{urlencode(given, safe=',()@')}"


def _following(
    answer: Mapping[str, Any], url: str, role: str, limit: int, shows: str | None = None
) -> Iterator[Lead]:
    """The page after this one, up to ``limit`` of them; which one this is stands behind ``#``, which is never sent."""
    token = words(answer.get("nextPageToken"))
    asked, _, mark = url.partition("#")
    about, _, page = mark.partition("/")
    seen = int(page) if page.isdecimal() and len(page) < 4 else 1
    if not _TOKEN.fullmatch(token) or seen >= limit:
        return
    address, _, query = asked.partition("?")
    given = {**dict(parse_qsl(query)), "pageToken": token}
    yield Lead(f"{address}?{urlencode(given, safe=',()@')}#{about}/{seen + 1}", role, more=True, shows=shows)
