"""Where the words of an article stand on its page: the block that holds nearly all sentences, and its lines.

Works on runs: what a reader sees as one paragraph, whatever elements make it one (`p`, `div`, `td`, text between `br`). The block
that holds ``SHARE`` of the page's sentences is the article, together with what stands between its title and it. Taken out are the
lines that pages put there: dates, counts of views, buttons, credits, and the writer's name below the last sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice, takewhile
from unicodedata import normalize

from lxml import etree

from crawler.article_around import is_box_heading
from crawler.article_title import squeezed
from crawler.counted import leads
from crawler.dates import date_line, is_date_line
from crawler.identity import looks_like_a_name
from crawler.markup import BLOCKS, UNSEEN, Node

SHARE = 0.8
"""The article is the smallest block with this share of the words of sentences on the page."""
SENTENCE = 8
"""Words outside links from which a run is a sentence."""
SURE = 25
"""Words of sentences from which the block is taken for an article."""
_IMPRINT = 2
"""Signs of an imprint from which a run is one."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FEWEST_WORDS = 4
"""Words below which a line above the article is a label."""
_SPOKEN = re.compile(r"[.!?…:;,”\"]$")
_IMPRINT_WORDS = (
    *("©", "bản quyền", "giấy phép", "địa chỉ:", "trụ sở", "tòa soạn", "điện thoại", "đt:", "hotline", "đường dây nóng:", "fax"),
    *("mail", "thư điện tử", "hộp thư", "chịu trách nhiệm", "cơ quan chủ quản", "tổng biên tập", "trưởng ban biên tập"),
    *("ghi rõ nguồn", "đơn vị quản trị", "thiết kế"),
)  # fmt: skip
_IMPRINT_WORD = re.compile("|".join(map(re.escape, _IMPRINT_WORDS)))
_CHROME = re.compile(
    r"[\[(<«»>| ]{0,4}(?:"
    r"(?:lượt|đã|số lần|số lượt) (?:xem|đọc|truy cập)\b.{0,20}|[\d.,]{1,12} (?:lượt )?(?:xem|đọc|views?|bình luận)|in(?: trang| bài(?: viết| này)?)?"
    r"|(?:bản |xem bản )?in|quay (?:lại|về).{0,30}|trở (?:lại|về).{0,30}|về (?:trước|trang chủ)|(?:lên )?đầu trang|gửi (?:email|bạn bè|cho bạn|bài viết).{0,20}"
    r"|chia sẻ.{0,30}|facebook|zalo|twitter|sao chép.{0,20}|lưu bài.{0,20}|theo dõi.{0,30}|nghe bài.{0,20}|đọc bài.{0,20}|quảng cáo.{0,20}"
    r"|xem thêm.{0,30}|tải về.{0,20}|a ?[-+]|cỡ chữ.{0,10}|thích(?: \d{0,6})?|bình luận|google news|gmt\+?7|\d{1,3} ảnh"
    r"|nguồn(?: tin| ảnh)?: ?[^.]{0,80}|(?:từ khóa|từ khoá|tags?|thẻ|chuyên mục|danh mục|tệp đính kèm|tài liệu đính kèm):.{0,200}"
    r"|\d{1,2}:\d{2}|\W{0,10})[\])|»>« ]{0,4}",
    re.IGNORECASE,
)
_VIEWS = re.compile(r"(?:lượt|số lần|đã) (?:xem|đọc) ?: ?\d|\d (?:lượt xem|lượt đọc|views)\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"[(\[]?(?:tác giả|người viết|người đăng|viết bởi|đăng bởi|bài(?: viết)?(?:,| và|&)? ?ảnh|bài|tin(?:,| và|,? bài,?)? ?ảnh|tin(?:, | và )bài"
    r"|ảnh|hình|thực hiện|nội dung|thiết kế|đồ họa|biên tập|phóng viên|pv|video|người (?:hỏi|gửi))\s{0,2}[:|]",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 14
_RIGHT = re.compile(r"text-align\s{0,3}:\s{0,3}right", re.IGNORECASE)
_RIGHT_CLASSES = frozenset(
    {"text-right", "text-end", "align-right", "rteright", "ql-align-right", "has-text-align-right"}
)
_BOLD = frozenset({"b", "strong", "em", "i", "u"})
_BETWEEN = re.compile(r"\s{0,3}(?:[•·|]|[,/;](?=\D))\s{0,3}|\s{1,3}[-–—]\s{1,3}|\s{1,3}(?=\d{1,2}[/.:-]\d)")
"""What parts a name from a date in a by-line."""
_LONGEST_BY_LINE = 100
_SECTION = 2
_FIRST = 8
"""Runs at the beginning of an article among which its writer is named with the date."""
_LAST = 4
"""Runs at the end of an article among which its writer is named."""


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph as a reader sees it. ``place`` is the innermost block around it, ``number`` counts the page's elements."""

    text: str = field(repr=False)
    place: Node = field(repr=False)
    number: int
    linked: int
    words: int

    @property
    def told(self) -> int:
        """Words of a sentence outside links; none where the run is a label, a link or part of an imprint."""
        free = self.words - self.linked
        if free < SENTENCE // 2 or (free < SENTENCE and not _SPOKEN.search(self.text)):
            return 0
        return 0 if is_imprint(self.text) else free


def is_imprint(text: str) -> bool:
    """Whether a line says who runs the site: address, telephone, licence, copyright."""
    start = text[:500]
    lower = start.lower()
    if sum(map(lower.count, _IMPRINT_WORDS)) >= _IMPRINT and len(_IMPRINT_WORD.findall(lower)) >= _IMPRINT:
        return True
    return start.lstrip().startswith(("©", "®"))


def runs_of(tree: Node) -> list[Run]:
    """The runs of what can be seen, in the order of the page. One pass."""
    found: list[Run] = []
    pieces: list[str] = []
    around: list[Node] = []
    number = links = linked = breaks = 0
    hidden: Node | None = None

    def close() -> None:
        nonlocal linked
        text = " ".join("".join(pieces).split())
        if text and around:
            found.append(Run(normalize("NFC", text), around[-1], number, linked, len(text.split())))
        pieces.clear()
        linked = 0

    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag
        if event == "start":
            number += 1
            if hidden is None and tag in UNSEEN:
                hidden = node
            if tag in BLOCKS or tag == "body" or not around:
                close()
                breaks += tag == "br"
                if tag != "br":
                    around.append(node)
            links += tag == "a" and leads(node)
            text = node.text if hidden is None else None
        else:
            links -= tag == "a" and leads(node)
            if (tag in BLOCKS or tag == "body") and tag != "br":
                close()
                around.pop()
            if hidden is node:
                hidden = None
            text = node.tail if hidden is None and node is not tree else None
        if text:
            pieces.append(text)
            if links:
                linked += len(text.split())
    return found


def without_title(runs: Iterable[Run], title: str) -> list[Run]:
    """The runs without the title where one begins with it: its date may stand in the same line."""
    found = []
    for run in runs:
        if title and run.text.startswith(title):
            rest = run.text[len(title) :].strip(" -–|·")
            if not rest or rest[0].isalpha():
                found.append(run)
            else:
                found.append(replace(run, text=rest, words=len(rest.split())))
        else:
            found.append(run)
    return found


def article_runs(tree: Node, runs: Sequence[Run], title: Node | None) -> list[Run]:
    """The runs of the article after its title; none where too few sentences stand together."""
    start = _number_after(tree, title) if title is not None else 0
    told = [(run.place, run.told) for run in runs]
    telling = [one for one, run in zip(told, runs, strict=True) if run.number >= start]
    if sum(words for _, words in telling) < SURE:
        telling, start = told, 0
    root = _root(telling)
    if root is None:
        return []
    inside = set(root.iter())
    held = [at for at, run in enumerate(runs) if run.place in inside and run.number >= start]
    first, last = held[0], held[-1]
    if start:
        first = next(at for at, run in enumerate(runs) if run.number >= start)
    return _trimmed(runs[first : last + 1])


def _number_after(tree: Node, title: Node) -> int:
    """How many elements begin up to the end of the title."""
    inside = sum(1 for _ in title.iter())
    return next((at for at, node in enumerate(tree.iter(), start=1) if node is title), 0) + inside


def _root(telling: Sequence[tuple[Node, int]]) -> Node | None:
    """The smallest block with ``SHARE`` of the words of sentences, from the innermost outwards. ``telling``: blocks and words."""
    told: dict[Node, int] = {}
    for place, words in telling:
        if words:
            told[place] = told.get(place, 0) + words
    everything = sum(told.values())
    if everything < SURE:
        return None
    top = telling[0][0].getroottree().getroot()
    inside_out = list(top.iter(etree.Element))[::-1]
    for node in inside_out:
        if node in told and node is not top:
            outer = node.getparent()
            told[outer] = told.get(outer, 0) + told[node]
    return next(node for node in inside_out if told.get(node, 0) >= SHARE * everything)


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Without the lines that pages put around an article, and without what follows its last sentence as links or labels."""
    kept = [run for run in runs if not is_chrome(run)]
    while kept and kept[0].words < _FEWEST_WORDS and kept[0].place.tag not in _HEADINGS:
        del kept[0]  # a label above the article: its section, "bởi"
    while kept and (
        is_imprint(kept[-1].text)
        or is_box_heading(kept[-1].text)
        or kept[-1].linked > kept[-1].words // 2
        or kept[-1].place.tag in _HEADINGS
    ):
        kept.pop()
    return kept


def is_chrome(run: Run) -> bool:
    """A date, a count, a button, a credit."""
    text = run.text
    if run.words > _LONGEST_CREDIT * 2:
        return False
    if run.words <= _LONGEST_CREDIT and _CREDIT.match(text):
        return True
    return bool(_CHROME.fullmatch(text)) or is_date_line(text) or bool(_VIEWS.search(text))


def writers_of(runs: Sequence[Run]) -> list[tuple[Run, str]]:
    """The runs that name the writer, with the name where it may be taken out of other lines too.

    At the end a name by itself, at the right or in bold; before the first sentence a name with the date.
    """
    signed = [
        (run, run.text)
        for run in runs[-_LAST:]
        if run.words <= 6
        and looks_like_a_name(run.text)
        and (_at_the_right(run.place) or (run is runs[-1] and _all_bold(run)))
    ]
    opening = takewhile(lambda run: run.words < SENTENCE or by_line(run.text), runs[:_FIRST])
    return signed + [(run, found[0]) for run in opening if (found := by_line(run.text)) is not None]


def by_line(text: str) -> tuple[str, datetime] | None:
    """The name and the time of a line that says who wrote when and nothing else, in either order.

    Two words with capitals are as often a section as a name: such a line is one too, but gives no name to be looked for elsewhere.

    >>> by_line("Lò Thị Mận • 05/11/2026 11:20")[0], by_line("Thứ Năm, 05/11/2026 | Lò Thị Mận")[0], by_line("Đời Sống - 05/11/2026")[0]
    ('Lò Thị Mận', 'Lò Thị Mận', '')
    >>> by_line("Thứ Sáu, 20/11/2026, 08:15") is by_line("Quy Định Mới có hiệu lực từ 01/07/2025") is None
    True
    """
    if len(text) > _LONGEST_BY_LINE or is_date_line(text):
        return None
    parts = _BETWEEN.split(text)
    names = [part for part in parts if looks_like_a_name(part) and part.split()[0].lower() != "thứ"]
    written = date_line(" ".join(part for part in parts if part not in names))
    if len(names) != 1 or written is None:
        return None
    return (names[0] if len(names[0].split()) > _SECTION else "", written)


def _at_the_right(place: Node) -> bool:
    for node in (place, *islice(place.iterancestors(), 1)):
        if _RIGHT.search((node.get("style") or "")[:500]) or node.get("align", "").lower() == "right":
            return True
        if not _RIGHT_CLASSES.isdisjoint((node.get("class") or "").split()):
            return True
    return False


def _all_bold(run: Run) -> bool:
    bold = (child for child in islice(run.place.iter(*_BOLD), 5))
    return any(squeezed("".join(islice(child.itertext(), 20))) == run.text for child in bold)


def lines(runs: Iterable[Run]) -> Iterator[str]:
    """The lines of an article, none twice in a row."""
    before = ""
    for run in runs:
        if run.text != before:
            yield run.text
        before = run.text
