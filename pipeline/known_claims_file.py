"""Importing verdicts of other publishers from JSONL: our own short form, or schema.org ClaimReview. They only ever suggest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.tables.json_lines import object_of
from models.errors import BadInput, TriageError
from models.queries.known_claims import NewImport, import_verdicts
from models.queries.sources import office_by_code
from models.session import transaction
from models.vocabulary import VERDICT_NAMES, VERDICTS_BY_QUEUE, Queue, Verdict
from nlp.normalise import fold
from nlp.privacy import mask

MAX_LINE = 100_000
MAX_BYTES = 50_000_000
MAX_TEXT = 4_000
_BY_NAME = {fold(VERDICT_NAMES[verdict]): verdict for verdict in VERDICTS_BY_QUEUE[Queue.CLAIMS]} | {
    fold(name): verdict
    for verdict, names in {
        Verdict.FALSE: ("sai sự thật", "không đúng", "tin giả", "bịa đặt"),
        Verdict.TRUE: ("chính xác", "đúng sự thật"),
        Verdict.MISSING_CONTEXT: ("gây hiểu nhầm", "đúng một phần", "sai một phần"),
        Verdict.NO_BASIS: ("chưa kiểm chứng", "không có căn cứ"),
        Verdict.OUTDATED: ("đã hết hiệu lực", "lỗi thời"),
    }.items()
    for name in names
}


@dataclass(slots=True)
class ImportedVerdicts:
    """What became of a file. ``problems`` name file, line and reason."""

    new: int = 0
    same: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


def import_file(path: Path, office_code: str = "goc") -> ImportedVerdicts:
    """Import every good line in one transaction; a bad one is named and left out. The same file twice adds nothing.

    Raises:
        BadInput: the file cannot be read, or is too large; nothing is stored.
        NotFound: no such office.
    """
    result = ImportedVerdicts()
    rows = []
    for number, line in _lines(path):
        try:
            rows.append(verdict_of(line))
        except TriageError as error:
            result.problems.append((error.code, f"{path.name}, dòng {number}: {error.message}"))
    with transaction() as session:
        result.new = import_verdicts(session, office_by_code(session, office_code).id, rows)
    result.same = len(rows) - result.new
    return result


def verdict_of(line: bytes) -> NewImport:
    """One line: ``{"claim", "verdict", "publisher", "url"?, "explanation"?, "valid_from"?, "valid_until"?}`` or a ClaimReview.

    Raises:
        InvalidJson, TooLarge, BadInput: with the reason, without words of the line.
    """
    given = object_of(line, MAX_LINE)
    flat = _of_claim_review(given) if given.get("@type") == "ClaimReview" else given
    starts, ends = _day(flat, "valid_from"), _day(flat, "valid_until")
    if starts and ends and ends < starts:
        raise BadInput("ngày hết giá trị đứng trước ngày bắt đầu.")
    return NewImport(
        publisher=_words(flat, "publisher", 200),
        sentence=mask(_words(flat, "claim", MAX_TEXT)).text[:MAX_TEXT],
        verdict=_verdict(_words(flat, "verdict", 100)),
        explanation=mask(_words(flat, "explanation", MAX_TEXT, needed=False)).text[:MAX_TEXT],
        url=_address(_words(flat, "url", 2000, needed=False)),
        valid_from=starts,
        valid_until=ends,
    )


def _of_claim_review(given: dict[str, Any]) -> dict[str, Any]:
    author, rating = given.get("author"), given.get("reviewRating")
    return {
        "claim": given.get("claimReviewed"),
        "verdict": rating.get("alternateName") if isinstance(rating, dict) else None,
        "publisher": author.get("name") if isinstance(author, dict) else None,
        "url": given.get("url"),
        "explanation": given.get("reviewBody"),
        "valid_from": given.get("datePublished"),
        "valid_until": given.get("expires"),
    }


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path.name}: tệp lớn hơn {MAX_BYTES // 1_000_000} MB; chưa nạp gì.")
        lines = path.read_bytes().split(b"\n")
    except OSError:
        raise BadInput(f"{path}: không mở được tệp; chưa nạp gì.") from None
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _words(given: dict[str, Any], name: str, most: int, needed: bool = True) -> str:
    words = given.get(name)
    if words is None or words == "":
        if needed:
            raise BadInput(f"thiếu “{name}”.")
        return ""
    if not isinstance(words, str) or len(words) > most:
        raise BadInput(f"“{name}” phải là chữ, không quá {most} ký tự.")
    said = " ".join(words.replace("\x00", "").encode("utf-8", "replace").decode().split())
    if needed and not said:
        raise BadInput(f"thiếu “{name}”.")
    return said


def _verdict(name: str) -> Verdict:
    if name in {verdict.value for verdict in VERDICTS_BY_QUEUE[Queue.CLAIMS]}:
        return Verdict(name)
    known = _BY_NAME.get(fold(name))
    if known is None:
        raise BadInput("kết luận không thuộc những loại đã biết (true, false, outdated, “Sai”, “Đã cũ”…).")
    return known


def _address(url: str) -> str | None:
    """A web address; shown as a link, never fetched."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput("“url” không phải địa chỉ web.")
    return url


def _day(given: dict[str, Any], name: str) -> date | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadInput(f"“{name}” không phải ngày dạng 2026-11-20.") from None
