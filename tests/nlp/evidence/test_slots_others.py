"""Documents, agencies, scopes, sanctions, procedures; order, limits, and whatever text comes."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.vocabulary import SlotKind
from nlp.evidence.modality import load_lexicon
from nlp.evidence.scan import scan
from nlp.evidence.slots import FAMILIES, MAX_SLOTS, compared_slots, extract_slots, slots_of_kind
from nlp.normalise import fold, normalise


def values(text, kind):
    return [slot.value for slot in extract_slots(normalise(text), None) if slot.kind is kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("theo Nghị quyết số 04-NQ/TU thì", ["04-NQ/TU"]),
        ("theo nghị định 13/2023/NĐ-CP", ["13/2023/NĐ-CP"]),
        ("theo nđ 168/2024 phạt", ["NĐ 168/2024"]),
        ("NQ57 nói rõ", ["NQ 57"]),
        ("đọc công văn đi", []),
    ],
)
def test_documents(text, expected):
    assert values(text, SlotKind.DOCUMENT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nộp hồ sơ tại UBND xã", ["Ủy ban nhân dân xã"]),
        ("nop ho so tai ubnd xa", ["Ủy ban nhân dân xã"]),
        ("Bộ Công an thu phí", ["Bộ Công an"]),
        ("liên hệ bộ phận một cửa", ["Bộ phận một cửa"]),
        ("điện lực nói rồi", ["Điện lực"]),
        ("ban quản lý chợ cấm đun nấu", ["Ban quản lý chợ"]),
        ("bộ y tế", []),
    ],
)
def test_agencies_that_handle_something(text, expected):
    assert values(text, SlotKind.AGENCY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("người từ 60 tuổi trở lên", [">=60 tuổi"]),
        ("trẻ em dưới 14 tuổi", ["<14 tuổi"]),
        ("tu 6 den 10 tuoi", ["6-10 tuổi"]),
        ("hộ nghèo được miễn", ["hộ nghèo"]),
        ("tuổi trẻ tài cao", []),
    ],
)
def test_scopes(text, expected):
    assert values(text, SlotKind.SCOPE) == expected


def test_sanctions_and_procedures():
    assert values("không làm sẽ bị khóa tài khoản nhé", SlotKind.SANCTION) == ["bị khóa tài khoản"]
    assert values("khoá thẻ luôn đó", SlotKind.SANCTION) == ["khóa thẻ"]
    assert values("bị phạt tới 40 triệu lận", SlotKind.SANCTION) == [40_000_000]
    assert values("đi làm lại căn cước", SlotKind.PROCEDURE) == ["làm lại căn cước"]


def test_slots_come_in_order_and_within_the_text():
    text = "Từ 1/12 phí 50k, 100% hộ dân phải nộp trước 30/12 tại UBND xã theo NĐ 168/2024, bị phạt 2 triệu"
    slots = extract_slots(normalise(text), None)
    assert [slot.span.start for slot in slots] == sorted(slot.span.start for slot in slots)
    assert {slot.kind for slot in slots} >= {
        SlotKind.DATE, SlotKind.FEE, SlotKind.PERCENT, SlotKind.OBLIGATION, SlotKind.DEADLINE, SlotKind.AGENCY,
        SlotKind.DOCUMENT, SlotKind.SANCTION, SlotKind.SCOPE,
    }  # fmt: skip
    assert all(text[slot.span.start : slot.span.end] == slot.text for slot in slots)


def test_decomposed_and_plain_writing_give_the_same_values():
    def read(text):
        slots = extract_slots(normalise(text), None)
        return [(slot.kind, fold(str(slot.value)), slot.modality) for slot in slots]

    text = "Từ 1/12 lệ phí 50k, không bắt buộc nộp trực tuyến"
    assert len(read(text)) == 4
    assert read(unicodedata.normalize("NFD", text)) == read(text)
    assert read("Tu 1/12 le phi 50k, khong bat buoc nop truc tuyen") == read(text)


def test_a_price_list_is_cut():
    assert len(extract_slots(normalise("phí 50k. " * 200), None)) == MAX_SLOTS


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text(text):
    for slot in extract_slots(normalise(text), None):
        assert 0 <= slot.span.start <= slot.span.end <= len(text)
        assert text[slot.span.start : slot.span.end] == slot.text


PIECES = st.sampled_from(
    [
        "không",
        "phải",
        "nộp",
        "50k",
        "1tr5",
        "1/12",
        "tháng",
        "sau",
        "phấn",
        "đấu",
        "100",
        "%",
        "dự",
        "thảo",
        "nghe",
        "nói",
        "cấm",
        "được",
        "từ",
        "đến",
        "-",
        ".",
        ",",
        "ngày",
        "năm",
        "mười",
        "triệu",
        "đồng",
        "NĐ",
        "168",
        "/",
        "2024",
        "bắt",
        "buộc",
        "UBND",
        "xã",
        "3",
        "ngày",
        "làm",
        "việc",
        "h",
        "24",
        "hết",
        "tuần",
        "này",
        "miễn",
        "phí",
    ]
)


@given(st.lists(PIECES, max_size=40).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_arrangement_of_telling_words(text):
    for slot in extract_slots(normalise(text), None):
        assert text[slot.span.start : slot.span.end] == slot.text


@given(st.lists(PIECES, max_size=40).map(" ".join))
@example("không bị phạt 500k")
@settings(max_examples=200, deadline=None)
def test_slots_of_one_kind_are_those_found_among_all(text):
    read = normalise(text)
    everything = extract_slots(read, None)
    for kind, family in FAMILIES.items():
        alike = tuple(slot for slot in everything if FAMILIES.get(slot.kind) is family)
        assert slots_of_kind(scan(read), kind) == alike
    assert compared_slots(read, None) == tuple(slot for slot in everything if slot.kind in FAMILIES)


def test_time_stays_linear_on_hostile_text():
    import time

    for piece in ("50k ", "1 ", "không ", "từ 1/12 ", "năm ", "- ", "1/", "phí. ", "bắt buộc phải "):
        text = normalise((piece * 10_000)[:20_000])
        start = time.process_time()
        extract_slots(text, None)
        assert time.process_time() - start < 5, piece


def test_lexicon_phrases_are_written_lower_case_with_composed_marks():
    for name in ("modality.yaml", "agencies.yaml"):
        data = load_lexicon(name)
        phrases = [phrase for entry in data.get("modality", []) for phrase in entry["phrases"]]
        phrases += [phrase for entry in data.get("obligation", []) for phrase in entry["phrases"]]
        phrases += [alias for entry in data.get("agencies", []) for alias in entry["aliases"]]
        for phrase in phrases:
            assert phrase == unicodedata.normalize("NFC", phrase.lower())
            assert not re.search(r"\s{2,}|^\s|\s$", phrase)
