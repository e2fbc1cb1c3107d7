"""The same page from software nobody has seen: every class and id called another way, nothing that describes its parts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from lxml import etree, html

from crawler.markup import read_html
from crawler.quality import Layout

_DESCRIBED = frozenset({"itemprop", "itemscope", "itemtype", "itemid", "rel"})
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d*$")


def renamed(layout: Layout) -> Layout:
    """The page of a layout with made names: the same name for the same class, ids with their numbers, no microdata, no JSON-LD."""
    tree = read_html(layout.body)
    for node in tree.iter(etree.Element):
        tokens = (node.get("class") or "").split()
        if tokens:
            node.set("class", " ".join(_made(token) for token in tokens))
        if given := node.get("id"):
            node.set("id", _made(given) + _NUMBER.findall(given)[0])
        for key in list(node.attrib):
            if key in _DESCRIBED or "user" in key or "author" in key:
                del node.attrib[key]
    for script in tree.xpath("//script"):
        script.drop_tree()
    return replace(layout, body=b'<meta charset="utf-8">' + html.tostring(tree, encoding="utf-8"))


def _made(name: str) -> str:
    digest = hashlib.sha256(_DIGITS.sub("", name).encode()).hexdigest()
    return "_" + "".join("ghijklmnopqrstuv"[int(figure, 16)] for figure in digest[:7])
