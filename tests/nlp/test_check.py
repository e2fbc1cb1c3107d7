"""The stateless check answers in the form of the contract, line by line, whatever it is fed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.vocabulary import IndicatorKind, Label, Modality, Queue, Severity, SlotKind, Topic
from nlp.asked import MAX_LINE_BYTES
from nlp.assess import Assessor
from nlp.check import BATCH, Checker, _round, answer
from nlp.contracts import Masked
from nlp.detectors.indicators import find_indicators
from nlp.detectors.link_impersonation import annotate
from nlp.normalise import as_written
from nlp.route import NOWHERE
from nlp.training import Trained

LURE = (
    "😡 Công an phường báo: VNeID của chị Nguyễn Thị Hoa sắp bị khoá, "
    "bấm vneid-capnhat . example hoặc gọi 0900 000 123 trong 24h"
)


@pytest.fixture(scope="module")
def assessor(trained: Trained) -> Assessor:
    return Assessor(trained.model)


def line(text: object = "x", **more: object) -> bytes:
    return json.dumps({"id": "p1", "text": text, **more}, ensure_ascii=False).encode() + b"\n"


def check(assessor: Assessor, *lines: bytes | str) -> list[dict[str, Any]]:
    return list(Checker(lambda: assessor).check_lines(lines))


def test_the_documented_form(assessor: Assessor) -> None:
    found = check(assessor, line(LURE, posted_at="2026-11-20T08:00:00+07:00"))[0]
    assert list(found) == [
        "id", "label", "scores", "queued", "queue", "severity", "distortion", "topics", "slots",
        "indicators", "findings", "evidence", "model", "abstained",
    ]  # fmt: skip
    assert found["id"] == "p1"
    assert found["label"] == "scam"
    assert list(found["scores"]) == [label.value for label in Label]
    assert sum(found["scores"].values()) == pytest.approx(1, abs=0.001)
    assert (found["queued"], found["queue"], found["severity"]) == (True, "scam", "high")
    assert found["distortion"] is None
    assert "dinh_danh_dien_tu" in found["topics"]
    assert json.loads(json.dumps(found)) == found


def test_a_stopped_text_is_answered_as_its_assessment_and_alone(assessor: Assessor) -> None:
    raw = "Mai đi chợ mua rau ở cho.example nhé"
    first, second = check(assessor, line(raw), line("Trời mưa to quá, ai đi câu cá không"))
    indicators = annotate(find_indicators(as_written(raw)))
    assert not any(assessor.passes([raw]))
    assert first == answer("p1", Masked(raw), raw, assessor.unrelated(indicators), NOWHERE)
    assert first["indicators"]
    assert second["indicators"] == []
    shared = {key for key in first if first[key] is second[key] and isinstance(first[key], list | dict)}
    assert not shared


def test_long_lines_make_small_batches(assessor: Assessor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.check.MOST_TOGETHER", 100)
    taken = 0

    def lines() -> Iterator[bytes]:
        nonlocal taken
        for number in range(8):
            taken += 1
            yield line("một hai ba bốn", id=number)

    answers = Checker(lambda: assessor).check_lines(lines())
    assert next(answers)["id"] == 0
    assert taken < 4
    assert [one["id"] for one in answers] == list(range(1, 8))


def test_lines_of_json_are_the_answers(assessor: Assessor) -> None:
    lines = [
        line("Mai đi chợ mua rau ở cho.example nhé"),
        line("Trời mưa to quá, ai đi câu cá không", id='"'),
        line("Trời mưa to quá, ai đi câu cá không", id=0.5),
        line(LURE),
        b"{",
        line(None),
    ]
    checker = Checker(lambda: assessor)
    told = [json.dumps(one, ensure_ascii=False) for one in check(assessor, *lines)]
    assert list(checker.json_lines(lines)) == told
    assert (checker.lines, checker.bad_lines) == (6, 2)


@given(st.floats(0, 1) | st.integers(0, 20_000).map(lambda half: half / 20_000))
def test_probabilities_are_rounded_as_by_hand(probability: float) -> None:
    assert _round(probability) == round(probability, 4)


def test_spans_and_wording_are_of_the_raw_text(assessor: Assessor) -> None:
    found = check(assessor, line(LURE))[0]
    cut = {one["text"]: LURE[slice(*one["span"])] for one in found["indicators"] + found["slots"]}
    assert all(text == quoted for text, quoted in cut.items())
    assert [(one["kind"], one["text"], one["normalised"]) for one in found["indicators"]] == [
        ("domain", "vneid-capnhat . example", "vneid-capnhat.example"),
        ("phone", "0900 000 123", "0900000123"),
    ]
    assert found["indicators"][0]["lookalike_of"] == "vneid.gov.vn"
    quotes = [LURE[slice(*one["span"])] for one in found["findings"]]
    assert any("vneid-capnhat . example" in quote for quote in quotes)
    assert all(0 <= one["span"][0] < one["span"][1] <= len(LURE) for one in found["findings"])


def test_an_address_with_a_path_names_its_host(assessor: Assessor) -> None:
    found = check(assessor, line("Xem https://tin.example/bai-1 nhé"))[0]
    assert found["indicators"][0]["kind"] == "url"
    assert found["indicators"][0]["normalised_host"] == "tin.example"


def test_a_claim_without_an_official_base_is_unverified(assessor: Assessor) -> None:
    found = check(assessor, line("Nghe nói từ 1/12 ai không có định danh mức 2 bị phạt 5 triệu đồng"))[0]
    assert (found["label"], found["queue"], found["distortion"]) == ("claim", "claims", "unverified")
    assert found["slots"]
    day = next(slot for slot in found["slots"] if slot["kind"] == "date")
    assert day["value"] == "--12-01"


def test_a_date_is_resolved_only_with_the_posts_own(assessor: Assessor) -> None:
    text = "Nghe nói từ 1/12 ai không có định danh mức 2 bị phạt 5 triệu đồng"
    found = check(assessor, line(text, posted_at="2026-11-20T08:00:00+07:00"))[0]
    assert "2026-12-01" in [slot["value"] for slot in found["slots"]]


@pytest.mark.parametrize(
    ("bad", "code", "told"),
    [
        (b'{"id": "p9", "text": "a\n', "invalid_json", "không phải JSON"),
        (b"[]\n", "invalid_json", "đối tượng JSON"),
        (b"3\n", "invalid_json", "đối tượng JSON"),
        (b'{"id": "p9"}\n', "invalid_json", "“text”"),
        (b'{"id": "p9", "text": null}\n', "invalid_json", "“text”"),
        (b'{"id": ["p9"], "text": "a"}\n', "invalid_json", "“id”"),
        (b'{"id": true, "text": "a"}\n', "invalid_json", "“id”"),
        (b'{"id": "p9", "text": "a", "posted_at": "hom qua"}\n', "invalid_json", "“posted_at”"),
        (b'{"id": "p9", "text": "a", "posted_at": 5}\n', "invalid_json", "“posted_at”"),
        (b'{"id": "p9", "text": "\\ud83d"}\n', "invalid_json", "nửa cặp"),
        (b'\xff\xfe{"text": "a"}\n', "invalid_json", "UTF-8"),
        (b"[" * 100_000 + b"\n", "invalid_json", "lồng"),
        (b'{"id": "p9", "text": "' + b"a" * MAX_LINE_BYTES + b'"}\n', "too_large", "không đọc"),
        (b'{"id": "p9", "text": "' + b"a " * 40_000 + b'"}\n', "too_large", "giới hạn"),
    ],
)
def test_a_bad_line_is_answered_in_its_place(assessor: Assessor, bad: bytes, code: str, told: str) -> None:
    checker = Checker(lambda: assessor)
    found = list(checker.check_lines([line("một"), bad, line("hai")]))
    assert [one.get("label") is not None for one in found] == [True, False, True]
    assert list(found[1]) == ["id", "line", "error"]
    assert found[1]["line"] == 2
    assert found[1]["error"]["code"] == code
    assert told in found[1]["error"]["message"]
    assert (checker.lines, checker.bad_lines) == (3, 1)


def test_the_id_is_given_back_where_it_could_be_read(assessor: Assessor) -> None:
    found = check(assessor, b'{"id": "p9", "posted_at": "x", "text": "a"}', b'{"id": 7, "text": 1}', b"{")
    assert [one["id"] for one in found] == ["p9", 7, None]


def test_only_newlines_separate_lines(assessor: Assessor) -> None:
    text = "một\u2028hai\x0bba\x85bốn\rnăm"
    found = check(assessor, line(text), b"\n", b"  \r\n", line(text))
    assert [one["id"] for one in found] == ["p1", "p1"]


def test_order_is_kept_over_batches_and_input_is_read_lazily(assessor: Assessor) -> None:
    taken = 0

    def lines() -> Iterator[bytes]:
        nonlocal taken
        for number in range(BATCH * 2 + 5):
            taken += 1
            yield json.dumps({"id": number, "text": "chào"}).encode() + b"\n"

    answers = Checker(lambda: assessor).check_lines(lines())
    assert next(answers)["id"] == 0
    assert taken <= BATCH
    assert [one["id"] for one in answers] == list(range(1, BATCH * 2 + 5))


def test_the_assessor_is_made_once_and_only_for_a_good_line(assessor: Assessor) -> None:
    made = 0

    def factory() -> Assessor:
        nonlocal made
        made += 1
        return assessor

    checker = Checker(factory)
    assert [one["error"]["code"] for one in checker.check_lines([b"{"])] == ["invalid_json"]
    assert made == 0
    list(checker.check_lines([line("một")] * (BATCH + 1)))
    assert made == 1


def test_text_with_a_byte_order_mark_and_lines_of_text(assessor: Assessor) -> None:
    assert check(assessor, b"\xef\xbb\xbf" + line("một"))[0]["id"] == "p1"
    assert check(assessor, line("một").decode())[0]["id"] == "p1"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_is_answered_in_the_closed_lists(assessor: Assessor, text: str) -> None:
    found = check(assessor, json.dumps({"id": "x", "text": text}).encode())[0]
    if "error" in found:
        assert any("\ud800" <= char <= "\udfff" for char in text)
        return
    assert found["label"] in set(Label)
    assert found["queue"] is None or found["queue"] in set(Queue)
    assert found["severity"] is None or found["severity"] in set(Severity)
    assert found["queued"] is (found["queue"] is not None)
    assert set(found["topics"]) <= set(Topic)
    assert {one["kind"] for one in found["slots"]} <= set(SlotKind)
    assert {one["modality"] for one in found["slots"]} <= set(Modality)
    assert {one["kind"] for one in found["indicators"]} <= set(IndicatorKind)
    for one in [*found["slots"], *found["indicators"], *found["findings"]]:
        assert 0 <= one["span"][0] <= one["span"][1] <= len(text)
