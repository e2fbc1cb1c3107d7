"""The second reading: each post labelled again, blind, from the annotation guide alone, and how far both agree.

The form of a line is described in ``docs/corpus.md``. Posts on which the readings differed and which were
dropped for it keep their line, so that agreement is measured on everything that was read.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from models.vocabulary import Label
from nlp.agreement import alpha as nominal_alpha
from nlp.corpus.lines import Place, by_id, check_fields, matching, member
from nlp.corpus.load import MAX_FILE_BYTES

_FIELDS = frozenset({"id", "first", "second", "kept"})
_ID = re.compile(r"[pqu]\d{4,6}|x\d{3}")


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """What the writer and the second reader said of one post; ``kept``: it is still in the corpus."""

    id: str
    first: Label
    second: Label
    kept: bool


def load_second_reading(path: Path | None = None) -> list[TwoReadings]:
    """Both readings of every post, in the order of the file.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("second_reading.jsonl") if path is None else path
    return by_id(source, MAX_FILE_BYTES, _readings)


def _readings(given: dict[str, Any], place: Place) -> TwoReadings:
    check_fields(given, _FIELDS, place)
    if not isinstance(given["kept"], bool):
        raise place.error("«kept» phải là true hoặc false")
    return TwoReadings(
        id=matching(given["id"], _ID, "id", place),
        first=member(Label, given["first"], "first", place),
        second=member(Label, given["second"], "second", place),
        kept=given["kept"],
    )


def agreement(readings: Sequence[TwoReadings]) -> float:
    """Krippendorff's alpha over the seven labels."""
    return alpha([(one.first, one.second) for one in readings])


def agreement_on(label: Label, readings: Sequence[TwoReadings]) -> float:
    """Krippendorff's alpha of one label against all others."""
    return alpha([(one.first is label, one.second is label) for one in readings])


def alpha(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Krippendorff's alpha for nominal data, two readers and no missing values.

    As ``nlp.agreement.alpha``, but 1 when nothing varies: a frozen corpus without a disagreement has none.

    >>> round(alpha([(1, 1), (1, 1), (0, 0), (0, 1)]), 3)
    0.533
    """
    found = nominal_alpha(pairs)
    return 1.0 if found is None else found
