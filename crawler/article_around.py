"""What stands around and inside an article and is not it: menus, boxes of other articles, forms, hidden parts, comments.

Told by elements and roles made for it, by words in classes and ids, by headings ("Tin liên quan"), and by what a block is made
of: mostly links, or the headlines of other articles. What holds the title stays, and so does what holds much of the page's words
outside links: a block that only carries such a word because it holds the whole page is the page.

It cannot see: a box of other articles' sentences without links, headings or telling classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from unicodedata import normalize

from lxml import etree

from crawler.markup import Node, drop

_GONE = frozenset(
    {"nav", "aside", "select", "dialog", "menu", "marquee", "amp-sidebar", "amp-ad", "amp-list"}
)
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog"}
)
_ARTICLES = frozenset({"article", "main"})
_NEVER = frozenset({"html", "head", "body", "main", "article", "a", "meta", "link", "title", "br", "img"})
_BOXES = frozenset(
    {"div", "section", "table", "tbody", "tr", "td", "ul", "ol", "li", "dl", "p", "span", "article", "center"}
)
_HEADLINES = frozenset({"h2", "h3", "h4", "h5", "h6"})

_PARTS = frozenset(
    (
        *("nav", "navigation", "toolbar", "topbar", "share", "sharing", "social", "tag", "tags", "related", "relate"),
        *("popular", "trending", "banner", "advert", "ads", "ad", "calendar", "login", "poll", "vote", "weather"),
        *("slideshow", "ticker", "comments", "rating", "ratings", "rate", "newsletter", "subscribe", "paywall"),
        *("copyright", "hidden", "breadcrumb", "pagination", "paging", "foot", "footer", "toc", "keywords"),
        *("sidebar", "comment", "modal", "popup", "print", "quangcao", "tinkhac", "lienquan", "tinlienquan"),
    )
)  # fmt: skip
"""Words a class or an id is made of."""
_INSIDE = (
    *("menu", "footer", "breadcrumb", "navbar", "sidebar", "copyright", "mostview", "mostread", "visuallyhidden", "screenreader"),
    *("xemnhieu", "docnhieu", "lienquan", "quangcao", "thongke", "lienket", "tukhoa", "chiase", "tinkhac"),
    *("cactin", "tincu", "tinmoi", "baikhac", "cungchuyenmuc", "cungmuc", "chantrang", "cuoitrang", "duongdan"),
    *("relatednews", "relatedbox", "newsrelat", "related-post", "commentbox", "boxcomment", "commentlist"),
    *("commentform", "listcomment", "binhluan", "ykien", "danhgia", "mucluc", "tienich"),
)  # fmt: skip
"""Words that count wherever they stand in a class or an id, written together."""
_HEADERS = frozenset({"header", "site-header", "main-header", "top-header", "page-header-top"})
_HIDDEN = frozenset({"hidden", "hide", "d-none", "sr-only", "invisible"})
_UNSEEN_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_\d]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BOX_HEADING = re.compile(
    r"(?:(?:xem |đọc |có thể )?(?:thêm|(?:các |những )?(?:tin|bài|bài viết|bài báo|tin tức|tin bài|nội dung|chủ đề|video|phóng sự"
    r"|câu hỏi|văn bản)?) ?(?:được |đã )?"
    r"(?:xem nhiều|đọc nhiều|quan tâm nhiều|chia sẻ nhiều|liên quan|cùng (?:chuyên )?(?:mục|loại|chủ đề)|khác|mới|mới hơn|cũ hơn"
    r"|mới nhất|nóng|đã đưa|đã đăng|tiếp theo|trước|tương tự|đọc tiếp)(?: nhất)?"
    r"|đọc tiếp|bạn có thể quan tâm|có thể bạn (?:quan tâm|chưa đọc|thích)|mời (?:bạn )?đọc thêm"
    r"|liên kết(?: web| website| trang)?|quảng cáo|từ khóa|từ khoá|thẻ|mục lục|thống kê(?: truy cập)?|thăm dò(?: ý kiến)?"
    r"|bình luận(?: mới| gần đây)?|ý kiến(?: bạn đọc)?|đăng nhập|chia sẻ(?: bài viết)?|danh mục|chuyên mục|most viewed|related)"
    r"(?: ?\(\d{1,5}\))?[:.… ]{0,3}"
)
_MAX_BOX_HEADING = 40
_MAX_NAMES = 200
_MAX_HEADINGS = 100
_MAX_CLIMB = 3

_LAYOUT = 0.5
"""A block with more than this share of the page's words outside links is the page, not something around it."""
_LINKED = 0.5
"""From this share of words in links on, a block with several links is a list of them."""
_ONLY_LINKED = 0.9
_HEADLINE = 4
"""Words from which a link that stands alone is a headline."""
_TEASER = 30
"""Words outside links for each headline, up to which a block with several headlines is a list of teasers."""
_FORM = 0.25


class _Open:
    """What has been read of an open element."""

    __slots__ = ("headlines", "linked", "links", "node", "title", "words")

    def __init__(self, node: Node, title: bool) -> None:
        self.node, self.title = node, title
        self.words = self.linked = self.links = self.headlines = 0


def clear(tree: Node, title: Node | None) -> None:
    """Take out what is not the article, in place. ``title`` is the element of its title, where one is known."""
    _drop_boxes(tree, title)
    for node in _around(tree, title):
        drop(node)


