"""Which watched policies a post is about: a lexicon of phrases, found with or without diacritics (``nlp.marks``).

Cannot see: a topic that is only meant ("cái app kia"), pictures, links.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from models.vocabulary import Topic
from nlp import lexicons

_LEXICON = "topics.yaml"
_ALL = tuple(Topic)


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """Phrases by topic, as shipped; shown on the method page.

    Raises:
        ValueError: a topic of the file is unknown, or a watched topic has no phrases.
    """
    raw = lexicons.described(_LEXICON)
    named = {Topic(code): tuple(str(phrase) for phrase in phrases) for code, phrases in raw.items()}
    missing = set(Topic) - set(named) - {Topic.KHAC}
    if missing:
        raise ValueError(f"{_LEXICON}: thiếu chủ đề {', '.join(sorted(missing))}")
    return {topic.value: phrases for topic, phrases in named.items()}


def in_order(codes: Set[str]) -> tuple[Topic, ...]:
    """The topics with these codes in the order of the closed list; ``(khac,)`` for none."""
    return tuple(topic for topic in _ALL if topic in codes) or (Topic.KHAC,)
