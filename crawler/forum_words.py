"""The words of a post itself, from the element that holds them: no quotations, no people, nothing that the software adds.

What software adds is told by what it is, not by a list of words: links that lead nowhere are buttons, lines that are a file and its
size are attachments, a text that a longer one beside it begins with is its shortened twin, a line about editing with a time is a log.

It cannot see: what a template adds as plain words without link, time or class.
"""

from __future__ import annotations

import copy
import re
from itertools import islice
from typing import Any
from unicodedata import normalize

from lxml import etree

from crawler.article_around import is_hidden
from crawler.dates import is_recent, read_date
from crawler.forum_layouts import MENTIONS, NOT_OF_THE_POST, PREVIEWED, PREVIEWS
from crawler.forum_people import is_profile
from crawler.forum_schema import Seen
from crawler.forum_units import stands_alone
from crawler.identity import remove_people
from crawler.markup import Node, absolute, drop, plain_text, same_host
from crawler.replies import own_lines
from models.vocabulary import Placeholder

_BUTTON = 5
"""Words up to which a link that leads nowhere is a button."""
_LABEL = 2
"""Words up to which what is left beside a button is its label, where code follows."""
_TWIN = 25
"""Code points from which a text that another one repeats is its shortened twin."""
_MAX_LINKS = 400
_MAX_TEXTS = 400
_FILE = re.compile(
    r"[^<>\n/]{1,120}\.(?:pdf|docx?|xlsx?|pptx?|odt|zip|rar|7z|jpe?g|png|gif|webp|mp[34]|txt|apk)",
    re.IGNORECASE,
)
_FILE_SIZE = re.compile(r"^\s{0,3}\(\d{1,6}(?:[.,]\d{1,3})? ?[KMG]?B\)")
_ABOUT_A_FILE = re.compile(
    r"[\s\d.,;:()\[\]•·|–-]*(?:(?:[KMG]i?B|bytes|đã|số|xem|tải|về|xuống|lần|lượt|tệp|tập tin|đính kèm|dung lượng|kích thước)[\s\d.,;:()\[\]•·|–-]*){0,12}",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"(?:\S+ ){0,7}(?:chỉnh sửa|sửa|edited|modified)\b.{0,60}(?:lần cuối|gần nhất|cách đây|lúc|bởi|\bby\b|\bon\b|ngày)",
    re.IGNORECASE,
)
"""The beginning of a line that says that, when and by whom a post was edited."""
_LONGEST_LOG = 200
_OF_POSTS = r"(?:bình luận|câu trả lời|trả lời|phản hồi|ý kiến|bài viết|bài|tin|replies|reply|comments?|answers?|posts?)"
_STUB = re.compile(
    rf"\W{{0,4}}(?:(?:xem|hiện|hiển thị|tải|ẩn|còn|mở|show|load|view)(?: (?:thêm|tất cả|hết|toàn bộ|all|more))?(?: \d{{1,6}})?"
    rf"(?: {_OF_POSTS})(?: (?:khác|nữa|cũ hơn|mới hơn|trước đó|con))?"
    rf"|(?:{_OF_POSTS} )?(?:đã |được )(?:ghim|đánh dấu là hay nhất|chấp nhận|tác giả chọn|chọn)(?: (?:bởi|lên đầu)\b.{{0,60}})?"
    rf"|{_OF_POSTS} (?:hay nhất|hữu ích nhất|nổi bật|tốt nhất)|ghim|pinned|best answer|quảng cáo|(?:nội dung )?(?:được )?tài trợ|sponsored)\W{{0,4}}",
    re.IGNORECASE,
)
_LONGEST_STUB = 80
_BLOCKS = frozenset({"div", "p", "li", "dl", "dd", "dt", "section", "td", "tr", "span", "figure"})


def own_words(post: Seen, url: str) -> str:
    """The words of a post itself: no quotations, no people, a linked page as its address."""
    if post.content is None:
        return own_lines(post.words)
    content = copy.deepcopy(post.content)
    content.tail = None
    for node in _all(content, MENTIONS):
        node.tail = f"{Placeholder.HANDLE.value}{node.tail or ''}"
        drop(node)
    for node in _all(content, PREVIEWS):
        node.tail = f" {_previewed(node, url)} {node.tail or ''}"
        drop(node)
    for node in _all(content, NOT_OF_THE_POST):
        node.tail = _FILE_SIZE.sub("", node.tail) if node.tag == "a" and node.tail else node.tail
        drop(node)
    for node in content.xpath(".//a[@href]")[:_MAX_LINKS]:
        if is_profile(node.get("href")) and stands_alone(node):
            drop(node)  # a line that says who wrote, also where nothing calls it so
    for node in content.xpath(".//img"):
        node.tail = f" {node.tail or ''}"  # words on both sides of a picture are two words
    remove_people(content)
    drop_machinery(content)
    lines = plain_text(content, page_url=url).split("\n")
    return own_lines("\n".join(line for line in lines if not (is_edit_log(line) or is_stub(line))))


