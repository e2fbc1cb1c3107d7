"""What the picture of a reply says, taken from its wording: nothing new is written for it."""

from __future__ import annotations

from models.errors import BadInput
from models.tables.decision import StandingVerdict
from models.vocabulary import VERDICT_NAMES, Verdict
from triage_api.catalogue import _
from triage_api.formats import day
from triage_api.public_places import home
from triage_api.replying.compose import Wording
from triage_api.replying.picture import Poster

CORRECTED = frozenset({Verdict.FALSE, Verdict.OUTDATED, Verdict.MISSING_CONTEXT})
"""Verdicts after which the claim is shown, below what is right."""


def poster_of(wording: Wording, standing: StandingVerdict | None, *, draft: bool) -> Poster:
    """The poster: the first cited sentence, what was told about it, the source of that sentence, until when, and the address.

    Raises:
        BadInput: no sentence is cited.
    """
    fact = next((said for said in wording.sentences if said.mark is not None), None)
    if fact is None:
        raise BadInput("Chưa có câu nào dẫn văn bản nên chưa vẽ được ảnh.")
    source = next(one for one in wording.sources if one.mark == fact.mark)
    told = ""
    if standing is not None and standing.verdict in CORRECTED and standing.decision.sentence:
        told = _("Tin nói “{claim}”: {verdict}.").format(
            claim=standing.decision.sentence.strip().rstrip("."),
            verdict=_(VERDICT_NAMES[standing.verdict]).lower(),
        )
    validity = (
        "" if wording.valid_until is None else _("Có giá trị đến {day}.").format(day=day(wording.valid_until))
    )
    link = wording.permalink or f"{home()}/doi-chieu"
    return Poster(wording.opening, fact.text, told, source.written + ".", validity, link, draft)
