"""Whether the passage speaks of what the claim asserts at all: its parts one by one, and its words without names and words of talk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp import lexicons
from nlp.evidence.scan import Word
from nlp.evidence.spelling import one_spelling, writes_marks
from nlp.evidence.verdict.bodies import find_bodies
from nlp.evidence.verdict.polarity import QUESTIONS, find_marks
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.normalise import fold

_PLACES = (
    "ở",
    "tại",
    "tỉnh",
    "thành",
    "phố",
    "xã",
    "phường",
    "huyện",
    "thôn",
    "ấp",
    "của",
    "đường",
    "chợ",
    "phà",
    "app",
)
"""Words a name of a place stands behind in posts that are written without capitals."""

_FILLERS = frozenset(
    one_spelling(word)
    for word in lexicons.word_set(
        "tiền tỉnh khỏi đầu đừng dùng đợt vụ lúc nguyên nói nghĩ hiện giờ lấy đem mang cầm đưa gửi đủ sai đúng tròn luôn kể bắt ghi kêu gọi tính cỡ "
        "chừng khoảng chắc hơn kém mới cũ xong trước sau nay mai hôm ngày tháng năm tuần sáng chiều tối đêm trưa người ta mình ai nấy bà ông cô chú anh "
        "chị em cháu con bé mẹ ba má thằng đứa tụi bọn kẻo sợ lo mừng dễ khó rõ kỹ lẹ nhanh chậm cứ vẫn còn hoài miết riết suốt cái chiếc tấm tờ miếng "
        "cục phần món khoản thứ kiểu cách đường chỗ nơi bên đằng phía đây kia nọ nghe thấy biết nhớ quên tưởng bảo hỏi coi xem thử mong thích muốn đòi "
        "định tìm cho giúp giùm hộ thay vì nhưng mà rồi thì nên cũng đều cả lẫn tới tận vào ra lên xuống qua lại về đi đến ở trong ngoài theo bằng "
        "tất vòng dài bắt tuyệt đối hoàn toàn chính thức thoải mái bình thường cơ quan nơi kế hoạch lo liệu áp dụng dẹp nha nhá hông hổng đợi chờ chỉ lệnh "
        "thật thiệt thường bình bt hết sạch ghê quá lắm nhiều ít y như nhau khác giống riêng chung một mỗi từng mấy nào gì sao đâu đấy vậy thế này"
    )
)
"""Words of talk that tell a matter in other words; they are no matter of their own."""

_BARE_FILLERS = frozenset(fold(word) for word in _FILLERS)
"""The same in a claim written without marks: there a word may be another one, but talk is far more frequent."""

SHORT = 8
"""A mark within so many characters of the beginning leaves no subject before it."""

_NAME = 2
"""Syllables of such a name that are passed over."""

STRONG = 0.6
"""From this share of its words in one sentence a part of a claim is spoken of there. Own choice."""


def asked_features(aligned: Aligned, counted: Sequence[bool]) -> Iterator[tuple[str, float]]:
    """Named figures, shares 0..1; ``counted``: see ``counted_terms``."""
    loose = [
        w for w, c, places in zip(aligned.weights, counted, aligned.found, strict=True) if c and not places
    ]
    near = aligned.in_sentences(aligned.best[:1])
    two = aligned.in_sentences(aligned.best)
    yield "asked_cover", _held(aligned, counted, [bool(places) for places in aligned.found])
    yield "asked_cover_best", _held(aligned, counted, near)
    yield "asked_cover_two", _held(aligned, counted, two)
    yield "asked_loose", float(len(loose))
    yield "asked_loose_rarest", max(loose, default=0.0) / 8.5
    yield "asked_loose_weight", sum(loose) / 8.5
    yield from _subject(aligned, counted)
    parts = list(_parts(aligned, counted))
    yield "part_least", min((one for one, _ in parts), default=1.0)
    yield "part_last", parts[-1][0] if parts else 1.0
    yield "part_first", parts[0][0] if parts else 1.0
    yield "parts_unsaid", float(sum(one < 0.35 for one, _ in parts))
    yield from _pairs(aligned, counted)


def _held(aligned: Aligned, counted: Sequence[bool], held: Sequence[bool]) -> float:
    total = sum(w for w, c in zip(aligned.weights, counted, strict=True) if c)
    parts = zip(aligned.weights, aligned.credit, counted, held, strict=True)
    return sum(w * credit for w, credit, c, h in parts if c and h) / total if total else 1.0


def counted_terms(aligned: Aligned) -> list[bool]:
    """Of each term of the claim, whether it counts: not part of a body, and no word of talk nor a name that the passage leaves out.

    A passage seldom names its own province.
    """
    claim = aligned.claim
    bodies = find_bodies(claim)
    talk = _FILLERS if writes_marks(claim.text.normalised) else _FILLERS | _BARE_FILLERS
    return [
        not any(one.start <= term.start < one.end for one in bodies)
        and (bool(places) or not (term.exact in talk or _is_name(claim, term.start)))
        for term, places in zip(claim.terms, aligned.found, strict=True)
    ]


def _is_name(claim: Side, start: int) -> bool:
    text, scan = claim.text.normalised, claim.scan
    before = scan.before(start, _NAME)
    if text[start].isupper() and bool(before):
        return True
    return text.islower() and any(word.reads(*_PLACES) for word in _last(before))


def _last(before: Sequence[Word]) -> Sequence[Word]:
    return before[-_NAME:]


def _subject(aligned: Aligned, counted: Sequence[bool]) -> Iterator[tuple[str, float]]:
    """Who or what the claim is about (its words before the first mark or figure) and what it says of that, each as far as the passage has it."""
    claim = aligned.claim
    starts = [mark.start for question in QUESTIONS for mark in find_marks(claim, question)]
    starts += [one.start for one in claim.quantities]
    edge = min((start for start in starts if start > SHORT), default=len(claim.text.folded) // 2)
    held = [bool(places) for places in aligned.found]
    before = [one and term.start < edge for one, term in zip(counted, claim.terms, strict=True)]
    after = [one and term.start >= edge for one, term in zip(counted, claim.terms, strict=True)]
    yield "subject_cover", _held(aligned, before, held)
    yield "predicate_cover", _held(aligned, after, held)
    near = aligned.in_sentences(aligned.best[:1])
    yield "subject_near", _held(aligned, before, near)
    yield "predicate_near", _held(aligned, after, near)
    yield "subject_apart", _held(aligned, before, held) - _held(aligned, before, near)


def _parts(aligned: Aligned, counted: Sequence[bool]) -> Iterator[tuple[float, float]]:
    """Of each clause of the claim with two words or more: the share that one sentence of the passage has, and its weight."""
    of = aligned.passage.sentence_of
    for clause in range(len(aligned.claim.clauses)):
        own = [
            at
            for at, (number, one) in enumerate(zip(aligned.claim.clause_of, counted, strict=True))
            if number == clause and one
        ]
        total = sum(aligned.weights[at] for at in own)
        if len(own) < 2 or not total:
            continue
        held: dict[int, float] = {}
        for at in own:
            for sentence in {of[place] for place in aligned.found[at]}:
                held[sentence] = held.get(sentence, 0.0) + aligned.weights[at] * aligned.credit[at]
        yield max(held.values(), default=0.0) / total, total


def _pairs(aligned: Aligned, counted: Sequence[bool]) -> Iterator[tuple[str, float]]:
    """Neighbours of the claim neither of which the passage has: a thing that is not spoken of has mostly a name of two words."""
    gone = [c and not places for c, places in zip(counted, aligned.found, strict=True)]
    both = [
        aligned.weights[at] + aligned.weights[at + 1]
        for at in range(len(gone) - 1)
        if gone[at] and gone[at + 1]
    ]
    yield "pairs_gone", float(len(both))
    yield "pairs_gone_heaviest", max(both, default=0.0) / 17
    late = [number for number, one in enumerate(gone) if one and number >= len(gone) - 3]
    yield "gone_at_end", float(len(late))
