"""I1: names that only the tagger sees are gone from the stored text before an item can exist."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from models.crypto import vault
from models.queries.intake import NewPost, store_posts
from models.queries.sources import ROOT_OFFICE, SourceRecord, office_by_code, save_source
from models.session import transaction
from models.vocabulary import Label, PostKind, SourceKind
from nlp.contracts import Assessment, Circumstances
from nlp.evidence.slots import extract_slots
from nlp.normalise import normalise
from nlp.privacy import mask
from pipeline.stages import assess, route
from tests.database import TestDatabase

pytestmark = pytest.mark.database

NAME = "Hoàng"
TOLD = f"{NAME} đi chợ về kể từ 1/12/2026 nộp hồ sơ dịch vụ công ở xã mất phí 50k mỗi bộ."
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Reader:
    """An assessor that gives every text the same label, with the slots it holds."""

    def __init__(self, label: Label) -> None:
        self.label = label

    def assess(self, batch: list[tuple[str, Circumstances]]) -> list[Assessment]:
        """One assessment a text."""
        return [
            Assessment(
                self.label,
                {label: float(label is self.label) for label in Label},
                False,
                frozenset(),
                (),
                extract_slots(normalise(words), None),
                (),
                (),
                (),
                "test",
            )
            for words, _ in batch
        ]


def stored() -> tuple[str, int]:
    """The text of the one post and the number of items."""
    with transaction() as session:
        words = session.scalars(text("SELECT text FROM post")).one()
        return words, session.scalars(text("SELECT count(*) FROM item")).one()


@pytest.fixture
def post(db: TestDatabase) -> str:
    """A stored post that holds a name the rules do not know."""
    masked = mask(TOLD).text
    assert NAME in masked
    with transaction() as session:
        office = office_by_code(session, ROOT_OFFICE).id
        source = save_source(session, office, SourceRecord("Trang", SourceKind.FORUM, "https://a.example/"))
        store_posts(
            session,
            vault(),
            source,
            [NewPost(PostKind.COMMENT, "https://a.example/1", masked, posted_at=NOW)],
        )
    return masked


def test_the_tagger_reads_what_may_be_queued(post: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess, "assessor", lambda: Reader(Label.CLAIM))
    assert assess.once() == 1
    words, items = stored()
    assert words == post.replace(NAME, "[TÊN]")
    assert items == 0, "the name is gone before routing opens anything"
    with transaction() as session:
        for slot in session.execute(text('SELECT text, "start", "end" FROM assessment_slot')).all():
            assert words[slot.start : slot.end] == slot.text
    route.once()
    with transaction() as session:
        for table in ("item", "narrative", "post", "assessment_slot", "assessment_finding", "item_event"):
            rows = session.execute(text(f"SELECT CAST(t AS text) FROM {table} t")).scalars()  # noqa: S608
            assert not any(NAME in row for row in rows)


def test_what_is_never_queued_is_not_read(post: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess, "assessor", lambda: Reader(Label.OPINION))
    monkeypatch.setattr(assess, "person_names", lambda _: pytest.fail("read"))
    assert assess.once() == 1
    assert stored() == (post, 0)


def test_a_tagger_that_fails_leaves_the_post_waiting(post: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: str) -> None:
        raise RuntimeError(TOLD)

    monkeypatch.setattr(assess, "assessor", lambda: Reader(Label.CLAIM))
    monkeypatch.setattr(assess, "person_names", fails)
    assert assess.once() == 0
    with transaction() as session:
        assert session.execute(text("SELECT state, attempt FROM post")).one() == ("pending", 1)
        assert session.scalars(text("SELECT count(*) FROM post_assessment")).one() == 0
