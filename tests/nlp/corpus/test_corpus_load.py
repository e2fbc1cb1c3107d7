"""The reader takes exactly the documented form and says file, line and reason for everything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.errors import BadInput, InvalidJson, TooLarge
from models.vocabulary import IndicatorKind, Label, Modality, SlotKind, Topic
from nlp.contracts import Indicator, Slot, Span
from nlp.corpus import load
from nlp.corpus.load import MAX_TEXT, CorpusPost, Style, load_posts, load_protected

TEXT = "Mai cấp thẻ thu 50k 😀, xem tại the-moi.example nhé."


def line(**changes: Any) -> dict[str, Any]:
    """A good line, with changes."""
    return {
        "id": "p0001",
        "situation": "s001",
        "pair": None,
        "text": TEXT,
        "label": "claim",
        "subtype": "wrong_fee",
        "topics": ["dich_vu_cong", "dinh_danh_dien_tu"],
        "style": "emoji",
        "slots": [
            {
                "kind": "fee",
                "text": "50k",
                "value": 50000,
                "unit": "VND",
                "modality": "in_force",
                "span": [16, 19],
            }
        ],
        "indicators": [
            {
                "kind": "domain",
                "text": "the-moi.example",
                "normalised": "the-moi.example",
                "span": [31, 46],
            }
        ],
    } | changes


def write(directory: Path, *lines: dict[str, Any] | str, name: str = "a.jsonl") -> Path:
    """A corpus file of these lines; returns its directory."""
    texts = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines]
    (directory / name).write_text("\n".join(texts) + "\n", encoding="utf-8")
    return directory


def test_a_line_becomes_a_post_with_code_point_spans(tmp_path: Path) -> None:
    assert load_posts(write(tmp_path, line())) == [
        CorpusPost(
            id="p0001",
            situation="s001",
            pair=None,
            text=TEXT,
            label=Label.CLAIM,
            subtype="wrong_fee",
            topics=(Topic.DICH_VU_CONG, Topic.DINH_DANH_DIEN_TU),
            style=Style.EMOJI,
            slots=(Slot(SlotKind.FEE, "50k", 50000, "VND", Modality.IN_FORCE, Span(16, 19)),),
            indicators=(Indicator(IndicatorKind.DOMAIN, "the-moi.example", "the-moi.example", Span(31, 46)),),
        )
    ]


def test_files_are_read_in_order_of_name_and_line(tmp_path: Path) -> None:
    write(tmp_path, line(id="p0003"), name="b.jsonl")
    write(tmp_path, line(id="p0002"), "", line(id="p0001"), name="a.jsonl")
    (tmp_path / "readme.txt").write_text("not read", encoding="utf-8")
    assert [post.id for post in load_posts(tmp_path)] == ["p0002", "p0001", "p0003"]


def test_a_line_break_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    text = "một\u2028hai\nba"
    assert load_posts(write(tmp_path, line(text=text, slots=[], indicators=[])))[0].text == "một\u2028hai\nba"


def slot(**changes: Any) -> dict[str, Any]:
    return line(slots=[line()["slots"][0] | changes])


def indicator(**changes: Any) -> dict[str, Any]:
    return line(indicators=[line()["indicators"][0] | changes])


def without(field: str) -> dict[str, Any]:
    return {name: value for name, value in line().items() if name != field}


BAD: list[tuple[dict[str, Any] | str, type[BadInput], str]] = [
    ('{"id": "p0001", "text"', InvalidJson, "JSON hợp lệ"),
    ("[1, 2]", InvalidJson, "đối tượng JSON"),
    ("[" * 100_000, InvalidJson, "JSON hợp lệ"),
    (without("pair"), BadInput, "thiếu trường pair"),
    (line(author="x"), BadInput, "trường lạ author"),
    (line(id="q0001"), BadInput, "«id»"),
    (line(id=7), BadInput, "«id»"),
    (line(situation="tại chợ"), BadInput, "«situation»"),
    (line(pair="p1"), BadInput, "«pair»"),
    (line(text="   "), BadInput, "trống"),
    (line(text="e\u0323\u0302"), BadInput, "NFC"),
    (line(text="a" * (MAX_TEXT + 1)), TooLarge, "dài hơn"),
    (line(label="rumour"), BadInput, "«label»"),
    (line(label=["claim"]), BadInput, "«label»"),
    (line(subtype="Sai phí"), BadInput, "«subtype»"),
    (line(topics=[]), BadInput, "«topics»"),
    (line(topics=["khac", "khac"]), BadInput, "không lặp"),
    (line(topics="khac"), BadInput, "danh sách"),
    (line(style="angry"), BadInput, "«style»"),
    (line(slots=["fee"]), BadInput, "slots"),
    (slot(kind="price"), BadInput, "«kind»"),
    (slot(span=[16, 18]), BadInput, "không trùng"),
    (slot(span=[16, 400]), BadInput, "«span»"),
    (slot(span=[19, 16]), BadInput, "«span»"),
    (slot(span="16"), BadInput, "«span»"),
    (slot(span=[16.0, 19.0]), BadInput, "«span»"),
    (slot(value=True), BadInput, "«value»"),
    (slot(value=[50000]), BadInput, "«value»"),
    (slot(unit="đồng"), BadInput, "«unit»"),
    (slot(modality="maybe"), BadInput, "«modality»"),
    (slot(note=""), BadInput, "slot có trường lạ note"),
    (line(indicators=[7]), BadInput, "indicators"),
    (indicator(kind="website"), BadInput, "«kind»"),
    (indicator(normalised=""), BadInput, "«normalised»"),
    (indicator(text="other.example"), BadInput, "không trùng"),
]


@pytest.mark.parametrize(("bad", "kind", "reason"), BAD)
def test_a_bad_line_is_refused_with_file_line_and_reason(
    tmp_path: Path, bad: dict[str, Any] | str, kind: type[BadInput], reason: str
) -> None:
    with pytest.raises(kind) as caught:
        load_posts(write(tmp_path, line(id="p0009"), "", bad, name="mau.jsonl"))
    assert "mau.jsonl, dòng 3" in caught.value.message
    assert reason in caught.value.message
    assert type(caught.value) is kind


def test_a_message_never_holds_the_text_of_a_post(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_posts(write(tmp_path, slot(span=[0, 3])))
    assert "thu 50k" not in caught.value.message


def test_a_repeated_id_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, line(), name="a.jsonl")
    write(tmp_path, line(id="p0002"), line(), name="b.jsonl")
    with pytest.raises(BadInput, match=r"b\.jsonl, dòng 2: mã «p0001» đã có ở tệp a\.jsonl, dòng 1"):
        load_posts(tmp_path)


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"label": "claim"}, "hai nhãn khác nhau"),
        ({"label": "opinion", "situation": "s002"}, "nhiều tình huống"),
    ],
)
def test_a_pair_is_one_situation_with_two_labels(tmp_path: Path, second: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        load_posts(write(tmp_path, line(pair="m001"), line(id="p0002", pair="m001", **second)))


def test_a_directory_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không có thư mục"):
        load_posts(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"không có tệp \.jsonl"):
        load_posts(tmp_path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không đọc được"):
        load_protected(tmp_path / "nowhere.jsonl")
    bad = tmp_path / "latin.jsonl"
    bad.write_bytes(b"\n" + "Đất".encode("cp1258", "replace") + b"\xff\n")
    with pytest.raises(BadInput, match=r"latin\.jsonl, dòng 2: không phải UTF-8"):
        load_protected(bad)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_FILE_BYTES", 10)
    with pytest.raises(TooLarge):
        load_posts(write(tmp_path, line()))


@pytest.mark.parametrize("read", [load_posts, load_protected])
def test_the_shipped_data_is_found_without_a_path(read: Callable[[], list[CorpusPost]]) -> None:
    assert len(read()) >= 160
