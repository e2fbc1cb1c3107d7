"""Who wrote it is nobody's business here: author nodes leave the tree, author names leave the text.

Two steps, both in memory. ``remove_people`` drops the nodes that describe people. ``names_in`` reads, before
that, what those nodes said, so that ``scrub`` can take the same names out of the texts around them (a reply
that quotes "Tên viết:"). The names are forgotten with the page. Masking by ``nlp.privacy`` comes on top.

It cannot see: a person named only in running text (masking's part), or markup that gives no hint that a
node describes a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree

from crawler.jsonld import types_of
from crawler.markup import Node, drop
from crawler.reading_order import ReadingOrder
from models.vocabulary import Placeholder

PERSON_PROPERTIES = (
    "author",
    "creator",
    "editor",
    "contributor",
    "accountablePerson",
    "reviewedBy",
    "mentions",
)
NAME_CLASSES = frozenset([
    "author", "byline", "username", "user-name", "user-link", "p-author", "fn", "post-author",
    "postauthor", "article-author", "entry-author", "author-name", "comment-author",
    "message-name", "poster", "postername", "PostUser-name", "bigusername", "comment-name",
    "wp-block-comment-author-name", "wp-block-post-author-name", "nickname", "ho-ten", "hoten",
    "nguoi-gui", "nguoi-hoi", "ten-thanh-vien", "creator", "names", "tac-gia", "tacgia",
    "nguoi-dang", "nguoi-viet", "but-danh", "butdanh",
])  # fmt: skip
"""Class tokens of elements that hold a name."""
PERSON_CLASSES = NAME_CLASSES | frozenset([
    "avatar", "user-info", "userinfo", "user-mention", "mention", "vcard", "h-card", "author-bio",
    "author-box", "message-user", "message-userDetails", "message-avatar", "message-userTitle",
    "message-attribution-user", "postprofile", "memberinfo", "member-card", "memberCard",
    "trigger-user-card", "userid", "usertitle", "profile-link",
])  # fmt: skip
"""Class tokens of elements that describe a person, with or without the name."""
_PERSON_HINT = re.compile(
    r"(?:^|[-_])(?:author|byline|avatar|username|usercard|userinfo)(?:$|[-_])", re.IGNORECASE
)
_USER_KEYS = frozenset({"data-username", "data-user-id", "data-author-name", "data-user-card"})
_SAYING = frozenset({"itemprop", "rel", "itemtype"})
_KEPT = frozenset({"html", "head", "body", "main", "article"})
_MAX_HINTED = 80
"""Code points. Where only part of a class name or an attribute hints at a person, an element with more text
is a layout block ("comment-author-3" on a whole comment) and stays."""

MAX_NAMES = 2_000
MAX_NAME = 60

_NOT_A_PERSON = re.compile(
    r"(?:công an|ủy ban|uỷ ban|ubnd|bộ|sở|cục|tổng cục|chi cục|phòng|ban|báo|đài|cổng|trung tâm|ngân hàng"
    r"|bảo hiểm|hội|đoàn|đảng|mặt trận|trường|bệnh viện|tòa án|toà án|viện|kho bạc|tổ công nghệ|vneid|vssid"
    r"|zalo|facebook|admin|quản trị|ban biên tập|biên tập|thành phố|tp|tỉnh|huyện|quận|xã|phường)\b",
    re.IGNORECASE,
)
_PLACES = frozenset(
    """an giang,bà rịa,bạc liêu,bắc giang,bắc kạn,bắc ninh,bến tre,bình định,bình dương,bình phước,bình thuận,
    cà mau,cần thơ,cao bằng,đà nẵng,đắk lắk,đắk nông,điện biên,đồng nai,đồng tháp,gia lai,hà giang,hà nam,hà nội,
    hà tĩnh,hải dương,hải phòng,hậu giang,hòa bình,hưng yên,khánh hòa,kiên giang,kon tum,lai châu,lâm đồng,
    lạng sơn,lào cai,long an,nam định,nghệ an,ninh bình,ninh thuận,phú thọ,phú yên,quảng bình,quảng nam,
    quảng ngãi,quảng ninh,quảng trị,sài gòn,sóc trăng,sơn la,tây ninh,thái bình,thái nguyên,thanh hóa,thanh hoá,
    thừa thiên huế,tiền giang,hồ chí minh,trà vinh,tuyên quang,việt nam,vĩnh long,vĩnh phúc,vũng tàu,
    yên bái""".replace("\n    ", "").split(",")
)
_ORGANISATION_TYPES = frozenset(
    {"Organization", "GovernmentOrganization", "NewsMediaOrganization", "Corporation", "WebSite"}
)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?",
    re.IGNORECASE,
)
_SAID = r"(?:đã )?(?:viết|nói|trả lời|said|wrote)"


_PROPERTIES = frozenset(PERSON_PROPERTIES)
_RELATIONS = frozenset({"author", "me"})


def people_nodes(tree: Node, page: ReadingOrder | None = None) -> list[Node]:
    """The elements that describe people: those that say so first, then those whose names only hint at it.

    ``page``: the tree written out, where that was done already. What the attributes say is compared here: conditions over
    dozens of tokens in XPath took more than the rest of the reading of a page. Most elements are dismissed by what attributes they have.
    """
    found: list[Node] = []
    hinted: list[Node] = []
    for node, keys in _with_keys(tree, page):
        has = _of_keys(keys)
        if not (has.classes or has.says or has.hints) or node.tag in _KEPT:
            continue
        says, hints = _of_classes(node.get("class") or "") if has.classes else (False, False)
        if says or (has.says and _says_so(node)):
            found.append(node)
        elif (hints or has.hints) and len("".join(node.itertext())) <= _MAX_HINTED:
            hinted.append(node)
    return found + hinted


def _with_keys(tree: Node, page: ReadingOrder | None) -> Iterable[tuple[Node, tuple[str, ...]]]:
    if page is not None:
        return zip(page.nodes, page.keys, strict=True)
    return ((node, tuple(node.keys())) for node in tree.iter(etree.Element))


class _Has(NamedTuple):
    """What the names of an element's attributes tell: it has a class; one that may say it is about a person; one that hints at it."""

    classes: bool
    says: bool
    hints: bool


