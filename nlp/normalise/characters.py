"""One way of writing each character: compatibility forms, combining marks, invisible characters.

Rule 1 of the handling rules for social text: NFKC (styled letters such as 𝗧𝗵𝗼̂𝗻𝗴 become plain ones),
zero-width characters, soft hyphens, marks of writing direction and variation selectors dropped, then NFC. Added to it here:

* control characters other than tab and the ends of lines are dropped, and so are halves of surrogate pairs, which no
  encoding can write;
* enclosed and keycap digits and letters, and small capitals, become plain ones;
* strike-through and underline marks are dropped;
* a shape mark typed after the tone mark is put before it (``ó`` + circumflex is ``ố``);
* at most four marks stand on a letter, so piled-up marks cost linear time.

Compatibility forms that would grow beyond four characters are left as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nlp.normalise.alignment import Aligned, Edit

MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f"
_INVISIBLE = (
    f"{_CONTROL}\x80-\x84\x86-\x9f\ud800-\udfff\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc"
)
_OVERLAYS = "\u0305\u0332-\u0338\u035f\u20d2-\u20d3\u20dd-\u20e0\u20e2-\u20e4"
_SHAPES = "\u0302\u0306\u031b"
_MAX_MARKS = 4
_MAX_GROWTH = 4

_PLAIN = {
    **{0x1F150 + i: chr(65 + i) for i in range(26)},
    **{0x1F170 + i: chr(65 + i) for i in range(26)},
    **{0x2776 + i: str(i + 1) for i in range(9)},
    **{0x2780 + i: str(i + 1) for i in range(9)},
    **{0x278A + i: str(i + 1) for i in range(9)},
    **{
        ord(odd): plain
        for odd, plain in zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True)
    },
    ord("Ð"): "Đ",
    ord("Ɖ"): "Đ",
    ord("ð"): "đ",
    ord("ɖ"): "đ",
    0x24FF: "0",
}
"""Characters that stand for a plain one although Unicode gives no compatibility form."""


def _suspects() -> str:
    """The body of a character class holding all of the basic plane this module may change."""
    scanned = [*range(0x80, 0x3400), *range(0xA640, 0xAC00), *range(0xF900, 0x10000)]
    return "".join(re.escape(chr(code)) for code in scanned if _odd(code))


def _odd(code: int) -> bool:
    char = chr(code)
    return code in _PLAIN or unicodedata.normalize("NFKC", char) != char


_ASCII_SUSPECT = re.compile(f"[{_CONTROL}]")
_TAGS = "\U000e0000-\U000e0fff"
_STYLED = "\U0001d400-\U0001d7ff\U0001f100-\U0001f251"
_DROPPED = re.compile(f"[{_INVISIBLE}{_OVERLAYS}]|[{_TAGS}]")
# Two classes, since one that reaches beyond the basic plane is searched sixty times slower.
_SUSPECT = re.compile(f"[{_INVISIBLE}{_OVERLAYS}{MARKS}{_suspects()}]")
_SUSPECT_BEYOND = re.compile(f"[{_TAGS}{_STYLED}]")
_CLUSTER = re.compile(f"[^{MARKS}][{MARKS}]+|[{MARKS}{_suspects()}]|[{_STYLED}]")
_TRAILING_MARKS = re.compile(f"[{MARKS}]+")


def is_plain(text: str) -> bool:
    """Whether no character stands in the text that ``plain`` may change."""
    if text.isascii():
        return not _ASCII_SUSPECT.search(text)
    return not (_SUSPECT.search(text) or (_reaches_beyond(text) and _SUSPECT_BEYOND.search(text)))


def _reaches_beyond(text: str) -> bool:
    """Whether a character beyond the basic plane stands in the text: it takes two units. Counted faster than it is looked for."""
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def plain(view: Aligned) -> Aligned:
    """The view with every character in its one plain form."""
    if is_plain(view.text):
        return view
    dropped = [Edit(*match.span(), "") for match in _DROPPED.finditer(view.text)]
    view = view.rewrite(dropped)
    edits = []
    for match in _CLUSTER.finditer(view.text):
        cluster = match.group()
        composed = _compose(cluster) if len(cluster) <= _MAX_MARKS + 1 else _cut(cluster)
        if composed != cluster:
            edits.append(Edit(*match.span(), composed))
    return view.rewrite(edits)


def starts_with_a_mark(text: str) -> bool:
    """Whether the first character is a combining mark, and so belongs to what stands before."""
    return _TRAILING_MARKS.match(text) is not None


def _cut(cluster: str) -> str:
    return _compose(cluster[: _MAX_MARKS + 1])


@lru_cache(maxsize=4096)
def _compose(cluster: str) -> str:
    composed = unicodedata.normalize("NFKC", cluster.translate(_PLAIN))
    if len(composed) > max(_MAX_GROWTH, len(cluster)):
        return cluster
    if len(composed) > 1 and _TRAILING_MARKS.search(composed):
        composed = _shapes_first(composed)
    return composed


def _shapes_first(text: str) -> str:
    """Compose again with circumflex, breve and horn before the tone mark."""

    def reorder(match: re.Match[str]) -> str:
        return "".join(sorted(match.group(), key=lambda mark: mark not in _SHAPES))

    return unicodedata.normalize("NFC", _TRAILING_MARKS.sub(reorder, unicodedata.normalize("NFD", text)))
