"""What people decide about official documents: that one is what it says it is, and what it ended in others.

Only tổng hợp and người duyệt of the document's own office do (SPEC §6). Every decision is in the audit trail, and
every ending can be undone. Conclusions that rest on what ended are looked for by the worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import assessing, audit, endings, library_rows
from models.queries.accounts import Person
from models.queries.document_graph import edges, key_of
from models.queries.endings import covers
from models.queries.standing import change_base, newest_of
from models.session import Session
from models.tables.official import Document, DocumentEnding, DocumentLink
from models.vocabulary import ENDING_RELATIONS, Action, DocumentRelation
from triage_api.dependencies import Nudge
from triage_api.services import moves

MAX_REASON = 300


def confirm_document(session: Session, person: Person, document_id: int) -> Document:
    """A person has compared a document in the base with its source: number, date, issuer and text are right.

    Raises:
        NotFound: there is none.
        NotAllowed: the role does not allow it, or another office added it.
        Conflict: somebody has confirmed it.
    """
    document = _own(session, person, document_id)
    if document.confirmed_by is not None:
        raise Conflict("Văn bản này đã có người xác nhận.")
    library_rows.confirm(session, document, person.id)
    _record(session, person, "document_confirmed", document, document.number)
    return document


def confirm_ending(
    session: Session,
    person: Person,
    nudge: Nudge,
    link_id: int,
    target_id: int,
    since: date | None = None,
    paths: Sequence[str] = (),
) -> list[DocumentEnding]:
    """A person confirms that what a document says of another is so: it, or passages of it, ended the day before ``since``.

    ``since`` and ``paths`` are the sentence's where not given. What ends is a whole document only where neither
    names a passage. Confirmed again, nothing happens.

    Raises:
        NotFound: no such words, or no such document.
        NotAllowed: the role does not allow it, or another office added the document that ends.
        BadInput: a draft, an older version, another document than the one named, no day, or nothing that could end.
    """
    posts = _posts_again(session, person)
    target = _own(session, person, target_id)
    link = library_rows.link(session, link_id)
    if link is None:
        raise NotFound("Không có lời văn bản nào mang số này trong kho.")
    _check_pair(session, link, target)
    first = since or link.since
    if first is None:
        raise BadInput("Hãy ghi ngày bắt đầu hết hiệu lực; văn bản không nêu.", field="tu_ngay")
    last = first - timedelta(days=1)
    if last < (target.effective_from or target.issued):
        raise BadInput("Ngày này đứng trước ngày văn bản kia có hiệu lực; hãy xem lại.", field="tu_ngay")
    wanted = list(paths or link.target_paths)
    if not wanted and link.relation is DocumentRelation.AMENDS:
        raise BadInput("Văn bản này chỉ sửa đổi; hãy chọn những đoạn đã được thay.", field="doan")
    added = endings.add_endings(session, link, target, _concrete(session, target, wanted), last, person.id)
    if added:
        what = f"{target.number}: {len(wanted)}" if wanted else target.number
        _nudge(session, nudge, posts)
        _record(session, person, "document_ended", target, what)
    return added


def undo_ending(
    session: Session, person: Person, nudge: Nudge, ending_id: int, reason: str
) -> DocumentEnding:
    """Take back a confirmed ending. What was reopened because of it stays open for a person to conclude again.

    Raises:
        NotFound: there is none.
        BadInput: no reason given.
        Conflict: it was undone.
    """
    posts = _posts_again(session, person)
    ending = library_rows.ending(session, ending_id)
    if ending is None:
        raise NotFound("Không có lần xác nhận nào mang số này.")
    target = _own(session, person, ending.document_id)
    session.refresh(ending)
    if not reason.strip():
        raise BadInput("Hãy nêu lý do bỏ xác nhận.", field="ly_do")
    if len(reason) > MAX_REASON:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=MAX_REASON)
    if ending.undone_by is not None:
        raise Conflict("Lần xác nhận này đã được bỏ.")
    endings.undo(session, ending, person.id, reason.strip())
    _nudge(session, nudge, posts)
    _record(session, person, "document_ending_undone", target, target.number)
    return ending


def _own(session: Session, person: Person, document_id: int) -> Document:
    """A document of the person's office, as it is now; the base is the person's until the transaction ends."""
    moves.require(person, Action.MANAGE_OFFICIAL)
    change_base(session)
    document = library_rows.document(session, document_id)
    if document is None:
        raise NotFound("Kho không có văn bản này.")
    if document.office_id != person.office_id:
        raise NotAllowed("Văn bản do cơ quan khác nạp; chỉ cơ quan đó xác nhận.")
    return document


def _check_pair(session: Session, link: DocumentLink, target: Document) -> None:
    """The words must be of a document that counts, about this one, and end something."""
    if link.relation not in ENDING_RELATIONS:
        raise BadInput("Lời văn bản này không làm văn bản nào hết hiệu lực.")
    if link.document.draft or target.draft:
        raise BadInput("Dự thảo không làm thay đổi hiệu lực của văn bản nào.")
    if newest_of(session, link.document) is not link.document or newest_of(session, target) is not target:
        raise BadInput("Đây không phải bản mới nhất của văn bản; hãy mở bản mới nhất.")
    (edge,) = edges(session, [link])
    if all(key_of(one) != key_of(target) for one in edge.candidates):
        raise BadInput("Lời văn bản này nói về một văn bản khác.")


def _concrete(session: Session, target: Document, paths: Sequence[str]) -> list[str]:
    """Each passage of the document that these paths cover.

    Raises:
        BadInput: the document has no such passage.
    """
    there = library_rows.paths_of(session, target.id)
    found: dict[str, None] = {}
    for path in paths:
        covered = [one for one in there if covers(path, one)]
        if not covered:
            raise BadInput(
                "Văn bản số {number} không có {path}.", number=target.number, path=path[:200], field="doan"
            )
        found |= dict.fromkeys(covered)
    return list(found)


def _posts_again(session: Session, person: Person) -> int:
    """Send posts back to be compared with the base as it will be; how many.

    Before the base is held: who routes posts and who concludes hold posts and items first, the base last.
    """
    moves.require(person, Action.MANAGE_OFFICIAL)
    return assessing.reassess_since(session, None)


def _nudge(session: Session, nudge: Nudge, posts: int) -> None:
    nudge(session, "evidence")
    if posts:
        nudge(session, "assess")


def _record(session: Session, person: Person, action: str, document: Document, detail: str) -> None:
    session.flush()
    audit.record(session, action, "document", document.id, person.id, document.office_id, detail[:300])
