"""How XML of strangers is read: entities are not expanded, nothing outside is loaded, breaks are mended."""

from __future__ import annotations

from collections.abc import Mapping

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
