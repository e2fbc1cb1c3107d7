"""What the reply page shows, prepared as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import TriageError
from models.queries import channels, decisions, items, replies
from models.queries.accounts import Person
from models.queries.narrative_return import returned
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from models.tables.official import DocumentPassage
from models.tables.reply import Reply, ReplySentence
from models.vocabulary import Action, DraftForm, EventKind, ItemState, ReplyState
from nlp.contracts import PassageIndex
from nlp.evidence.known_claims import KnownClaims
from triage_api.catalogue import said
from triage_api.evidence_view import find_passages
from triage_api.formats import today
from triage_api.reply_forms_view import forms_of
from triage_api.replying.blanks import blanks_in
from triage_api.replying.templates import offered
from triage_api.services import form_drafts
from triage_api.services import reply as service
from triage_api.services.posting import withdrawn_reply
from triage_api.services.reply_basis import what_is_missing
from triage_api.services.reuse import reusable
from triage_api.tone import hints

BLANK_SENTENCES = 2
"""Empty fields offered below the draft, so that a page without JavaScript can grow."""
OWN_WORDS = "co_quan"
"""The basis of a sentence that is marked as the office's own words, as the form sends it."""
REPLY_EVENTS = frozenset(
    {
        EventKind.REPLY_DRAFTED,
        EventKind.REPLY_SUBMITTED,
        EventKind.REPLY_RETURNED,
        EventKind.REPLY_APPROVED,
        EventKind.REPLY_POSTED,
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of the form, with what is wrong with it."""

    number: int
    text: str
    basis: str
    blanks: tuple[str, ...]
    problem: str


def reply_context(
    session: Session,
    person: Person,
    item: Item,
    known: KnownClaims,
    index: PassageIndex | None = None,
    query: str = "",
    typed: Sequence[NewSentence] | None = None,
) -> dict[str, object]:
    """Everything ``reply.html`` needs. ``typed`` are sentences that were sent but not saved."""
    live = replies.live_reply(session, item.id)
    standing = decisions.standing_verdict(session, item.id)
    conclusions = decisions.current_decisions(session, item.id)
    passages = {
        passage.id: passage for conclusion in conclusions for passage in conclusion.passages
    } | _cited(live)
    found = find_passages(session, index, query, list(passages), today(), len(passages) + 1)
    passages |= {cited.passage.id: cited.passage for cited in found}
    problems = what_is_missing(live) if live else []
    written: Sequence[NewSentence | ReplySentence] = (
        typed if typed is not None else live.sentences if live else ()
    )
    allowed = _permissions(session, person, item, live)
    replaced = replies.replaced_reply(session, item.id)
    withdrawn = withdrawn_reply(session, item.id) if _may_tell_late(person, item, allowed) else None
    return {
        "person": person,
        "item": item,
        "own": item.office_id == person.office_id,
        "standing": standing,
        "confirmed": len(conclusions) > 1,
        "reply": live,
        "passages": passages,
        "query": query,
        "searched": index is not None,
        "found": found,
        "rows": _rows(written, problems),
        "missing": [(problem.values.get("position"), said(problem)) for problem in problems],
        "hints": hints(" ".join(one.text for one in written)),
        "templates": offered(item.queue, standing.verdict if standing else None),
        "reusable": reusable(session, item, known) if item.state is ItemState.AWAITING_REPLY else (),
        "replaced": replaced,
        "returned": returned(session, [item.id]).get(item.id),
        **forms_of(session, item, live, standing, replaced),
        "channels": channels.active_channels(session, item.office_id),
        "history": [
            event for event in reversed(items.history(session, item.id)) if event.kind in REPLY_EVENTS
        ],
        "draft": form_drafts.draft_of(session, person, item.id, DraftForm.REPLY)
        if allowed["editable"]
        else None,
        "draft_used": None,
        "error": None,
        "address": "",
        "posted_when": "",
        "withdrawn": withdrawn,
        **allowed,
    }


def _rows(written: Sequence[NewSentence | ReplySentence], problems: Sequence[TriageError]) -> list[Row]:
    """The fields of the form; a blank is asked for at the first sentence that has it."""
    at: dict[object, list[str]] = {}
    for problem in problems:
        at.setdefault(problem.values.get("position"), []).append(said(problem))
    asked: set[str] = set()
    rows = []
    for place, one in enumerate([*written, *[NewSentence("", None)] * BLANK_SENTENCES], start=1):
        basis = OWN_WORDS if one.own_words else str(one.passage_id or "")
        new = tuple(name for name in blanks_in(one.text) if name not in asked)
        asked |= set(new)
        rows.append(Row(place, one.text, basis, new, " ".join(at.get(place, ()))))
    return rows


def _permissions(session: Session, person: Person, item: Item, live: Reply | None) -> dict[str, bool]:
    own = item.office_id == person.office_id
    awaiting = own and item.state is ItemState.AWAITING_REPLY
    submitted = live is not None and live.state is ReplyState.SUBMITTED
    return {
        "editable": awaiting
        and person.may(Action.REVIEW)
        and (live is None or live.state in service.EDITABLE),
        "may_approve": awaiting
        and submitted
        and person.may(Action.APPROVE)
        and person.id not in replies.writers_of(session, item.id),
        "may_reuse": awaiting
        and person.may(Action.APPROVE)
        and (live is None or live.state in service.EDITABLE),
        "may_post": own
        and live is not None
        and live.state in replies.STANDING_STATES
        and person.may(Action.APPROVE),
    }


def _may_tell_late(person: Person, item: Item, allowed: dict[str, bool]) -> bool:
    """Whether somebody may still tell where an answer stood that was taken back since."""
    return (
        item.office_id == person.office_id
        and person.may(Action.APPROVE)
        and not allowed["may_post"]
        and item.state not in (ItemState.DISMISSED, ItemState.MERGED)
    )


def _cited(live: Reply | None) -> dict[int, DocumentPassage]:
    sentences = live.sentences if live else []
    return {one.passage.id: one.passage for one in sentences if one.passage is not None}
