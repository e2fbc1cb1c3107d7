"""Which column says what of a post: proposed from names and contents, changed by a person, people never read.

Names are compared without diacritics, word by word. A column that looks like people is not a choice: its cells
are dropped while the file is read, and naming it is refused.

>>> about_people("Người đăng"), about_people("created_by user"), about_people("Nội dung người dân phản ánh")
(True, True, False)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from crawler.tables.moments import read_moment
from crawler.tables.table import FIELDS, SAMPLE, Cell, Form, NoTextColumn, Row, Table, is_empty
from models.errors import BadInput
from models.vocabulary import Placeholder
from nlp.normalise import fold
from nlp.privacy import mask

ENOUGH = 0.5
"""Share of a column's filled cells that must be of a kind for the column to be of it."""
SURE = 0.8
"""The same where the name of the column says nothing."""
LONG_TEXT = 20
"""Mean characters from which an unnamed column may hold posts: a sentence, not a word."""
MOST_WORDS = 8
"""Words from which a cell is no name of a column."""
LONGEST_HEADING = 120
"""Characters of a name of a column."""
LONGEST_ADDRESS = 2_000
"""Characters of a cell looked at for an address."""
NOBODY = "khong"
"""Given instead of a column, takes the proposal of a field back."""

_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "noi dung", "content", "message", "body", "bai viet", "bai dang", "loi bai", "post", "phan anh", "binh luan",
        "comment", "caption", "status", "tin nhan", "tin", "mo ta", "description", "cau hoi",
    ),
    "address": ("address", "url", "link", "permalink", "href", "duong dan", "lien ket", "dia chi"),
    "posted_at": (
        "posted at", "posted", "ngay dang", "thoi gian dang", "thoi gian", "thoi diem", "ngay gio", "ngay", "gio dang", "luc",
        "created at", "created time", "created", "published", "publish date", "timestamp", "datetime", "date", "time",
    ),
    "thread": ("thread", "luong", "chu de", "bai goc", "topic", "conversation"),
}  # fmt: skip
"""Names of columns by field, the best first: alone, or among the words of a longer name."""
_PEOPLE = (
    "ten", "ho ten", "ho va ten", "nguoi", "tac gia", "tai khoan", "user", "users", "username", "author", "owner", "creator",
    "poster", "sender", "commenter", "from", "profile", "trang ca nhan", "nick", "nickname", "biet danh", "avatar", "anh dai dien",
    "sdt", "so dien thoai", "dien thoai", "phone", "tel", "mobile", "zalo", "telegram", "facebook", "fb", "email", "e mail", "mail",
    "thu dien tu", "cccd", "cmnd", "can cuoc", "ngay sinh", "nam sinh", "birthday", "dob", "gioi tinh", "gender", "name", "uid",
    "que quan", "noi o", "so nha", "account", "member", "thanh vien", "nghe nghiep", "signature", "chu ky", "followers",
)  # fmt: skip
_NOBODY = re.compile(
    r"^(?:noi dung|content|text|ngay(?! sinh)|thoi gian|thoi diem)\b"
    r"|\b(?:ten (?:bai|chu de|trang|nguon|luong|muc|tep|kenh|nhom)|(?:page|source|topic|file|thread|group) name)\b"
)
"""Names with a word of ``_PEOPLE`` that do not speak of people."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_PLACEHOLDERS = re.compile("|".join(re.escape(one.value) for one in Placeholder))
_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Columns:
    """The index of the column for each field; ``None`` where there is none."""

    text: int
    address: int | None = None
    posted_at: int | None = None
    thread: int | None = None

    def of(self, field: str) -> int | None:
        """The column of a field."""
        found: int | None = getattr(self, field)
        return found


def about_people(name: str) -> bool:
    """Whether a column of this name says who somebody is."""
    plain = _plain(name)
    return not _NOBODY.search(plain) and any(_holds(plain, words) for words in _PEOPLE)


def column_field(name: str) -> str | None:
    """The field a name of a column speaks of, ``people``, or None when it says nothing or is too long for a name.

    >>> column_field("Ngày đăng"), column_field("Họ và tên"), column_field("STT")
    ('posted_at', 'people', None)
    """
    if len(name) > LONGEST_HEADING:
        return None
    plain = _plain(name)
    if not plain or plain.count(" ") >= MOST_WORDS:
        return None
    if about_people(name):
        return "people"
    for field in ("posted_at", "address", "thread", "text"):
        if any(_holds(plain, words) for words in _NAMES[field]):
            return field
    return None


def looks_like_data(cell: Cell) -> bool:
    """Whether a cell is no name of a column: a number, a time, an address, or a sentence."""
    if not isinstance(cell, str):
        return cell is not None
    words = cell.strip()
    if not words:
        return False
    return len(words) > LONGEST_HEADING or words.isdigit() or _is_address(words) or _is_moment(words)


def shows_people(cells: Iterable[Cell]) -> bool:
    """Whether most cells hold nothing but a name, a telephone number, an e-mail address or a handle.

    >>> shows_people(["Nguyễn Văn An", "0900 000 123", ""]), shows_people(["Xã mở lớp số tối thứ ba"])
    (True, False)
    """
    words = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    short = [cell for cell in words if len(cell) <= 60]
    if len(short) <= len(words) * ENOUGH:
        return False
    alone = sum(not _LETTERS.search(_PLACEHOLDERS.sub("", masked)) for masked in map(_masked, short))
    return alone > len(words) * ENOUGH


def propose(table: Table) -> Columns | None:
    """What the columns most likely are, or None when none holds the words of posts."""
    sample = _sample(table)
    free = [index for index in range(len(table.columns)) if index not in table.people]
    agreed = Columns(0, 1, 2, 3) if table.facts.form is Form.JSONL else None  # the names of this form
    if agreed and not all(is_empty(row.cells[0]) for row in sample):
        return agreed
    found: dict[str, int] = {}
    for field, fits in (
        ("address", _is_address),
        ("posted_at", _is_moment),
        ("text", _is_writing),
        ("thread", _is_writing),
    ):
        index = _named(table.columns, sample, free, field, fits)
        if index is not None:
            found[field] = index
            free.remove(index)
    for field, fits in (("address", _is_address), ("posted_at", _is_moment)):
        likely = [index for index in free if _share(sample, index, fits) >= SURE]
        if field not in found and likely:
            found[field] = likely[0]
            free.remove(likely[0])
    if "text" not in found:
        lengths = {index: _mean_length(sample, index) for index in free}
        best = max(lengths, key=lambda index: lengths[index], default=None)
        if best is None or lengths[best] < LONG_TEXT:
            return agreed
        found["text"] = best
    return Columns(**found)


def chosen(table: Table, given: Mapping[str, str]) -> Columns:
    """The proposal with what a person says: field to the column's name, its number from 1, or ``khong``.

    Raises:
        BadInput, NoTextColumn: an unknown field or column, one twice, one that looks like people, or no text.
    """
    proposal = propose(table)
    fields: dict[str, int | None] = {name: proposal.of(name) if proposal else None for name in FIELDS}
    said = {field: _column(table, field, name) for field, name in given.items()}
    for field, index in said.items():
        fields[field] = index
        for other in FIELDS:  # what a person takes is no longer proposed for another field
            if other not in said and index is not None and fields[other] == index:
                fields[other] = None
    text = fields.pop("text")
    if text is None:
        raise NoTextColumn("Chưa rõ cột nào chứa nội dung bài; hãy chọn cột. Chưa nạp bài nào.")
    used = [index for index in (text, *fields.values()) if index is not None]
    if len(set(used)) < len(used):
        raise BadInput("Mỗi cột chỉ dùng cho một phần; hãy chọn lại cột. Chưa nạp bài nào.")
    return Columns(text, **fields)


def _column(table: Table, field: str, name: str) -> int | None:
    if field not in FIELDS:
        raise BadInput(f"Không có phần “{field[:40]}”; chỉ có {', '.join(FIELDS)}. Chưa nạp bài nào.")
    if fold(name.strip()) in ("", NOBODY):
        return None
    plain = _plain(name)
    found = [index for index, column in enumerate(table.columns) if column == name] or [
        index for index, column in enumerate(table.columns) if plain and _plain(column) == plain
    ]
    number = int(name) if name.isascii() and name.isdigit() and len(name) < 6 else 0
    if not found and 1 <= number <= len(table.columns):
        found = [number - 1]
    if not found:
        raise NoTextColumn(f"Tệp không có cột “{name[:60]}”. Chưa nạp bài nào.")
    if found[0] in table.people:
        raise BadInput(
            f"Cột “{name[:60]}” có vẻ nói về người đăng nên không được đọc; nếu không phải, hãy đổi tên cột trong tệp."
            " Chưa nạp bài nào."
        )
    return found[0]


def _named(
    columns: Sequence[str], sample: list[Row], free: list[int], field: str, fits: Callable[[Cell], bool]
) -> int | None:
    """The free column whose name fits best, if what it holds does."""
    ranked = []
    for index in free:
        plain = _plain(columns[index])
        for rank, words in enumerate(_NAMES[field]):
            if _holds(plain, words):
                ranked.append((_empty(sample, index), plain != words, rank, index))
                break
    fitting = [found for found in sorted(ranked) if found[0] or _share(sample, found[3], fits) >= ENOUGH]
    return fitting[0][3] if fitting else None


def _sample(table: Table) -> list[Row]:
    return [row for row in islice(table.rows, SAMPLE) if row.problem is None]


def _empty(sample: list[Row], index: int) -> bool:
    return all(is_empty(row.cells[index]) for row in sample)


def _share(sample: list[Row], index: int, fits: Callable[[Cell], bool]) -> float:
    cells = [cell for row in sample if not is_empty(cell := row.cells[index])]
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def _mean_length(sample: list[Row], index: int) -> float:
    lengths = [len(cell) for row in sample if isinstance(cell := row.cells[index], str) and cell.strip()]
    return sum(lengths) / len(lengths) if lengths and _share(sample, index, _is_address) < ENOUGH else 0.0


def _is_address(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    try:
        parts = urlsplit(cell[:LONGEST_ADDRESS].strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_moment(cell: Cell) -> bool:
    return isinstance(cell, datetime) or (isinstance(cell, str) and read_moment(cell) is not None)


def _is_writing(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_LETTERS.search(cell)) and not cell.strip().isdigit()


def _plain(name: str) -> str:
    return _BETWEEN.sub(" ", fold(_CAMEL.sub(" ", name))).strip()


def _holds(plain: str, words: str) -> bool:
    return f" {words} " in f" {plain} "


def _masked(cell: str) -> str:
    return mask(cell).text
