"""How well the lookalike score tells imitators from well-known hosts.

Imitators are entries of a Vietnamese blocklist that a person labelled (``nlp.corpus.hosts``). The list itself is
measuring data and not part of the project: it is read when it is there, ``scam_urls_dev.txt`` in the directory
``SANGTIN_SHARED_DATA``, by default ``shared/data`` beside the checkout. Weights and threshold were set on the
halves called ``tune`` only. The names and the words of a lure were written by the person who labelled both halves,
so the figures of ``test`` are a little kinder than those of a list nobody has read.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.corpus.hosts import BenignHost, HostCategory, HostLabel, Split, load_benign, load_labels, sha256_of
from nlp.detectors.link_impersonation import Lookalike, lookalike_score
from nlp.official_names import is_own_host
from nlp.thresholds import LOOKALIKE

SHARED_DATA = "SANGTIN_SHARED_DATA"
"""Environment variable that names the directory of measuring data."""

BLOCKLIST = "scam_urls_dev.txt"
MOST_FALSE = 0.01
"""Share of benign hosts that may be taken for imitators where recall is read off."""

_OFFICES = frozenset({HostCategory.GOVERNMENT, HostCategory.UTILITY, HostCategory.BANK, HostCategory.TELECOM})
_CHECKOUT = Path(__file__).resolve().parents[2]
_DIGITS = 4
_STEP = 0.01

_Judged = tuple[HostLabel, Lookalike]


def shared_data() -> Path:
    """Where measuring data are looked for; the directory need not exist."""
    named = os.environ.get(SHARED_DATA)
    return Path(named) if named else _CHECKOUT.parent / "shared" / "data"


def lookalike_figures(directory: Path | None = None) -> dict[str, Any]:
    """Figures of both halves as plain data; shares are 0..1, counts are hosts.

    ``available`` is False, and only the benign hosts are measured, when the blocklist is not in ``directory``;
    ``note`` says so in words. Of each half:

    * ``recall_at_1_percent``: share of the imitators at or above ``score_there``, the lowest score that at most
      1 % of the benign hosts reach;
    * at the shipped threshold: ``recall``, ``recall_offices`` (government, utilities, banks, telecoms only),
      ``recall_by_body`` (mean over the imitated bodies, so that one large family does not decide),
      ``right_body`` (share found and put down to the body a person named), ``by_category``;
    * ``false_positives`` among all benign hosts and ``false_positives_unlisted`` among those that belong to none
      of the listed bodies; ``other_entries_flagged`` among entries that a person says imitate nobody listed.
    """
    path = (directory or shared_data()) / BLOCKLIST
    benign, labels = load_benign(), load_labels()
    entries = _entries(path)
    figures: dict[str, Any] = {
        "threshold": LOOKALIKE,
        "labels": len(labels),
        "benign": len(benign),
        "available": entries is not None,
        "note": "",
    }
    found = [(label, entries[label.sha256]) for label in labels if label.sha256 in entries] if entries else []
    if entries is None:
        figures["note"] = f"{BLOCKLIST} is not in {path.parent.name}: recall was not measured."
    elif len(found) < len(labels):
        figures["note"] = f"{len(labels) - len(found)} labelled entries are not in {BLOCKLIST}."
    judged = [(label, lookalike_score(_host(entry))) for label, entry in found]
    for split in Split:
        hosts = [one for one in benign if one.split is split]
        figures[split.value] = _half([one for one in judged if one[0].split is split], hosts)
    return figures


def _entries(path: Path) -> dict[str, str] | None:
    """The entries of the blocklist by SHA-256; None when there is no such file."""
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").split("\n")
    return {sha256_of(entry): entry for line in lines if (entry := line.strip())}


def _host(entry: str) -> str:
    return entry.partition("/")[0].lower()


def _half(judged: Sequence[_Judged], benign: Sequence[BenignHost]) -> dict[str, Any]:
    scores = [lookalike_score(one.host).score for one in benign]
    unlisted = [score for one, score in zip(benign, scores, strict=True) if not is_own_host(one.host)]
    figures: dict[str, Any] = {
        "benign": len(benign),
        "benign_unlisted": len(unlisted),
        "false_positives": _share([score >= LOOKALIKE for score in scores]),
        "false_positives_unlisted": _share([score >= LOOKALIKE for score in unlisted]),
    }
    imitators = [one for one in judged if one[0].imitated is not None]
    if not imitators:
        return figures
    there = lowest_score(scores, MOST_FALSE)
    others = [found.score >= LOOKALIKE for label, found in judged if label.imitated is None]
    offices = [one for one in imitators if one[0].category in _OFFICES]
    return figures | {
        "imitators": len(imitators),
        "imitators_offices": len(offices),
        "score_there": there,
        "recall_at_1_percent": _share([found.score >= there for _, found in imitators]),
        "recall_at_1_percent_offices": _share([found.score >= there for _, found in offices]),
        "recall": _recall(imitators),
        "recall_offices": _recall(offices),
        "recall_by_body": _mean_by_body(imitators),
        "right_body": _share(
            [found.score >= LOOKALIKE and found.official == label.imitated for label, found in imitators]
        ),
        "other_entries": len(others),
        "other_entries_flagged": _share(others),
        "by_category": _by_category(imitators),
    }


def lowest_score(benign: Sequence[float], most: float) -> float:
    """The lowest threshold above 0 that at most the share ``most`` of the benign scores reach.

    Scores have two decimals, so the next threshold above a score is 0.01 higher.

    >>> lowest_score([0.0, 0.0, 0.4, 0.9], 0.25)
    0.41
    """
    allowed = int(most * len(benign))
    beyond = sorted(benign, reverse=True)[allowed : allowed + 1]
    return round((beyond[0] if beyond else 0.0) + _STEP, 2)


def _recall(judged: Sequence[_Judged]) -> float:
    return _share([found.score >= LOOKALIKE for _, found in judged])


def _mean_by_body(judged: Sequence[_Judged]) -> float:
    bodies: defaultdict[str | None, list[_Judged]] = defaultdict(list)
    for one in judged:
        bodies[one[0].imitated].append(one)
    return round(sum(_recall(group) for group in bodies.values()) / len(bodies), _DIGITS)


def _by_category(judged: Sequence[_Judged]) -> Mapping[str, Mapping[str, float]]:
    groups = {
        category.value: [one for one in judged if one[0].category is category] for category in HostCategory
    }
    return {
        name: {"imitators": len(group), "recall": _recall(group)} for name, group in groups.items() if group
    }


def _share(seen: Sequence[bool]) -> float:
    return round(sum(seen) / len(seen), _DIGITS) if seen else 0.0
