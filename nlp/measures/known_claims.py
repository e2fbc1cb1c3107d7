"""How well a known claim is found again: all wordings of a file in one base, each text asked as a post would be.

* **Found**: of texts that tell a claim again, how many are shown that very claim among the three a page shows; and how many as *strong*.
* **Beside the point**: of the texts that say something else, how many are shown the claim, and how many of those without what differs told.
  On a page that is a line too much, and both texts stand there. That it were *strong* would be wrong: a person might take the verdict over.
* **Others**: lines shown of other claims, for each text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from models.vocabulary import Verdict
from nlp.corpus.retellings import Retold, Telling, load_retellings, load_retellings_exam
from nlp.evidence.known_claims import KnownClaim, KnownClaims, KnownMatch, Tier
from nlp.normalise import normalise

SHOWN = 3
"""Lines of a page (``triage_api.services.known``)."""


@dataclass(frozen=True, slots=True)
class _Asked:
    own: KnownMatch | None
    others: int


def known_claim_figures() -> dict[str, Any]:
    """Of both files, as plain data; shares are 0..1."""
    return {"seen": figures_of(load_retellings()), "exam": figures_of(load_retellings_exam())}


def figures_of(retold: Sequence[Retold]) -> dict[str, Any]:
    """``same`` by how it is told, ``differs`` and ``near`` as a whole."""
    known = KnownClaims(KnownClaim(one.id, Verdict.FALSE, (one.wording,)) for one in retold)
    same: dict[str, list[_Asked]] = defaultdict(list)
    beside: dict[str, list[_Asked]] = defaultdict(list)
    for one in retold:
        for how, text in one.same:
            same[how.value].append(_ask(known, one.id, text))
        beside["differs"] += [_ask(known, one.id, text) for _, text in one.differs]
        beside["near"] += [_ask(known, one.id, text) for text in one.near]
    told = {how.value: same[how.value] for how in Telling if same[how.value]} | {
        "all": [one for each in same.values() for one in each]
    }
    return {
        "claims": len(retold),
        "same": {how: _found(asked) for how, asked in told.items()},
        "beside": {kind: _beside(asked) for kind, asked in beside.items()},
    }


def _ask(known: KnownClaims, key: str, text: str) -> _Asked:
    matches = known.match(normalise(text), None, SHOWN)
    own = next((match for match in matches if match.claim.key == key), None)
    return _Asked(own, len(matches) - (own is not None))


def _found(asked: Sequence[_Asked]) -> dict[str, float]:
    own = list(_own(asked))
    return {
        "texts": len(asked),
        "found": len(own) / len(asked),
        "strong": sum(one.tier is Tier.STRONG for one in own) / len(asked),
        "told": sum(bool(one.differences) for one in own) / len(asked),
        "others": sum(one.others for one in asked) / len(asked),
    }


def _beside(asked: Sequence[_Asked]) -> dict[str, float]:
    own = list(_own(asked))
    return {
        "texts": len(asked),
        "shown": len(own) / len(asked),
        "untold": sum(not one.differences for one in own) / len(asked),
        "strong": sum(one.tier is Tier.STRONG for one in own),
    }


def _own(asked: Sequence[_Asked]) -> Iterator[KnownMatch]:
    return (one.own for one in asked if one.own is not None)
