"""Posts of forum pages whose software is not known: blocks alike beside or inside each other, each with a time and words of its own.

What tells them from a list of articles: most blocks do not lead, at the same place, to a page of their own by a headline. Blocks
without times are posts where each has a link to a profile or a button to answer. Blocks of another kind inside them, with times of
their own, are comments on them; the post above replies that is made another way is found by ``crawler.forum_opening``.

It cannot see: a thread with a single post, posts that nothing signs or dates, signatures that no class calls so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from crawler.article_body import SENTENCE, SURE, runs_of
from crawler.forum_blocks import Block, groups, read_blocks
from crawler.forum_layouts import ASIDES
from crawler.forum_opening import LINES_ABOVE, comments_are_called, opening_above
from crawler.forum_page import MAX_RUNS, Page
from crawler.forum_schema import Seen
from crawler.forum_units import NEARLY_ALL, contents, name_of
from crawler.markup import Node

_FEWEST_WORDS = 3
_NEARLY_AS_MANY = 0.6
"""Share of the most words with which a group of more blocks is taken before a group of fewer: these hold several posts each."""
_ABOUT = re.compile(r"comment|cmt|binh-?_?luan|y-?_?kien|gop-?_?y|phan-?_?hoi|remark", re.IGNORECASE)
_MAX_CLIMB = 6
_MAX_TEXTS = 300
_MAX_FURTHER = 6
"""Groups of another kind inside the posts."""

Group = list[Block]


def structural_posts(tree: Node) -> tuple[list[Seen], bool]:
    """The posts of a page by the structure of the page, and whether they are comments on an article above them; nothing where no
    two blocks are alike.
    """
    runs = runs_of(tree)
    if len(runs) > MAX_RUNS:
        return [], False
    asides = frozenset(tree.xpath(ASIDES))
    page = Page(tree, runs)
    if all(len(known) < 2 for known in (page.timed, page.stamps.get(tree, ()), page.signs.get(tree, ()))):
        return [], False
    read = [read_blocks(spans, page) for spans in groups(runs, asides)]
    told = [part for group in read if _are_posts(part := _dated_part(group))]
    signed = [] if told else [group for group in read if _are_signed(group)]
    if not told and not signed:
        return [], False
    told = [group for group in told if not any(_holds_all_of(group, other, page) for other in told)] or told
    posts = [block for block in _finest(told or signed) if block.words and (block.timed or block.signed)]
    comments = _about_an_article(posts, page)
    further = list(_further(told, posts, page))
    kinds = [posts, *further]
    apart = frozenset(block.node for kind in kinds for block in kind)
    opening = None if comments else opening_above(tree, page, posts[0].node, apart)
    found = _in_order(kinds, _asides(tree, posts), page)
    if opening is not None:
        return [opening, *found], False
    return [
        replace(post, opening=number == 0 and not comments) for number, post in enumerate(found)
    ], comments


def _asides(tree: Node, posts: Group) -> frozenset[Node]:
    """Quotations, signatures and the like. What is marked as a quotation in every post, the first too, quotes nobody: it holds
    the words of the posts.
    """
    asides = frozenset(tree.xpath(ASIDES))
    inside: dict[str, list[Node]] = {}
    for block in posts:
        longest: dict[str, Node] = {}
        for node in block.node.iter("blockquote"):
            if not any(outer in asides for outer in node.iterancestors()):
                longest[name_of(node)] = max(longest.get(name_of(node), node), node, key=_length)
        for name, node in longest.items():
            inside.setdefault(name, []).append(node)
    own = [nodes for nodes in inside.values() if len(nodes) == len(posts) > 1]
    if not own:
        return asides
    words = max(own, key=lambda nodes: sum(_length(node) for node in nodes))
    for node in words:
        node.tag = "div"  # whoever reads the post later takes quotations out of it
    return asides.difference(words)


def _length(node: Node) -> int:
    return sum(len(text) for text in islice(node.itertext(), _MAX_TEXTS))


def _in_order(kinds: Sequence[Group], asides: frozenset[Node], page: Page) -> list[Seen]:
    """Posts of all kinds in the order of the page, each with its words and without the posts inside it."""
    blocks = frozenset(block.node for kind in kinds for block in kind)
    found: list[tuple[int, Seen]] = []
    for kind in kinds:
        others = blocks.difference(block.node for block in kind)
        words = contents([block.node for block in kind], asides | others)
        found.extend(
            (
                page.first[block.node],
                Seen(
                    False,
                    content,
                    posted_at=block.posted_at,
                    mark=block.node.get("id"),
                    block=block.node,
                    beside=beside,
                ),
            )
            for block, (content, beside) in zip(kind, words, strict=True)
        )
    return [post for _, post in sorted(found, key=lambda one: one[0])]


def _further(told: Sequence[Group], posts: Group, page: Page) -> Iterator[Group]:
    """Posts of another kind inside the posts, or above the first of them: comments on an answer or on the question."""
    taken = {block.node for block in posts}
    known = set(taken)
    first = page.first[posts[0].node]
    for group in sorted(told, key=lambda group: -sum(block.words for block in group))[:_MAX_FURTHER]:
        nodes = {block.node for block in group}
        inside = [next((outer for outer in node.iterancestors() if outer in known), None) for node in nodes]
        if nodes & known or nodes & {outer for node in known for outer in node.iterancestors()}:
            continue
        held = Counter(outer for outer in inside if outer is not None)
        above = sum(page.first[node] < first for node in nodes)
        if not held or not taken.issuperset(held) or above + held.total() < len(nodes):
            continue
        if not _of_the_template(held, posts) and _apart_from(group, posts, page):
            known |= nodes
            yield [block for block in group if block.words]


def _of_the_template(held: Counter[Node], posts: Group) -> bool:
    """Whether nearly every post holds as many of the blocks: what the template puts into each."""
    return len(held) >= NEARLY_ALL * len(posts) and len(set(held.values())) == 1


def _apart_from(group: Group, posts: Group, page: Page) -> bool:
    """Whether the posts around blocks of another kind have words and times of their own beside them."""
    nodes = {block.node for block in group}
    outside = {outer for node in nodes for outer in node.iterancestors()}
    around = [block for block in posts if block.node in outside]
    spans = [(block.node, *page.span[block.node]) for block in (*around, *group)]
    read = {
        block.node: block for block in read_blocks(sorted(spans, key=lambda one: (one[1], -one[2])), page)
    }
    if not all(read[block.node].words >= _FEWEST_WORDS and read[block.node].timed for block in around):
        return False
    own = [read[block.node] for block in group]
    return sum(block.signed and block.timed for block in own) >= NEARLY_ALL * len(own)


def _dated_part(group: Group) -> Group:
    """Without the blocks before the first and after the last with a time: the head and the foot of a table."""
    dated = [at for at, block in enumerate(group) if block.timed]
    return group[dated[0] : dated[-1] + 1] if dated else []


def _holds_all_of(group: Group, other: Group, page: Page) -> bool:
    """Whether a single block of the group holds all the posts of another and no time besides: it is what stands around them."""
    nodes = {block.node for block in group}
    holders = {
        next((outer for outer in block.node.iterancestors() if outer in nodes), None) for block in other
    }
    holder = holders.pop() if len(holders) == 1 else None
    if holder is None or len(other) < len(group):
        return False
    (start, last), spans = page.span[holder], [page.span[block.node] for block in other]
    return not any(
        start <= at <= last and not any(first <= at <= end for first, end in spans) for at in page.bylines
    )


def _are_posts(group: Group) -> bool:
    said = [block for block in group if block.words >= _FEWEST_WORDS]
    dated = [block for block in said if block.timed]
    if len(dated) < 2 or len(dated) < NEARLY_ALL * len(group):
        return False
    return not _led(group)


def _are_signed(group: Group) -> bool:
    """Whether blocks without times are posts: each with a sentence, and a link to a profile or a button to answer."""
    said = [block for block in group if block.words >= _FEWEST_WORDS and block.signed]
    if len(said) < 2 or len(said) < NEARLY_ALL * len(group):
        return False
    return sum(block.words >= SENTENCE for block in said) >= 2 and not _led(group)


def _led(group: Group) -> bool:
    """Whether most blocks lead, at the same place, to a page of their own by a headline."""
    shown = Counter(words for block in group for words, _ in set(block.headlines))
    own = Counter(
        place for block in group for place in {at for words, at in block.headlines if shown[words] == 1}
    )
    return max(own.values(), default=0) >= len(group) / 2


def _finest(told: Sequence[Group]) -> Group:
    """The group with most words; of those that hold nearly as many the one with most blocks, not what holds several of them."""
    words = [sum(block.words for block in group) for group in told]
    whole = max(range(len(told)), key=lambda at: (words[at], len(told[at])))
    enough = [
        at
        for at, count in enumerate(words)
        if count >= _NEARLY_AS_MANY * words[whole]
        and all(block.told or not block.timed for block in told[at])
    ]
    return told[max(enough, key=lambda at: (len(told[at]), words[at]), default=whole)]


def _about_an_article(posts: Group, page: Page) -> bool:
    """Whether the blocks, what holds them or the line above them call them comments, and sentences of an article stand before
    the first of them.
    """
    first = posts[0].node
    start = page.first[first]
    if sum(run.told for run in page.runs[:start]) < SURE:
        return False
    named = any(
        _ABOUT.search(f"{node.get('class') or ''} {node.get('id') or ''}"[:200])
        for node in (first, *islice(first.iterancestors(), _MAX_CLIMB))
        if node.tag not in {"body", "html"}
    )
    return named or comments_are_called(page.runs[max(0, start - LINES_ABOVE) : start])
