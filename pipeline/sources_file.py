"""Reading ``sources.yaml`` (the form is in the outside contract). All good, or a sentence with line and reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from crawler.safety import check_public
from models.errors import BadInput, TriageError
from models.queries.runs import CRAWLED_KINDS
from models.queries.sources import SourceRecord
from models.vocabulary import SourceKind, Topic

MAX_BYTES = 1_000_000
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_FIELDS = frozenset({"name", "kind", "url", "every", "topics", "limits", "own_channel", "credentials"})


def read_sources(path: Path) -> list[SourceRecord]:
    """The sources of a file.

    Raises:
        BadInput: names the file, the entry and the reason; nothing is returned then.
    """
    if path.stat().st_size > MAX_BYTES:
        raise BadInput(f"{path.name}: tệp lớn hơn {MAX_BYTES // 1_000_000} MB; chưa nạp gì.")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", dòng {mark.line + 1}" if mark else ""
        raise BadInput(f"{path.name}{line}: không đọc được YAML; chưa nạp nguồn nào.") from None
    entries = content.get("sources") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise BadInput(f"{path.name}: thiếu danh sách “sources”; chưa nạp nguồn nào.")
    records = []
    for number, entry in enumerate(entries, start=1):
        try:
            records.append(_record(entry))
        except TriageError as error:
            raise BadInput(f"{path.name}, nguồn thứ {number}: {error.message} Chưa nạp nguồn nào.") from None
    return records


def duration(text: str, field: str) -> int:
    """Seconds of ``30m``, ``2h``, ``3s``, ``1d``.

    >>> duration("30m", "every")
    1800
    """
    match = re.fullmatch(r"(\d{1,5})\s?([smhd])", str(text).strip())
    if match is None:
        raise BadInput(f"{field}: “{text}” không phải khoảng thời gian như 30m hoặc 2h.")
    return int(match[1]) * _UNITS[match[2]]


def _record(entry: Any) -> SourceRecord:
    if not isinstance(entry, dict):
        raise BadInput("không phải một nguồn.")
    unknown = set(entry) - _FIELDS
    if unknown:
        raise BadInput(f"không có mục “{min(map(str, unknown))}”.")
    for required in ("name", "kind", "url"):
        if not entry.get(required):
            raise BadInput(f"thiếu “{required}”.")
    try:
        kind = SourceKind(entry["kind"])
        topics = tuple(Topic(topic) for topic in entry.get("topics", ()))
    except ValueError as error:
        raise BadInput(f"{error.args[0].split(' is not')[0]} không có trong danh mục.") from None
    if kind not in CRAWLED_KINDS:
        raise BadInput(f"loại “{kind.value}” không thu thập qua mạng.")
    check_public(str(entry["url"]))
    every = duration(entry.get("every", "30m"), "every")
    if every < 60:
        raise BadInput("every: không dưới 60 giây.")
    limits = entry.get("limits") or {}
    return SourceRecord(
        name=str(entry["name"])[:200],
        kind=kind,
        url=str(entry["url"]),
        every_seconds=every,
        delay_seconds=float(duration(limits.get("delay", "3s"), "limits.delay")),
        max_pages=int(limits.get("pages", 50)),
        topics=topics,
        own_channel=bool(entry.get("own_channel", False)),
    )
