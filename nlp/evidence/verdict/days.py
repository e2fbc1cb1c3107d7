"""The dates of a claim against those of the passage, part by part: another year, another month, a beginning or an end moved."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.evidence.calendar import bounds
from nlp.evidence.verdict.bygone import tells_of_last_time
from nlp.evidence.verdict.quantity import DATE, LEAST, MOST
from nlp.evidence.verdict.sides import Aligned, Side


def _years(side: Side) -> set[int]:
    found = set()
    for one in side.quantities:
        span = bounds(str(one.value)) if one.kind == DATE else None
        if span is not None:
            found |= {span[0].year, span[1].year}
    return found


def _months(side: Side) -> set[str]:
    found = set()
    for one in side.quantities:
        value = str(one.value)
        if one.kind == DATE and not value.startswith(("P", "-P", "---")):
            plain = value[2:] if value.startswith("--") else value[5:]
            if plain[:2].isdigit():
                found.add(plain[:2])
    return found


def date_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Years and months that only the claim has, moved ends, and whether it tells of the time before."""
    claim, passage = aligned.claim, aligned.passage
    years, known = _years(claim), _years(passage)
    yield "year_new", float(bool(years and known and not years & known))
    yield "last_time", float(tells_of_last_time(claim) and not tells_of_last_time(passage))
    months, written = _months(claim), _months(passage)
    yield "month_new", float(bool(months - written and written))
    yield "month_same", float(bool(months & written))
    for bound, name in ((LEAST, "begins"), (MOST, "ends")):
        said = {str(one.value) for one in claim.quantities if one.kind == DATE and one.bound == bound}
        told = {str(one.value) for one in passage.quantities if one.kind == DATE and one.bound == bound}
        yield f"{name}_other", float(bool(said and told and not said & told))
