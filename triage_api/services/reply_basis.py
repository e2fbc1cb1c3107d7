"""What stands between a reply and approval: blanks, facts without a basis, and a basis that does not stand."""

from __future__ import annotations

from models.errors import BadInput, Conflict
from models.queries import decisions, replies, standing
from models.session import Session
from models.tables.reply import Reply, ReplySentence
from models.vocabulary import ReplyState
from triage_api.catalogue import _
from triage_api.formats import day, today
from triage_api.replying.blanks import blanks_in, loose_brace
from triage_api.replying.facts import FACT_NAMES, FactKind, fact_in


def what_is_missing(reply: Reply) -> list[BadInput]:
    """What stands between this draft and approval, one sentence each for the drafter."""
    problems = []
    if not any(sentence.passage_id is not None for sentence in reply.sentences):
        problems.append(BadInput("Câu trả lời chưa dẫn đoạn văn bản nào."))
    for position, sentence in enumerate(reply.sentences, start=1):
        problems.extend(_missing_in(position, sentence))
    return problems


def check_basis(session: Session, reply: Reply) -> None:
    """Refuse what rests on text or a conclusion that does not stand today. The base is held until the move is done.

    Raises:
        Conflict: which of them, and until when it held.
    """
    standing.hold_base(session)
    verdict = decisions.standing_verdict(session, reply.item_id)
    if verdict is not None and verdict.valid_until < today():
        raise Conflict(
            "Kết luận chỉ có giá trị đến hết {day}. Cần đối chiếu lại.", day=day(verdict.valid_until)
        )
    if reply.reused_from is not None:
        first = session.get_one(Reply, reply.reused_from)
        session.refresh(first, ["state"])
        if first.state is ReplyState.SUPERSEDED:
            raise Conflict("Câu trả lời gốc đã được thay bằng bản mới. Hãy dùng bản mới.")
    cited = [sentence.passage for sentence in reply.sentences if sentence.passage is not None]
    stand = standing.standing_among(session, {passage.id for passage in cited}, today())
    for passage in cited:
        session.refresh(passage, ["effective_until"])
        session.refresh(passage.document, ["effective_until"])
        ended = passage.holds_until
        if ended is not None and ended < today():
            raise Conflict(
                "Văn bản số {number} chỉ có hiệu lực đến hết {day}. Chọn văn bản khác; phần đã viết còn nguyên.",
                number=passage.document.number,
                day=day(ended),
            )
        if passage.id not in stand:
            raise Conflict(
                "{path} của văn bản số {number} đã có nội dung mới hoặc không còn. Chọn lại căn cứ; phần đã viết còn nguyên.",
                path=passage.path,
                number=passage.document.number,
            )


def _missing_in(position: int, sentence: ReplySentence) -> list[BadInput]:
    problems = [
        BadInput("Câu {position}: chưa điền {blank}.", position=position, blank=name)
        for name in blanks_in(sentence.text)
    ]
    if loose_brace(sentence.text):
        problems.append(BadInput("Câu {position} còn dấu ngoặc nhọn của mẫu.", position=position))
    fact = None if sentence.passage_id is not None or sentence.own_words else fact_in(sentence.text)
    if fact is None:
        return problems
    if fact.kind is FactKind.FIGURE:
        told = BadInput(
            "Câu {position} có con số ({figure}) mà chưa có căn cứ. Chọn căn cứ hoặc bỏ con số.",
            position=position,
            figure=fact.words,
        )
    else:
        told = BadInput(
            "Câu {position} nêu {what} (“{words}”) mà chưa có căn cứ. Chọn căn cứ, hoặc chọn “Lời của cơ quan”.",
            position=position,
            what=_(FACT_NAMES[fact.kind]),
            words=fact.words,
        )
    return [*problems, told]


def who_wrote(session: Session, reply: Reply) -> frozenset[int]:
    """Everybody who wrote or sent a reply: none of them approves it, nor what reuses it."""
    return replies.writers_of(session, reply.item_id) | {reply.drafted_by}
