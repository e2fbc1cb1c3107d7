"""The Atom feed of published claims and confirmed scams (RFC 4287): new verdicts, corrections and what is being looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from models.queries.published import Published
from models.settings import settings
from models.vocabulary import VERDICT_NAMES
from triage_api.catalogue import _
from triage_api.claim_view import standing_words
from triage_api.harmless import harmless
from triage_api.public_places import address, home

ATOM = "http://www.w3.org/2005/Atom"
TAGGED_SINCE = "2026"
"""The year in tag URIs (RFC 4151): when the host was ours for certain. Never changed, or every entry would be new."""
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def atom(claims: Sequence[Published], answers: dict[int, str], today: date) -> bytes:
    """The feed. ``answers``: the plain answer of each claim that still stands, by the claim's number."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "vi"})
    _text(feed, "id", _tag("doi-chieu"))
    _text(feed, "title", _("Sàng Tin: đã đối chiếu"))
    _text(feed, "updated", max((updated(claim, today) for claim in claims), default=EPOCH).isoformat())
    SubElement(
        feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{home()}/doi-chieu.atom"}
    )
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{home()}/doi-chieu"})
    _text(SubElement(feed, "author"), "name", _("Sàng Tin"))
    for claim in sorted(claims, key=lambda one: updated(one, today), reverse=True):
        _entry(feed, claim, answers.get(claim.id, ""), today)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode").encode()


def updated(claim: Published, today: date) -> datetime:
    """When a reader of the feed has to look again: published, taken back, answered, or expired."""
    if not claim.expired(today):
        return claim.changed_at
    over = datetime.combine(claim.valid_until + timedelta(days=1), time(), ZoneInfo(settings().timezone))
    return max(claim.changed_at, over.astimezone(UTC))


def _entry(feed: Element, claim: Published, answer: str, today: date) -> None:
    warning = standing_words(claim, today)
    entry = SubElement(feed, "entry")
    _text(entry, "id", _tag(f"doi-chieu/{claim.id}"))
    words = _(VERDICT_NAMES[claim.verdict]) if not warning else warning.partition(".")[0]
    _text(entry, "title", f"{words}: {harmless(claim.sentence)}")
    _text(entry, "updated", updated(claim, today).isoformat())
    _text(entry, "published", claim.published_at.isoformat())
    where = address(claim.id, claim.verdict)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": where})
    _text(SubElement(entry, "author"), "name", claim.office_name)
    SubElement(entry, "category", {"term": claim.topic.value})
    _text(entry, "summary", warning or answer)


def _tag(path: str) -> str:
    return f"tag:{urlsplit(home()).hostname or 'sangtin'},{TAGGED_SINCE}:{path}"


def _text(parent: Element, name: str, text: str) -> None:
    # Control characters are no XML, whatever a person pasted.
    SubElement(parent, name).text = "".join(one for one in text if one.isprintable() or one in "\n\t")
