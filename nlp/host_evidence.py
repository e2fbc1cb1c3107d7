"""What in one reading of a host speaks for an imitation: whole domains, names, garbled banks, a false ending.

Weights are between 0 and 1. They were set on the tuning halves of the labelled hosts
(``nlp.measures.lookalike``); the order is that of how rarely an honest host has the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlp.host_names import Hit, Known, Table, find_names, known_names
from nlp.host_reading import Disguise, Host, Label
from nlp.lexicons import word_set
from nlp.lures import is_vietnamese
from nlp.official_names import GOVERNMENT, imitated_names

# Endings sold for little and without questions.
_CHEAP = word_set(
    "top xyz vip icu club live click shop site online life cc info me fun win cfd cyou pro world store today"
    " website space tk ml ga cf gq buzz sbs asia app link rest lol bond digital"
)
_CHEAP_ADDS = 0.2
_FOREIGN_ADDS = 0.45
# Foreign states and universities: nobody rents these endings.
_GUARDED = re.compile(r"(?:gov|edu|ac|mil|govt|gob|gouv)(?:\.(?!vn$)[a-z]{2})?")
_GUARDED_MOST = 0.4

_LONG = 8
_LONGEST_OWN = 4
_SHORTEST_JOINED = 8
_MOSTLY = 0.85

_VOWELS = frozenset("aeiouy")
_FALSE_ENDING = re.compile(r"(?:(?:^|[.-])gov[.]?|gov-)vn(?=[.-]|$)")
_VIETNAMESE_ENDINGS = ("vn", "com.vn", "org.vn", "net.vn", "info.vn", "id.vn", "io.vn")

# "bank" as garbled names write it: bink, brnk, bauk, baok, bing; not words that merely look so.
_GARBLED = re.compile(
    r"b(?!(?:oo|ac|lac|loc|ric|rea|roo|ul|ea)k)(?:[a-z]{0,2}nk|[a-z]{1,3}k|[a-z]{1,2}n[gk]?)"
)
_AFTER_GARBLED = 3
_CODE_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign that the host imitates the body of ``domain``: its weight, and a Vietnamese clause."""

    domain: str
    weight: float
    why: str


def evidence(host: Host) -> Iterator[Evidence]:
    """Every sign in one reading of a host."""
    yield from _whole_domains(host)
    yield from _false_ending(host)
    most = _GUARDED_MOST if _GUARDED.fullmatch(host.suffix) else 1.0
    for label in host.labels:
        for found in (*_names(label, host), *_garbled_bank(label)):
            yield Evidence(found.domain, max(0.0, min(found.weight, most)), found.why)


def _whole_domains(host: Host) -> Iterator[Evidence]:
    """Own domains that stand in the host, with their dots or with something else for them."""
    labels = host.text.split(".")
    for at in range(len(labels)):
        for count in range(2, min(_LONGEST_OWN, len(labels) - at) + 1):
            domain = ".".join(labels[at : at + count])
            if domain in _own_domains():
                yield Evidence(_own_domains()[domain], 1.0, _disguise(host) or _inside(domain, host))
    together = "".join(label.text for label in host.labels)
    if "vn" not in together and "com" not in together:  # how every own domain ends
        return
    for known, start, _ in _joined().find(together):
        if start in _word_starts(host.labels):
            domain = known.body.domain
            yield Evidence(domain, 0.98, f"viết tên miền {domain} bằng dấu gạch nối hoặc viết liền")


def _inside(domain: str, host: Host) -> str:
    return f"chứa nguyên {domain} nhưng tên miền thật là {host.registered}"


def _disguise(host: Host) -> str:
    match host.disguise:
        case Disguise.FOREIGN:
            return "dùng chữ cái lạ trông như chữ thường"
        case Disguise.FIGURES:
            return "dùng chữ số thay chữ cái"
        case Disguise.MARKS:
            return "dùng chữ có dấu trông như chữ thường"
        case _:
            return ""


def _word_starts(labels: tuple[Label, ...]) -> set[int]:
    found, at = set(), 0
    for label in labels:
        found |= {at + place for place in label.breaks}
        at += len(label.text)
    return found


def _false_ending(host: Host) -> Iterator[Evidence]:
    """``gov.vn`` anywhere but at the end, or a label that pretends to be it."""
    before = host.text.removesuffix(f".{host.suffix}") if host.suffix else host.text
    why = "giả đuôi .gov.vn của cơ quan nhà nước"
    if host.suffix != GOVERNMENT and _FALSE_ENDING.search(before):
        yield Evidence(GOVERNMENT, 0.9, why)
    if host.suffix in _VIETNAMESE_ENDINGS and host.labels:
        last = host.labels[-1].text
        if last in {"gov", "govt", "govs"}:
            yield Evidence(GOVERNMENT, 0.9, why)
        elif last.endswith(("gov", "govvn", "govn")):
            yield Evidence(GOVERNMENT, 0.65, why)


def _names(label: Label, host: Host) -> Iterator[Evidence]:
    for hit in find_names(label.text):
        weigh = _weak_name if hit.known.weak else _strong_name
        weight = weigh(hit, label, host)
        yield Evidence(hit.known.body.domain, weight, _why(hit, label, host))


