"""The interfaces of Facebook, YouTube and Zalo as they are documented, in memory: paging, tokens, fields, errors, quota.

Each is asked by the path and query of a request and by its headers, so it can stand behind a local server as well as behind a
walk without one. ``rude`` ones send who wrote along whatever is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.crawler.driving import Given
from tests.crawler.local_site import Answer, Asked, LocalSite

PEOPLE = ("Nguyễn Thị Bưởi", "Trần Văn Măng", "buoi_mang_1975", "mangtre.2020", "900417", "900418")
TOKEN = "EAAB-thu-nghiem-0123456789"
VIDEO_IDS = "vD_0000000{}"


def as_json(value: Any, status: int = 200) -> Given:
    return Given(json.dumps(value, ensure_ascii=False).encode(), status)


@dataclass
class Stub:
    """What the three have in common: answers in place of the true ones, and a count of what was asked."""

    token: str | None = None
    rude: bool = True
    asked: list[str] = field(default_factory=list)
    instead: dict[str, Given] = field(default_factory=dict)
    """Parts of an address, and what is answered where one holds them."""

    def __call__(self, url: str, headers: Mapping[str, str] | None = None) -> Given:
        parts = urlsplit(url)
        self.asked.append(url)
        given = dict(parse_qsl(parts.query))
        for part, answer in self.instead.items():
            if part in url:
                return answer
        if self.token is not None and not self.knows(headers or {}):
            return self.not_known()
        return self.answer(parts.path, given)

    def knows(self, headers: Mapping[str, str]) -> bool:
        raise NotImplementedError

    def not_known(self) -> Given:
        raise NotImplementedError

    def answer(self, path: str, given: dict[str, str]) -> Given:
        raise NotImplementedError


def facebook_error(code: int, subcode: int = 0, status: int = 400) -> Given:
    error = {"message": f"Error for {PEOPLE[0]}", "type": "OAuthException", "code": code, "fbtrace_id": "Ax"}
    return as_json({"error": {**error, **({"error_subcode": subcode} if subcode else {})}}, status)


@dataclass
class Facebook(Stub):
    """One Page: posts by number, newest first, and the comments of each, oldest first."""

    page: str = "xahadong.example"
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, dict[int, str]] = field(default_factory=dict)
    silent: bool = False
    """The token may not read comments, and Facebook leaves them out without a word."""

    def publish(self, number: int, words: str, hour: int = 1) -> None:
        made = self.posts.get(number, {}).get("created_time", f"2026-11-20T{hour:02}:00:00+0000")
        self.posts[number] = {
            "id": f"104417_{number}",
            "message": words,
            "created_time": made,
            "updated_time": f"2026-11-21T{hour:02}:00:00+0000",
        }
        self.comments.setdefault(number, {})

    def comment(self, post: int, number: int, words: str, hour: int = 2) -> None:
        self.comments[post][number] = words
        self.posts[post]["updated_time"] = f"2026-11-22T{hour:02}:00:00+0000"

    def knows(self, headers: Mapping[str, str]) -> bool:
        return headers.get("authorization") == f"Bearer {self.token}"

    def not_known(self) -> Given:
        return facebook_error(190, 463)

    def answer(self, path: str, given: dict[str, str]) -> Given:
        steps = path.strip("/").split("/")
        fields = given.get("fields", "")
        if steps[0] != "v26.0":
            return facebook_error(2635)
        if steps[1:] == [self.page, "feed"]:
            rows = [self.posts[number] for number in sorted(self.posts, reverse=True)]
            return as_json(self._listed(rows, fields, int(given["limit"]), given.get("after"), path))
        post = next((one for one in self.posts.values() if one["id"] == steps[1]), None)
        if post is None:
            return facebook_error(100, 33)
        rows = self._comments(int(steps[1].partition("_")[2]))
        if steps[2:] == ["comments"]:
            return as_json(self._listed(rows, fields, int(given["limit"]), given.get("after"), path))
        outer, _, inner = fields.partition(",comments.")
        answer = self._chosen(post, outer)
        if inner and not self.silent:
            size = int(re.search(r"limit\((\d+)\)", inner)[1])  # type: ignore[index]
            listed = self._listed(rows, inner[inner.index("{") + 1 : -1], size, None, f"{path}/comments")
            answer["comments"] = {**listed, "summary": {"total_count": len(rows)}}
        return as_json(answer)

    def _comments(self, post: int) -> list[dict[str, Any]]:
        return [
            {"id": f"{post}_{number}", "message": words, "created_time": "2026-11-21T02:00:00+0000"}
            for number, words in sorted(self.comments[post].items())
        ]

    def _chosen(self, row: dict[str, Any], fields: str) -> dict[str, Any]:
        wanted = fields.split(",")
        people = {
            "from": {"name": PEOPLE[0], "id": PEOPLE[4]},
            "message_tags": [{"name": PEOPLE[1], "id": PEOPLE[5]}],
            "permalink_url": f"https://www.facebook.com/{PEOPLE[2]}/posts/1",
        }
        return {key: row[key] for key in row if key in wanted} | (people if self.rude else {})

    def _listed(
        self, rows: list[dict[str, Any]], fields: str, size: int, after: str | None, path: str
    ) -> dict[str, Any]:
        begun = int(after or 0)
        shown = rows[begun : begun + size]
        answer: dict[str, Any] = {"data": [self._chosen(row, fields) for row in shown]}
        if shown:
            end = begun + len(shown)
            answer["paging"] = {"cursors": {"before": str(begun), "after": str(end)}}
            if end < len(rows):
                host = "https://graph.facebook.com"
                answer["paging"]["next"] = f"{host}{path}?access_token={self.token}&after={end}"
        return answer


def youtube_error(reason: str, status: int = 403, detail: str | None = None) -> Given:
    error: dict[str, Any] = {
        "code": status,
        "message": f"Error for {PEOPLE[0]}",
        "errors": [{"message": "…", "domain": "youtube", "reason": reason}],
    }
    if detail:
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": detail}]
    return as_json({"error": error}, status)


@dataclass
class YouTube(Stub):
    """One channel: videos by number, newest first; under each comments by number with their replies."""

    handle: str = "@xahadong"
    videos: dict[int, tuple[str, str]] = field(default_factory=dict)
    comments: dict[int, dict[int, list[str]]] = field(default_factory=dict)
    off: set[int] = field(default_factory=set)
    quota: int = 10_000
    shown_replies: int = 2

    def knows(self, headers: Mapping[str, str]) -> bool:
        return headers.get("x-goog-api-key") == self.token

    def not_known(self) -> Given:
        return youtube_error("badRequest", 400, "API_KEY_INVALID")

    def answer(self, path: str, given: dict[str, str]) -> Given:
        collection = path.removeprefix("/youtube/v3/")
        self.quota -= 1
        if self.quota < 0:
            return youtube_error("quotaExceeded")
        items = getattr(self, f"_{collection}")(given)
        if isinstance(items, Given):
            return items
        if collection in {"channels", "videos"}:
            return as_json(self._trimmed({"items": items} if items else {"pageInfo": {}}, given["fields"]))
        size, begun = int(given["maxResults"]), int(given.get("pageToken", "t0").removeprefix("t"))
        answer: dict[str, Any] = {"items": items[begun : begun + size]}
        if begun + size < len(items):
            answer["nextPageToken"] = f"t{begun + size}"
        return as_json(self._trimmed(answer, given["fields"]))

    def _channels(self, given: dict[str, str]) -> list[Any]:
        known = given.get("forHandle") == self.handle or given.get("id") == "UC" + "x" * 22
        return [{"contentDetails": {"relatedPlaylists": {"uploads": "UUup"}}}] if known else []

    def _playlistItems(self, _given: dict[str, str]) -> list[Any]:  # noqa: N802 -- YouTube's name
        return [
            {"contentDetails": {"videoId": VIDEO_IDS.format(number)}}
            for number in sorted(self.videos, reverse=True)
        ]

    def _videos(self, given: dict[str, str]) -> list[Any]:
        found = []
        for number in (int(one[-1]) for one in given["id"].split(",")):
            if number not in self.videos:
                continue
            title, description = self.videos[number]
            snippet = {"title": title, "description": description, "publishedAt": "2026-11-20T04:00:00Z"}
            said = sum(1 + len(replies) - 1 for replies in self.comments.get(number, {}).values())
            count = {} if number in self.off else {"commentCount": str(said)}
            found.append({"id": VIDEO_IDS.format(number), "snippet": snippet, "statistics": count})
        return found

    def _commentThreads(self, given: dict[str, str]) -> list[Any] | Given:  # noqa: N802 -- YouTube's name
        number = int(given["videoId"][-1])
        if number not in self.videos:
            return youtube_error("videoNotFound", 404)
        if number in self.off:
            return youtube_error("commentsDisabled")
        threads = []
        for comment, (words, *replies) in self.comments.get(number, {}).items():
            parent = f"Ug{number}_{comment}"
            snippet = {"topLevelComment": self._said(parent, words), "totalReplyCount": len(replies)}
            shown = self._replies(parent, replies)[: self.shown_replies]
            thread = {"id": parent, "snippet": snippet, **({"replies": {"comments": shown}} if shown else {})}
            threads.append(thread)
        return threads

    def _comments(self, given: dict[str, str]) -> list[Any]:
        number, comment = map(int, given["parentId"].removeprefix("Ug").split("_"))
        return self._replies(given["parentId"], self.comments[number][comment][1:])

    def _replies(self, parent: str, words: list[str]) -> list[Any]:
        return [self._said(f"{parent}.r{at}", one) for at, one in enumerate(words)]

    def _said(self, identifier: str, words: str) -> dict[str, Any]:
        return {"id": identifier, "snippet": {"textDisplay": words, "publishedAt": "2026-11-20T05:00:00Z"}}

    def _trimmed(self, answer: dict[str, Any], fields: str) -> dict[str, Any]:
        """A rude one ignores ``fields``; the other sends nothing beyond them (its rows hold nothing else)."""
        assert fields
        if not self.rude:
            return answer
        people = {"authorDisplayName": f"@{PEOPLE[3]}", "authorChannelId": {"value": f"UC{PEOPLE[4]}"}}

        def planted(node: Any) -> Any:
            if isinstance(node, list):
                return [planted(one) for one in node]
            if not isinstance(node, dict):
                return node
            made = {key: planted(value) for key, value in node.items()}
            return {**made, **people, "channelTitle": PEOPLE[0]} if "snippet" not in node else made

        planted_answer: dict[str, Any] = planted(answer)
        return planted_answer


def zalo_error(code: int) -> Given:
    return as_json({"error": code, "message": f"Error for {PEOPLE[0]}"})


@dataclass
class Zalo(Stub):
    """One OA: articles by number, newest first."""

    articles: dict[int, tuple[str, str]] = field(default_factory=dict)
    updated: dict[int, int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    videos: dict[int, tuple[str, str]] = field(default_factory=dict)

    def publish(self, number: int, title: str, words: str) -> None:
        self.articles[number] = (title, words)
        self.updated[number] = self.updated.get(number, 1_795_136_400_000) + 60_000

    def knows(self, headers: Mapping[str, str]) -> bool:
        return headers.get("access_token") == self.token

    def not_known(self) -> Given:
        return zalo_error(-216)

    def answer(self, path: str, given: dict[str, str]) -> Given:
        if path == "/v2.0/article/getslice":
            size, begun = int(given["limit"]), int(given["offset"])
            if size > 10 or given.get("type") not in {"normal", "video"}:
                return zalo_error(-201)
            kind = self.articles if given["type"] == "normal" else self.videos
            numbers = sorted(kind, reverse=True)[begun : begun + size]
            rows = [self._row(number, kind[number][0]) for number in numbers]
            return as_json({"error": 0, "message": "Success", "data": {"medias": rows, "total": len(kind)}})
        number = int(given["id"].removeprefix("bai-"))
        if path != "/v2.0/article/getdetail":
            return zalo_error(-240)
        every = {**self.articles, **self.videos}
        if number not in every:
            return zalo_error(-201)
        title, words = every[number]
        body = [{"type": "text", "content": f"<p>{words}</p>"}]
        cite = {"label": PEOPLE[1], "url": f"https://zalo.me/{PEOPLE[2]}"}
        detail = {**self._row(number, title), "description": "", "body": body, "cite": cite}
        del detail["create_date"]
        return as_json({"error": 0, "message": "Success", "data": detail})

    def _row(self, number: int, title: str) -> dict[str, Any]:
        return {
            "id": f"bai-{number:04}",
            "title": title,
            "author": PEOPLE[0],
            "status": "hide" if number in self.hidden else "show",
            "create_date": 1_795_136_400_000,
            "update_date": self.updated.get(number, 0),
        }


class _Everything(dict[str, Any]):
    """The pages of a local server that are all answered by one stub, but for those that begin with a given path."""

    def __init__(self, stub: Stub) -> None:
        super().__init__()
        self._stub = stub

    def get(self, path: str, _default: Any = None) -> Any:
        for begun, page in self.items():
            if path.startswith(begun):
                return page

        def answer(asked: Asked) -> Answer:
            given = self._stub(asked.path, asked.headers)
            return Answer(given.body, given.status, kind=given.kind)

        return answer


def serve(stub: Stub, site: LocalSite) -> None:
    """Let a local server answer as the stub does."""
    site.pages = _Everything(stub)
