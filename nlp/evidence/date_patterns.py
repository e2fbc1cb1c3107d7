"""How dates are written in whole texts, as patterns over their folded view; ``nlp.evidence.dates`` says what each means."""

from __future__ import annotations

import re

_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_YEAR_WORDS = r"(?:\s{1,3}nam\s{1,3}(?P<year>\d{4}|nay|sau|toi|ngoai|truoc))?"
_LEAD = r"(?:(?P<lead>dau|giua|cuoi|het)\s{1,3})?"
MARK = "/"
"""Stands for any sign between two figures in what a pattern needs."""

PATTERNS: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = (
    (
        "part",
        frozenset({"dau", "cuoi"}),
        re.compile(
            r"(?<![a-z0-9/.,-])(?P<count>\d{1,2})\s{1,3}(?P<of>ngay|tuan|thang)\s{1,3}(?P<edge>dau|cuoi)\s{1,3}(?P<unit>thang|quy|nam)"
            r"(?:\s{1,3}(?P<which>nay|sau|toi|truoc|ngoai|\d{4}))?(?![a-z0-9]|\s{1,3}(?:\d|hoc|moi))"
        ),
    ),
    (
        "day",
        frozenset({MARK}),
        re.compile(
            r"(?<![\d/.,-])(?:(?:ngay|mung|mong)\s{1,3})?(?P<day>\d{1,2})\s?(?P<mark>[/.-])\s?(?P<month>\d{1,2})"
            r"(?:\s?(?P=mark)\s?(?P<year>\d{4}|\d{2}))?(?![\d/%a-z]|[.,-]\d)(?:\s{1,3}nam\s{1,3}(?P<year2>nay|sau|toi|ngoai|truoc)(?![a-z]))?"
        ),
    ),
    ("day", frozenset({"thang"}), re.compile(rf"(?<![\d/.,-])(?:(?:ngay|mung|mong)\s{{1,3}})?{_DAY}\s{{1,3}}thang\s{{1,3}}{_MONTH}(?![\d/]){_YEAR_WORDS}")),
    ("month", frozenset({"thang"}), re.compile(rf"(?<![a-z0-9]){_LEAD}thang\s{{1,3}}{_MONTH}(?:\s?/\s?(?P<year2>\d{{4}})|(?![\d/]){_YEAR_WORDS})(?!\d)")),
    ("short", frozenset(), re.compile(r"(?<![a-z0-9])t\.?(?P<month>1[0-2]|[1-9])(?![\da-z/.,%])")),
    ("slash", frozenset({MARK}), re.compile(r"(?<![\d/.,-])(?P<month>\d{1,2})\s?/\s?(?P<year2>20\d{2})(?![\d/a-z]|[.,-]\d)")),
    ("quarter", frozenset({"quy"}), re.compile(rf"(?<![a-z0-9]){_LEAD}quy\s{{1,3}}(?P<quarter>iv|i{{1,3}}|[1-4])(?:\s?/\s?(?P<year2>\d{{4}})|\s{{1,3}}nam\s{{1,3}}(?P<year>\d{{4}}|nay|sau|toi|ngoai|truoc))?(?![\da-z])")),
    ("monthday", frozenset({"ngay", "mung", "mong"}), re.compile(rf"(?<![a-z0-9])(?:ngay|mung|mong)\s{{1,3}}{_DAY}(?![\d/.:-]|\s{{1,3}}(?:thang|ngay))")),
    ("year", frozenset({"nam"}), re.compile(rf"(?<![a-z0-9]){_LEAD}nam\s{{1,3}}(?P<year>(?:19|20)\d{{2}})(?!\d)")),
    (
        "relative",
        frozenset({"nay", "mai", "kia", "qua", "sau", "toi", "truoc", "ngoai", "roi"}),
        re.compile(
            rf"(?<![a-z0-9]){_LEAD}(?P<unit>ngay|hom|tuan|thang|quy|nam)\s{{1,3}}"
            r"(?P<which>nay|mai|kia|qua|(?:sau|truoc)\s{1,3}nua|sau|toi|truoc|ngoai|(?:vua\s{1,3})?roi)(?![a-z0-9])"
        ),
    ),
    ("relative", frozenset({"sang"}), re.compile(r"(?<![a-z0-9])sang\s{1,3}(?P<unit>tuan|thang|quy|nam)(?!\s{1,3}\d)(?![a-z0-9])")),
    ("relative", frozenset({"dau", "cuoi", "het"}), re.compile(r"(?<![a-z0-9])(?P<lead>dau|cuoi|het)\s{1,3}(?P<unit>tuan|thang|quy|nam)(?![a-z0-9])(?!\s{1,3}(?:\d|hoc|moi|vi|khach))")),
)  # fmt: skip
"""The kind of date, words of which one stands whole in every match (a quick look spares most searches), and the pattern."""
