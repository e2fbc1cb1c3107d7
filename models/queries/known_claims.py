"""Known claims (kho đối chiếu): verdicts that stand, the office's own and imported ones, with all their wordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, and_, cast, exists, func, literal, select, union_all, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.orm import Session

from models.queries.purging import DELETED_HEADLINE
from models.queries.replies import STANDING_STATES
from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item
from models.tables.known_claim import ClaimWording, ImportedVerdict
from models.tables.office import Office
from models.tables.reply import Reply
from models.vocabulary import Queue, Verdict

OWN, IMPORTED = "kl", "nk"
"""How keys begin: a standing verdict of an office of this installation, an imported one."""


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A known claim as it is shown. ``publisher``: the office or organisation that concluded.

    ``public``: anybody may see it; ``item_id`` and ``claim_id`` only where it is an office's own.
    """

    key: str
    office_id: int
    publisher: str
    verdict: Verdict
    sentence: str
    wordings: tuple[str, ...]
    explanation: str
    valid_from: date | None
    valid_until: date | None
    imported: bool
    public: bool
    url: str | None = None
    item_id: int | None = None
    claim_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewImport:
    """A verdict to be imported; every text is masked."""

    publisher: str
    sentence: str
    verdict: Verdict
    explanation: str = ""
    url: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


def known_version(session: Session) -> str:
    """A text that changes whenever a known claim or a wording comes or goes."""
    lines = union_all(
        select(func.concat("s", StandingVerdict.id, StandingVerdict.withdrawn_at).label("line")),
        select(func.concat("w", ClaimWording.id)),
        select(func.concat("i", ImportedVerdict.id, ImportedVerdict.withdrawn_at)),
    ).subquery()
    every = func.string_agg(cast(lines.c.line, Text), aggregate_order_by(literal(";"), lines.c.line))
    version: str = session.scalars(select(func.md5(func.coalesce(every, "")))).one()
    return version


def known_rows(session: Session, keys: Iterable[str] | None = None) -> list[KnownRow]:
    """Every known claim that was not withdrawn, or those with the given keys; whether it holds on a day is asked when it is matched."""
    wanted = None if keys is None else set(keys)
    return [*_own(session, _ids(wanted, OWN)), *_imported(session, _ids(wanted, IMPORTED))]


def add_wording(session: Session, standing_verdict_id: int, text: str, person_id: int) -> bool:
    """Add a masked wording to a standing verdict; False when it is there already."""
    added = session.execute(
        insert(ClaimWording)
        .values(standing_verdict_id=standing_verdict_id, text=text, added_by=person_id)
        .on_conflict_do_nothing()
        .returning(ClaimWording.id)
    )
    return added.first() is not None


def import_verdicts(
    session: Session, office_id: int, rows: Sequence[NewImport], person_id: int | None = None
) -> int:
    """Import verdicts; how many are new. One that says the same as what stands is left, another takes its place."""
    new = 0
    for row in rows:
        same = and_(
            ImportedVerdict.office_id == office_id,
            ImportedVerdict.publisher == row.publisher,
            func.md5(ImportedVerdict.sentence) == func.md5(row.sentence),
            ImportedVerdict.withdrawn_at.is_(None),
        )
        standing = session.scalar(select(ImportedVerdict).where(same).with_for_update())
        fields = {name: getattr(row, name) for name in NewImport.__slots__}
        if standing is not None:
            if all(getattr(standing, name) == value for name, value in fields.items()):
                continue
            session.execute(update(ImportedVerdict).where(same).values(withdrawn_at=func.now()))
        session.add(ImportedVerdict(office_id=office_id, imported_by=person_id, **fields))
        session.flush()
        new += 1
    return new


def _ids(keys: set[str] | None, kind: str) -> list[int] | None:
    if keys is None:
        return None
    return [int(key[len(kind) :]) for key in keys if key.startswith(kind) and key[len(kind) :].isdigit()]


def _own(session: Session, ids: list[int] | None) -> list[KnownRow]:
    answered = exists().where(Reply.item_id == Item.id, Reply.state.in_(STANDING_STATES))
    further = (
        select(func.array_agg(aggregate_order_by(ClaimWording.text, ClaimWording.id)))
        .where(ClaimWording.standing_verdict_id == StandingVerdict.id)
        .scalar_subquery()
    )
    statement = (
        select(StandingVerdict, Decision, Item, Office.name, further, answered)
        .join(Decision, Decision.id == StandingVerdict.decision_id)
        .join(Item, Item.id == StandingVerdict.item_id)
        .join(Office, Office.id == StandingVerdict.office_id)
        .where(StandingVerdict.withdrawn_at.is_(None), Item.queue == Queue.CLAIMS)
        .order_by(StandingVerdict.id)
    )
    if ids is not None:
        statement = statement.where(StandingVerdict.id.in_(ids))
    return [
        KnownRow(
            key=f"{OWN}{standing.id}",
            office_id=standing.office_id,
            publisher=name,
            verdict=standing.verdict,
            sentence=decision.sentence,
            wordings=tuple(
                text
                for text in (decision.sentence, item.headline, *(texts or ()))
                if text != DELETED_HEADLINE
            ),
            explanation=decision.rationale,
            valid_from=standing.valid_from,
            valid_until=standing.valid_until,
            imported=False,
            public=is_public,
            item_id=item.id,
            claim_id=standing.id,
        )
        for standing, decision, item, name, texts, is_public in session.execute(statement)
    ]


def _imported(session: Session, ids: list[int] | None) -> list[KnownRow]:
    statement = (
        select(ImportedVerdict).where(ImportedVerdict.withdrawn_at.is_(None)).order_by(ImportedVerdict.id)
    )
    if ids is not None:
        statement = statement.where(ImportedVerdict.id.in_(ids))
    return [
        KnownRow(
            key=f"{IMPORTED}{row.id}",
            office_id=row.office_id,
            publisher=row.publisher,
            verdict=row.verdict,
            sentence=row.sentence,
            wordings=(row.sentence,),
            explanation=row.explanation,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            imported=True,
            public=True,
            url=row.url,
        )
        for row in session.scalars(statement)
    ]