def _around(tree: Node, title: Node | None) -> list[Node]:
    """Blocks that are not the article, innermost first; one pass. What is taken out counts nowhere further out."""
    everything = _words_outside_links(tree)
    found: list[Node] = []
    around: list[_Open] = []
    links = articles = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            around.append(_Open(node, node is title))
            links += leads(node)
            articles += node.tag in _ARTICLES
            _count(around[-1], node.text, links)
            continue
        links -= leads(node)
        articles -= node.tag in _ARTICLES
        read = around.pop()
        if not around:
            break
        outer = around[-1]
        if not links and _is_around(read, everything, articles):
            found.append(node)
            outer.title |= read.title
        else:
            if leads(node):
                read.links += 1
                read.headlines += read.linked >= _HEADLINE
            _add(outer, read)
        _count(outer, node.tail, links)
    return found


def leads(node: Node) -> bool:
    """Whether an element is a link to another page; what unfolds a part of the page itself is no link away from it."""
    if node.tag != "a":
        return False
    reference = node.get("href") or ""
    return not (reference.startswith("#") and len(reference) > 1)


def _count(read: _Open, text: str | None, links: int) -> None:
    words = len(text.split()) if text else 0
    if words and links:
        read.linked += words
    else:
        read.words += words


def _add(outer: _Open, read: _Open) -> None:
    outer.words += read.words
    outer.linked += read.linked
    outer.links += read.links
    outer.headlines += read.headlines
    outer.title |= read.title


def _words_outside_links(tree: Node) -> int:
    linked = sum(_length(link) for link in tree.iter("a") if leads(link))
    unseen = sum(len((node.text or "").split()) for node in tree.iter("script", "style"))
    return max(1, _length(tree) - linked - unseen)


def _length(node: Node) -> int:
    return sum(len(text.split()) for text in node.itertext())


def _is_around(read: _Open, everything: int, articles: int) -> bool:
    node, tag = read.node, read.node.tag
    if tag in {"script", "style", "noscript"}:
        return tag != "noscript" or read.words <= _FORM * everything
    if tag in _NEVER - _ARTICLES or read.title or read.words > _LAYOUT * everything:
        return False
    if tag in _GONE or node.get("role", "") in _ROLES:
        return True
    if tag == "form":
        return read.words <= _FORM * everything
    if tag in {"footer", "header"}:
        return not articles or (tag == "footer" and read.words < _TEASER)
    if is_hidden(node) or (tag not in _NEVER and _hinted(node)):
        return True
    return tag in _BOXES and _is_list(read, tag)


def _is_list(read: _Open, tag: str) -> bool:
    """Mostly links, or headlines of other articles with a few words each."""
    together = read.words + read.linked
    if read.linked >= _ONLY_LINKED * together and read.linked and (tag in {"p", "li"} or read.links > 1):
        return read.linked >= _HEADLINE or read.links > 1
    if read.links < 2 or tag in {"p", "span"}:
        return False
    if read.links > 2 and read.linked >= _LINKED * together:
        return True
    return read.headlines >= 2 and read.words <= _TEASER * read.headlines


def is_hidden(node: Node) -> bool:
    """Whether an element says of itself that it is not shown."""
    keys = node.keys()
    if "hidden" in keys:
        return True
    return "style" in keys and bool(_UNSEEN_STYLE.search(node.get("style")[:_MAX_NAMES]))


def _hinted(node: Node) -> bool:
    name, mark = node.get("class") or "", node.get("id") or ""
    return bool(name or mark) and (_name_hints(name[:_MAX_NAMES]) or _name_hints(mark[:_MAX_NAMES]))


@lru_cache(maxsize=4_096)
def _name_hints(name: str) -> bool:
    for token in name.split()[:20]:
        humps = _HUMP.sub("-", token).lower()
        if token.lower() in _HIDDEN | _HEADERS or not _PARTS.isdisjoint(_SEPARATORS.split(humps)):
            return True
        together = _SEPARATORS.sub("", humps)
        if any(word in together for word in _INSIDE):
            return True
    return False


def _drop_boxes(tree: Node, title: Node | None) -> None:
    """Headings that say that something else follows, with the block they head, or with what follows up to the next block."""
    kept = set(title.iterancestors()) if title is not None else set()
    for heading in list(islice(_box_headings(tree), _MAX_HEADINGS)):
        box = next(
            (block for block in islice(heading.iterancestors(), _MAX_CLIMB) if _heads(heading, block)), None
        )
        if box is not None and box not in kept and box.tag not in _NEVER - {"article"}:
            drop(box)


def _box_headings(tree: Node) -> Iterator[Node]:
    for node in tree.iter(etree.Element):
        own = node.text
        if own and len(own) <= _MAX_BOX_HEADING * 2 and len(node) <= 2:
            words = " ".join(own.split())
            if len(words) <= _MAX_BOX_HEADING and _BOX_HEADING.fullmatch(normalize("NFC", words).lower()):
                yield node


def is_box_heading(text: str) -> bool:
    """Whether a line says that other articles, links or a form follow."""
    return len(text) <= _MAX_BOX_HEADING and _BOX_HEADING.fullmatch(text.lower()) is not None


def _heads(heading: Node, block: Node) -> bool:
    """Whether the block begins with the heading and has links of its own."""
    first = next((text for text in islice(block.itertext(), 30) if text.strip()), None)
    return first == heading.text and next(block.iter("a"), None) is not None
