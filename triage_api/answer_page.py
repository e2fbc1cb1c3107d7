"""What the page of a published answer to a question shows, for the page itself and for a request that could not be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.errors import NotFound
from models.queries import public_answers, published
from models.queries.published import Version
from models.session import Session
from models.vocabulary import Verdict
from triage_api import claim_view
from triage_api.claim_review import claim_number
from triage_api.formats import today
from triage_api.objecting import objecting
from triage_api.public_places import address


def answer_context(session: Session, answer_id: int) -> dict[str, object]:
    """What the page of an answer shows: nothing of the question but its topic.

    Raises:
        NotFound: no answer of this number ever stood in public; the same words as for a number that never was, but for one
            that is being posted.
    """
    found = public_answers.find(session, answer_id)
    if found is None:
        raise NotFound(
            "Câu trả lời này đã được duyệt và đang được đăng lên kênh của cơ quan. Mời bạn mở lại sau ít phút."
            if public_answers.is_being_posted(session, answer_id)
            else "Không có câu trả lời công khai nào mang số này."
        )
    shown = that_stood(published.versions(session, answer_id, postings=True))
    reply = shown[-1].reply
    cited = [sentence.passage for sentence in reply.sentences if sentence.passage is not None]
    permalink = address(answer_id, Verdict.ANSWERED)
    qr, qr_size = claim_view.qr_path(permalink)
    return {
        "answer": found,
        "version": shown[-1],
        "history": claim_view.history(shown, asked=True),
        "passages": list({passage.id: passage for passage in cited}.values()),
        "expired": found.expired(today()),
        "permalink": permalink,
        "qr": qr,
        "qr_size": qr_size,
        "number": claim_number(answer_id),
        **objecting(session, answer_id),
    }


def that_stood(versions: Sequence[Version]) -> list[Version]:
    """The versions since the first that was posted, numbered from 1: what was taken back before was never read by anybody."""
    first = next((at for at, one in enumerate(versions) if one.reply.postings), 0)
    return [replace(one, number=number) for number, one in enumerate(versions[first:], start=1)]
