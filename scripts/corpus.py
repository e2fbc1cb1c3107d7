"""Everything the pages say about the corpus, counted anew.

``python scripts/corpus.py`` prints the tables; ``--write`` puts them between their marks in ``docs/corpus.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.vocabulary import Label, Topic
from nlp.corpus.evidence_load import load_evidence
from nlp.corpus.exam import load_exam
from nlp.corpus.load import CorpusPost, Style, load_posts, load_protected, load_unseen
from nlp.corpus.masking_load import load_masking
from nlp.corpus.second_reading import TwoReadings, agreement, agreement_on, load_second_reading
from nlp.corpus.shortcuts import of_shipped
from nlp.corpus.slot_claims import load_slot_claims
from nlp.corpus.slot_disputes import load_slot_disputes
from nlp.measures.slots import agreement_on_slots

PAGE = Path(__file__).parents[1] / "docs" / "corpus.md"
BEGIN = "<!-- counts: held to the data by tests/nlp/corpus/test_corpus_pages.py -->"
END = "<!-- end of counts -->"


def main(arguments: list[str]) -> int:
    """Print the tables, or write them into the page."""
    text = tables()
    if "--write" in arguments:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


def tables() -> str:
    """All tables, one below the other."""
    posts, protected, readings = load_posts(), load_protected(), load_second_reading()
    blocks = (
        labels(posts, protected, readings),
        styles(posts),
        topics(posts, protected),
        others(posts, readings),
        guesses(),
    )
    return "\n\n".join("\n".join(block) for block in blocks)


def labels(
    posts: Sequence[CorpusPost], protected: Sequence[CorpusPost], readings: Sequence[TwoReadings]
) -> Iterator[str]:
    """Posts, slots, indicators, protected posts and agreement of the second reading by label."""
    yield "| label | posts | with slots | with indicators | protected | alpha |"
    yield "|---|--:|--:|--:|--:|--:|"
    for label in Label:
        mine = [post for post in posts if post.label is label]
        guarded = sum(post.label is label for post in protected)
        yield _row(f"`{label}`", *_counted(mine), guarded, f"{agreement_on(label, readings):.3f}")
    yield _row("all", *_counted(posts), len(protected), f"{agreement(readings):.3f}")


def styles(posts: Sequence[CorpusPost]) -> Iterator[str]:
    """Posts by style and label."""
    yield _row("style", *(f"`{label}`" for label in Label))
    yield "|---|" + "--:|" * len(Label)
    for style in Style:
        yield _row(
            f"`{style}`", *(sum(p.label is label and p.style is style for p in posts) for label in Label)
        )


def topics(posts: Sequence[CorpusPost], protected: Sequence[CorpusPost]) -> Iterator[str]:
    """Posts by topic and label, and protected posts by topic."""
    yield _row("topic", *(f"`{label}`" for label in Label), "protected")
    yield "|---|" + "--:|" * (len(Label) + 1)
    for topic in Topic:
        mine = [post for post in posts if topic in post.topics]
        by_label = (sum(post.label is label for post in mine) for label in Label)
        yield _row(f"`{topic}`", *by_label, sum(topic in post.topics for post in protected))


def others(posts: Sequence[CorpusPost], readings: Sequence[TwoReadings]) -> Iterator[str]:
    """Situations, pairs, the second reading, and the two corpora beside."""
    evidence, masking, claims = load_evidence(), load_masking(), load_slot_claims()
    yield "| what | count |"
    yield "|---|--:|"
    yield _row("situations", len({post.situation for post in posts}))
    yield _row("minimal pairs", len({post.pair for post in posts if post.pair}))
    yield _row("slots", sum(len(post.slots) for post in posts))
    marks = agreement_on_slots(posts, load_slot_disputes())
    yield _row("slots of claims only one reading had", f"{marks['first']} + {marks['second']}")
    yield _row("kept of these", marks["kept"])
    yield _row("agreement of both readings on slots (F1)", f"{marks['f1']:.3f}")
    yield _row("indicators", sum(len(post.indicators) for post in posts))
    yield _row("posts of the exam", len(load_exam()))
    yield _row("unseen posts", len(load_unseen()))
    yield _row("claims written to be marked", len(claims))
    yield _row("slots in them", sum(len(one.slots) for one in claims))
    yield _row("read twice", len(readings))
    yield _row("dropped because the readings differed", sum(not one.kept for one in readings))
    yield _row("official passages", len(evidence.passages))
    yield _row("claims about them", len(evidence.claims))
    yield _row("questions about them", len(evidence.questions))
    yield _row("texts to mask", len(masking))


def guesses() -> Iterator[str]:
    """How well the label can be guessed without reading."""
    yield "| seen alone | by a | macro-F1 | at most |"
    yield "|---|---|--:|--:|"
    for one in of_shipped():
        yield _row(one.side, one.model, f"{one.macro_f1:.3f}", f"{one.limit:.2f}")


def _counted(posts: Sequence[CorpusPost]) -> tuple[int, int, int]:
    return len(posts), sum(bool(post.slots) for post in posts), sum(bool(post.indicators) for post in posts)


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
