"""What a check of a pasted text says to a citizen: a result in plain words, what to do, then why.

Advice comes before explanation. "Nothing found" is never told as "true", and no figure of belief is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.vocabulary import SlotKind
from nlp.registry import NO_LURES
from triage_api.catalogue import N_, _
from triage_api.formats import day
from triage_api.harmless import harmless_segments, lures
from triage_api.marking import Reason, Segment, mark_of, numbered

MOST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """The first lines of the answer: tone (a class of the stylesheet), icon, result and the one thing to do."""

    tone: str
    icon: str
    result: str
    act: str


@dataclass(frozen=True, slots=True)
class Source:
    """An official passage that speaks of the text."""

    citation: str
    quote: str
    relation: str
    explanation: str


SCAM = Outcome("clay", "hook", N_("Rất giống tin lừa đảo"), N_("Đừng bấm đường dẫn, đừng gọi số trong tin."))
MAYBE_SCAM = Outcome(
    "clay", "hook", N_("Có dấu hiệu lừa đảo"), N_("Đừng làm theo tin này khi chưa hỏi lại cơ quan.")
)
WARNING = Outcome(
    "amber",
    "warn",
    N_("Giống tin cảnh báo hoặc kể lại lừa đảo"),
    N_("Đọc để biết cách phòng; đường dẫn, số trong tin vẫn không nên bấm, gọi."),
)
DIFFERENT = Outcome(
    "amber",
    "neq",
    N_("Có chỗ khác văn bản chính thức"),
    N_("Đừng làm theo tin này. Làm theo văn bản dẫn ở dưới."),
)
OUTDATED = Outcome(
    "amber",
    "old",
    N_("Giống quy định đã hết hiệu lực"),
    N_("Đừng làm theo tin này. Xem văn bản đang có hiệu lực hoặc hỏi Bộ phận một cửa."),
)
AGREES = Outcome(
    "leaf",
    "eq",
    N_("Khớp với văn bản chính thức"),
    N_("Xem đúng đoạn văn bản ở dưới trước khi làm theo."),
)
UNKNOWN = Outcome(
    "indigo",
    "none",
    N_("Chưa thấy văn bản chính thức nói về tin này"),
    N_(
        "Chưa thấy không có nghĩa là sai, cũng không có nghĩa là đúng. Hãy hỏi Bộ phận một cửa trước khi làm theo."
    ),
)
ANSWERED = Outcome(
    "indigo",
    "ask",
    N_("Có đoạn văn bản nói về điều bạn hỏi"),
    N_("Xem đoạn văn bản ở dưới; cần chắc chắn thì hỏi Bộ phận một cửa."),
)
NOTHING = Outcome(
    "indigo",
    "none",
    N_("Chưa thấy dấu hiệu lừa đảo"),
    N_("Điều đó không có nghĩa là tin thật. Hãy xem lại ở cổng của cơ quan nhà nước, đuôi .gov.vn."),
)
OFFICIAL_ADDRESS = Outcome(
    "leaf",
    "eq",
    N_("Tên miền này là của cơ quan nhà nước"),
    N_("Chúng tôi chỉ đọc tên miền, không mở trang. Hãy tự gõ lại địa chỉ thay vì bấm."),
)
STRANGE_ADDRESS = Outcome(
    "indigo",
    "none",
    N_("Chưa biết địa chỉ này"),
    N_(
        "Chúng tôi chỉ đọc tên miền, không mở trang. Cổng của cơ quan nhà nước có đuôi .gov.vn; đừng nhập mật khẩu, mã OTP ở nơi khác."
    ),
)
FALSE_ADDRESS = Outcome(
    "clay",
    "hook",
    N_("Địa chỉ nhái cơ quan nhà nước"),
    N_("Đừng mở, đừng nhập gì. Cần vào trang thật thì tự gõ địa chỉ có đuôi .gov.vn."),
)
PLACES = frozenset({"url", "domain"})
WHAT_TO_CHECK: dict[SlotKind, str] = {
    SlotKind.FEE: N_("tốn bao nhiêu tiền"),
    SlotKind.AMOUNT: N_("bao nhiêu tiền, bao nhiêu thứ"),
    SlotKind.PERCENT: N_("bao nhiêu phần trăm"),
    SlotKind.DATE: N_("từ khi nào, vào lúc nào"),
    SlotKind.DEADLINE: N_("hạn đến bao giờ, trong bao lâu"),
    SlotKind.OBLIGATION: N_("phải, được hay không được làm gì"),
    SlotKind.SCOPE: N_("cho ai, cho việc gì, ở đâu"),
    SlotKind.DOCUMENT: N_("văn bản nào nói vậy"),
    SlotKind.AGENCY: N_("cơ quan nào làm"),
    SlotKind.SANCTION: N_("không làm thì bị gì"),
    SlotKind.PROCEDURE: N_("làm thế nào, mang gì, tới đâu"),
}
"""What somebody can ask the office about a stretch of a claim, in the words of a citizen."""


def check_context(text: str, found: Mapping[str, Any]) -> dict[str, object]:
    """The answer of ``sangtin check`` as the page lays it out. ``text`` stays in memory."""
    outcome = _of_address(text, found) or _outcome(found)
    segments, reasons = _marked(text, found)
    return {
        "outcome": replace(outcome, result=_(outcome.result), act=_(outcome.act)),
        "scam": outcome in (SCAM, MAYBE_SCAM, FALSE_ADDRESS),
        "segments": segments,
        "reasons": reasons,
        "checkable": bool(_checkable(found)),
        "sources": _sources(found["evidence"]),
        "abstained": bool(found["abstained"]),
    }


def _of_address(text: str, found: Mapping[str, Any]) -> Outcome | None:
    """What is to be said of an address pasted alone. It is read as text; nothing is fetched."""
    places = [one for one in found["indicators"] if one["kind"] in PLACES]
    if len(text.split()) != 1 or not places:
        return None
    if any(one["lookalike_of"] for one in places):
        return FALSE_ADDRESS
    if found["label"] == "scam":
        return None
    return OFFICIAL_ADDRESS if all(one["official"] for one in places) else STRANGE_ADDRESS


def _outcome(found: Mapping[str, Any]) -> Outcome:
    relations = {evidence["relation"] for evidence in found["evidence"]}
    by_distortion = {
        "contradicted": DIFFERENT,
        "modality": DIFFERENT,
        "outdated": OUTDATED,
        "unverified": UNKNOWN,
    }
    if found["label"] == "scam":
        return SCAM if found["queue"] == "scam" else MAYBE_SCAM
    if found["label"] == "scam_awareness":
        return WARNING
    if found["distortion"]:
        return by_distortion[found["distortion"]]
    if found["label"] == "question" and found["evidence"]:
        return ANSWERED
    if found["label"] == "claim":
        return AGREES if relations and "contradicts" not in relations and "supports" in relations else UNKNOWN
    return NOTHING


def _checkable(found: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What a claim says that can be checked; nothing of a text that claims nothing."""
    return found["slots"] if found["label"] == "claim" else ()


