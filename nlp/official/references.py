"""Passages another document's words point at, as the addresses the structure gives them.

>>> passages_meant("điểm a, b khoản 2 Điều 10 và Điều 12")
('Điều 10 khoản 2 điểm a', 'Điều 10 khoản 2 điểm b', 'Điều 12')
>>> passages_meant("khoản 1 Điều 3 của Quy chế ban hành kèm theo")
('Quy chế kèm theo Điều 3 khoản 1',)

What it cannot see: chapters and sections (articles have no address in them), "khoản này", ranges ("Điều 3 đến
Điều 7" names two of them), and every article but the first of "khoản 1 Điều 5, 6".
"""

from __future__ import annotations

import re

_POINT = r"[a-eđghiklmnopqrstuvxy]\d?(?!\w)"
_NUMBER = r"\d{1,3}[a-zđ]?(?!\w)"
_AND = r"\s{0,3}(?:,|và|hoặc)\s{1,3}"
REFERENCE = re.compile(
    rf"(?<!\w)(?:(?:các\s{{1,3}})?(?P<level>điểm|khoản|Điều|Phụ lục)\s{{1,3}}"
    rf"(?P<values>(?:{_POINT}|{_NUMBER}|[IVXLC]{{1,7}}(?!\w))(?:{_AND}(?:{_POINT}|{_NUMBER}|[IVXLC]{{1,7}}(?!\w))){{0,19}}))",
    re.IGNORECASE,
)
ATTACHED = re.compile(
    r"(?<!\w)(?P<what>Quy định|Quy chế|Đề án|Kế hoạch|Danh mục|Chương trình|Điều lệ)\s[^.;:\n]{0,200}?"
    r"(?:được\s{1,3})?(?:ban hành\s{1,3})?kèm theo",
    re.IGNORECASE,
)
_SPLIT = re.compile(_AND)
MOST = 60
"""No sentence of a real document names more passages; what follows is not looked at (own choice)."""


def passages_meant(text: str) -> tuple[str, ...]:
    """The addresses named in ``text``, in order, each once: points before clauses before articles, as people write."""
    attached = ATTACHED.search(text)
    outer = f"{attached['what'].capitalize()} kèm theo" if attached else ""
    paths: list[str] = []
    points: list[str] = []
    clauses: list[str] = []
    for match in REFERENCE.finditer(text):
        values = _SPLIT.split(match["values"])
        level = match["level"].lower()
        if level == "điểm":
            points += values
        elif level == "khoản":
            clauses += [f" khoản {values[0]} điểm {point}" for point in points]
            clauses += [f" khoản {value}" for value in (values[1:] if points else values)]
            points = []
        else:
            below = clauses or [f" điểm {point}" for point in points]
            name = "Điều" if level == "điều" else "Phụ lục"
            named = values[:1] if below else values
            paths += [f"{outer} {name} {value}{rest}".strip() for value in named for rest in below or [""]]
            points, clauses = [], []
    if outer and not paths:
        paths = [outer]
    return tuple(dict.fromkeys(paths))[:MOST]
