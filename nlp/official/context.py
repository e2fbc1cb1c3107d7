"""What a passage stands under: the title of its document and the headings above it.

"1. Nộp tại quầy: 8.000 đồng/bản." does not say what costs so much; "Quy định mức thu phí bản sao trích lục hộ tịch" and
"Điều 2. Mức thu" do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ITEM = re.compile(r"\s{0,9}(?:\d{1,3}|[a-zđ])[.)]\s{1,9}")

MAX_LINE = 200
"""Of a heading; a longer one is a paragraph of its own, and its beginning says enough."""


def contexts(title: str, passages: Sequence[tuple[str, str]]) -> list[str]:
    """For each passage (path, text), in the order of the document, what stands above it: a line each, the title first.

    >>> contexts("Mức phí", [("Điều 1", "Điều 1. Mức thu"), ("Điều 1 khoản 1", "1. Tại quầy"), ("Điều 2", "Điều 2. Khác")])
    ['Mức phí', 'Mức phí\\nĐiều 1. Mức thu', 'Mức phí']
    """
    found = []
    above: list[tuple[str, str]] = []
    for path, text in passages:
        address = path.replace("/", ".")  # "II/1/gạch 1" lies in "II.1"
        while above and not _within(address, above[-1][0]):
            above.pop()
        found.append("\n".join(line for line in (_line(title), *(line for _, line in above)) if line))
        above.append((address, _line(text)))
    return found


def told_under(context: str, text: str) -> tuple[str, int]:
    """A passage as one statement with what it stands under, and where its own words begin in that.

    >>> told_under("Mức phí\\nĐiều 1. Mức thu", "1. Tại quầy: 8.000 đồng.")
    ('Mức phí. Điều 1. Mức thu: Tại quầy: 8.000 đồng.', 25)
    """
    if not context:
        return text, 0
    head = ". ".join(line.rstrip(" .:;") for line in context.split("\n")) + ": "
    number = _ITEM.match(text)
    return head + text[number.end() if number else 0 :], len(head)


def _within(address: str, outer: str) -> bool:
    return address.startswith(outer) and address[len(outer) : len(outer) + 1] in (" ", ".")


def _line(text: str) -> str:
    return text.strip().split("\n", 1)[0][:MAX_LINE]
