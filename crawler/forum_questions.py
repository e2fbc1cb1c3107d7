"""Questions of citizens and the answers of offices: pages "hỏi đáp" and "phản ánh, kiến nghị" of portals.

Told by what blocks are called (``cau-hoi``, ``tra-loi``, ``question``, ``answer``) and by the labels above them ("Nội dung phản ánh",
"Kết quả xử lý"). Lines that say who asked, from where and when are no words of the question.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice, pairwise

from lxml import etree

from crawler.article_around import clear
from crawler.article_body import Run, is_chrome, runs_of
from crawler.article_title import find_title
from crawler.dates import date_line, dated_label
from crawler.forum_layouts import NOT_OF_THE_POST
from crawler.forum_schema import Seen
from crawler.forum_words import is_file_line
from crawler.identity import remove_people
from crawler.markup import MAX_HEADING, Node, drop, heading

FEWEST = 4
"""Words of a question."""
_QUESTION = re.compile(
    r"(?:nội dung )?(?:câu hỏi|hỏi|phản ánh|kiến nghị|phản ánh,? kiến nghị)(?: của (?:công dân|bạn đọc|người dân))?",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"(?:nội dung |ý kiến |kết quả )?(?:trả lời|phản hồi|giải đáp|xử lý|đáp)(?: của (?:cơ quan|đơn vị))?",
    re.IGNORECASE,
)
_NAMED_QUESTION = ("cauhoi", "noidunghoi", "noidungphananh", "noidungkiennghi", "question")
_NAMED_ANSWER = ("traloi", "phanhoi", "ketquaxuly", "giaidap", "answer")
_OTHERS = re.compile(r"khac|lienquan|moi|related|other|list|form|header|count")
_SEPARATORS = re.compile(r"[-_\d]+")
_ABOUT = re.compile(
    r"(?:(?:người|được)? ?(?:hỏi|gửi|phản ánh|trả lời) ?(?:bởi)? ?:|người (?:hỏi|gửi|phản ánh|trả lời)|họ (?:và )?tên|địa chỉ|e?-?mail|điện thoại|đơn vị(?: trả lời| xử lý)?|cơ quan(?: trả lời| xử lý)?"
    r"|lĩnh vực|trạng thái|mã(?: số)?(?: câu hỏi| phản ánh)?|ngày (?:gửi|hỏi|trả lời)|tệp đính kèm|văn bản trả lời|lượt xem)\b.{0,120}",
    re.IGNORECASE,
)
"""Lines that say something of a question or an answer, not in it."""
_TITLE = re.compile(r"(?:tiêu đề|chủ đề|vấn đề|nội dung)(?: câu hỏi| phản ánh)?\s{0,3}:", re.IGNORECASE)
_ASKER = re.compile(r"(?:người (?:hỏi|gửi|phản ánh)|họ (?:và )?tên)\s{0,3}:\s{0,3}(.{2,60})", re.IGNORECASE)
_BLOCKS = ("div", "section", "article", "td", "p", "li", "dd", "dt", "blockquote")
_MAX_BLOCKS = 200
_MAX_TEXTS = 20_000
_MAX_CLIMB = 3
_MORE = re.compile(
    r"(?:trao đổi|hỏi|thảo luận|câu hỏi|ý kiến) (?:thêm|bổ sung|tiếp)\b.{0,20}$", re.IGNORECASE
)
_BELOW = 3
"""Lines below an answer among which its date may stand."""


def question_posts(tree: Node) -> list[Seen]:
    """Questions and answers in the order of the page; nothing unless there is one of each."""
    if not _worth_it(tree):
        return []
    tree = copy.deepcopy(tree)
    clear(tree, find_title(tree, [heading(tree, "//title")]))
    for node in tree.xpath(NOT_OF_THE_POST):
        drop(node)
    remove_people(tree)
    runs = runs_of(tree)
    blocks = list(islice(_blocks(tree, runs), _MAX_BLOCKS))
    if {asked for asked, _ in blocks} != {True, False}:
        return []
    found: list[Seen] = []
    before = 0
    one = _follow_each_other(runs, blocks)
    for asked, block in blocks:
        inside = set(block.iter())
        held = [at for at, run in enumerate(runs) if run.place in inside]
        if not held:
            continue
        own = runs[held[0] : held[-1] + 1]
        words = "\n".join(run.text for run in own if not _said_about(run))
        if len(words.split()) >= FEWEST:
            given = _date(own) or _date(runs[before : held[0]])
            if given is None and not asked:
                given = _date(runs[held[-1] + 1 : held[-1] + 1 + _BELOW])
            found.append(
                Seen(opening=asked and not (one and found), words=words, posted_at=given, mark=_mark(block))
            )
            before = held[-1] + 1
    return found if {post.opening for post in found} == {True, False} else []


def _follow_each_other(runs: Sequence[Run], blocks: Sequence[tuple[bool, Node]]) -> bool:
    """Whether later questions go on with the first: a line between the first answer and the next question says so."""
    asked = [block for question, block in blocks if question]
    if len(asked) < 2:
        return False
    inside = set(asked[1].iter())
    start = next((at for at, run in enumerate(runs) if run.place in inside), 0)
    return any(_MORE.match(run.text) for run in runs[max(0, start - _BELOW) : start])


def _worth_it(tree: Node) -> bool:
    """Whether there is something called a question and something called an answer: most pages have neither."""
    kinds = {_named(node) for node in tree.iter(*_BLOCKS)}
    kinds.update(_labelled(text) for text in islice(tree.itertext(), _MAX_TEXTS) if len(text) < 60)
    return {True, False} <= kinds


def titled(tree: Node) -> str:
    """What stands beside the label "Tiêu đề"; nothing where there is none."""
    runs = runs_of(tree)
    for label, run in pairwise(runs):
        if _TITLE.fullmatch(label.text) and run.words >= FEWEST:
            return run.text[:MAX_HEADING]
    return ""


def askers(tree: Node) -> Iterator[str]:
    """The names that lines like "Người hỏi: …" give."""
    for text in islice(tree.itertext(), _MAX_TEXTS):
        if len(text) < 200 and (match := _ASKER.search(text)):
            yield match[1]


def _blocks(tree: Node, runs: Sequence[Run]) -> Iterator[tuple[bool, Node]]:
    """Whether a block is a question, and the block; the outermost of each kind, but a question beside its answer."""
    kinds: dict[Node, bool] = {}
    for node in tree.iter(*_BLOCKS):
        kind = _named(node)
        if kind is not None:
            kinds[node] = kind
    for run in runs:
        kind = _labelled(run.text)
        if kind is not None:
            block = next(
                (one for one in islice(run.place.iterancestors(), _MAX_CLIMB) if _more(one, run)), None
            )
            if block is not None:
                kinds.setdefault(block, kind)
    mixed: set[Node] = set()
    for node, kind in kinds.items():
        mixed.update(outer for outer in node.iterancestors() if kinds.get(outer, kind) != kind)
    taken: set[Node] = set()
    for node in tree.iter(etree.Element):
        if node in kinds and node not in mixed and not any(outer in taken for outer in node.iterancestors()):
            taken.add(node)
            yield kinds[node], node


def _named(node: Node) -> bool | None:
    for token in f"{node.get('class') or ''} {node.get('id') or ''}"[:200].lower().split():
        together = _SEPARATORS.sub("", token)
        if _OTHERS.search(together):
            continue
        if together.startswith(_NAMED_QUESTION) or together.endswith(_NAMED_QUESTION):
            return True
        if together.startswith(_NAMED_ANSWER) or together.endswith(_NAMED_ANSWER):
            return False
    return None


def _labelled(text: str) -> bool | None:
    label = text.strip(" :.-–")
    if len(label) > 40:
        return None
    if _QUESTION.fullmatch(label):
        return True
    return False if _ANSWER.fullmatch(label) else None


def _more(block: Node, label: Run) -> bool:
    return sum(len(text.split()) for text in islice(block.itertext(), 200)) >= label.words + FEWEST


def _said_about(run: Run) -> bool:
    if run.words <= 24 and (_ABOUT.match(run.text) or dated_label(run.text) is not None):
        return True
    return _labelled(run.text) is not None or is_chrome(run) or is_file_line(run.text)


def _date(runs: Sequence[Run]) -> datetime | None:
    for run in runs:
        found = date_line(run.text) or dated_label(run.text)
        if found is not None:
            return found
    return None


def _mark(block: Node) -> str | None:
    return next((one.get("id") for one in (block, *islice(block.iterancestors(), 2)) if one.get("id")), None)
