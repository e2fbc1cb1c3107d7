"""Where the words of an article stand on its page: its title, the block that holds nearly all sentences, and its lines.

Works on runs: what a reader sees as one paragraph, whatever elements make it one (`p`, `div`, `td`, text between `br`). The block
that holds ``SHARE`` of the page's sentences is the article, together with what stands between its title and it. Taken out are the
lines that pages put there: dates, counts of views, buttons, credits, and the writer's name below the last sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from unicodedata import normalize

from lxml import etree

from crawler.article_around import is_box_heading
from crawler.dates import is_date_line
from crawler.identity import looks_like_a_name
from crawler.markup import BLOCKS, MAX_HEADING, UNSEEN, Node

SHARE = 0.8
"""The article is the smallest block with this share of the words of sentences on the page."""
SENTENCE = 8
"""Words outside links from which a run is a sentence."""
SURE = 25
"""Words of sentences from which the block is taken for an article."""
_IMPRINT = 2
"""Signs of an imprint from which a run is one."""

_SEPARATOR = re.compile(r"\s{1,3}(?:[-–—|:»«•·]|::)\s{1,3}")
_TITLE_NAME = re.compile(
    r"tieu-?_?de(?!khung)|title|headline|heading|tit(?:$|[-_ ])|ten-?(?:vb|bai|chu)", re.IGNORECASE
)
_OTHER_TITLE = re.compile(
    r"site|brand|logo|portal|menu|khung|box|block|widget|khac|section|cate|trang|lienket|title-?(?:bar|news-?list)",
    re.IGNORECASE,
)
"""Titles of sites, boxes and sections."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_ALL_HEADINGS = _HEADINGS | {"h5", "h6"}
_NO_TITLE = frozenset({"a", "li", "option", "title", "head", "meta", "html", "body", "script", "style"})
_SHORTEST_TITLE = 12
_FEWEST_TITLE_WORDS = 4
_LONGEST_LABEL = 20
"""Code points before a colon that are no part of a title: "Hỏi đáp: …"."""
_SPOKEN = re.compile(r"[.!?…:;,”\"]$")
_IMPRINT_WORDS = re.compile(
    r"©|bản quyền|giấy phép|địa chỉ:|trụ sở|tòa soạn|điện thoại|đt:|hotline|đường dây nóng:|fax|e?-?mail|thư điện tử|hộp thư"
    r"|chịu trách nhiệm|cơ quan chủ quản|tổng biên tập|trưởng ban biên tập|ghi rõ nguồn|đơn vị quản trị|thiết kế",
    re.IGNORECASE,
)
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
    return len(_IMPRINT_WORDS.findall(text[:500])) >= _IMPRINT or text.lstrip().startswith(("©", "®"))


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
            links += tag == "a"
            text = node.text if hidden is None else None
        else:
            links -= tag == "a"
            if (tag in BLOCKS or tag == "body") and tag != "br":
                close()
                around.pop()
            if hidden is node:
                hidden = None
            text = node.tail if hidden is None and node is not tree else None
        if text:
            pieces.append(text)
            if links or (event == "end" and links):
                linked += len(text.split())
    return found


def find_title(tree: Node, named: Sequence[str]) -> Node | None:
    """The element whose words are the title.

    The surest first: a heading with the words of one of ``named`` (JSON-LD, OpenGraph, the page's own title, which may go on with the
    name of the site); another element with just these words; the only ``h1``; an element whose class says that it is a title; an
    element with the beginning of the page's own title. Of several the last, but of headings the first: trails and menus stand before.
    """
    given = [squeezed(name).lower() for name in named]
    given += [name.partition(": ")[2] for name in given if 0 < name.find(": ") <= _LONGEST_LABEL]
    titles = [name for name in given if len(name) >= _SHORTEST_TITLE]
    found: dict[int, Node] = {}
    firsts: list[Node] = []
    for node in tree.iter(etree.Element):
        outer = node.getparent()
        if node.tag in _NO_TITLE or (outer is not None and outer.tag in _NO_TITLE - {"body"}):
            continue
        named_so = _called_title(node)
        heading = node.tag in _HEADINGS
        words = _short_words(node).lower()
        if node.tag == "h1" and len(words.split()) >= _FEWEST_TITLE_WORDS:
            firsts.append(node)
        if len(words) < _SHORTEST_TITLE:
            continue
        exact, begins = words in titles, any(_begins(title, words) for title in titles)
        if heading and (exact or begins):
            found.setdefault(0, node)
        elif exact:
            found[1] = node
        elif named_so and begins:
            found.setdefault(2, node)
        elif named_so and _only_words(node, words) and not any(words in title for title in titles):
            found.setdefault(4, node)
        elif begins:
            found[5] = node
    if len(firsts) == 1:
        found[3] = firsts[0]
    return found[min(found)] if found else None


def _called_title(node: Node) -> bool:
    name = f"{node.get('class') or ''} {node.get('id') or ''}"[:200]
    return bool(_TITLE_NAME.search(name)) and not _OTHER_TITLE.search(name)


def _only_words(node: Node, words: str) -> bool:
    return len(words.split()) >= _FEWEST_TITLE_WORDS and node.find(".//a") is None


def _begins(title: str, words: str) -> bool:
    return title.startswith(words) and bool(_SEPARATOR.match(title, len(words)))


def _short_words(node: Node) -> str:
    """The words of an element; nothing where it has more than a title."""
    length, pieces = 0, []
    for text in islice(node.itertext(), 20):
        pieces.append(text)
        length += len(text)
        if length > MAX_HEADING * 2:
            return ""
    words = squeezed("".join(pieces))
    return words if len(words) <= MAX_HEADING else ""


def squeezed(text: str) -> str:
    """A text on one line, NFC."""
    return normalize("NFC", " ".join(text.split()))


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
    telling = [run for run in runs if run.number >= start]
    if sum(run.told for run in telling) < SURE:
        telling, start = list(runs), 0
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
    return next(at for at, node in enumerate(tree.iter(), start=1) if node is title) + inside


def _root(runs: Sequence[Run]) -> Node | None:
    """The smallest block with ``SHARE`` of the words of sentences, from the innermost outwards."""
    told: dict[Node, int] = {}
    for run in runs:
        if run.told:
            told[run.place] = told.get(run.place, 0) + run.told
    everything = sum(told.values())
    if everything < SURE:
        return None
    top = runs[0].place.getroottree().getroot()
    inside_out = list(top.iter(etree.Element))[::-1]
    for node in inside_out:
        if node in told and node is not top:
            outer = node.getparent()
            told[outer] = told.get(outer, 0) + told[node]
    return next(node for node in inside_out if told.get(node, 0) >= SHARE * everything)


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Without the lines that pages put around an article, and without what follows its last sentence as links or labels."""
    kept = [run for run in runs if not is_chrome(run)]
    while kept and kept[0].words < _FEWEST_TITLE_WORDS and kept[0].place.tag not in _ALL_HEADINGS:
        del kept[0]  # a label above the article: its section, "bởi"
    while kept and (
        is_imprint(kept[-1].text)
        or is_box_heading(kept[-1].text)
        or kept[-1].linked > kept[-1].words // 2
        or kept[-1].place.tag in _ALL_HEADINGS
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


def writer_of(runs: Sequence[Run]) -> list[Run]:
    """The runs at the end that name the writer: a name by itself, at the right or in bold."""
    return [
        run
        for run in runs[-_LAST:]
        if run.words <= 6
        and looks_like_a_name(run.text)
        and (_at_the_right(run.place) or (run is runs[-1] and _all_bold(run)))
    ]


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