@lru_cache(maxsize=8_192)
def _of_keys(keys: tuple[str, ...]) -> _Has:
    """The pages of a site have few sets of attributes."""
    classes = "class" in keys
    text = " ".join(keys)
    hints = ("user" in text or "author" in text) and (classes or not _USER_KEYS.isdisjoint(keys))
    return _Has(classes, not _SAYING.isdisjoint(keys), hints)


@lru_cache(maxsize=8_192)
def _of_classes(classes: str) -> tuple[bool, bool]:
    """Whether the class tokens say that an element is about a person, and whether part of one hints at it. The pages of a site
    have few classes.
    """
    tokens = classes.split()
    return not PERSON_CLASSES.isdisjoint(tokens), any(_PERSON_HINT.search(token) for token in tokens)


def _says_so(node: Node) -> bool:
    return not (
        _PROPERTIES.isdisjoint((node.get("itemprop") or "").split())
        and _RELATIONS.isdisjoint((node.get("rel") or "").split())
        and "schema.org/Person" not in (node.get("itemtype") or "")
    )


def remove_people(tree: Node, people: Iterable[Node] | None = None) -> None:
    """Drop every node that describes a person, in place. Text that follows such a node stays. ``people``: what ``people_nodes`` gave."""
    for node in people_nodes(tree) if people is None else people:
        if node is not tree:
            drop(node)


def names_in(
    tree: Node,
    linked: Iterable[Mapping[str, Any]] = (),
    people: Iterable[Node] | None = None,
    page: ReadingOrder | None = None,
) -> frozenset[str]:
    """Names and handles given in author nodes, author attributes, meta tags and JSON-LD of a page. ``people``: what ``people_nodes``
    gave; ``page``: the tree written out, where that was done already.
    """
    names: list[str] = []
    for node in people_nodes(tree) if people is None else people:
        if _holds_a_name(node):
            names.extend(part.strip() for part in node.itertext())
            names.append(" ".join("".join(node.itertext()).split()))
            names.extend(node.get(key) or "" for key in ("title", "content"))
    named = [(node, keys) for node, keys in _with_keys(tree, page) if not _NAMING.isdisjoint(keys)]
    for attribute in ("data-author", "data-username", "data-author-name"):
        names.extend(node.get(attribute) for node, keys in named if attribute in keys)
    names.extend(_META(tree))
    names.extend(_linked_names(linked))
    names.extend(_labelled(tree.itertext() if page is None else page.texts))
    return clean_names(names)


_LABELLED = re.compile(
    r"\s{0,9}(?:người (?:đăng|viết)|tác giả|đăng bởi|viết bởi|phóng viên|biên tập(?: viên)?|thực hiện|bởi|by)\s{0,3}:?\s{1,3}(\S.{2,60}?)\s{0,9}",
    re.IGNORECASE,
)
_LABELS_BEGIN = frozenset("nNtTđĐvVpPbB")
_NAMING = frozenset({"data-author", "data-username", "data-author-name"})
_META = etree.XPath("//meta[contains(@name, 'author') or contains(@property, 'author')]/@content")
_MAX_TEXTS = 20_000


