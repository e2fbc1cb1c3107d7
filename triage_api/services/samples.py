"""Reading the random sample of unqueued posts: a person says which label each should have had. No item comes of it."""

from __future__ import annotations

from datetime import date

from models.errors import BadInput, Conflict, NotFound
from models.queries import samples
from models.queries.accounts import Person
from models.queries.samples import SamplePost
from models.session import Session
from models.vocabulary import Action, Label
from triage_api.services import moves


def next_sample(session: Session, person: Person) -> SamplePost | None:
    """The next post of the sample of the person's own office."""
    moves.require(person, Action.REVIEW)
    return samples.next_sample(session, person.office_id, person.id)


def read(session: Session, person: Person, month: date, post_id: int, label: str) -> None:
    """Write down the label a person gives. The same label by the same person again changes nothing.

    Raises:
        BadInput: no label.
        Conflict: somebody has read it meanwhile, or the person said something else before.
        NotFound: not a post of the office's sample, or its time is over.
    """
    moves.require(person, Action.REVIEW)
    if label not in set(Label):
        raise BadInput("Hãy chọn loại đúng của bài.", field="nhan")
    if samples.read_sample(session, person.office_id, month, post_id, person.id, Label(label)):
        return
    known = samples.reading_of(session, month, post_id)
    if known is None or known.office_id != person.office_id:
        raise NotFound("Bài này không còn trong mục kiểm tra ngẫu nhiên.")
    if (known.read_by, known.label) != (person.id, label):
        raise Conflict("Bài này đã có người đọc. Lựa chọn của bạn chưa ghi.")
