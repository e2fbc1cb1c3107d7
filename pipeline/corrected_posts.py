"""What the desk corrected, as posts to train on."""

from __future__ import annotations

from models.queries.examples import examples_of
from models.session import transaction
from nlp.corpus.corrected import corrected
from nlp.corpus.load import CorpusPost


def corrected_posts() -> list[CorpusPost]:
    """Every corrected post of the installation that is still kept, the oldest first; of equal texts the newest counts."""
    with transaction() as session:
        newest = {one.text: one for one in examples_of(session)}
    return [
        corrected(one.id, one.text, one.label, one.topic)
        for one in sorted(newest.values(), key=lambda one: one.id)
    ]
