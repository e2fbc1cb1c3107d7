"""Forum pages of software nobody has described: told by what the names of their classes say, not by a rule for a product.

A post's own words stand in an element that says so ("post-content", "comment__text", "messageBody"); the post is the
nearest element around it with a number of its own. Threads are linked from elements named for their titles.

It cannot see: classes that are made anew with every build ("css-1x2y3z"), and posts that no class speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from crawler.dates import read_date
from crawler.forum_layouts import ASIDES
from crawler.forum_schema import Seen
from crawler.incremental import stamp
from crawler.markup import Node

MAX_POSTS = 500
MAX_LINKS = 400
_MAX_TOKEN = 60
_MAX_UP = 12
"""Elements above the words of a post among which the post itself is looked for."""
_MAX_TEXTS = 40
_LONGEST_DATE = 60

_CONTENT = re.compile(
    r"(?:^|[-_])(?:post|comment|cmt|binh-?luan|message|reply|answer)s?[-_]{0,2}(?:content|body|text|message|entry)$"
)
_OF_A_COMMENT = re.compile(r"(?:^|[-_])(?:comment|cmt|binh-?luan)")
_TITLE = re.compile(
    r"(?:^|[-_])(?:topic|thread|discussion|chu-?de)s?[-_]{0,2}(?:name|title|link|subject|heading)(?:[-_]{1,2}link)?$"
)
_NEWEST = re.compile(
    r"(?:^|[-_])(?:last|latest|lastpost|lastreply)(?:$|[-_])"
    r"|(?:^|[-_])(?:repl(?:y|ies)|comments?|answers?|posts|tra-?loi)(?:[-_]?counts?)?$"
)
_GONE = re.compile(r"(?:^|[-_])(?:deleted|removed)$")
_NUMBER = re.compile(r"\d{1,12}")
_DATED = (
    ".//time/@datetime | .//@data-time | .//@data-timestamp",
    ".//@title",
)


def hinted_posts(tree: Node) -> list[Seen]:
    """The posts of a page in its order, at most ``MAX_POSTS``; deleted ones left out."""
    asides = frozenset(tree.xpath(ASIDES))
    contents = [
        node
        for node in _innermost(_hinted(tree, _CONTENT))
        if not any(around in asides for around in (node, *node.iterancestors()))
    ][:MAX_POSTS]
    holders = [_holder(content) for content in contents]
    shared = {holder for holder in holders if holder is not None and holders.count(holder) > 1}
    found: list[Seen] = []
    opening_gone = False
    for content, around in zip(contents, holders, strict=True):
        holder = content.getparent() if around is None or around in shared else around
        if holder is None:
            continue
        if any(_GONE.search(token) for token in _tokens(holder)):
            opening_gone = opening_gone or not found
            continue
        mark = holder.get("id")
        found.append(
            Seen(
                opening=not found and not opening_gone,
                content=content,
                posted_at=next((date for date in map(read_date, _dates(holder, content)) if date), None),
                mark=mark if mark and _NUMBER.search(mark) else None,
            )
        )
    return found


def are_comments(posts: Sequence[Seen]) -> bool:
    """Whether the classes call every post a comment: then they are about something else on the page."""
    return bool(posts) and all(
        post.content is not None
        and any(_OF_A_COMMENT.search(token) and _CONTENT.search(token) for token in _tokens(post.content))
        for post in posts
    )


def hinted_threads(tree: Node) -> list[Node]:
    """The links of a board that bear the titles of its threads, at most ``MAX_LINKS``."""
    links: list[Node] = []
    for node in _innermost(_hinted(tree, _TITLE)):
        link = node if node.tag == "a" else next(node.iter("a"), None)
        if link is not None and link.get("href"):
            links.append(link)
    return links[:MAX_LINKS]


def states(links: Iterable[tuple[str, Node]]) -> dict[str, str]:
    """What a board says of the newest post of each thread, by the thread's address; those it says nothing of are left out.

    ``links`` are addresses of threads and the elements that link to them. What belongs to a thread is the largest
    element around its links that links to no other thread. There a link to a place inside a page (the last post),
    or numbers under a name like "last-post" or "replies", change with a new post; views do not count.
    """
    rows: dict[Node, str | None] = {}
    given = list(links)
    for address, link in given:
        for around in (link, *link.iterancestors()):
            rows[around] = address if rows.get(around, address) == address else None
    said: dict[str, str] = {}
    for address, link in given:
        row = link
        for around in link.iterancestors():
            if rows[around] is None:
                break
            row = around
        state = list(_newest(row))
        if state and address not in said:
            said[address] = stamp(state)
    return said


def _newest(row: Node) -> Iterator[str]:
    for link in islice(row.iter("a"), _MAX_TEXTS):
        reference = link.get("href") or ""
        if _NUMBER.search(reference.partition("#")[2]):
            yield reference
    for node in islice(_hinted(row, _NEWEST), _MAX_TEXTS):
        words = " ".join(islice(node.itertext(), _MAX_TEXTS))
        yield " ".join(_NUMBER.findall(f"{words[:200]} {node.get('title') or ''}"))


def _hinted(tree: Node, hint: re.Pattern[str]) -> Iterator[Node]:
    return (node for node in tree.iter() if any(hint.search(token) for token in _tokens(node)))


def _tokens(node: Node) -> list[str]:
    given = node.get("class") or "" if isinstance(node.tag, str) else ""
    return [token.lower() for token in given.split() if len(token) <= _MAX_TOKEN]


def _innermost(nodes: Iterable[Node]) -> list[Node]:
    """Those of the nodes that hold no other of them."""
    given = list(islice(nodes, 4 * MAX_POSTS))
    among = set(given)
    outer = {around for node in given for around in node.iterancestors() if around in among}
    return [node for node in given if node not in outer]


def _holder(content: Node) -> Node | None:
    """The nearest element around the words of a post that has a number: the post."""
    for node in islice(content.iterancestors(), _MAX_UP):
        if _NUMBER.search(node.get("id") or "") or _NUMBER.search(node.get("data-id") or ""):
            return node
    return None


def _dates(holder: Node, content: Node) -> Iterator[str]:
    for path in _DATED:
        yield from holder.xpath(path)[:_MAX_TEXTS]
    inside = frozenset(content.iter())
    for text in holder.xpath(".//text()[normalize-space()]")[:_MAX_TEXTS]:
        if text.getparent() not in inside:
            yield " ".join(text.split())[-_LONGEST_DATE:]
