"""HTML in, tree and plain text out. Hardened: no network, no entity growth, bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from crawler.encodings import decode
from crawler.errors import PageTooLarge, UnreadablePage

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 50_000
"""A page with more is refused: no page people write has them, and reading it would take minutes."""
MAX_URL = 2_000
MAX_HEADING = 300
_NOT_IN_A_URL = re.compile(r"[\s<>\"\x00-\x1f\x7f\ud800-\udfff]")

Node = Any
"""An lxml element; lxml has no types of its own."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "button",
        "select",
        "textarea",
        "head",
        "title",
    )
)

_PLAIN = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""Every element of one class, chosen without asking Python: the default asks it anew each time an element is come upon."""
_REFERENCES = re.compile(r"&#(?:[xX]0{0,8}[01]?[0-9a-fA-F]|0{0,8}[12]?\d|0{0,8}3[01]);")
"""Characters XML cannot hold, written as references (line ends written so too)."""
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
"""The same as they are; none of these bytes is part of another letter in UTF-8."""
_TAGS = re.compile(rb"<[^<>]{0,2000}>")
_TOLD_FROM = 200_000
"""Bytes from which the encoding is told."""
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_BREAKS = re.compile(r"\n{3,}")


def read_html(body: bytes) -> Node:
    """The tree of a page.

    Raises:
        PageTooLarge: over ``MAX_BYTES``.
        UnreadablePage: nothing that can be parsed.
    """
    if len(body) > MAX_BYTES:
        raise PageTooLarge(f"Trang lớn hơn {MAX_BYTES // 1_000_000} MB nên không đọc.")
    text = decode(body)
    if "&#" in text:
        text = _REFERENCES.sub(" ", text)
    written = text.replace("\ufffe", "").replace("\uffff", "").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    parser.set_element_class_lookup(_PLAIN)
    try:
        tree = html.document_fromstring(written.translate(None, _CONTROLS), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise UnreadablePage("Trang trống hoặc hỏng, không đọc được nội dung.") from None
    if tree.xpath("count(//*)") > MAX_ELEMENTS:
        raise PageTooLarge("Trang có quá nhiều phần tử nên không đọc.")
    return tree


def local_name(node: Node) -> str:
    """The name of an XML element without namespace or prefix.

    A broken page can have names that are none ("rdf:RDF" without its namespace).
    """
    return node.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(node.tag, str) else ""


def has_class(*names: str) -> str:
    """An XPath condition: the element has one of these class tokens."""
    padded = "concat(' ', normalize-space(@class), ' ')"
    return " or ".join(f"contains({padded}, ' {name} ')" for name in names)


def drop(node: Node) -> None:
    """Take an element out of its tree, keeping the text that follows it."""
    if node.getparent() is not None:
        node.drop_tree()


def plain_text(node: Node, page_url: str | None = None) -> str:
    """The visible text with line breaks where blocks end.

    With ``page_url``, a link to another site is followed by its address in brackets when the visible
    text hides it: the address behind "bấm vào đây" is what a scam is recognised by.
    """
    text = "".join(_pieces(node, page_url))
    text = _SPACES.sub(" ", text.replace("\r", "\n").replace("\xa0", " "))
    return _BREAKS.sub("\n\n", _AROUND_BREAK.sub("\n", text)).strip()


def _pieces(root: Node, page_url: str | None) -> Iterator[str]:
    hidden: Node | None = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if hidden is None and (tag in UNSEEN or not tag):
                hidden = node
            if hidden is None:
                yield "\n" if tag in BLOCKS else ""
                yield node.text or ""
            continue
        if hidden is None:
            if tag == "a" and page_url:
                yield _hidden_address(node, page_url)
            yield "\n" if tag in BLOCKS and tag != "br" else ""
        if hidden is node:
            hidden = None
        if hidden is None and node is not root:
            yield node.tail or ""


def _hidden_address(link: Node, page_url: str) -> str:
    address = absolute(page_url, link.get("href"))
    if address is None or same_host(address, page_url):
        return ""
    host = urlsplit(address).hostname or ""
    return "" if host in "".join(link.itertext()) else f" ({address})"


def heading(tree: Node, path: str = "//h1") -> str:
    """The words of the page's heading; a heading that has swallowed blocks of a broken page is none."""
    for node in tree.xpath(path)[:3]:
        text = " ".join("".join(node.itertext()).split())
        swallowed = node.xpath(".//article | .//section | .//div | .//p | .//aside | .//ul | .//table")
        if text and len(text) <= MAX_HEADING and not swallowed:
            return text
    return ""


def absolute(base: str, reference: str | None) -> str | None:
    """``reference`` against ``base`` as an http(s) address; None for anything else."""
    if not reference or len(reference) > MAX_URL:
        return None
    if _NOT_IN_A_URL.search(reference.strip()):
        return None
    try:
        joined = urljoin(base, reference.strip())
        parts = urlsplit(joined)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        return None
    return joined if usable and len(joined) <= MAX_URL else None


def same_host(one: str, other: str) -> bool:
    """Whether two addresses live on one host and port."""
    try:
        a, b = urlsplit(one), urlsplit(other)
        ports = a.port, b.port
    except ValueError:
        return False
    return a.hostname == b.hostname and ports[0] == ports[1]


def text_of_html(fragment: str) -> str:
    """Plain text of a piece of HTML inside a feed or a JSON-LD field; plain text stays as it is."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    try:
        return plain_text(read_html(f"<div>{fragment}</div>".encode("utf-8", "replace")))
    except UnreadablePage:
        return ""