def _labelled(texts: Iterable[str]) -> Iterable[str]:
    """What stands after "Người đăng:" or "Tác giả:" in a text of its own, where it looks like a name."""
    for text in islice(texts, _MAX_TEXTS):
        if len(text) > 2 * MAX_NAME or text.lstrip()[:1] not in _LABELS_BEGIN:
            continue
        if (found := _LABELLED.fullmatch(text)) and looks_like_a_name(found[1]):
            yield found[1]


def _holds_a_name(node: Node) -> bool:
    """Whether the words of an author node are a name, not a title, a rank or a place in a profile box."""
    if node.get("itemprop") or node.get("rel"):
        return True
    return bool(NAME_CLASSES & set((node.get("class") or "").split()))


def _linked_names(linked: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for node in linked:
        for key in PERSON_PROPERTIES:
            value = node.get(key)
            for person in value if isinstance(value, list) else [value]:
                if isinstance(person, str):
                    yield person
                elif isinstance(person, Mapping) and not types_of(person) & _ORGANISATION_TYPES:
                    for field in ("name", "alternateName", "givenName", "familyName", "identifier"):
                        given = person.get(field)
                        if isinstance(given, str):
                            yield given


def clean_names(given: Iterable[str]) -> frozenset[str]:
    """At most ``MAX_NAMES`` names of at most ``MAX_NAME`` characters, trimmed."""
    names: set[str] = set()
    for name in given:
        trimmed = " ".join(name.split()).strip("@:,.–- ")
        if 2 <= len(trimmed) <= MAX_NAME and any(ch.isalpha() for ch in trimmed):
            names.add(unicodedata.normalize("NFC", trimmed))
        if len(names) >= MAX_NAMES:
            break
    return frozenset(names)


def is_distinctive(name: str) -> bool:
    """Whether a name may be taken out of running text wherever it stands.

    A display name that is an ordinary word or an agency ("không", "Công an xã") must not: anybody could
    then delete a negation or an agency from other people's texts by choosing it as a name.

    >>> is_distinctive("Nguyễn Thị Bưởi"), is_distinctive("buoi_1975"), is_distinctive("không")
    (True, True, False)
    """
    if len(name) < 4 or _NOT_A_PERSON.match(name) or name.lower() in _PLACES:
        return False
    if not re.search(r"[^\W\d_]{3}", name):
        return False
    if re.search(r"[\d_@]|\w\.\w", name):
        return True
    words = name.split()
    if len(words) >= 2:
        return all(word[0].isupper() for word in words if word[0].isalpha())
    return not _SYLLABLE.fullmatch(_bare(name))


def looks_like_a_name(text: str) -> bool:
    """Whether a line is nothing but two to five words with capitals, and no agency or place.

    >>> looks_like_a_name("Mông Đức Sải"), looks_like_a_name("Ban biên tập"), looks_like_a_name("Không thu phí")
    (True, False, False)
    """
    words = text.strip(" .()[]/*-–").split()
    if not 2 <= len(words) <= 5 or len(text) > MAX_NAME or not all(word.isalpha() for word in words):
        return False
    return all(word[0].isupper() for word in words) and is_distinctive(" ".join(words))


def _bare(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(ch for ch in folded if not unicodedata.combining(ch))


def scrub(text: str, names: Iterable[str]) -> str:
    """``text`` without the names that author nodes of the same page gave.

    Distinctive names are replaced everywhere, others only where a name is being used as one
    ("@tên", "tên viết:").

    >>> scrub("Nguyễn Thị Bưởi viết: mai đóng 50k", {"Nguyễn Thị Bưởi"})
    '[TÊN] viết: mai đóng 50k'
    """
    everywhere: list[str] = []
    as_name: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        forms = {unicodedata.normalize(form, name) for form in ("NFC", "NFD")}
        present = sorted(re.escape(form) for form in forms if form in text)
        (everywhere if is_distinctive(name) else as_name).extend(present)
    if everywhere:
        text = re.sub(rf"@(?:{'|'.join(everywhere)})(?!\w)", Placeholder.HANDLE.value, text)
        text = re.sub(rf"(?<!\w)(?:{'|'.join(everywhere)})(?!\w)", Placeholder.NAME.value, text)
    if as_name:
        text = re.sub(rf"@(?:{'|'.join(as_name)})(?!\w)", Placeholder.HANDLE.value, text)
        text = re.sub(
            rf"(?<!\w)(?:{'|'.join(as_name)})(?=\s{{0,3}}{_SAID}\s{{0,3}}:)", Placeholder.NAME.value, text
        )
    return text
