"""``sources.yaml``: all of it, or a sentence that says what is wrong where."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadInput, TriageError
from models.queries.runs import CRAWLED_KINDS
from models.vocabulary import SourceKind, Topic
from pipeline.sources_file import duration, read_sources, record_of

WHOLE = """
sources:
  - name: Cổng thông tin tỉnh
    kind: feed
    url: https://songlam.example/rss.xml
    every: 2h
    topics: [dich_vu_cong, dinh_danh_dien_tu, dich_vu_cong]
    limits: {delay: 5s, pages: 12}
    own_channel: true
  - {name: Diễn đàn, kind: forum, url: "https://chomay.example/f/1"}
"""
GOOD = {"name": "Cổng", "kind": "feed", "url": "https://songlam.example/rss"}


def written(place: Path, text: str | bytes) -> Path:
    """A sources file."""
    path = place / "sources.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_documented_form_is_read(tmp_path: Path) -> None:
    first, second = read_sources(written(tmp_path, WHOLE))
    assert (first.name, first.kind, first.every_seconds) == ("Cổng thông tin tỉnh", SourceKind.FEED, 7200)
    assert (first.delay_seconds, first.max_pages, first.own_channel) == (5.0, 12, True)
    assert first.topics == (Topic.DICH_VU_CONG, Topic.DINH_DANH_DIEN_TU)
    assert (second.every_seconds, second.delay_seconds, second.max_pages) == (1800, 3.0, 50)
    assert not second.demonstration


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sources: [", "dòng 1: không đọc được YAML"),
        ("a: 1\nsources:\n  - {name: x", "dòng 3: không đọc được YAML"),
        ("", "thiếu danh sách “sources”"),
        ("[]", "thiếu danh sách “sources”"),
        ("sources: x", "thiếu danh sách “sources”"),
        (b"\xff\xfe", "không đọc được YAML"),
        ("sources: !!python/object/apply:os.system [ls]", "không đọc được YAML"),
        ("sources: [1]", "nguồn thứ 1: không phải một nguồn."),
        ("a: &a [x, x]\nb: &b [*a, *a]\nsources: [*b]", "nguồn thứ 1: không phải một nguồn."),
        (WHOLE + WHOLE.split("\n", 2)[2], "đã dùng cho một nguồn phía trên"),
    ],
)
def test_a_bad_file_is_refused_whole_with_the_place(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_sources(written(tmp_path, text))
    assert words in refused.value.message
    assert refused.value.message.startswith("sources.yaml")
    assert "hưa nạp nguồn nào" in refused.value.message


def test_a_file_too_large_or_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="lớn hơn"):
        read_sources(written(tmp_path, "# " + "x" * 1_000_001))
    with pytest.raises(BadInput, match="không mở được"):
        read_sources(tmp_path / "khong-co.yaml")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": None}, "thiếu “name”"),
        ({"name": "  "}, "thiếu “name”"),
        ({"url": 5}, "thiếu “url”"),
        ({"name": "x" * 201}, "dài quá"),
        ({"kind": "mastodon"}, "kind: “mastodon” không có; các loại: " + ", ".join(CRAWLED_KINDS)),
        ({"kind": "form"}, "kind: “form” không có"),
        ({"url": "http://127.0.0.1:8000/"}, "mạng nội bộ"),
        ({"url": "http://10.0.0.1/"}, "mạng nội bộ"),
        ({"url": "file:///etc/passwd"}, "http:// hoặc https://"),
        ({"url": "https://a:b@songlam.example/"}, "tên đăng nhập"),
        ({"every": "59s"}, "every: từ 60 giây"),
        ({"every": "99999d"}, "every: từ 60 giây"),
        ({"every": "nhanh"}, "every: “nhanh” không phải"),
        ({"every": 30}, "every: “30” không phải"),
        ({"topics": "dich_vu_cong"}, "topics: viết dạng danh sách"),
        ({"topics": ["chinh_tri"]}, "topics: “chinh_tri” không có"),
        ({"topics": [1]}, "topics: viết dạng danh sách"),
        ({"limits": 5}, "limits: viết dạng"),
        ({"limits": {"pages": 0}}, "limits.pages"),
        ({"limits": {"pages": "nhiều"}}, "limits.pages"),
        ({"limits": {"pages": True}}, "limits.pages"),
        ({"limits": {"delay": "2h"}}, "limits.delay"),
        ({"limits": {"trang": 5}}, "không có mục “trang”"),
        ({"own_channel": "có"}, "own_channel: true hoặc false"),
        ({"ten": "x"}, "không có mục “ten”"),
        ({"demonstration": True}, "không có mục “demonstration”"),
        ({"credentials": "env:KEY"}, "“credentials” không dùng cho loại nguồn này"),
    ],
)
def test_a_bad_entry_says_what_is_wrong(change: dict[str, object], words: str) -> None:
    with pytest.raises(TriageError) as refused:
        record_of(GOOD | change)
    assert words in refused.value.message
    assert refused.value.exit_code == 2


@given(number=st.integers(0, 99_999), unit=st.sampled_from("smhd"), space=st.sampled_from(["", " "]))
def test_durations_mean_what_they_say(number: int, unit: str, space: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert duration(f" {number}{space}{unit} ", "every") == number * seconds


@given(text=st.text(max_size=12))
def test_whatever_else_is_refused(text: str) -> None:
    if re.fullmatch(r"\s*[0-9]{1,5}\s?[smhd]\s*", text):
        assert duration(text, "every") >= 0
    else:
        with pytest.raises(BadInput, match="every: "):
            duration(text, "every")


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(list(GOOD.values())),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*GOOD, "every", "topics", "limits", "x"]), inner, max_size=5)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(entry=anything)
def test_no_entry_brings_it_down(entry: object) -> None:
    with suppress(TriageError):
        record = record_of(entry)
        assert record.every_seconds >= 60
        assert record.max_pages > 0