def is_edit_log(line: str) -> bool:
    """Whether a line says that a post was edited and when, and nothing else.

    >>> is_edit_log("Bài viết này được sửa lần cuối lúc 2026-10-17 14:02")
    True
    >>> is_edit_log("Hôm qua tôi đi sửa xe. Lúc về đã 17/10/2026.")
    False
    """
    line = line.strip()
    if len(line) > _LONGEST_LOG or not _EDITED.match(line):
        return False
    told = is_recent(line[:80]) or read_date(re.sub(r"^\D{0,200}", "", line)) is not None
    return told and not re.search(r"\b(?:tôi|mình|em|bác)\b", line, re.IGNORECASE)


def is_stub(line: str) -> bool:
    """Whether a line is what software writes beside posts: that there are more, that one is pinned or chosen, that it is advertising.

    >>> is_stub("Xem thêm 12 phản hồi"), is_stub("📌 Bình luận được ghim"), is_stub("Xem thêm trên cổng nhé bác")
    (True, True, False)
    """
    return len(line) <= _LONGEST_STUB and _STUB.fullmatch(normalize("NFC", line)) is not None


def drop_machinery(content: Node) -> None:
    """Take out buttons, lines of attached files, shortened twins, and what is hidden and not the most of the post, in place."""
    for node in list(islice(content.iter("a"), _MAX_LINKS)):
        if node.getparent() is None:
            continue
        words = " ".join("".join(islice(node.itertext(), _MAX_TEXTS)).split())
        if _is_button(node, words):
            _drop_button(node)
        elif _FILE.fullmatch(words):
            _drop_file(node, content)
    for node in list(content.iter(etree.Element)):
        if _is_shortened(node):
            drop(node)
    everything = len(_said(content).split())
    for node in list(content.iterdescendants(etree.Element)):
        if is_hidden(node) and node.getparent() is not None and len(_said(node).split()) <= everything / 2:
            drop(node)


def is_file_line(text: str) -> bool:
    """Whether a line is the name of a file with its size, and nothing else.

    >>> is_file_line("anh-chup-the.pdf (412 KB)"), is_file_line("Mẫu đơn.docx thì tải ở đâu?")
    (True, False)
    """
    named = _FILE.match(text)
    return named is not None and _ABOUT_A_FILE.fullmatch(text[named.end() : named.end() + 200]) is not None


def _is_button(link: Node, words: str) -> bool:
    reference = (link.get("href") or "").strip().lower()
    nowhere = reference in {"", "#"} or reference.startswith("javascript:")
    return (
        nowhere and 0 < len(words.split()) <= _BUTTON and (bool(reference) or link.get("onclick") is not None)
    )


def _drop_button(link: Node) -> None:
    """A button, with its label where it stands above code."""
    around = link.getparent()
    drop(link)
    if around is None or around.tag not in _BLOCKS:
        return
    after = around.getnext()
    left = "".join(islice(around.itertext(), _MAX_TEXTS)).split()
    if after is not None and after.tag in {"pre", "code"} and len(left) <= _LABEL:
        drop(around)


def _drop_file(link: Node, content: Node) -> None:
    """A link to a file, where the block around it says nothing but its size and how often it was fetched."""
    name = "".join(islice(link.itertext(), _MAX_TEXTS))
    around = next((node for node in islice(link.iterancestors(), 3) if node.tag in _BLOCKS - {"span"}), None)
    if around is None or around is content:
        return
    words = "".join(islice(around.itertext(), _MAX_TEXTS))
    if len(words) <= len(name) + 120 and _ABOUT_A_FILE.fullmatch(words.replace(name, " ", 1)):
        drop(around)


def _is_shortened(node: Node) -> bool:
    """Whether the next element of the same kind begins with the words of this one, up to its dots."""
    after = node.getnext()
    if node.tag not in _BLOCKS or after is None or after.tag != node.tag or node.getparent() is None:
        return False
    short = _begun(node)
    return len(short) >= _TWIN and _said(after).startswith(short)


def _begun(node: Node) -> str:
    """What a text says before the dots it breaks off with; nothing where it does not break off."""
    words = _said(node)
    for dots in ("…", "..."):
        before, found, after = words.rpartition(dots)
        if found and len(after.split()) <= _BUTTON:
            return before.rstrip(" .")
    return ""


def _said(node: Node) -> str:
    return " ".join("".join(islice(node.itertext(), _MAX_TEXTS)).split())


def _previewed(node: Node, url: str) -> str:
    """The address a preview stands for; a page of the forum itself needs none (it may be somebody's profile)."""
    link = node.find(".//a[@href]")
    given = [node.get(key) for key in PREVIEWED] + ([link.get("href")] if link is not None else [])
    addresses = (absolute(url, one) for one in given)
    return next((found for found in addresses if found is not None and not same_host(found, url)), "")


def _all(node: Node, path: str) -> list[Any]:
    found: list[Any] = _COMPILED[path](node)
    return found


_COMPILED = {path: etree.XPath(path) for path in (MENTIONS, PREVIEWS, NOT_OF_THE_POST)}
