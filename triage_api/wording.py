"""Figures and codes in the words of reviewers. No percentages of belief anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.desk import Weights
from models.queries.queue import QueueRow
from models.queries.reported import Fate
from models.tables.assessment import AssessmentSlot
from models.tables.item import Item
from models.vocabulary import (
    DISTORTION_NAMES,
    ITEM_STATE_NAMES,
    MODALITY_NAMES,
    QUEUE_NAMES,
    SEVERITY_NAMES,
    SLOT_NAMES,
    IndicatorKind,
    Modality,
    PostState,
    Queue,
    Severity,
    SlotKind,
    Unit,
    Verdict,
)
from triage_api.catalogue import N_, _
from triage_api.formats import day, left, number

UNIT_NAMES = {
    Unit.DAY: N_("ngày"),
    Unit.WORKING_DAY: N_("ngày làm việc"),
    Unit.MONTH: N_("tháng"),
    Unit.HOUR: N_("giờ"),
}
HARM = {
    Queue.SCAM: N_("có thể mất tiền hoặc mất tài khoản"),
    Queue.CLAIMS: N_("người dân có thể làm sai hoặc tốn tiền oan"),
    Queue.QUESTIONS: N_("người dân đang chờ câu trả lời"),
    Queue.GRIEVANCES: N_("người dân gửi qua kênh của cơ quan"),
}

VERDICT_HINTS = {
    Verdict.TRUE: N_("khớp văn bản"),
    Verdict.FALSE: N_("trái văn bản"),
    Verdict.MISSING_CONTEXT: N_("bỏ điều kiện, ngày"),
    Verdict.OUTDATED: N_("từng đúng, nay đã đổi"),
    Verdict.NO_BASIS: N_("chưa thấy văn bản"),
    Verdict.SUSPECTED: N_("chưa đủ dấu hiệu"),
    Verdict.ANSWERED: N_("chọn đoạn văn bản trả lời"),
    Verdict.NO_OFFICIAL_ANSWER: N_("mở phiếu thiếu thông tin"),
}
DIFFERENCE_NAMES = {
    "number": N_("con số"),
    "date": N_("ngày, giờ"),
    "negation": N_("chỗ có, chỗ không"),
    "document": N_("văn bản"),
    "agency": N_("cơ quan"),
    "contact": N_("đường dẫn, số liên hệ"),
    "question": N_("một bài hỏi, một bài nói chắc"),
    "thing": N_("thứ được nói đến"),
    "words": N_("từ ngữ"),
}
"""In what two texts alike differ, after "giống nhưng khác ở"; the kinds of ``nlp.narrative.Difference`` and ``nlp.evidence.known_differences``."""

INDICATOR_NAMES = {
    IndicatorKind.URL: N_("Đường dẫn"),
    IndicatorKind.DOMAIN: N_("Tên miền"),
    IndicatorKind.PHONE: N_("Số điện thoại"),
    IndicatorKind.BANK_ACCOUNT: N_("Số tài khoản"),
    IndicatorKind.APP: N_("Ứng dụng"),
    IndicatorKind.ZALO: N_("Zalo"),
    IndicatorKind.TELEGRAM: N_("Telegram"),
    IndicatorKind.EMAIL: N_("Thư điện tử"),
}


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of priority: its name, one to four bars, and why in words."""

    name: str
    bars: int
    why: str


def bars(severity: Severity) -> int:
    """How many of four bars an urgency fills."""
    return {Severity.HIGH: 4, Severity.MEDIUM: 3, Severity.LOW: 1}[severity]


def urgency(severity: Severity) -> str:
    """The urgency in a word."""
    return _(SEVERITY_NAMES[severity])


def why_urgent(row: QueueRow) -> str:
    """In one line what makes an item pressing: what was noticed, then how far it has spread."""
    item = row.item
    facts = list(dict.fromkeys(row.reasons))[:2]
    if item.distortion is not None:
        facts.append(_(DISTORTION_NAMES[item.distortion]))
    if row.contradicted > 1:
        facts.append(_("khác ở {count} chỗ").format(count=row.contradicted))
    if item.queue is Queue.QUESTIONS:
        facts.append(_("thiếu thông tin chính thức") if item.gap else _("đã thấy đoạn văn bản nói tới"))
    if item.queue is Queue.GRIEVANCES:
        facts.append(_(HARM[item.queue]))
    if item.unsure:
        facts.append(_("máy không chắc"))
    facts.append(_spread(item))
    return "; ".join(facts)


def _spread(item: Item) -> str:
    narrative = item.narrative
    return _("{posts} bài ở {places} nơi").format(posts=narrative.post_count, places=narrative.thread_count)


def factors(row: QueueRow, weights: Weights) -> tuple[Factor, ...]:
    """The five factors of an item, those that weigh most first."""
    item = row.item
    news = _("luồng tin mới xuất hiện") if item.novelty > 0.5 else _("đã lan một thời gian")
    doubt = _("máy không chắc") if item.unsure else _("máy có căn cứ để gợi ý")
    rows = (
        (weights.harm, Factor(_("Tác hại"), _level(item.harm), _(HARM[item.queue]))),
        (weights.reach, Factor(_("Độ lan"), _level(item.reach), _spread(item))),
        (weights.novelty, Factor(_("Mới"), _level(item.novelty), news)),
        (weights.time_to_due, Factor(_("Sát hạn"), _level(row.time_to_due), left(item.due_at))),
        (weights.doubt, Factor(_("Máy chưa chắc"), _level(item.doubt), doubt)),
    )
    return tuple(factor for weight, factor in sorted(rows, key=lambda pair: -pair[0]) if weight)