def _why(hit: Hit, label: Label, host: Host) -> str:
    name = hit.known.text
    if host.disguise is not Disguise.NONE:
        return f"{_disguise(host)} để giống tên «{name}»"
    if hit.doubled:
        return f"lặp chữ trong tên «{name}»"
    if hit.edits:
        return f"viết lệch vài chữ so với tên «{name}»"
    if label is not host.labels[-1]:
        return f"đặt tên «{name}» trước một tên miền khác"
    if hit.end - hit.start == len(label.text):
        return f"dùng tên «{name}» với đuôi khác"
    return f"ghép tên «{name}» với chữ khác"


def _strong_name(hit: Hit, label: Label, _: Host) -> float:
    """A name that is nobody else's: enough as a word of its own or in company; less inside other letters."""
    weight = (0.95, 0.85, 0.72)[hit.edits]
    if hit.edits:
        if any(hit.start < at < hit.end for at in label.breaks):
            weight -= 0.2
        if is_vietnamese(label.text[hit.start : hit.end]) and is_vietnamese(hit.known.text):
            weight -= 0.3  # bao-cong-an is another word, not bo-cong-an misspelt
    long = len(hit.known.text) >= _LONG
    enough = _MOSTLY if long or hit.known.body.near else 1.0  # thong-tin-gia-i-tri is not tingia
    if label.stands_alone(hit.start, hit.end) or label.company.share(hit.start, hit.end) >= enough:
        return weight
    if not hit.known.body.near:
        return weight - 0.45
    if long:
        return weight - (0.25 if hit.edits > 1 else 0.13)
    return weight - (0.55 if _goes_on(hit, label) else 0.3)


def _weak_name(hit: Hit, label: Label, host: Host) -> float:
    """An abbreviation or an ordinary word: what stands beside it decides."""
    cheap = _CHEAP_ADDS if host.suffix in _CHEAP else 0.0
    foreign = _FOREIGN_ADDS if host.disguise is Disguise.FOREIGN else 0.0
    if hit.end - hit.start == len(label.text):
        registered = host.labels[-1]
        if label is registered:
            return 0.45 + max(cheap, foreign)
        lured = registered.company.share(0, 0) >= _MOSTLY or registered.text.startswith("vn")
        return 0.5 + max(foreign, 0.25 if lured else cheap)
    if any(hit.start < at < hit.end for at in label.breaks):
        return 0.2
    share = label.company.share(hit.start, hit.end)
    if label.stands_alone(hit.start, hit.end):
        if share < _MOSTLY and hit.known.body.public and _vietnamese_beside(hit, label):
            share = 1.0
        return (0.85 if share >= _MOSTLY else 0.55 if share >= 0.5 else 0.4) + foreign
    if share == 1.0:
        return 0.7 + cheap / 2
    return 0.45 + cheap / 2 if share >= _MOSTLY else 0.15


def _vietnamese_beside(hit: Hit, label: Label) -> bool:
    words = (*label.words(0, hit.start), *label.words(hit.end, len(label.text)))
    return all(is_vietnamese(word) for word in words)


def _goes_on(hit: Hit, label: Label) -> bool:
    """Whether a vowel follows a name that ends in a consonant: then it is mostly another word (``bidvest``)."""
    after = label.text[hit.end : hit.end + 1]
    return after in _VOWELS and hit.known.text[-1] not in _VOWELS


def _garbled_bank(label: Label) -> Iterator[Evidence]:
    """An abbreviation of a bank, and further on in the word something like "bank"."""
    for start in label.breaks:
        body = _codes().get(label.text[start : start + _CODE_LENGTH])
        if body is not None and _ends_garbled(label.text[start + _CODE_LENGTH :], _AFTER_GARBLED):
            yield Evidence(body, 0.8, f"ghép chữ viết tắt của {body} với chữ «bank» viết chệch")
        body = _codes().get(label.text[start : start + _CODE_LENGTH - 1])
        if body is not None and _ends_garbled(label.text[start + _CODE_LENGTH - 1 :], 1, at=0):
            yield Evidence(body, 0.72, f"viết chệch chữ «bank» trong tên của {body}")


def _ends_garbled(rest: str, spare: int, at: int | None = None) -> bool:
    return any(
        len(rest) - match.end() <= spare and (at is None or match.start() == at)
        for match in _GARBLED.finditer(rest)
    )


@cache
def _codes() -> dict[str, str]:
    """Abbreviation to the bank's domain: of three letters (``vcb``), and of two where "bank" follows (``tp``)."""
    found: dict[str, str] = {}
    for known in known_names():
        if known.body.category != "bank":
            continue
        code = known.text.removesuffix("bank") if len(known.text) == _CODE_LENGTH + 3 else known.text
        if len(code) in {_CODE_LENGTH - 1, _CODE_LENGTH}:
            found.setdefault(code, known.body.domain)
    return found


@cache
def _own_domains() -> dict[str, str]:
    """Own domain to the one its body is known by."""
    return {domain: body.domain for body in reversed(imitated_names()) for domain in (body.domain, *body.own)}


@cache
def _joined() -> Table[Known]:
    """Domains written without their dots."""
    together = {body.domain.replace(".", "").replace("-", ""): body for body in reversed(imitated_names())}
    return Table(
        {text: Known(text, body, False) for text, body in together.items() if len(text) >= _SHORTEST_JOINED}
    )
