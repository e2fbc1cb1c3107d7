"""Numbers that may be a person's although nothing around them says what they are.

``nlp.identifiers`` reads numbers by the words before them. Here, to be on the safe side before anything is
stored, a run of 12 to 19 digits (identity papers have 12, bank cards 16, accounts up to 19) is masked wherever it is
no sum, date or part of an address; so is what would be a telephone number but for capitals glued to it, and the old form
of licence plates of two-wheelers without the word for one.

What it cannot see: shorter numbers without a word before them, and other numbers with letters glued to them, which are
codes of parcels, transactions and customers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.vocabulary import Placeholder
from nlp.normalise.folding import fold
from nlp.number_signs import joined
from nlp.telephones import is_date, is_grouped, is_money_after

_LONG = re.compile(r"(?<![\w/#=.,-])[0-9](?:[ .\-]?[0-9]){11,18}(?![\w/#=]|[.,-][\w])")
_GLUED = re.compile(r"(?<=[A-ZĐ])(?:\+?84|0)[35789][0-9]{8}(?![0-9])")
_PLATE = re.compile(r"(?<![\w/.-])[1-9][0-9]-[A-HK-PS-VXYZ][1-9][ .-]?[0-9]{4}(?![\w/%]|[.,][0-9])")
# What all of them hold: the first among the digits of the text alone, the second is skipped to by its stroke.
_MANY_DIGITS = re.compile(r"[0-9](?:(?:[ .\-]?[0-9]){11}|[0-9]{9})")
_PLATE_SIGN = re.compile(r"-[A-Z][1-9]")
_PAID = re.compile(
    r"(?:chuyen|coc|tk|stk|tai khoan|the|tien|gui|nop|nap|vao|vo|dong|quy|hui|ck|bank|ngan hang)(?!\w)[^.!?\n]{0,40}$"
)
_PAPER = re.compile(r"(?:cccd|can cuoc|dinh danh|to khai|giay|tam tru|ho so|ca nhan)(?!\w)[^.!?\n]{0,40}$")
_PAID_AFTER = re.compile(r"[^.,;!?\n]{0,12}(?:stk|tk|so tai khoan|so the|the)(?!\w)")
_PAPER_AFTER = re.compile(r"[^.,;!?\n]{0,12}(?:in tren|can cuoc|the tam tru|giay)(?!\w)")
_REACH = 60
_ID_DIGITS = 12


def find_stray_numbers(
    text: str, few: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, Placeholder, str]]:
    """Start, end, placeholder and digits of each, in a view with plain characters. Linear in the length.

    ``few``: its ``nlp.number_signs.few_digits``.
    """
    if not (_MANY_DIGITS.search(joined(text, few)) or _PLATE_SIGN.search(text)):
        return
    for match in _LONG.finditer(text):
        written, (start, end) = match.group(), match.span()
        after = fold(text[end : end + _REACH])
        if is_date(written) or is_grouped(written.replace(" ", ".")) or is_money_after(after):
            continue
        digits = re.sub(r"[^0-9]", "", written)
        yield start, end, _kind(digits, fold(text[max(0, start - _REACH) : start]), after), digits
    for match in _GLUED.finditer(text):
        yield *match.span(), Placeholder.PHONE, match.group()
    for match in _PLATE.finditer(text):
        yield *match.span(), Placeholder.PLATE, match.group()


def _kind(digits: str, before: str, after: str) -> Placeholder:
    """An identity paper or an account, by the words around, else by the number of digits."""
    paper = _PAPER.search(before) or _PAPER_AFTER.match(after)
    paid = _PAID.search(before) or _PAID_AFTER.match(after)
    if len(digits) == _ID_DIGITS and (paper or not paid):
        return Placeholder.NATIONAL_ID
    return Placeholder.ACCOUNT
