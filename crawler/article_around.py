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

from crawler.counted import ARTICLES, UNREAD, Counted
from crawler.markup import Node, drop

_GONE = frozenset(
    {"nav", "aside", "select", "dialog", "menu", "marquee", "amp-sidebar", "amp-ad", "amp-list"}
)
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog"}
)
_NEVER = frozenset({"html", "head", "body", "main", "article", "a", "meta", "link", "title", "br", "img"})
_NEVER_AROUND = _NEVER - ARTICLES
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


def clear(tree: Node, title: Node | None) -> None:
    """Take out what is not the article, in place. ``title`` is the element of its title, where one is known."""
    _drop_boxes(tree, title)
    for node in _around(tree, title):
        drop(node)


def _around(tree: Node, title: Node | None) -> list[Node]:
    """The outermost blocks that are not the article. What is taken out counts nowhere further out."""
    page = Counted(tree)
    titled = bytearray(node is title for node in page.nodes)
    found: list[int] = []
    for at in range(len(page.nodes) - 1, 0, -1):  # what is inside comes before what is around it
        outer = page.outer[at]
        titled[outer] |= titled[at]
        if page.around[at] or not _is_around(page, at, bool(titled[at])):
            page.hand_on(at, page.linked[at] >= _HEADLINE)
            continue
        while found and found[-1] <= page.last[at]:
            found.pop()
        found.append(at)
    return [page.nodes[at] for at in found]


def _is_around(page: Counted, at: int, titled: bool) -> bool:
    """Whether element ``at`` is not the article; ``titled``: the title is in it."""
    tag, words = page.tags[at], page.words[at]
    if tag in UNREAD:
        return True
    if tag == "noscript":
        return words <= _FORM * page.everything
    if tag in _NEVER_AROUND or titled or words > _LAYOUT * page.everything:
        return False
    node, named = page.nodes[at], page.named[at]
    if tag in _GONE or (named.says and node.get("role", "") in _ROLES):
        return True
    if tag == "form":
        return words <= _FORM * page.everything
    if tag in {"footer", "header"}:
        return not page.articles[at] or (tag == "footer" and words < _TEASER)
    if named.says and is_hidden(node):
        return True
    if named.called and tag not in _NEVER and _hinted(node):
        return True
    return tag in _BOXES and _is_list(tag, words, page.linked[at], page.links[at], page.headlines[at])


def _is_list(tag: str, words: int, linked: int, links: int, headlines: int) -> bool:
    """Mostly links, or headlines of other articles with a few words each."""
    if linked and linked >= _ONLY_LINKED * (words + linked) and (tag in {"p", "li"} or links > 1):
        return linked >= _HEADLINE or links > 1
    if links < 2 or tag in {"p", "span"}:
        return False
    if links > 2 and linked >= _LINKED * (words + linked):
        return True
    return headlines >= 2 and words <= _TEASER * headlines


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
