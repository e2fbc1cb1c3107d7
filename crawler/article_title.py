"""Which element of a page is the title of its article or thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from unicodedata import normalize

from crawler.markup import MAX_HEADING, Node
from crawler.reading_order import ReadingOrder, reading_order

_SEPARATOR = re.compile(r"\s{1,3}(?:[-–—|:»«•·/]|::)\s{1,3}")
_TITLE_NAME = re.compile(
    r"tieu-?_?de(?!khung)|title|headline|heading|tit(?:$|[-_ ])|ten-?(?:vb|bai|chu)", re.IGNORECASE
)
_OTHER_TITLE = re.compile(
    r"site|brand|logo|portal|menu|khung|box|block|widget|khac|section|cate|trang|lienket|title-?(?:bar|news-?list)",
    re.IGNORECASE,
)
"""Titles of sites, boxes and sections."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_NO_TITLE = frozenset({"a", "li", "option", "title", "head", "meta", "html", "body", "script", "style"})
_NO_TITLE_INSIDE = _NO_TITLE - {"body"}
_SHORTEST_TITLE = 12
_FEWEST_TITLE_WORDS = 4
_LONGEST_LABEL = 20
"""Code points before a colon that are no part of a title: "Hỏi đáp: …"."""


def find_title(
    tree: Node, named: Sequence[str], people: Iterable[Node] = (), page: ReadingOrder | None = None
) -> Node | None:
    """The element whose words are the title; never inside what describes ``people`` (their ranks are called titles too).

    The surest first: a heading with the words of one of ``named`` (JSON-LD, OpenGraph, the page's own title, which may go on with the
    name of the site); another element with just these words; the only ``h1``; an element whose class says that it is a title; an
    element with the beginning of the page's own title. Of several the last, but of headings the first: trails and menus stand before.
    ``page``: the tree written out, where that was done already.
    """
    page = page or reading_order(tree)
    given = [squeezed(name).lower() for name in named]
    given += [name.partition(": ")[2] for name in given if 0 < name.find(": ") <= _LONGEST_LABEL]
    titles = [name for name in given if len(name) >= _SHORTEST_TITLE]
    found: dict[int, Node] = {}
    firsts: list[Node] = []
    for at in _candidates(page, people):
        node, tag = page.nodes[at], page.tags[at]
        named_so = page.keys[at] != () and _called_title(node)
        heading = tag in _HEADINGS
        if not (heading or named_so or _may_begin(page, at, titles)):
            continue
        words = _short_words(page, at).lower()
        if tag == "h1" and len(words.split()) >= _FEWEST_TITLE_WORDS:
            firsts.append(node)
        if len(words) < _SHORTEST_TITLE:
            continue
        exact, begins = words in titles, any(_begins(title, words) for title in titles)
        if heading and (exact or begins):
            found.setdefault(0, node)
        elif exact:
            found[1] = node
        elif named_so and begins:
            found.setdefault(2, node)
        elif named_so:
            if 4 not in found and _only_words(node, words) and not any(words in title for title in titles):
                found[4] = node
        elif begins:
            found[5] = node
    if len(firsts) == 1:
        found[3] = firsts[0]
    return found[min(found)] if found else None


def _candidates(page: ReadingOrder, people: Iterable[Node]) -> Iterable[int]:
    """Elements that can be a title by where they stand."""
    outside = set(people)
    apart = bytearray(len(page.nodes))
    for at, tag in enumerate(page.tags):
        outer = page.outer[at]
        if outside and (page.nodes[at] in outside or (outer >= 0 and apart[outer])):
            apart[at] = 1  # what is inside comes later in the order of the page
        elif tag not in _NO_TITLE and (outer < 0 or page.tags[outer] not in _NO_TITLE_INSIDE):
            yield at


def _may_begin(page: ReadingOrder, at: int, titles: Sequence[str]) -> bool:
    """Whether the first words of an element are those of one of ``titles``; told by a few letters, before all are put together."""
    for text in page.texts[page.first[at] : page.last[at]][:_FEW_TEXTS]:
        start = text.lstrip()[:_FEW_LETTERS]
        if start:
            letters = squeezed(start).lower()[:-1]  # the last one may take a sign from what follows
            return any(title.startswith(letters) for title in titles)
    return False


def shared_title(tree: Node, page: str) -> str:
    """The longest part of the page's own title that is also the whole of a text on the page, if not the first part: what is left
    where the name of the site stands first; nothing otherwise.
    """
    first, *others = (part.strip() for part in _SEPARATOR.split(squeezed(page)[: MAX_HEADING * 2]))
    longest = max(others, key=len, default="")
    if len(longest.split()) < _FEWEST_TITLE_WORDS or len(longest) <= len(first):
        return ""
    texts = (squeezed(text) for text in islice(tree.xpath("//body//text()"), _MAX_TEXTS))
    return longest if longest in texts else ""


_MAX_TEXTS = 5_000
_FEW_TEXTS = 20
"""Texts an element with a title is made of, at most."""
_FEW_LETTERS = 8


def _called_title(node: Node) -> bool:
    return _title_name(node.get("class"), node.get("id"))


@lru_cache(maxsize=8_192)
def _title_name(classes: str | None, mark: str | None) -> bool:
    name = f"{classes or ''} {mark or ''}"[:200]
    return bool(_TITLE_NAME.search(name)) and not _OTHER_TITLE.search(name)


def _only_words(node: Node, words: str) -> bool:
    return len(words.split()) >= _FEWEST_TITLE_WORDS and node.find(".//a") is None


def _begins(title: str, words: str) -> bool:
    return title.startswith(words) and bool(_SEPARATOR.match(title, len(words)))


def _short_words(page: ReadingOrder, at: int) -> str:
    """The words of an element; nothing where it has more than a title."""
    pieces = page.words(at, _FEW_TEXTS)
    if sum(map(len, pieces)) > MAX_HEADING * 2:
        return ""
    words = squeezed("".join(pieces))
    return words if len(words) <= MAX_HEADING else ""


def squeezed(text: str) -> str:
    """A text on one line, NFC."""
    return normalize("NFC", " ".join(text.split()))
