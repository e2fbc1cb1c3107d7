"""What the reply page shows, prepared as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.queries import channels, decisions, items, replies
from models.queries.accounts import Person
from models.queries.offices import office_name
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from models.tables.official import DocumentPassage
from models.tables.reply import Reply
from models.vocabulary import Action, EventKind, ItemState, ReplyState
from nlp.contracts import PassageIndex
from triage_api.catalogue import said
from triage_api.evidence_view import find_passages
from triage_api.formats import today
from triage_api.services import reply as service
from triage_api.tone import hints

BLANK_SENTENCES = 2
"""Empty fields offered below the draft, so that a page without JavaScript can grow."""
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
    passage_id: int | None
    problem: str


def reply_context(
    session: Session,
    person: Person,
    item: Item,
    index: PassageIndex | None,
    query: str,
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
    problems = service.what_is_missing(live) if live else []
    texts = [
        (one.text, one.passage_id) for one in (typed if typed is not None else live.sentences if live else ())
    ]
    at_sentence = {problem.values.get("position"): said(problem) for problem in problems}
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
        "rows": [
            Row(number, text, passage_id, at_sentence.get(number, ""))
            for number, (text, passage_id) in enumerate([*texts, *[("", None)] * BLANK_SENTENCES], start=1)
        ],
        "missing": [(problem.values.get("position"), said(problem)) for problem in problems],
        "hints": hints(" ".join(text for text, _basis in texts)),
        "preview": service.full_text(
            office_name(session, item.office_id), live, standing.valid_until if standing else None
        )
        if live and live.sentences
        else "",
        "channels": channels.active_channels(session, item.office_id),
        "history": [
            event for event in reversed(items.history(session, item.id)) if event.kind in REPLY_EVENTS
        ],
        "error": None,
        "address": "",
        **_permissions(session, person, item, live),
    }


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
        "may_post": own
        and live is not None
        and live.state in (ReplyState.APPROVED, ReplyState.POSTED)
        and person.may(Action.APPROVE),
    }


def _cited(live: Reply | None) -> dict[int, DocumentPassage]:
    sentences = live.sentences if live else []
    return {one.passage.id: one.passage for one in sentences if one.passage is not None}
