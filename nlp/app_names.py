"""Names of applications in a text: package files, and what people are told to install.

A name is a run of words with capitals or digits behind a word for an application (``app``, ``ứng dụng``,
``phần mềm``) or for installing (``tải``, ``cài``); which runs are believed is settled in ``nlp.app_belief``. Offsets are of
the text given.

Not seen: names in lower case, applications named only by what they do (``app ngân hàng``), package files
without their ending.

>>> [name.written for name in find_packages("mở tệp m0i.apk")], [*find_named("tải app VNeID Plus", "tai app vneid plus")]
(['moi.apk'], [(8, 18)])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp import lexicons
from nlp.app_belief import CAMEL, PACKAGE_END, Way, is_believed, known_apps
from nlp.normalise.folding import fold


class Package(NamedTuple):
    """A package file at ``start..end``; ``written`` has the disguise of its dot and its letters taken off."""

    start: int
    end: int
    written: str


_PACKAGE = re.compile(
    r"(?<![\w./-])(\w[\w-]{0,60}(?:\.[\w-]{1,20}){0,3}?(?: ?\(\d\))?)(?: ?\. ?|[\[(]\.[\])]| (?:chấm|cham|dot) )(apk|xapk|apks|apkm|ipa)(?!\w)",
    re.IGNORECASE,
)
_DIGIT_INSIDE = re.compile(r"(?<=[A-Za-z])[013](?=[A-Za-z])")
_DIGIT_LETTERS = str.maketrans("013", "oie")

_NOUNS = frozenset({"app", "apps", "ung dung", "phan mem", "ud"})
_CUE = re.compile(
    r"(app(?! ?store)|apps|ung dung|phan mem|ud|tai|cai|install|download|cap nhat|nang cap)(?!\w)"
)
_VERBS = lexicons.word_set("tải cài cai c4i install download cập cap nâng nang tai t4i")
_BARE_VERBS = lexicons.word_set("cai c4i tai t4i cap nang")
_MAY_BE_AT = lexicons.word_set("tai t4i")
_FOUR_INSIDE = re.compile(r"(?<=[a-z])4(?=[a-z])")
_JOINS = lexicons.word_set(
    "cai con mot ban phien moi cu nay tep file them lai ve ngay lien gap cho giup ho gium luon thu goi la ten co gia kieu len"
    " vao may toi em bac chi anh dat nhat cap nang mang"
)
_NAMING = lexicons.word_set("ten la")
_MOST_WORDS_BETWEEN = 9
_GAP = re.compile(r"(?:[ \u00a0]{1,2}:?|:) ?([\"“'‘«(]?)")
_TOKEN = re.compile(r"[^\W_][\w.+-]{0,40}")
_CAPITAL_INSIDE = re.compile(r"[a-zà-ỹ][A-ZĐ]")
_DIGITS = re.compile(r"[0-9oOlI.]+")
_QUOTED = re.compile(r"[^\"“”«»'‘’\n]{2,40}(?=[\"”»'’])")
_NEXT = re.compile(r" ([^\W_][\w.+-]{0,40})")
_VERSION = re.compile(r"[vV]?\d{1,4}(?:\.\d{1,3}){0,2}|\d{1,2}[A-Z]")
_ADDED = lexicons.word_set(
    "plus pro gold vip max mini lite new moi premium update mobile official nhanh online plus+ cao the ho so viet an"
)
_INSTALL_BEFORE = re.compile(r"(?<!\w)(?:tai|cai|install|download|cap nhat|nang cap)(?!\w)[^.;!?\n]{0,24}$")
_MAX_WORDS = 5


def find_packages(text: str) -> Iterator[Package]:
    """Every package file of Android or iOS named in a view with plain characters, in order."""
    for match in _PACKAGE.finditer(text):
        name = _DIGIT_INSIDE.sub(lambda digit: digit.group().translate(_DIGIT_LETTERS), match.group(1))
        yield Package(*match.span(), f"{name}.{match.group(2)}")


def find_named(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """The ranges of names in a text in standard spelling, in the order of their cues, each once.

    ``folded`` is ``text`` without diacritics, character for character.
    """
    if "4" in folded:
        folded = _FOUR_INSIDE.sub("a", folded)
    if not may_hold_names(text, folded) or text.isupper():
        return
    seen: set[tuple[int, int]] = set()
    for cue in _CUE.finditer(folded):
        if cue.start() and folded[cue.start() - 1].isalnum():
            continue
        found = _led_to(text, folded, cue)
        if found is None or found[:2] in seen:
            continue
        start, end, way = found
        if is_believed(text, folded, start, end, way):
            seen.add((start, end))
            yield start, end


def may_hold_names(text: str, folded: str) -> bool:
    """Whether a word stands in the text behind which names are looked for; a four in it may be an ``a``."""
    if "4" in folded:
        folded = _FOUR_INSIDE.sub("a", folded)
    # Spelt out, since this runs on every post: a loop over the words costs twice the time.
    return (
        "app" in folded
        or "ung dung" in folded
        or "phan mem" in folded
        or "cài" in text
        or "tải" in text
        or "Cài" in text
        or "Tải" in text
        or "cai " in text
        or "tai " in text
        or "Cai " in text
        or "Tai " in text
        or "c4i" in text
        or "install" in folded
        or "download" in folded
        or "cap nhat" in folded
        or "nang cap" in folded
        or " ud " in folded
    )


def has_package(folded: str) -> bool:
    """Whether the ending of a package file stands anywhere in folded text."""
    return "apk" in folded or "ipa" in folded


def _led_to(text: str, folded: str, cue: re.Match[str]) -> tuple[int, int, Way] | None:
    """The name that the words from ``cue`` on lead to, over words that may stand between."""
    has_noun = cue.group(1) in _NOUNS
    verb = text[cue.start(1) : cue.end(1)].lower().split(" ")[0]
    if not has_noun and verb not in _VERBS:
        return None
    may_be_at = verb in _MAY_BE_AT
    is_install = (
        not has_noun or _INSTALL_BEFORE.search(folded[max(0, cue.start() - 40) : cue.start()]) is not None
    )
    at, loose, last = cue.end(), 0, ""
    for _ in range(_MOST_WORDS_BETWEEN):
        gap = _GAP.match(text, at)
        if gap is None:
            return None
        is_quoted = gap.group(1) not in {"", "("}
        between = 0 if last in _NAMING else loose
        way = Way(has_noun, is_install, between, not has_noun and verb in _BARE_VERBS, is_quoted)
        if is_quoted:
            quoted = _QUOTED.match(text, gap.end())
            return (*quoted.span(), way) if quoted and _has_capital(quoted.group()) else None
        word = _TOKEN.match(text, gap.end())
        if word is None:
            return None
        if _begins_a_name(word.group()):
            if may_be_at and not has_noun:
                return None
            return (word.start(), _run_end(text, word), way)
        plain = folded[word.start() : word.end()]
        if not plain.isalpha():
            return None
        if plain in _NOUNS or f"{last} {plain}" in _NOUNS:
            has_noun, loose = True, 0
        elif plain not in _JOINS and plain not in {"ung", "phan"}:
            loose += 1
        at, last = word.end(), plain
    return None


def _begins_a_name(word: str) -> bool:
    if _DIGITS.fullmatch(word):
        return False
    return word[0].isupper() or (word[0].islower() and _CAPITAL_INSIDE.search(word) is not None)


def _has_capital(words: str) -> bool:
    return words[0].isupper() or CAMEL.search(words) is not None


def _run_end(text: str, first: re.Match[str]) -> int:
    """Where the run of words with capitals or digits that begins with ``first`` ends."""
    end = first.end()
    known = 0
    for count in range(1, _MAX_WORDS + 1):
        stripped = text[first.start() : end].rstrip(".-+")
        if len(stripped) < end - first.start() or PACKAGE_END.search(stripped):
            return first.start() + len(stripped)
        if fold(stripped) in known_apps():
            known = count
        following = _NEXT.match(text, end)
        if following is None or count == _MAX_WORDS or not _goes_on(following.group(1), known == count):
            return end
        end = following.end()
    return end


def _goes_on(word: str, after_known: bool) -> bool:
    bare = word.rstrip(".-+")
    if _VERSION.fullmatch(bare):
        return True
    if not word[0].isupper():
        return False
    return not after_known or bare.isascii() or fold(bare) in _ADDED
