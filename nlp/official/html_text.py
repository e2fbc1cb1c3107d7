"""The visible text of an HTML page, one block per line."""

from __future__ import annotations

import re

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "form",
        "nav",
        "footer",
        "head",
        "select",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "dd",
        "dt",
        "figure",
    ]
)


def html_text(page: str) -> str:
    """Text of ``page`` without scripts, styles, forms and navigation; ``<sup>1</sup>`` becomes ``[^1]``.

    The parser opens no address and expands no entity but the characters HTML names.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = html.document_fromstring(page.encode("utf-8", errors="replace"), parser=parser)
    parts: list[str] = []
    skipping = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            skipping += tag in _DROPPED
            if not skipping:
                _open(parts, node, tag)
        else:
            if not skipping:
                _close(parts, tag)
            skipping -= tag in _DROPPED
            if not skipping:
                parts.append(_flat(node.tail))
    lines = (re.sub(r"[ \t]{2,}", "  ", line).strip() for line in "".join(parts).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _open(parts: list[str], node: object, tag: str) -> None:
    text = _flat(getattr(node, "text", None))
    if tag == "sup" and re.fullmatch(r"\s*\[?\d{1,3}\]?\s*", text):
        parts.append(f"[^{re.sub(r'[^0-9]', '', text)}]")
        return
    if tag in _BLOCKS or tag == "br":
        parts.append("\n")
    if tag in ("td", "th"):
        parts.append("  ")
    if tag == "li":
        parent = node.getparent()  # type: ignore[attr-defined]
        if parent is not None and parent.tag == "ul" and not re.match(r"\s*[-–+•*]", text):
            parts.append("- ")
    parts.append(text)


def _close(parts: list[str], tag: str) -> None:
    if tag in _BLOCKS:
        parts.append("\n")


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
