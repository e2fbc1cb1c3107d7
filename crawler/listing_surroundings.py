"""What stands around the articles of a list: menus, sidebars, footers, boxes of what others read, calendars.

Told by elements and roles made for it, by words in classes and ids, and by the headings of boxes. A block that
only carries such a word because it holds the whole page ("has-sidebar") stays.
"""

from __future__ import annotations

import re
from itertools import islice
from unicodedata import normalize

from lxml import etree

from crawler.markup import Node, drop

_TAGS = frozenset({"nav", "aside", "footer", "header", "dialog", "select", "noscript", "iframe"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar"})
_ENTRIES = frozenset({"article", "main", "li", "tr"})
"""Inside these a header or footer belongs to one article of the list."""
_KEPT = frozenset({"html", "head", "body", "main", "form"})
"""Never dropped; the pages of ASP.NET lie in one form."""
_PARTS = frozenset(
    (
        *("nav", "navigation", "toolbar", "topbar", "share", "sharing", "social", "tag", "tags", "related"),
        *("popular", "trending", "banner", "advert", "ads", "calendar", "login", "poll", "vote", "weather"),
        *("slideshow", "ticker", "marquee"),
    )
)
"""Words a class or an id is made of."""
_INSIDE = (
    *(
        "menu",
        "sidebar",
        "sidenav",
        "breadcrumb",
        "navbar",
        "quicklaunch",
        "weblink",
        "copyright",
        "mostview",
        "mostread",
    ),
    *(
        "xemnhieu",
        "docnhieu",
        "lienquan",
        "quangcao",
        "thongke",
        "lienket",
        "thamdo",
        "tukhoa",
        "chiase",
        "footer",
    ),
)
"""Words that count wherever they stand in a class or an id, written together."""
_HEADERS = frozenset({"header", "site-header", "main-header", "banner"})
_BOX_HEADING = re.compile(
    r"(?:(?:các |những )?(?:tin|bài|bài viết|tin tức|tin bài|nội dung)? ?(?:được )?"
    r"(?:xem nhiều|đọc nhiều|quan tâm nhiều|chia sẻ nhiều|liên quan|cùng chuyên mục|khác)(?: nhất)?"
    r"|liên kết(?: web| website| trang)?|quảng cáo|từ khóa|từ khoá|chủ đề|thống kê(?: truy cập)?|thăm dò(?: ý kiến)?"
    r"|lịch|lịch công tác|thư viện ảnh|video|bình luận(?: mới)?|đăng nhập|chia sẻ|danh mục|chuyên mục|most viewed|related)"
    r"[:.… ]{0,3}"
)
_HEADINGS = (
    "//h1 | //h2 | //h3 | //h4 | //h5 | //h6 | //*[contains(@class, 'title') or contains(@class, 'heading')]"
)
_MAX_BOX_HEADING = 40
_MAX_NAMES = 500
"""Code points of a class or an id; a longer one is no name, and would be read again for every link inside."""
_MAX_HEADINGS = 400
_MAX_BOXES = 50
_MAX_CLIMB = 5
_SEPARATORS = re.compile(r"[-_\d]+")
_LAYOUT = 0.5
"""A block with more than this share of the page's words outside links is the page, not something around it."""


def shorten_names(tree: Node) -> None:
    """Take classes and ids of unreasonable length out, in place."""
    for node in tree.iter():
        for key in ("class", "id"):
            if len(node.get(key) or "") > _MAX_NAMES:
                del node.attrib[key]


def drop_surroundings(tree: Node) -> None:
    """Take out what is not the list, in place."""
    _drop_boxes(tree)  # first: the heading of a box may lie in a header of its own
    for node in _zones(tree):
        drop(node)


def _zones(tree: Node) -> list[Node]:
    """Blocks around the list; one pass, whatever is nested in what."""
    made_for_it: list[Node] = []
    hinted: list[tuple[Node, int]] = []  # with the page's words outside links before it, then inside it
    waiting: list[tuple[Node, int]] = []
    zones = links = entries = words = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        step = 1 if event == "start" else -1
        if event == "end" and waiting and waiting[-1][0] is node:
            hinted.append((node, words - waiting.pop()[1]))
        if _made_for_it(node, entries - (node.tag in _ENTRIES and step < 0)):
            zones += step
            if step > 0:
                made_for_it.append(node)
        elif event == "start" and not entries and not zones and _hinted(node):
            waiting.append((node, words))
        links += step * (node.tag == "a")
        entries += step * (node.tag in _ENTRIES)
        if not links and not zones:
            words += _words(node.text if event == "start" else node.tail)
    return made_for_it + [node for node, inside in hinted if inside <= _LAYOUT * words]


def _words(text: str | None) -> int:
    return len(text.split()) if text else 0


def _made_for_it(node: Node, entries: int) -> bool:
    if node.tag in _TAGS:
        return not (entries and node.tag in {"header", "footer"})
    return node.tag not in _KEPT and node.get("role", "") in _ROLES


def _hinted(node: Node) -> bool:
    if node.tag in _KEPT or node.tag == "a":
        return False
    for token in f"{node.get('class') or ''} {node.get('id') or ''}".lower().split()[:20]:
        if token in _HEADERS or _PARTS & set(_SEPARATORS.split(token)):
            return True
        together = _SEPARATORS.sub("", token)
        if any(word in together for word in _INSIDE):
            return True
    return False


def _drop_boxes(tree: Node) -> None:
    """Boxes whose heading says that they are something else, unless half of the page's links are in them."""
    links = sum(1 for _ in tree.iter("a"))
    boxes = 0
    for heading in islice(tree.xpath(_HEADINGS), _MAX_HEADINGS):
        runs = (run[: _MAX_BOX_HEADING + 1] for run in islice(heading.itertext(), 20))
        words = " ".join(" ".join(runs).split())
        if len(words) > _MAX_BOX_HEADING or not _BOX_HEADING.fullmatch(normalize("NFC", words).lower()):
            continue
        boxes += 1
        if boxes > _MAX_BOXES:
            return
        box = _box_of(heading)
        if box is not None and sum(1 for _ in box.iter("a")) <= _LAYOUT * links:
            drop(box)


def _box_of(heading: Node) -> Node | None:
    """The nearest block around a heading that has links besides those of the heading."""
    own = sum(1 for _ in heading.iter("a"))
    for block in islice(heading.iterancestors(), _MAX_CLIMB):
        if block.tag in _KEPT:
            return None
        if sum(1 for _ in islice(block.iter("a"), own + 1)) > own:
            return block
    return None
