"""The title of a thread: from JSON-LD, a heading, what the page calls a title, or its own title without the name of the site.

It cannot see: a title that is only in a picture.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from lxml import etree

from crawler.article_title import find_title, shared_title, squeezed
from crawler.forum_people import is_profile
from crawler.forum_questions import titled
from crawler.forum_schema import Seen
from crawler.identity import people_nodes, remove_people
from crawler.jsonld import text_in, types_of
from crawler.markup import MAX_HEADING, Node, drop, has_class, heading

_SITE = frozenset(
    (
        *(
            "header",
            "headerbar",
            "site-header",
            "page-header",
            "masthead",
            "banner",
            "logo",
            "brand",
            "site-title",
        ),
        *("site-description", "forumtitle", "top_section", "navbar-brand"),
    )
)
"""Classes and ids of where the name of a site stands."""
_LABEL = re.compile(r"^(?:chủ đề|thread|topic|câu hỏi)\s{0,3}:\s{0,3}", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\s{0,3}\((?:trang|page) \d{1,6}\)", re.IGNORECASE)
_HOME = re.compile(
    r"(?:https?://[^/]{1,100})?(?:\./|/)?(?:(?:index|default|forum|home)\.\w{2,5})?", re.IGNORECASE
)
"""The address of the first page of a site."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_TITLE_WORDS = 4
_MAX_HEADINGS = 200


def thread_title(tree: Node, linked: Iterable[Mapping[str, Any]], seen: Sequence[Seen]) -> str:
    """The title of the thread of which ``seen`` are the posts; empty where the page has none."""
    for node in linked:
        if "DiscussionForumPosting" in types_of(node) and (headline := text_in(node, "headline", "name")):
            return headline
    bare = copy.deepcopy(tree)
    remove_people(bare)
    for label in bare.xpath(f"//h1//*[{has_class('label', 'label-append')}]"):
        drop(label)
    page = _PAGE_NUMBER.sub("", heading(bare, "//title"))
    for first in bare.xpath("//h1")[:3]:
        if _of_the_site(first, page):
            drop(first)
    if given := heading(bare) or heading(bare, "//h2[contains(@class, 'topic-title')]"):
        return _LABEL.sub("", given)
    if given := titled(bare):
        return given
    if given := shared_title(bare, page):
        return given
    named = find_title(bare, [page])
    words = squeezed("".join(named.itertext())) if named is not None else page
    if named is None or words not in page:
        return _heading_above(tree, seen) or words
    return words


def _heading_above(tree: Node, seen: Sequence[Seen]) -> str:
    """The last heading of some words above the first post, where the page's own title says nothing of the thread."""
    first = next((node for post in seen[:1] for node in (post.block, post.content) if node is not None), None)
    found = ""
    people = set(people_nodes(tree))
    for node in tree.iter(etree.Element):
        if node is first:
            return found
        if node.tag in _HEADINGS and not _about_somebody(node, people):
            words = squeezed("".join(islice(node.itertext(), 20)))
            found = words if len(words.split()) >= _TITLE_WORDS and len(words) <= MAX_HEADING else found
    return ""


def _about_somebody(node: Node, people: set[Node]) -> bool:
    """Whether a heading lies in what describes a person, holds such, or links to a profile."""
    if any(is_profile(link.get("href")) for link in islice(node.iter("a"), 5)):
        return True
    return not people.isdisjoint((*node.iter(etree.Element), *node.iterancestors()))


def _of_the_site(first: Node, page: str) -> bool:
    """Whether a heading stands where the name of the site does, and the page's own title does not begin with it."""
    words = squeezed("".join(islice(first.itertext(), 20)))
    if words and words in page and not page.endswith(words):
        return not page.startswith(words) and _begins_with_another(first, page[: page.index(words)])
    if words and words != page and _begins_with_another(first, page.removesuffix(words)):
        return True
    if words != page and any(_HOME.fullmatch(link.get("href") or "-") for link in islice(first.iter("a"), 3)):
        return True
    around = (first, *islice(first.iterancestors(), 4))
    return any(
        node.tag == "header"
        or not _SITE.isdisjoint(f"{node.get('class') or ''} {node.get('id') or ''}".split())
        for node in around
    )


def _begins_with_another(first: Node, begun: str) -> bool:
    """Whether what the page's own title begins with is the words of another heading."""
    begun = begun.strip(" -–—|•·»:")
    root = first.getroottree().getroot()
    others = (node for node in root.iter("h1", "h2", "h3") if node is not first)
    return len(begun.split()) >= _TITLE_WORDS and any(
        squeezed("".join(islice(node.itertext(), 20))) == begun for node in islice(others, _MAX_HEADINGS)
    )
