"""Section 0: the week in five sentences, for somebody who reads no further.

Always five, in the same order: what came in, what people asked, what tricked them, what was settled,
what is missing. Made from shown counts by rules; no judgement of anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.vocabulary import VERDICT_NAMES, Topic, Verdict
from reports.asking import Asked
from reports.content import Run, Section, Sentence, say, strong
from reports.disclosure import FLOOR, ZERO, Count, Shown, change
from reports.facts import ClaimLine, Facts, ScamLine
from reports.parts.helped import Finding
from reports.wording import inside, listed, short_day, shortened, topic_name

CODE = "five_sentences"
TITLE = "Tuần này trong năm câu"
QUOTE = 90
FEW_NAMES = 3
"""How many topics or claims a sentence names."""


def build(facts: Facts) -> Section:
    """Five sentences, whatever the week was like; one whose figures are missing says so in its place."""
    return Section(
        CODE,
        TITLE,
        sentences=tuple(
            sentence(facts) if facts.has(*needs) else say(f"Chưa lấy được số liệu về {what}.")
            for sentence, what, needs in SENTENCES
        ),
    )


def _received(facts: Facts) -> Sentence:
    if facts.now.all.nothing:
        first: tuple[str | Run, ...] = ("Chưa tiếp nhận nội dung nào trong tuần",)
    elif facts.now.all.shown is Shown.EACH_UNDER:
        first = ("Tiếp nhận rất ít nội dung, mỗi loại dưới 5",)
    else:
        first = ("Tiếp nhận ", strong(facts.now.all), " nội dung", _compared(facts.now.all, facts.before.all))
    opened = facts.work_all.opened
    if opened.nothing:
        return say(*first, "; không có vụ việc mới cần người xem.")
    if opened.shown is Shown.EACH_UNDER:
        return say(*first, "; có vụ việc mới cần người xem, mỗi loại dưới 5.")
    return say(*first, "; ", strong(f"{opened} vụ việc"), " mới cần người xem.")


def _compared(now: Count, before: Count) -> str:
    grown = change(now, before)
    if grown is None or before.nothing:
        return ""
    if grown == 0:
        return ", bằng tuần trước"
    return f", {'nhiều' if grown > 0 else 'ít'} hơn tuần trước {abs(grown)}"


def _asked(facts: Facts) -> Sentence:
    now, before = facts.now, facts.before
    known = _largest_first(now.questions)
    if not now.questions:
        return say("Chưa ghi nhận câu hỏi nào của người dân.")
    if not known:
        names = listed([inside(topic_name(topic)) for topic in list(now.questions)[:FEW_NAMES]])
        return say("Người dân hỏi rải rác, mỗi chủ đề dưới 5 lượt: ", strong(names), ".")
    most = known[0]
    pieces: list[str | Run] = [
        "Người dân hỏi nhiều nhất về ",
        strong(inside(topic_name(most))),
        f" ({now.questions[most]} lượt{_last_week(before.questions.get(most, ZERO))})",
    ]
    if len(known) > 1:
        then = [f"{inside(topic_name(topic))} ({now.questions[topic]})" for topic in known[1:FEW_NAMES]]
        pieces += [", rồi đến ", listed(then)]
    return say(*pieces, ".")


def _last_week(before: Count) -> str:
    return "; tuần trước chưa có" if before.nothing else f"; tuần trước {before}"


def _largest_first(counts: Mapping[Topic, Count]) -> list[Topic]:
    known = [topic for topic, count in counts.items() if count.exact]
    return sorted(known, key=lambda topic: -(counts[topic].exact or 0))


def _scams(facts: Facts) -> Sentence:
    if not facts.scams.shown:
        return say("Chưa ghi nhận luồng lừa đảo nào.")
    looked_at = [line for line in facts.scams.shown if line.verdict is not None]
    line = (looked_at or list(facts.scams.shown))[0]
    return say(
        "Lừa đảo lan rộng nhất" if not line.posts.nothing else "Lừa đảo đáng lưu ý",
        ": ",
        strong(f"“{shortened(line.sentence, QUOTE)}”"),
        f" ({_standing(line)}); cách tránh ở phần 3.",
    )


def _standing(line: ScamLine) -> str:
    posts = "" if line.posts.nothing else f"{line.posts} bài, "
    if line.verdict is None:
        return f"{posts}gợi ý của máy, đang chờ người xem"
    return f"{posts}người xem kết luận: {inside(VERDICT_NAMES[line.verdict])}"


def _settled(facts: Facts) -> Sentence:
    lines = facts.claims.shown
    if not lines:
        return say("Chưa có thông tin sai, cũ nào được kết luận trong tuần.")
    if len(lines) >= FLOOR:
        count = f"trên {len(lines)}" if facts.claims.more else str(len(lines))
        return say(
            "Đã đối chiếu với văn bản và kết luận ",
            strong(f"{count} thông tin"),
            " sai, cũ hoặc thiếu ngữ cảnh, như ",
            *_one_claim(lines[0]),
            f"{_helped(facts)}.",
        )
    pieces: list[str | Run] = ["Đã đối chiếu: "]
    for position, line in enumerate(lines[:2]):
        pieces += ["; " if position else "", *_one_claim(line)]
    return say(*pieces, f" (căn cứ ở phần 4){_helped(facts)}.")


def _helped(facts: Facts) -> str:
    """What section 6 found, when it found anything."""
    known = facts.parts.helped.known
    if known is None or known.finding not in (Finding.LESS, Finding.MORE):
        return ""
    less = "ít quay lại hơn" if known.finding is Finding.LESS else "quay lại nhiều hơn"
    return f"; luồng đã trả lời {less} luồng chưa trả lời (phần 6)"


def _one_claim(line: ClaimLine) -> tuple[str | Run, ...]:
    verdict = strong(inside(VERDICT_NAMES[line.verdict]))
    link = " là " if line.verdict is Verdict.FALSE else " "
    return f"“{shortened(line.sentence, QUOTE)}”", link, verdict


def _missing(facts: Facts) -> Sentence:
    open_gaps = [gap for gap in facts.gaps.shown if gap.answered is None]
    late = _late(facts.work_all.overdue)
    if not open_gaps:
        return say("Không còn chỗ nào thiếu thông tin chính thức để trả lời; ", *late, f"{_coming(facts)}.")
    topics = list(dict.fromkeys(inside(topic_name(gap.topic)) for gap in open_gaps))
    names = listed(topics[:FEW_NAMES]) + (" và chủ đề khác" if len(topics) > FEW_NAMES else "")
    first = min(open_gaps, key=lambda gap: gap.due)
    due = f"{'đã quá hạn' if first.overdue else 'hạn gần nhất'} {short_day(first.due)}"
    return say(
        "Còn thiếu thông tin chính thức về ",
        strong(names),
        f" ({due}, phần 2); ",
        *late,
        f"{_coming(facts)}.",
    )


def _coming(facts: Facts) -> str:
    """The first document of section 10 that has a day."""
    known = facts.parts.coming.known
    dated = [line for line in known.begin.shown if line.starts] if known else []
    if not dated or dated[0].starts is None:
        return ""
    return f"; {dated[0].document} có hiệu lực từ {short_day(dated[0].starts)} (phần 10)"


def _late(overdue: Count) -> tuple[str | Run, ...]:
    if overdue.nothing:
        return ("không có vụ việc quá hạn",)
    if overdue.shown is Shown.EACH_UNDER:
        return ("có vụ việc quá hạn, mỗi loại dưới 5",)
    return strong(f"{overdue} vụ việc"), " quá hạn"


SENTENCES: Sequence[tuple[Callable[[Facts], Sentence], str, Sequence[Asked]]] = (
    (_received, "nội dung tiếp nhận", (Asked.RECEIVED, Asked.BEFORE, Asked.WORK)),
    (_asked, "câu hỏi của người dân", (Asked.RECEIVED, Asked.BEFORE)),
    (_scams, "lừa đảo", (Asked.RECEIVED,)),
    (_settled, "thông tin đã đối chiếu", (Asked.CLAIMS,)),
    (_missing, "thông tin còn thiếu", (Asked.GAPS, Asked.WORK)),
)
"""Each sentence, what it is about, and what it is made of."""
