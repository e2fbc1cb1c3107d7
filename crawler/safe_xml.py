"""How XML of strangers is read: entities are not expanded, nothing outside is loaded, breaks are mended."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.encodings import decode
from crawler.markup import Node

SAFELY: Mapping[str, bool] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "recover": True,
    "remove_comments": True,
    "remove_pis": True,
}
"""Options for each of lxml's parsers of XML."""


def declares_entities(root: Node) -> bool:
    """Whether a document declares entities of its own: such a document is refused, expanded or not."""
    declared = root.getroottree().docinfo.internalDTD
    return declared is not None and any(True for _ in declared.iterentities())


_DECLARATION = re.compile(
    r"\A(\s{0,100}<\?xml\b[^>]{0,200}?)\s{1,20}encoding\s{0,20}=\s{0,20}[\"'][^\"'>]{0,60}[\"']"
)
_NOT_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:[xX]0{0,8}(?:1[0-9a-fA-F]|[0-8bBcCeEfF])|0{0,8}(?:[0-8]|1[124-9]|2\d|3[01]));"
)
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|amp;|lt;|gt;|quot;|apos;)?", re.DOTALL
)
_NUMBERED = {
    None: "&#38;",
    "amp;": "&#38;",
    "lt;": "&#60;",
    "gt;": "&#62;",
    "quot;": "&#34;",
    "apos;": "&#39;",
}


def mended(body: bytes) -> bytes:
    """A document as UTF-8 without characters XML cannot hold, and every ``&`` written by its number.

    Bare ones ("?l=tin&ItemID=1") and names of HTML ("&nbsp;") are common, and after the first mistake of any kind the
    parser leaves every named reference out: addresses become other addresses, and packed HTML loses its marks. What
    stands in CDATA is as it is.

    >>> mended(b"<a>Thu & chi &amp; n&nbsp;p <![CDATA[a & b]]></a>").decode()
    '<a>Thu &#38; chi &#38; n&#38;nbsp;p <![CDATA[a & b]]></a>'
    """
    text = _NOT_XML.sub("", _DECLARATION.sub(r"\1", decode(body)))
    text = _REFERENCE.sub(_numbered, text)
    return text.encode("utf-8", "replace")


def _numbered(found: re.Match[str]) -> str:
    return found[0] if found[0][0] == "<" else _NUMBERED.get(found[1], found[0])
