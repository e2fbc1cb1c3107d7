"""The daily note of questions heard at meetings: several at once, each a question of the office's own channel.

Of the place only its level is kept, of the meeting its day and topic; names are masked like everywhere. What is not
written as a question is refused: an opinion said aloud at a meeting was not handed to the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.errors import BadInput
from models.queries import audit, reported
from models.queries.accounts import Person
from models.queries.sources import SourceRecord, save_source
from models.session import Session
from models.settings import settings
from models.vocabulary import Action, PlaceLevel, SourceKind, Topic
from triage_api.formats import today
from triage_api.services import moves
from triage_api.services.intake import known_by_itself, store

HEARD = "Câu hỏi nghe được ở cuộc họp"
MOST_QUESTIONS = 30
MAX_QUESTION = 500
MAX_DAYS = 31
"""A note is of the last days; what is older has been asked again or answered."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a note: posts in the order of its lines, and how many of them were new."""

    post_ids: tuple[int, ...]
    new: int


def note(
    session: Session, person: Person, lines: str, heard_on: date, place: PlaceLevel, topic: Topic
) -> Noted:
    """Store one question a line. All are stored or none.

    The same question on the same day at the same level is one post, whoever notes it.

    Raises:
        BadInput: nothing, too many, too long, not a question, or a day that is not of the last month.
    """
    moves.require(person, Action.REPORT_TEXT)
    questions = questions_in(lines)
    if not today() - timedelta(days=MAX_DAYS) <= heard_on <= today():
        raise BadInput("Ngày họp phải trong {most} ngày qua.", most=MAX_DAYS)
    source_id = save_source(
        session, person.office_id, SourceRecord(HEARD, SourceKind.FORM, None, own_channel=True)
    )
    zone = ZoneInfo(settings().timezone)
    asked_at = min(datetime.combine(heard_on, time(12), zone), datetime.now(zone))
    ids, new = [], 0
    for question in questions:
        known_by = known_by_itself(f"{heard_on.isoformat()} {place.value} {question.casefold()}")
        receipt = store(session, source_id, question, known_by, asked_at)
        key = reported.key_of(session, source_id, receipt.post_id)
        reported.note_heard(session, key, heard_on, place, topic)
        ids.append(receipt.post_id)
        new += receipt.new
    audit.record(
        session,
        "questions_noted",
        "office",
        person.office_id,
        person.id,
        person.office_id,
        f"{new}/{len(ids)}",
    )
    return Noted(tuple(ids), new)


def questions_in(lines: str) -> list[str]:
    """The questions of a note, one a line, without bullets and numbers; repeated ones once.

    >>> questions_in("1. Phí bao nhiêu?\\n- Nộp ở đâu ạ?\\n\\nphí bao nhiêu?")
    ['Phí bao nhiêu?', 'Nộp ở đâu ạ?']

    Raises:
        BadInput: nothing, too many, too long, or a line that is not a question, with its number.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(lines.split("\n"), 1):
        question = _bare(line)
        if not question:
            continue
        if len(question) > MAX_QUESTION:
            raise BadInput("Dòng {number} dài quá {most} ký tự.", number=number, most=MAX_QUESTION)
        if not question.endswith("?"):
            raise BadInput(
                "Dòng {number} chưa phải câu hỏi: viết thành câu hỏi, kết thúc bằng dấu ?. Ý kiến, phê bình không ghi ở đây.",
                number=number,
            )
        found.setdefault(question.casefold(), question)
    if not found:
        raise BadInput("Hãy ghi ít nhất một câu hỏi, mỗi câu một dòng.")
    if len(found) > MOST_QUESTIONS:
        raise BadInput("Mỗi lần ghi không quá {most} câu hỏi.", most=MOST_QUESTIONS)
    return list(found.values())


def _bare(line: str) -> str:
    words = " ".join(line.split()).lstrip("-–•*+ ")
    head, mark, rest = words.partition(" ")
    return rest if mark and head[:-1].isdigit() and head[-1] in ".)" else words
