"""Reading ``sources.yaml`` (the form is in the outside contract). All good, or a sentence with entry and reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from crawler.credentials import names_of
from crawler.platforms import APIS, account_of
from crawler.safety import check_public
from crawler.youtube_refusals import UNITS_A_DAY
from models.errors import BadInput, TriageError
from models.queries.runs import CRAWLED_KINDS
from models.queries.sources import SourceRecord
from models.vocabulary import SourceKind, Topic

MAX_BYTES = 1_000_000
MAX_SECONDS = 366 * 86400
MAX_DELAY_SECONDS = 3600
MAX_PAGES = 10_000
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_FIELDS = frozenset({"name", "kind", "url", "every", "topics", "limits", "own_channel", "credentials"})
_LIMITS = frozenset({"delay", "pages"})


def read_sources(path: Path) -> list[SourceRecord]:
    """The sources of a file.

    Raises:
        BadInput: names the file, the line or the entry, and the reason; nothing is returned then.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path.name}: tệp lớn hơn {MAX_BYTES // 1_000_000} MB; chưa nạp nguồn nào.")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadInput(f"{path}: không mở được tệp; chưa nạp nguồn nào.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", dòng {mark.line + 1}" if mark else ""
        raise BadInput(f"{path.name}{line}: không đọc được YAML; chưa nạp nguồn nào.") from None
    entries = content.get("sources") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise BadInput(f"{path.name}: thiếu danh sách “sources”; chưa nạp nguồn nào.")
    records: dict[str, SourceRecord] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            record = record_of(entry)
            if record.name in records:
                raise BadInput(f"tên “{record.name}” đã dùng cho một nguồn phía trên.")
        except TriageError as error:
            raise BadInput(f"{path.name}, nguồn thứ {number}: {error.message} Chưa nạp nguồn nào.") from None
        records[record.name] = record
    return list(records.values())


def record_of(entry: Any) -> SourceRecord:
    """One source as it is written in the file.

    Raises:
        BadInput, AddressRefused, NotAnAccount: with the reason.
    """
    if not isinstance(entry, dict):
        raise BadInput("không phải một nguồn.")
    _no_others(entry, _FIELDS)
    for required in ("name", "kind", "url"):
        if not isinstance(entry.get(required), str) or not entry[required].strip():
            raise BadInput(f"thiếu “{required}”, hoặc nó không phải chữ.")
    if len(entry["name"]) > 200 or len(entry["url"]) > 2000:
        raise BadInput("tên dài quá 200 hoặc địa chỉ dài quá 2000 ký tự.")
    kind, url = _kind(entry["kind"]), entry["url"].strip()
    if kind in APIS:
        url = account_of(kind, url).address
    check_public(url)
    if "credentials" in entry:
        _check_credentials(kind, url, entry["credentials"])
    every = duration(entry.get("every", "30m"), "every")
    if not 60 <= every <= MAX_SECONDS:
        raise BadInput("every: từ 60 giây đến một năm.")
    limits = entry.get("limits") or {}
    if not isinstance(limits, dict):
        raise BadInput("limits: viết dạng {delay: 3s, pages: 50}.")
    _no_others(limits, _LIMITS)
    pages = _pages(limits.get("pages", 50))
    if kind is SourceKind.YOUTUBE and pages * 86400 // every > UNITS_A_DAY:
        raise BadInput(
            f"limits.pages và every: quá {UNITS_A_DAY} lượt hỏi YouTube mỗi ngày; hãy giảm số trang hoặc giãn nhịp."
        )
    return SourceRecord(
        name=entry["name"].strip(),
        kind=kind,
        url=url,
        every_seconds=every,
        delay_seconds=_delay(limits.get("delay", "3s")),
        max_pages=pages,
        topics=_topics(entry.get("topics") or []),
        own_channel=_flag(entry.get("own_channel", False)),
    )


def duration(text: object, field: str) -> int:
    """Seconds of ``30m``, ``2h``, ``3s``, ``1d``.

    Raises:
        BadInput: another form.

    >>> duration("30m", "every")
    1800
    """
    match = re.fullmatch(r"([0-9]{1,5})\s?([smhd])", str(text).strip())
    if match is None:
        raise BadInput(f"{field}: “{str(text)[:40]}” không phải khoảng thời gian như 30m hoặc 2h.")
    return int(match[1]) * _UNITS[match[2]]


def _no_others(given: dict[Any, Any], known: frozenset[str]) -> None:
    unknown = {str(name) for name in given} - known
    if unknown:
        raise BadInput(f"không có mục “{min(unknown)[:40]}”; các mục: {', '.join(sorted(known))}.")


def _kind(text: str) -> SourceKind:
    kind = next((one for one in CRAWLED_KINDS if one.value == text), None)
    if kind is None:
        raise BadInput(
            f"kind: “{text[:40]}” không có; các loại: {', '.join(one.value for one in CRAWLED_KINDS)}."
        )
    return kind


def _check_credentials(kind: SourceKind, url: str, given: object) -> None:
    """The variable a file names must be one that is looked at; what else stands there may be a token, so it is not repeated."""
    if kind not in APIS:
        raise BadInput("“credentials” không dùng cho loại nguồn này.")
    names = names_of(kind, url)
    if given not in [f"env:{name}" for name in names]:
        raise BadInput(
            f"credentials: với nguồn này viết env:{names[0]} hoặc env:{names[1]};"
            " mã truy cập không bao giờ ghi trong tệp nguồn."
        )


def _topics(given: object) -> tuple[Topic, ...]:
    known = {topic.value for topic in Topic}
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise BadInput("topics: viết dạng danh sách, ví dụ [dich_vu_cong].")
    for one in given:
        if one not in known:
            raise BadInput(f"topics: “{one[:40]}” không có trong danh mục chủ đề.")
    return tuple(Topic(one) for one in dict.fromkeys(given))


def _delay(given: object) -> float:
    seconds = duration(given, "limits.delay")
    if seconds > MAX_DELAY_SECONDS:
        raise BadInput("limits.delay: không quá 1 giờ.")
    return float(seconds)


def _pages(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MAX_PAGES:
        raise BadInput(f"limits.pages: một số từ 1 đến {MAX_PAGES}.")
    return given


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise BadInput("own_channel: true hoặc false.")
    return given
