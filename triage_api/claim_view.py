"""A published claim as its page shows it: verdict, answer, passages, differences, versions and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

import segno

from models.queries import published
from models.queries.published import Published, Version
from models.session import Session
from models.tables.official import DocumentPassage
from models.vocabulary import SLOT_NAMES, VERDICT_NAMES, Relation
from triage_api.catalogue import _
from triage_api.formats import day


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was told, beside what the passage says."""

    name: str
    told: str
    official: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text that left or came with a version; ``kind`` is ``del`` or ``ins``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A version in the list of versions, and what it changed against the one before."""

    version: Version
    changes: tuple[Change, ...]


def cited_passages(version: Version) -> list[DocumentPassage]:
    """The passages a version rests on, those of the answer first, each once."""
    of_answer = [sentence.passage for sentence in version.reply.sentences if sentence.passage is not None]
    return list({passage.id: passage for passage in (*of_answer, *version.decision.passages)}.values())


def history(versions: Sequence[Version], *, asked: bool = False) -> list[PastVersion]:
    """Every version, the newest first, with its changes. ``asked``: of an answer to a question, whose words nobody is shown."""
    before: Version | None = None
    told = []
    for version in versions:
        changed = () if before is None else tuple(changes(before, version, asked=asked))
        told.append(PastVersion(version, changed))
        before = version
    return told[::-1]


def changes(before: Version, after: Version, *, asked: bool = False) -> list[Change]:
    """What a reader of the version before has to learn anew: verdict, claim, sentences, validity."""
    judged = [
        (_(VERDICT_NAMES[before.standing.verdict]), _(VERDICT_NAMES[after.standing.verdict])),
        (before.decision.sentence, after.decision.sentence),
    ]
    pairs = [] if asked else judged
    found = [
        Change(kind, text) for old, new in pairs if old != new for kind, text in (("del", old), ("ins", new))
    ]
    old, new = ([sentence.text for sentence in one.reply.sentences] for one in (before, after))
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [Change("del", text) for text in old[first:last]]
            found += [Change("ins", text) for text in new[start:end]]
    if before.standing.valid_until != after.standing.valid_until:
        found += [
            Change("del", _("đến {day}").format(day=day(before.standing.valid_until))),
            Change("ins", _("đến {day}").format(day=day(after.standing.valid_until))),
        ]
    return found


def told_differently(session: Session, version: Version) -> list[Difference]:
    """The comparison, differences before agreements."""
    order = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1}
    rows = [
        Difference(_(SLOT_NAMES[slot.kind]), slot.text, evidence.quote, evidence.relation)
        for slot, evidence in published.differences(session, version)
        if evidence.relation in order
    ]
    return sorted(rows, key=lambda row: order[row.relation])


def qr_path(address: str) -> tuple[str, int]:
    """The QR code of an address as the data of one SVG path, and its width in modules without the quiet zone."""
    code = segno.make_qr(address, error="m")
    runs = []
    for row, line in enumerate(code.matrix):
        start = None
        for column, dark in enumerate((*line, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
                start = None
    return "".join(runs), len(code.matrix)


def standing_words(claim: Published, today: date) -> str:
    """What is to be known before anything else of a verdict that does not hold; empty where it holds."""
    if claim.under_review:
        return _("Đang xem lại. Tạm thời đừng dùng kết luận này.")
    if claim.expired(today):
        return _("Đã hết hạn từ {day}. Quy định có thể đã khác.").format(day=day(claim.valid_until))
    return ""
