"""The first step of a conclusion: which sentence of the post is checked. A person picks, and may only shorten."""

from __future__ import annotations

from dataclasses import dataclass

from models.queries import narratives
from models.queries.narratives import MemberPost
from models.session import Session
from models.tables.item import Item
from nlp.checkable import offered, only_shortens
from triage_api.harmless import harmless
from triage_api.wording import slot_reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be picked: as it is shown, and what the machine found in it."""

    text: str
    found: tuple[str, ...] = ()


def candidates(item: Item, first: MemberPost) -> list[Candidate]:
    """The sentences of the item's post with their lures defanged; of a post whose text is gone, its headline alone."""
    text = first.text
    if text is None:
        return [Candidate(harmless(item.headline))]
    assessed = first.version == item.assessment.post_version
    slots = item.assessment.slots if assessed else []
    return [
        Candidate(
            " ".join(harmless(text[span.start : span.end]).split()),
            tuple(dict.fromkeys(slot_reason(slot) for slot in slots if span.start <= slot.start < span.end)),
        )
        for span in offered(text)
    ] or [Candidate(harmless(item.headline))]


def stands_in_the_post(session: Session, item: Item, sentence: str) -> bool:
    """Whether ``sentence`` is a sentence of the item's post or only shortens one.

    The headline counts too: it is the machine's cut of such a sentence, and all that is left of a post that was purged.
    """
    if only_shortens(harmless(item.headline), sentence):
        return True
    known = candidates(item, narratives.first_post_of(session, item))
    return any(only_shortens(one.text, sentence) for one in known)
