"""The quick report (báo cáo nhanh): half a page about one scam or claim, on the day it is asked for.

Nothing is counted: how far it went is said in a word. What nobody has decided says so.
"""

from __future__ import annotations

from typing import Any

from models.errors import NotFound
from models.queries import quick_report
from models.queries.quick_report import QuickRow
from models.session import Session
from models.tables.office import Office
from models.vocabulary import VERDICT_NAMES, Queue
from reports.advice import advice
from reports.content import Section, Sentence, say, strong
from reports.disclosure import spread
from reports.period import Occasion
from reports.wording import day, inside, listed, named, quoted, topic_name

LURES = 5


def quick(session: Session, office: Office, occasion: Occasion) -> dict[str, Any]:
    """The content of a quick report, in the form of every other.

    Raises:
        NotFound: the office has no such item, or it is neither a scam nor a claim.
    """
    until = occasion.end
    row = quick_report.find(session, office.id, occasion.item_id, until)
    if row is None:
        raise NotFound("Không có vụ việc lừa đảo hay thông tin cần đối chiếu nào mang số này.")
    on = occasion.day.isoformat()
    return {
        "schema": 1,
        "title": "BÁO CÁO NHANH",
        "period_name": f"Ngày {day(occasion.day)}",
        "office": {"code": office.code, "name": office.name},
        "week": {
            "code": occasion.code,
            "number": occasion.item_id,
            "year": occasion.day.year,
            "first_day": on,
            "last_day": on,
            "from": occasion.start.isoformat(),
            "until": until.isoformat(),
            "over": True,
        },
        "models": [],
        "official_base": "–",
        "sections": [{"number": 0, **_what(row).to_json()}, {"number": 3, **_do(row).to_json()}],
        "facts": None,
    }


def _what(row: QuickRow) -> Section:
    name = "Luồng lừa đảo" if row.queue is Queue.SCAM else "Thông tin đang lan"
    sentences = [
        say(f"{name} về {inside(topic_name(row.topic))}: ", strong(f"“{quoted(row.sentence)}”"), "."),
        say(f"Thấy lần đầu ngày {day(row.first_seen)}, mức lan: ", strong(spread(row.posts).value), "."),
        _verdict(row),
    ]
    if row.basis:
        said = "; ".join(f"{named(one)}, {one.path}" for one in row.basis)
        on = "" if row.looked_up_at is None else f" (tra cứu ngày {day(row.looked_up_at)})"
        sentences.append(say(f"Căn cứ{on}: {said}."))
    return Section("quick_what", "Nội dung", sentences=sentences)


def _verdict(row: QuickRow) -> Sentence:
    if row.verdict is None:
        return say("Chưa có người kết luận; đây là ", strong("gợi ý của máy"), ".")
    return say("Kết luận của người xem: ", strong(VERDICT_NAMES[row.verdict]), ".")


def _do(row: QuickRow) -> Section:
    sentences: list[Sentence] = []
    if row.lures:
        found = list(dict.fromkeys(one.defanged for one in row.lures))
        more = ", …" if len(found) > LURES else ""
        sentences.append(say(f"Dấu hiệu (đã làm vô hiệu): {', '.join(found[:LURES])}{more}."))
    if row.queue is Queue.SCAM:
        sentences.append(say(f"Lời khuyên: {advice(row.topic)}"))
    where = list(dict.fromkeys(f"{one.channel} ngày {day(one.posted_at)}" for one in row.postings))
    sentences.append(say(f"Đã trả lời trên {listed(where)}." if where else "Chưa trả lời công khai."))
    return Section("quick_do", "Việc đã làm, cần làm", sentences=sentences)