def _marked(text: str, found: Mapping[str, Any]) -> tuple[list[Segment], list[Reason]]:
    """Of a claim, what in it can be checked; of any other text the signs that were found."""
    slots = _checkable(found)
    wanted = [(*slot["span"], "slot", _(WHAT_TO_CHECK[SlotKind(slot["kind"])])) for slot in slots]
    wanted += [
        (*finding["span"], mark_of(finding["detector"]), finding["reason"])
        for finding in found["findings"]
        if not slots or finding["detector"] not in NO_LURES
    ]
    wanted += [
        (
            *one["span"],
            "trap",
            _("giống địa chỉ thật {name} nhưng không phải").format(name=one["lookalike_of"]),
        )
        for one in found["indicators"]
        if one["lookalike_of"]
    ]
    pieces, reasons = numbered(text, sorted(wanted, key=lambda mark: (mark[0], -mark[1])))
    seen = {piece.ref for piece in pieces}
    return harmless_segments(pieces, lures(text)), [reason for reason in reasons if reason.ref in seen]


def _sources(evidence: Sequence[Mapping[str, Any]]) -> list[Source]:
    order = {"contradicts": 0, "supports": 1, "related": 2}
    unique: dict[tuple[str, str], Source] = {}
    for one in sorted(evidence, key=lambda row: order[row["relation"]]):
        issued = day(date.fromisoformat(one["issued"])) if one["issued"] else "–"
        citation = _("Văn bản số {number}, ngày {day}, {path}").format(
            number=one["document"], day=issued, path=one["path"]
        )
        unique.setdefault(
            (one["document"], one["path"]),
            Source(citation, one["quote"], one["relation"], one["explanation"]),
        )
    return list(unique.values())[:MOST_PASSAGES]
