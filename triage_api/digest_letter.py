"""The summary a member of staff gets by e-mail: counts, numbers of items and times. Never a word of a post.

Both forms, plain and HTML, are made from the same lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.queries.digests import Waiting
from models.vocabulary import QUEUE_NAMES, DigestFrequency
from triage_api.catalogue import N_, _
from triage_api.formats import moment, number

LINES = (
    ("overdue", N_("Đã quá hạn: {count} vụ việc")),
    ("due_today", N_("Đến hạn trong hôm nay: {count} vụ việc")),
    ("held", N_("Bạn đang giữ: {count} vụ việc")),
    ("second_review", N_("Chờ người thứ hai xem: {count} vụ việc")),
    ("replies", N_("Trả lời chờ duyệt: {count}")),
    ("notices", N_("Việc cần xem lại: {count}")),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent. ``items`` are (words, path) of items that are due."""

    subject: str
    greeting: str
    lines: tuple[str, ...]
    items: tuple[tuple[str, str], ...]
    address: str

    @property
    def plain(self) -> str:
        """The letter as plain text."""
        parts = [self.greeting, "\n".join(f"- {line}" for line in self.lines)]
        if self.items:
            listed = "\n".join(f"- {words}: {self.address}{path}" for words, path in self.items)
            parts.append(f"{_('Đến hạn trước nhất:')}\n{listed}")
        parts += [
            f"{_('Mở hàng việc:')} {self.address}/hang-viec",
            f"{_(CLOSING)}\n{self.address}/tai-khoan/thu",
        ]
        return "\n\n".join(parts) + "\n"


CLOSING = N_("Thư tự động, không cần trả lời. Đổi giờ hoặc thôi nhận thư ở trang:")


def letter(label: str, frequency: DigestFrequency, waiting: Waiting, address: str) -> Letter:
    """The letter for one person; ``address`` is where people reach the desk."""
    lines = tuple(
        _(words).format(count=number(getattr(waiting, name)))
        for name, words in LINES
        if getattr(waiting, name)
    )
    items = tuple(
        (
            _("VV-{number}, {queue}, hạn {when}").format(
                number=one.item_id, queue=_(QUEUE_NAMES[one.queue]), when=moment(one.due_at)
            ),
            f"/viec/{one.item_id}",
        )
        for one in waiting.due
    )
    weekly = frequency is DigestFrequency.WEEKLY
    urgent = waiting.overdue + waiting.due_today
    subject = _("Sàng Tin: tóm tắt tuần") if weekly else _("Sàng Tin: tóm tắt ngày")
    return Letter(
        subject=f"{subject} – {_('{count} việc đến hạn').format(count=number(urgent))}"
        if urgent
        else subject,
        greeting=_("Chào {label}, đây là những việc đang chờ bạn.").format(label=label)
        if lines
        else _("Chào {label}, hiện không có việc nào chờ bạn.").format(label=label),
        lines=lines,
        items=items,
        address=address.rstrip("/"),
    )
