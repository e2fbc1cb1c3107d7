"""How much of the distance to standard spelling the normaliser takes away, and how much harm it does to clean text.

**Error reduction** as ViLexNorm and MultiLexNorm report it: ``(accuracy − accuracy of leaving all as it is) / (1 −
accuracy of leaving all as it is)``, accuracy being the share of written words whose standard form is right. Measured on
ViLexNorm's development split, which is not part of the project: ``normalisation_dev.csv`` (columns ``original``,
``normalized``) in the directory of measuring data. Nothing was ever fitted on it.

* **Words** are runs between white space, in lower case, without ``.,!?:;()"'…`` at their edges; case is ignored, since
  the reference writes everything small. Runs of such signs alone are no words.
* **Alignment.** Written and reference words are aligned by the fewest insertions, deletions and replacements
  (``rapidfuzz``). Equal words stand for each other. Within a run of differing words the reference is cut into as many pieces, in
  order, as there are written words, where the letters of the pieces, without marks, are likest to theirs. A piece may be
  several words or none.
* **What the normaliser made of a word** is read off the offset map: the range of the normalised view behind it.

**Harm** is the share of words of clean text that come out otherwise, in letters or in case: on posts of style ``formal`` of
the corpus, and on the official documents beside the measuring data.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from nlp.contracts import Text
from nlp.corpus.load import CorpusPost, Style, load_posts
from nlp.measures.lookalike import shared_data
from nlp.normalise import MAX_CHARACTERS, fold, normalise

REFERENCE = "normalisation_dev.csv"
OFFICIAL = "official"
"""Directory of clean documents, a sister of the directory of measuring data."""

_EDGES = ".,!?:;()\"'…"
_LONGEST_RUN = 12
"""Written words of one run that are aligned one by one; a longer run counts as wrong unless left as it is."""
_DIGITS = 6

_Range = tuple[int, int]


def normalisation_figures(
    directory: Path | None = None, posts: Sequence[CorpusPost] | None = None
) -> dict[str, Any]:
    """Error reduction and harm as plain data; shares are 0..1.

    ``directory`` holds the reference, by default the one ``SANGTIN_SHARED_DATA`` names, else ``shared/data`` beside the
    checkout. A part whose file is not there has ``available`` False and a ``note`` that says so.
    """
    data = directory or shared_data()
    formal = [post.text for post in (load_posts() if posts is None else posts) if post.style is Style.FORMAL]
    return {
        "error_reduction": _reference(data / REFERENCE),
        "harm_posts": harm(formal),
        "harm_official": _official(data.parent / OFFICIAL),
    }


def error_reduction(pairs: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Accuracy as written and as normalised, and the share of errors taken away, over texts and their standard form.

    ``fixed``, ``missed``: written words that needed a change and got the right one or not; ``spoilt``: words
    that needed none and got one.

    >>> error_reduction([("ko biết mn", "không biết mọi người")])["error_reduction"]
    1.0
    """
    words = wrong = fixed = spoilt = 0
    for original, standard in pairs:
        text = normalise(original)
        for written, wanted in aligned(original, standard):
            made = _words(_made(text, written))
            as_written = _words(original[slice(*written)])
            words += 1
            wrong += as_written != wanted
            fixed += as_written != wanted and made == wanted
            spoilt += as_written == wanted and made != wanted
    return {
        "words": words,
        "needed": wrong,
        "fixed": fixed,
        "missed": wrong - fixed,
        "spoilt": spoilt,
        "accuracy_as_written": _share(words - wrong, words),
        "accuracy": _share(words - wrong + fixed - spoilt, words),
        "error_reduction": _share(fixed - spoilt, wrong),
    }


def harm(texts: Iterable[str]) -> dict[str, float]:
    """Words of clean texts and the share of them that normalising changes, case included."""
    words = changed = 0
    for original in texts:
        text = normalise(original)
        for start, end in _ranges(original):
            words += 1
            became = text.from_original(start, end)
            changed += text.normalised[became.start : became.end] != original[start:end]
    return {"words": words, "changed": changed, "harm": _share(changed, words)}


def aligned(original: str, standard: str) -> list[tuple[_Range, list[str]]]:
    """For each written word its range in ``original`` and the words of ``standard`` it stands for.

    >>> [wanted for _, wanted in aligned("mn ko biết", "mọi người không biết")]
    [['mọi', 'người'], ['không'], ['biết']]
    """
    ranges = [place for place in _ranges(original) if _words(original[slice(*place)])]
    written = [_words(original[slice(*place)])[0] for place in ranges]
    wanted = _words(standard)
    found: list[list[str]] = []
    run: tuple[list[str], list[str]] = ([], [])
    for step in Levenshtein.opcodes(written, wanted):
        left = written[step.src_start : step.src_end]
        right = wanted[step.dest_start : step.dest_end]
        if step.tag == "equal":
            found += _pieces(*run)
            run = ([], [])
            found += [[word] for word in right]
        else:
            run = (run[0] + left, run[1] + right)
    found += _pieces(*run)
    return list(zip(ranges, found, strict=True))


def _pieces(written: list[str], wanted: list[str]) -> list[list[str]]:
    """``wanted`` cut into as many pieces as there are written words, each likest to its word; by dynamic programming."""
    if not written or len(written) == len(wanted) == 1 or len(written) > _LONGEST_RUN:
        return [wanted if len(written) == 1 else []] * len(written)
    size = len(wanted)
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *[(-1.0, ())] * size]
    for word in written:
        best = [
            max(
                (best[cut][0] + _likeness(word, wanted[cut:end]), (*best[cut][1], end))
                for cut in range(end + 1)
                if best[cut][0] >= 0
            )
            for end in range(size + 1)
        ]
    ends = best[size][1]
    return [wanted[start:end] for start, end in zip((0, *ends), ends, strict=False)]


def _likeness(word: str, piece: list[str]) -> float:
    return ratio(fold(word), fold(" ".join(piece))) + 1.0 if piece else 0.0  # rather a poor piece than none


def _ranges(text: str) -> list[_Range]:
    found = []
    at = 0
    for part in text.split():
        start = text.index(part, at)
        at = start + len(part)
        found.append((start, at))
    return found


def _words(text: str) -> list[str]:
    return [word for part in text.lower().split() if (word := part.strip(_EDGES))]


def _made(text: Text, written: _Range) -> str:
    became = text.from_original(*written)
    return text.normalised[became.start : became.end]


def _reference(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {
            "available": False,
            "note": f"{path.name} is not in {path.parent.name}: error reduction was not measured.",
        }
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [(row["original"], row["normalized"]) for row in csv.DictReader(file)]
    return {"available": True, "note": "", **error_reduction(pairs)}


def _official(directory: Path) -> dict[str, Any]:
    paths = sorted(directory.glob("*.txt")) if directory.is_dir() else []
    if not paths:
        return {
            "available": False,
            "note": f"{directory.name} is not beside the measuring data: harm to official text was not measured.",
        }
    paragraphs = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n")]
    return {
        "available": True,
        "note": "",
        **harm(line[:MAX_CHARACTERS] for line in paragraphs if line.strip()),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, _DIGITS) if whole else 0.0
