"""The labelled hosts: refused unless of the form, enough of everything, no entry of the blocklist in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput, TooLarge
from nlp.corpus.hosts import (
    MAX_FILE_BYTES,
    HostCategory,
    HostLabel,
    Split,
    load_benign,
    load_labels,
    sha256_of,
    split_of,
)
from nlp.official_names import GOVERNMENT, imitated_names

LABELS = load_labels()
BENIGN = load_benign()
TUNE, TEST = "0" * 64, "1" * 64
GOOD = f"{TUNE}\ttune\tbank\tacb.com.vn"


def write(directory: Path, *lines: str) -> Path:
    """A file of these lines."""
    path = directory / "mau.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_good_lines_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "# ghi chú", "", GOOD, f"{TEST}\ttest\t-\t-")
    assert load_labels(path) == [
        HostLabel(TUNE, Split.TUNE, HostCategory.BANK, "acb.com.vn"),
        HostLabel(TEST, Split.TEST, None, None),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (GOOD, "đã có"),
        ("x", "4 cột"),
        (GOOD + "\tx", "4 cột"),
        (f"{TEST[:-1]}\ttest\t-\t-", "SHA-256"),
        (f"{TEST}\ttune\t-\t-", "không theo"),
        (f"{TEST}\tnửa\t-\t-", "«split»"),
        (f"{TEST}\ttest\tvàng\tacb.com.vn", "«category»"),
        (f"{TEST}\ttest\tbank\t-", "tên miền"),
        (f"{TEST}\ttest\t-\tacb.com.vn", "«category»"),
    ],
)
def test_a_bad_label_is_refused(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as error:
        load_labels(write(tmp_path, GOOD, line))
    assert "mau.tsv, dòng 2" in str(error.value)


@pytest.mark.parametrize("host", ["ACB.com.vn", "acb", "https://acb.com.vn", "a b.vn", "", "acb.com.vn"])
def test_a_bad_host_is_refused(tmp_path: Path, host: str) -> None:
    path = write(tmp_path, "acb.com.vn", host or "-")
    with pytest.raises(BadInput, match="dòng 2"):
        load_benign(path)


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không đọc được"):
        load_labels(tmp_path / "không-có.tsv")
    large = tmp_path / "lớn.txt"
    large.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(TooLarge):
        load_benign(large)
    large.write_bytes(b"\xff\n")
    with pytest.raises(BadInput, match="UTF-8"):
        load_benign(large)


def test_enough_is_labelled() -> None:
    kinds = Counter(label.category for label in LABELS)
    offices = [HostCategory.GOVERNMENT, HostCategory.UTILITY, HostCategory.BANK, HostCategory.TELECOM]
    assert sum(kinds[kind] for kind in offices) >= 400
    assert kinds[None] >= 300
    assert all(kinds[kind] for kind in HostCategory)
    assert len(BENIGN) >= 1200


def test_both_halves_are_about_half() -> None:
    for items in (LABELS, BENIGN):
        tune = sum(item.split is Split.TUNE for item in items)
        assert 0.45 < tune / len(items) < 0.55


def test_only_listed_bodies_are_imitated() -> None:
    listed = {GOVERNMENT, *(body.domain for body in imitated_names())}
    assert {label.imitated for label in LABELS} - {None} <= listed


def test_no_benign_host_is_a_labelled_entry() -> None:
    entries = {label.sha256 for label in LABELS}
    assert [one.host for one in BENIGN if {sha256_of(one.host), sha256_of(f"www.{one.host}")} & entries] == []


@given(st.text(max_size=20))
def test_the_hash_decides_the_half(entry: str) -> None:
    digest = sha256_of(entry)
    assert split_of(digest) is (Split.TUNE if digest[0] in "02468ace" else Split.TEST)
