"""Names that stand in links to profiles: forum software of every kind links the name of who wrote a post to a page about them.

Told by the address of the link (``/members/12``, ``profile.asp?id=30``, ``mod=space&uid=82``, ``/thanh-vien/``), so that a name is
known where no class speaks of people. Taken out of the words of posts where it is distinctive (``crawler.identity.scrub``).

It cannot see: names without a link, and profiles at addresses like any other.
"""

from __future__ import annotations

import re
from itertools import islice

from crawler.identity import clean_names
from crawler.markup import Node

MAX_LINKS = 2_000
_WORDS = 6
"""Words of a name."""
_PROFILE = re.compile(
    r"(?:^|[/?&_.=-])(?:members?|users?|profile|viewprofile|author|thanh-?vien|ban-doc|nguoi-dung|memberlist|pop_profile|space|u|@)"
    r"(?:[/=;.&?-]|$)|[?&;](?:uid|user_?id|member_?id|u)=\d|/@[\w.]|/nguoi/[\w-]",
    re.IGNORECASE,
)
_MAX_ADDRESS = 300
_PICTURE = re.compile(
    r"^(?:(?:ảnh|hình) đại diện|avatar|xem hồ sơ|trang cá nhân)(?: (?:của|of))?\b:?|(?:'s avatar| (?:đang ẩn|không hoạt động|đang hoạt động))$",
    re.IGNORECASE,
)
"""What stands around a name in the words that tell a picture."""


def is_profile(reference: str | None) -> bool:
    """Whether an address is that of a page about a person.

    >>> is_profile("pop_profile.asp?mode=display&id=30"), is_profile("/threads/so-giay.12/"), is_profile("/members/buoi.7/")
    (True, False, True)
    """
    return reference is not None and _PROFILE.search(reference[:_MAX_ADDRESS]) is not None


def linked_people(tree: Node) -> frozenset[str]:
    """The words of links to profiles that may be names, from the first ``MAX_LINKS`` links of a page."""
    given: list[str] = []
    for link in islice(tree.iter("a"), MAX_LINKS):
        if is_profile(link.get("href")):
            words = " ".join("".join(islice(link.itertext(), 10)).split())
            pictured = (node.get(key) or "" for node in (link, *link.iter("img")) for key in ("alt", "title"))
            names = (words, *(_PICTURE.sub("", one[:_MAX_ADDRESS]).strip() for one in pictured))
            given.extend(name for name in names if 0 < len(name.split()) <= _WORDS)
    return clean_names(given)