def slot_phrase(slot: AssessmentSlot) -> str:
    """What a slot says: ``50.000 đồng``, ``01/12/2026``, or the words of the post."""
    value = slot.value
    if value is None:
        return f"“{slot.text}”"
    if slot.unit == Unit.VND:
        amount = int(float(value))
        return _("{amount} đồng").format(amount=number(amount)) if amount else _("không mất tiền")
    if slot.unit == Unit.PERCENT:
        return f"{number(_plain(value))}%"
    if slot.unit in UNIT_NAMES:
        return f"{number(_plain(value))} {_(UNIT_NAMES[Unit(slot.unit)])}"
    if slot.unit == Unit.DATE:
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return f"“{slot.text}”"
    return f"“{slot.text}”"


def slot_reason(slot: AssessmentSlot) -> str:
    """Why the slot was marked, after "nêu": ``phí: 50.000 đồng``."""
    return f"{_(SLOT_NAMES[slot.kind]).lower()}: {slot_phrase(slot)}"


def modality_phrase(slot: AssessmentSlot) -> str:
    """How firmly a slot is told, where that is worth saying."""
    if slot.kind is SlotKind.OBLIGATION or slot.modality is Modality.IN_FORCE:
        return ""
    return _(MODALITY_NAMES[slot.modality])


def _plain(value: str) -> int | float:
    figure = float(value)
    return int(figure) if figure.is_integer() else figure


def _level(share: float | Decimal) -> int:
    return 1 + min(3, int(share * 4))


def verdict_hints() -> dict[Verdict, str]:
    """A few words beside each verdict, so that everybody means the same by it."""
    return {verdict: _(VERDICT_HINTS[verdict]) if verdict in VERDICT_HINTS else "" for verdict in Verdict}


def indicator_name(kind: IndicatorKind) -> str:
    """What kind of thing an indicator is."""
    return _(INDICATOR_NAMES[kind])


def difference_names() -> dict[str, str]:
    """In what a look-alike differs, by kind."""
    return {kind: _(name) for kind, name in DIFFERENCE_NAMES.items()}


DELIVERY_PROBLEMS = {
    "timeout": N_("nơi nhận không trả lời kịp"),
    "no_connection": N_("không kết nối được"),
    "unknown_name": N_("không tìm thấy tên miền"),
    "address_refused": N_("địa chỉ dẫn vào mạng nội bộ nên không gửi"),
    "not_https": N_("địa chỉ không phải https"),
    "bad_certificate": N_("chứng chỉ của máy chủ không đúng"),
    "redirect": N_("nơi nhận chuyển sang địa chỉ khác; hãy đăng ký địa chỉ mới"),
    "subject_gone": N_("nội dung cần báo không còn"),
    "no_mail_server": N_("chưa cài đặt máy chủ thư"),
    "no_password_file": N_("không đọc được tệp mật khẩu của máy chủ thư"),
    "no_starttls": N_("máy chủ thư không mã hóa đường truyền"),
    "mailbox_refused": N_("máy chủ thư không nhận địa chỉ này"),
    "disconnected": N_("máy chủ thư ngắt giữa chừng"),
    "superseded": N_("đã có bản đính chính thay thế"),
    "not_wanted_any_more": N_("người nhận đã thôi nhận thư"),
}


def delivery_problem(code: str | None) -> str:
    """Why something could not be delivered, in words; a status of the other side is given as a number.

    >>> delivery_problem("http_503")
    'nơi nhận trả lời lỗi 503'
    """
    known = DELIVERY_PROBLEMS.get(code or "")
    if known is not None:
        return _(known)
    where, _line, status = (code or "").partition("_")
    if where == "smtp":
        return _("máy chủ thư trả lời lỗi {status}").format(status=status)
    return _("nơi nhận trả lời lỗi {status}").format(status=status) if where == "http" else code or "–"


def fate_words(fate: Fate) -> str:
    """What became of a reported text, in one sentence. Nothing is said of what it was taken for."""
    if fate.item_id is not None and fate.queue is not None and fate.item_state is not None:
        values = {
            "number": fate.item_id,
            "queue": _(QUEUE_NAMES[fate.queue]),
            "state": _(ITEM_STATE_NAMES[fate.item_state]).lower(),
            "posts": number(fate.posts),
        }
        if fate.joined:
            return _(
                "Đã có tin cùng nội dung: tin này được gộp vào vụ việc VV-{number} ({queue}, {posts} bài), {state}."
            ).format(**values)
        return _("Đã thành vụ việc VV-{number} ({queue}), {state}.").format(**values)
    if fate.state in (PostState.PENDING, PostState.ASSESSED):
        return _("Đang chờ máy đọc, thường trong vài phút.")
    return _("Máy đã đọc, không đưa vào hàng việc. Nếu cùng tin này lan rộng, máy xem lại.")
