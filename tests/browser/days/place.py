"""Where the days are spent: the demonstration's desk, and what others have done there before somebody comes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import select

from models.queries import accounts
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import transaction
from models.tables.account import Account
from models.tables.item import Item, ItemEvent
from models.tables.official import Document, DocumentPassage
from models.tables.post import Post
from models.vocabulary import Distortion, EventKind, ItemState, PostState, Queue, RetentionClass, Verdict
from tests.browser.running import new_page, sign_in
from triage_api.harmless import harmless
from triage_api.services import decide, lease, reply
from triage_api.services.decide import Conclusion

FREE = "12/2026/NQ-HĐND"
"""The resolution that says what costs nothing."""
WHY = "Vì sao bạn kết luận như vậy"


@dataclass
class Place:
    """The running product: its address and the browser. Items are handed out once, so that no day meets another."""

    url: str
    opened: Browser
    given: set[int] = field(default_factory=set)
    _keys: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def page(self, username: str | None, width: int = 1280) -> Iterator[Page]:
        """A browser of one's own, signed in when a name is given; closed at the end of the block."""
        page = new_page(self.opened, width)
        if username is not None:
            sign_in(page, self.url, username)
        try:
            yield page
        finally:
            page.context.close()

    def item(self, queue: Queue) -> int:
        """An open item of a queue that no other day works on; of claims one that official text speaks of."""
        with transaction() as session:
            found = session.scalars(
                select(Item.id)
                .where(
                    Item.queue == queue,
                    Item.state == ItemState.OPEN,
                    Item.distortion.is_distinct_from(Distortion.UNVERIFIED),
                    Item.id.not_in(self.given),
                )
                .order_by(Item.id.desc())
            ).first()
        assert found is not None, f"the demonstration has no {queue} item left"
        self.given.add(found)
        return found

    def concluded(self, username: str, item_id: int, verdict: Verdict, *, cited: bool = True) -> None:
        """A colleague took the item, unless a second look is asked for, and concluded."""
        with transaction() as session:
            person, item = person_of(session, username), session.get_one(Item, item_id)
            if item.state is ItemState.OPEN:
                lease.lease(session, person, item_id)
            conclusion = Conclusion(
                sentence=harmless(item.headline),
                verdict=verdict,
                rationale="Đã đọc văn bản.",
                passage_ids=(self.passage(),) if cited else (),
                no_official_text=not cited,
                idempotency_key=f"ngay-{username}-{item_id}-{next(self._keys)}",
            )
            look = decide.second_look if item.state is ItemState.SECOND_REVIEW else decide.decide
            look(session, person, item_id, conclusion)

    def submitted(self, username: str, item_id: int) -> None:
        """A colleague wrote an answer and sent it to be approved."""
        with transaction() as session:
            person = person_of(session, username)
            sentence = NewSentence("Nộp hồ sơ trên Cổng Dịch vụ công không mất phí.", self.passage())
            reply.save_draft(session, person, item_id, [sentence])
            reply.submit(session, person, item_id)

    def drawn_for_the_sample(self) -> None:
        """The lot falls on one post that went into no queue. It falls on one in a hundred, and the demonstration has fewer."""
        with transaction() as session:
            post = session.scalars(
                select(Post)
                .where(Post.state == PostState.ROUTED, Post.retention_class == RetentionClass.UNQUEUED_TEXT)
                .order_by(Post.id)
            ).first()
            assert post is not None
            post.retention_class = RetentionClass.AUDIT_SAMPLE
            post.purge_after = datetime.now(UTC) + timedelta(days=6)

    def passage(self) -> int:
        """A passage of the resolution."""
        with transaction() as session:
            return session.scalars(
                select(DocumentPassage.id)
                .join(Document, Document.id == DocumentPassage.document_id)
                .where(Document.number == FREE, DocumentPassage.text.ilike("%phí%"))
                .order_by(DocumentPassage.id)
            ).all()[-1]


def person_of(session: object, username: str) -> Person:
    """A member of staff by user name."""
    number = session.scalars(select(Account.id).where(Account.username == username)).one()  # type: ignore[attr-defined]
    found = accounts.person(session, number)  # type: ignore[arg-type]
    assert found is not None
    return found


def state_of(item_id: int) -> ItemState:
    """What the database says of an item."""
    with transaction() as session:
        return session.get_one(Item, item_id).state


def kinds_of(item_id: int) -> list[EventKind]:
    """What happened to an item, in order."""
    with transaction() as session:
        rows = session.query(ItemEvent).filter_by(item_id=item_id).order_by(ItemEvent.sequence)
        return [row.kind for row in rows]


def notes_of(item_id: int, kind: EventKind) -> list[str | None]:
    """What was written with one kind of event."""
    with transaction() as session:
        rows = session.query(ItemEvent).filter_by(item_id=item_id, kind=kind).order_by(ItemEvent.sequence)
        return [row.note for row in rows]


def number(page: Page) -> int:
    """The item a page shows."""
    found = re.search(r"/viec/(\d+)", page.url)
    assert found, page.url
    return int(found[1])


def account_page(page: Page, link: str) -> None:
    """What stands behind "Tài khoản", at a desk and on a telephone alike."""
    page.get_by_role("link", name="Tài khoản").first.click()
    page.get_by_role("link", name=link).click()


def unfolded(page: Page, summary: str) -> Locator:
    """A part of the page that is folded away, opened."""
    part = page.locator("details", has=page.locator("summary", has_text=summary)).last
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    return part


def pick_the_sentence(page: Page) -> None:
    """The first step: what can be checked."""
    page.get_by_role("group", name="Câu nào nêu một điều kiểm chứng được?").get_by_role("radio").first.check()
    page.get_by_role("button", name="Dùng câu này").click()


def choose(page: Page, verdict: str) -> None:
    """A verdict and the first passage offered for it."""
    page.get_by_role("radio", name=re.compile(rf"^{verdict}\b")).check()
    page.get_by_role("group", name="Căn cứ").get_by_role("checkbox").first.check()


def conclude(page: Page, verdict: str, why: str) -> None:
    """Both steps of a conclusion, on the page of an item one may conclude."""
    pick_the_sentence(page)
    choose(page, verdict)
    page.get_by_label(WHY).fill(why)
    page.get_by_role("button", name="Ghi kết luận").click()
