"""How much of what identifies a person masking takes out, and how much it takes out for nothing.

Measured on the masking corpus (``nlp.corpus.masking_load``). Of each kind of marked range:

* ``recall``: share of which something is masked; a name is found when part of it is, since where a byname ends is a matter
  of taste (``docs/corpus_evidence.md``);
* ``covered``: share of which every letter and digit is masked;
* ``typed``: share of which something is masked under the placeholder that is marked.

``false_masks`` is the share of the words outside all marked ranges that are masked; a word is a run of letters, digits and
underscores. ``kept_touched`` counts ranges marked to stay of which something is masked, by kind.

**Cross-validation.** No rule was fitted by a machine, so there are no folds to train on. What can be fitted by hand to a
single text is an entry of a word list: a surname, a title or a place that was added because one text has it. So each text
is masked once more without every entry, of all name lexicons, whose words stand in that text and in no other text of the
project, neither of this corpus nor of the posts, which nobody wrote or read for masking. That is leaving one out over
entries. It is pessimistic, since most such entries are general knowledge; ``left_out`` tells how many entries a text lost
on average. What this cannot show is rules in the code that suit the corpus; texts written afterwards can
(``tests/nlp/data``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.vocabulary import Placeholder
from nlp.contracts import Masked, Span
from nlp.corpus.load import load_posts
from nlp.corpus.masking_load import MASKED_KINDS, MaskingText, load_masking
from nlp.normalise.folding import fold
from nlp.privacy import mask
from nlp.privacy.lexicon import Lexicon, lexicon
from nlp.privacy.words import WORD, Words

_TOKEN = re.compile(r"\w+")
_DIGITS = 4
_NAMES = {placeholder: name for name, placeholder in MASKED_KINDS.items()}

_Entries = frozenset[tuple[str, str]]


def masking_figures(
    texts: Sequence[MaskingText] | None = None, others: Iterable[str] | None = None
) -> dict[str, Any]:
    """Figures with all lexicons and, under ``cross_validated``, without what only one text supports.

    Plain data, ready for JSON; shares are 0..1. ``texts`` are the masking corpus by default, ``others`` (further texts that
    support an entry) the posts.
    """
    given = load_masking() if texts is None else texts
    support = (post.text for post in load_posts()) if others is None else others
    left_out = _entries_of_one_text(given, support, lexicon())
    held_out = [
        mask(one.text, Words(lexicon().without(entries)) if entries else None)
        for one, entries in zip(given, left_out, strict=True)
    ]
    return {
        "texts": len(given),
        **_figures(given, [mask(one.text) for one in given]),
        "cross_validated": {
            "left_out": round(sum(map(len, left_out)) / len(given), _DIGITS) if given else 0.0,
            **_figures(given, held_out),
        },
    }


def _figures(texts: Sequence[MaskingText], made: Sequence[Masked]) -> dict[str, Any]:
    spans: Counter[Placeholder] = Counter()
    found: Counter[Placeholder] = Counter()
    covered: Counter[Placeholder] = Counter()
    typed: Counter[Placeholder] = Counter()
    touched: Counter[str] = Counter()
    words = false = 0
    for one, masked in zip(texts, made, strict=True):
        hidden = _characters(replacement.raw for replacement in masked.replacements)
        for marked in one.spans:
            letters = {at for at in _characters([marked.span]) if one.text[at].isalnum()}
            spans[marked.kind] += 1
            found[marked.kind] += bool(letters & hidden)
            covered[marked.kind] += letters <= hidden
            typed[marked.kind] += any(
                replacement.placeholder is marked.kind and replacement.raw.overlaps(marked.span)
                for replacement in masked.replacements
            )
        for kept in one.keep:
            touched[kept.kind.value] += bool(_characters([kept.span]) & hidden)
        wanted = _characters(marked.span for marked in one.spans)
        free = [token for token in _TOKEN.finditer(one.text) if wanted.isdisjoint(range(*token.span()))]
        words += len(free)
        false += sum(not hidden.isdisjoint(range(*token.span())) for token in free)
    return {
        "kinds": {
            name: {
                "spans": spans[kind],
                "recall": _share(found[kind], spans[kind]),
                "covered": _share(covered[kind], spans[kind]),
                "typed": _share(typed[kind], spans[kind]),
            }
            for kind, name in _NAMES.items()
        },
        "words": words,
        "false_masks": _share(false, words),
        "kept_touched": _without_zeros(touched),
    }


def _entries_of_one_text(
    texts: Sequence[MaskingText], others: Iterable[str], tables: Lexicon
) -> list[_Entries]:
    """For each text the lexicon entries whose words stand in it and in no other."""
    by_phrase: dict[str, list[tuple[str, str]]] = {}
    for table, key in tables.entries():
        by_phrase.setdefault(key, []).append((table, key))
    known = _by_first_word(by_phrase)
    told = [_phrases(one.text, known) for one in texts]
    seen = Counter(phrase for phrases in told for phrase in phrases)
    alone = {phrase for phrase, count in seen.items() if count == 1}
    rare = _by_first_word(alone)
    for other in others:
        alone -= _phrases(other, rare)
    return [frozenset(entry for phrase in phrases & alone for entry in by_phrase[phrase]) for phrases in told]


def _by_first_word(phrases: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for phrase in phrases:
        found.setdefault(phrase.partition(" ")[0], set()).add(phrase)
    return found


def _phrases(text: str, known: Mapping[str, set[str]]) -> set[str]:
    """Those of the known phrases that stand in a text, in small letters, as written or without marks."""
    lowered = [word.lower() for word in WORD.findall(text)]
    found = set()
    for words in (lowered, list(map(fold, lowered))):
        for at, word in enumerate(words):
            for phrase in known.get(word, ()):
                if phrase == word or words[at : at + phrase.count(" ") + 1] == phrase.split(" "):
                    found.add(phrase)
    return found


def _characters(spans: Iterable[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count}


def _share(part: int, whole: int) -> float:
    return round(part / whole, _DIGITS) if whole else 0.0
