"""What the words around a number say it is: somebody to call, a Zalo contact, a bank account.

The nearest word before the number that speaks of one of these decides, within its clause. Works on
folded text (``nlp.normalise.folding``); words taken apart (``s.t.k``, ``z a l o``) and letters written as digits are read
as what they mean.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache

from nlp import lexicons

REACH = 56
"""How many characters before a number are read."""


class Family(Enum):
    """What a cue speaks of."""

    CALL = auto()
    ZALO = auto()
    ACCOUNT = auto()
    TRANSFER = auto()
    BANK = auto()
    OTHER = auto()


_APART = re.compile(r"(?<=[a-z])[.·•*_](?=[a-z])")
_LEET = re.compile(r"(?<=[a-z])[0134@](?=[a-z])")
_LEET_LETTERS = str.maketrans("0134@", "oieaa")
_ZALO_NAME = r"z ?[a4@] ?[l1i|] ?[o0u]|z ?l|zlo|gia ?lo|dz?a ?lo"
_CALL_WORDS = (
    r"goi|alo|dien thoai|s ?d ?t|dt|hotline|tong dai|duong day(?: nong)?|tel|so may|may ban|lien he|lien lac|lh"
    r"|call|phone|sms|viber|whatsapp|nhan tin|nhan (?:rieng|cho|so|em|toi|qua|lai)|cskh|truc ban|hoi"
)
_PICTURE = re.compile(
    r"(?<!\w)(?:chup|hai mat|2 mat|video|clip|(?:anh|hinh)(?: \w+){0,2} (?:can cuoc|cccd|cmnd|mat|the|so|giay|chan dung|man hinh))(?!\w)"
    r"[^.;!?\n\[\]]{0,40}(?<!\w)(?:gui|qua|ve|toi|den|vao|vo|cho)(?: (?:so|em|minh|toi|tui|chau|con))?[ :]{1,2}$"
)
_WORDS = {
    Family.ZALO: rf"(?:{_ZALO_NAME})(?: ?(?:/|-|\+|&|hoac|hay|va) ?(?:{_CALL_WORDS}))?"
    r"|ket ban|k ?b|add(?: ?fr| friend)?|inbox|ib",
    Family.CALL: _CALL_WORDS,
    Family.ACCOUNT: r"s ?t ?k|so tai khoan|so tk|tai khoan so|tk so|so the|the so|so the atm",
    Family.TRANSFER: r"(?:chuyen(?: (?:tien|khoan))?|ck|c k|nop tien|ung ho|bank|gui tien)(?: \w+){0,2}"
    r" (?:vao|vo)|(?:nop|nap|dong|gui (?=[0-9]))(?: ?[\w.,]+){1,3} (?:vao|vo)|(?:nop|ck|chuyen khoan)(?: vao)? so|(?:chuyen khoan|chuyen tien|ck)(?: \w+)? (?:qua|sang|ve|toi|den)",
    Family.OTHER: r"otp|ma xac (?:nhan|thuc|minh)|ma so|ma pin|mat khau|cccd|cmnd|can cuoc|ma ho so|ma don|hoa don"
    r"|ma khach hang|bien so|seri|van don|vneid|dinh danh|facebook",
    Family.BANK: r"tai khoan|tk|account|ck|ckh|chuyen khoan|bank|ngan hang|nh|{banks}",
}
_GAP = {
    Family.ZALO: re.compile(r"(?:[^0-9.;!?\n\[\]]|(?<![0-9])[0-9]{1,2}(?![0-9])){0,40}"),
    Family.CALL: re.compile(r"[^0-9.;!?\n\[\]]{0,40}"),
    Family.ACCOUNT: re.compile(r"(?:[^0-9.;!?\n\[\]]|\.(?! ?[a-z])){0,36}"),
    Family.TRANSFER: re.compile(r"(?: so)?[ :]{0,3}"),
    Family.OTHER: re.compile(r"[^0-9;!?\n\[\]]{0,24}"),
    Family.BANK: re.compile(
        r"[^0-9;!?\n\[\]]{0,16}|(?<=tai khoan)[^0-9.,:;!?\n\[\]]{0,36}|(?<=tk)[^0-9.,:;!?\n\[\]]{0,36}"
    ),
}
_ZALO_AFTER = re.compile(
    r"[ ]?(?:\(|-|–|/|,? ?(?:co|dung|qua|la) )?[ ]?(?:co |dung |qua |so |la )?(?:zalo|za lo|zl)(?!\w)(?! ?:? ?(?:so )?[0-9(+])"
    r"(?=[ ]?(?:$|[).,;!?\n]|(?:nha|nhe|a|nghen|nhoa|em|anh|chi|luon|gap|de)(?!\w)))"
)
_ZALO_SAME_NUMBER = re.compile(
    r"[^.!?\n\[]{0,44}(?<!\w)(?:zalo|za lo|zl)(?: theo| qua)? (?:cung )?so (?:nay|tren|do|ay)(?!\w)"
)
_BANK_AFTER = re.compile(
    r"[\s,:()\-–]{0,4}(?:ngan hang|nh|bank)(?!\w)(?! ?(?:$|[.,;!?]|(?:goi|nhan|bao|nha nuoc|thong bao|gui|noi)(?!\w)))"
)
_CONNECTOR = re.compile(r"[\s,/;&+()–-]{0,3}(?:hoac|hay|va|voi|or)?(?: so)?[\s,/;:&+–-]{0,3}")
_LONGEST_CONNECTOR = 14


def nearest(before: str) -> Family | None:
    """What the nearest cue in ``before``, the folded words in front of a number, speaks of; None without one."""
    cleaned = _LEET.sub(lambda match: match.group().translate(_LEET_LETTERS), _APART.sub("", before))
    return (_nearest(cleaned) if cleaned != before else None) or _nearest(before)


def _nearest(before: str) -> Family | None:
    for match in reversed([*_cues().finditer(before)]):
        family = Family[str(match.lastgroup)]
        if _GAP[family].fullmatch(before, match.end()):
            return family
    return None


def is_for_pictures(before: str) -> bool:
    """Whether pictures are to be sent to the number behind ``before``: only a messenger takes them, here Zalo."""
    return _PICTURE.search(before) is not None


def is_zalo_after(after: str) -> bool:
    """Whether the folded words right behind a number call it a Zalo contact (``… (Zalo)``, ``… zalo số này``)."""
    return _ZALO_AFTER.match(after) is not None or _ZALO_SAME_NUMBER.match(after) is not None


def is_named_after(after: str) -> bool:
    """Whether a bank is named right behind a number."""
    return _bank_after().match(after) is not None


def is_connector(between: str) -> bool:
    """Whether two numbers with ``between`` between them are given as one list."""
    return len(between) <= _LONGEST_CONNECTOR and _CONNECTOR.fullmatch(between) is not None


def is_bank_after(after: str) -> bool:
    """Whether the words right behind a number speak of a bank, be its name known or not."""
    return _BANK_AFTER.match(after) is not None


@cache
def _banks() -> str:
    return "|".join(sorted(map(re.escape, lexicons.lines("banks.txt")), key=len, reverse=True))


@cache
def _cues() -> re.Pattern[str]:
    families = (f"(?P<{family.name}>{words})" for family, words in _WORDS.items())
    return re.compile(
        rf"(?<!\w)(?<![a-z]\.)(?:{'|'.join(families)})(?!\w|\.[a-z])".replace("{banks}", _banks())
    )


@cache
def _bank_after() -> re.Pattern[str]:
    return re.compile(rf"[\s,:()\-–]{{0,4}}(?:nh|ngan hang|bank)?[\s,:()\-–]{{0,3}}(?:{_banks()})(?!\w)")
