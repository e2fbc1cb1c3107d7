"""What is wrong with a page that was read all the same: told to the administrator by a name, costing nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from crawler.dates import FUTURE
from crawler.errors import OfServer
from crawler.feed_document import Entry
from crawler.safety import same_site

LONG_TITLE = 1_000
"""Characters from which a title is none: whole posts in titles stay below, broken software goes far beyond."""


class Remark(OfServer):
    """Something an administrator should know of a page that could be read."""

    code = "remark"


class XmlMended(Remark):
    """The document is not well-formed; what could be read for certain was."""

    code = "xml_mended"
    sentence = "Nguồn cấp tin viết sai quy cách XML; phần đọc được chắc chắn đã được đọc."


class DatesMissing(Remark):
    """No entry says when it was published."""

    code = "dates_missing"
    sentence = "Không mục nào trong nguồn cấp tin ghi ngày đăng; ngày được lấy từ trang bài nếu có."


class DatesInFuture(Remark):
    """Entries say they were published later than now; these dates are left out."""

    code = "dates_in_future"
    sentence = "{count} mục ghi ngày đăng ở tương lai; các ngày ấy bị bỏ qua."


class RepeatedIds(Remark):
    """Several entries bear one identifier; they are told apart by their addresses."""

    code = "repeated_ids"
    sentence = "{count} mục trùng mã định danh (guid, id) với mục khác; các mục được phân biệt bằng địa chỉ."


class LinksElsewhere(Remark):
    """Entries lead to sites the office has not listed: only what the feed itself says of them is read."""

    code = "links_elsewhere"
    sentence = "{count} mục dẫn sang trang khác không có trong danh sách nguồn; chỉ phần tóm tắt trong nguồn cấp tin được đọc."


class LongTitles(Remark):
    """Titles of a length no title has."""

    code = "titles_too_long"
    sentence = "{count} mục có tiêu đề dài bất thường; phần vượt giới hạn của một bài bị cắt."


REMARKS: tuple[type[Remark], ...] = (
    XmlMended, DatesMissing, DatesInFuture, RepeatedIds, LinksElsewhere, LongTitles,
)  # fmt: skip


def remarks_on(entries: Sequence[Entry], mended: bool, url: str, now: datetime) -> tuple[Remark, ...]:
    """What is to be said of a feed that has entries, in the order of ``REMARKS``."""
    return tuple(_remarks(entries, mended, url, now))


def _remarks(entries: Sequence[Entry], mended: bool, url: str, now: datetime) -> Iterator[Remark]:
    dates = [date for entry in entries if (date := entry.published or entry.updated) is not None]
    future = sum(date > now + FUTURE for date in dates)
    identifiers = [entry.identifier for entry in entries if entry.identifier]
    repeated = len(identifiers) - len(set(identifiers))
    elsewhere = sum(entry.link is not None and not same_site(entry.link, url) for entry in entries)
    long = sum(len(entry.title) > LONG_TITLE for entry in entries)
    if mended:
        yield XmlMended()
    if not dates:
        yield DatesMissing()
    if future:
        yield DatesInFuture(count=future)
    if repeated:
        yield RepeatedIds(count=repeated)
    if elsewhere:
        yield LinksElsewhere(count=elsewhere)
    if long:
        yield LongTitles(count=long)
