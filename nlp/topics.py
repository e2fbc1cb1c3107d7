"""Which watched policies a post is about, by a lexicon read with or without diacritics.

Cannot see: a topic that is only meant ("cái app kia"), pictures, links.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from models.vocabulary import Topic
from nlp.contracts import Text
from nlp.phrases import PhraseTable
from nlp.words import Word, words_of

_LEXICON = "topics.yaml"


@cache
def _table() -> PhraseTable:
    return PhraseTable(lexicon())


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """Phrases by topic, as shipped; shown on the method page.

    Raises:
        ValueError: a topic of the file is unknown, or a watched topic has no phrases.
    """
    raw = yaml.safe_load((resources.files("nlp.lexicons") / _LEXICON).read_text("utf-8"))
    named = {Topic(code): tuple(str(phrase) for phrase in phrases) for code, phrases in raw.items()}
    missing = set(Topic) - set(named) - {Topic.KHAC}
    if missing:
        raise ValueError(f"{_LEXICON}: thiếu chủ đề {', '.join(sorted(missing))}")
    return {topic.value: phrases for topic, phrases in named.items()}


def topics_of(text: Text, words: list[Word] | None = None) -> tuple[Topic, ...]:
    """Topics in the order of the closed list; ``(khac,)`` when none is found.

    >>> from nlp.normalise import normalise
    >>> topics_of(normalise("doi bang lai xe tren cong dich vu cong"))
    (<Topic.DICH_VU_CONG: 'dich_vu_cong'>, <Topic.GIAO_THONG_GPLX: 'giao_thong_gplx'>)
    """
    found = {match.key for match in _table().find(words_of(text) if words is None else words)}
    return tuple(topic for topic in Topic if topic.value in found) or (Topic.KHAC,)
