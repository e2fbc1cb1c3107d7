"""Whatever is sent, the answer is a refusal that can be read: never an error nobody foresaw."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.vocabulary import Queue, Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk

pytestmark = pytest.mark.database
LETTERS = st.text(st.characters(exclude_categories=()), max_size=60)
ODD = st.sampled_from(
    [
        "",
        "\x00",
        "\ud800",
        "a\x00b",
        "%s",
        "{}",
        "{0.__class__}",
        "1" * 30,
        "-1",
        "NaN",
        "null",
        "‮",
        "é" * 500,
    ]
)
NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([0, -1, 2**31, 2**63, 2**64]))
SCALARS = st.one_of(
    LETTERS, ODD, NUMBERS, st.none(), st.booleans(), st.datetimes().map(str), st.dates().map(str)
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=4), st.dictionaries(LETTERS, SCALARS, max_size=3))
KEYS = st.sampled_from(
    ["queue", "reason", "idempotency_key", "verdict", "sentence", "rationale", "passages", "no_official_text",
     "valid_until", "sentences", "submit", "url", "text", "address", "posted_at", "own_form", "lạ\ud800"]
)  # fmt: skip
BODIES = st.one_of(st.dictionaries(KEYS, VALUES, max_size=6), VALUES)
GOOD = {
    "idempotency_key": "khoa-thu-fuzz",
    "verdict": "true",
    "sentence": "phí",
    "rationale": "vì",
    "passages": [1],
}
CALLS = ("items/lease", "items/1/release", "items/1/escalate", "items/1/reopen", "items/1/decisions", "items/1/replies", "items/1/merge", "items/1/split", "items/1/regroup-undo",
         "replies/1/approve", "replies/1/posted", "posts", "check")  # fmt: skip
FIELDS = ("khoa", "ket_luan", "cau", "ly_do", "can_cu", "khong_co_van_ban", "den_ngay", "loai", "xem", "viec", "gop_y",
          "dia_chi", "noi_dung", "tin", "luc", "bai", "username", "password", "tiep", "tuan", "loi", "van_ban", "lan", "tu_ngay")  # fmt: skip
FORMS = ("hang-viec/lay", "viec/1/nhan", "viec/1/ket-luan", "viec/1/tra", "viec/1/tra-loi", "viec/1/tra-loi/duyet",
         "viec/1/tra-loi/da-dang", "viec/1/bai-goc", "viec/1/cap-tren", "kiem-tra", "phan-anh", "bao-cao", "van-ban/1/het-hieu-luc", "van-ban/1/bo-het-hieu-luc", "nguon/them", "nguon/them/luu", "dau-hieu/1/xac-nhan", "dau-hieu/1/rut", "dau-hieu/1/xem",
         "bao-tin", "bao-tin/cau-hoi", "moc-noi", "tai-khoan/thu")  # fmt: skip
PAGES = ("hang-viec", "viec/1", "viec/1/tra-loi", "tra-loi", "dang-nhap", "bao-cao", "bao-cao/{}", "viec/{}", "van-ban", "van-ban/tim",
         "van-ban/1", "van-ban/doan/1", "van-ban/{}", "nguon/nap-bai", "nguon/them")  # fmt: skip
READS = (
    "official",
    "items",
    "items/{}",
    "items/{}/posts",
    "official/search",
    "official/{}",
    "claims",
    "claims/{}",
    "reports/weekly/{}.json",
    "indicators",
)
QUERY = st.sampled_from(["q", "xem", "loai", "chu_de", "qua_han", "cua_toi", "sau", "tiep", "queue", "state", "topic", "severity",
                         "due", "after", "limit", "on", "format", "ban", "ngay", "co_quan", "tu", "den", "tinh_trang", "to", "doan", "trang", "tep", "noi_dung"])  # fmt: skip
PATIENT = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def client(desk: Desk, browse: Callable[..., Browser]) -> Browser:
    """Somebody who may do everything, with an item in hand."""
    desk.person("quyen-het", *Role)
    item_id = desk.item(queue=Queue.CLAIMS)
    found = browse("quyen-het")
    found.submit(f"/viec/{item_id}/nhan")
    found.headers["X-CSRF-Token"] = found.csrf
    return found


def foreseen(answer: Any) -> None:
    """Anything but an unforeseen error."""
    assert answer.status_code < 500, answer.text


def sendable(text: object) -> str:
    """As a browser could send it: halves of surrogate pairs become question marks."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def test_any_json_is_answered(client: Browser) -> None:
    @PATIENT
    @given(st.sampled_from(CALLS), BODIES, st.booleans())
    def attempt(call: str, body: object, nearly_good: bool) -> None:
        sent = {**GOOD, **body} if nearly_good and isinstance(body, dict) else body
        content = json.dumps(sent).encode()
        foreseen(
            client.post(f"/api/v1/{call}", content=content, headers={"content-type": "application/json"})
        )

    attempt()


def test_any_bytes_are_answered(client: Browser) -> None:
    @PATIENT
    @given(st.sampled_from(CALLS), st.binary(max_size=200))
    def attempt(call: str, body: bytes) -> None:
        foreseen(client.post(f"/api/v1/{call}", content=body, headers={"content-type": "application/json"}))

    attempt()


def test_any_form_is_answered(client: Browser) -> None:
    @PATIENT
    @given(st.sampled_from(FORMS), st.dictionaries(st.sampled_from(FIELDS), SCALARS, max_size=6))
    def attempt(form: str, fields: dict[str, object]) -> None:
        foreseen(client.submit(f"/{form}", **{name: sendable(value) for name, value in fields.items()}))

    attempt()


def test_any_query_and_path_is_answered(client: Browser) -> None:
    @PATIENT
    @given(
        st.sampled_from([f"/{page}" for page in PAGES] + [f"/api/v1/{read}" for read in READS]),
        st.dictionaries(QUERY, SCALARS, max_size=4),
        SCALARS,
    )
    def attempt(address: str, query: dict[str, object], part: object) -> None:
        place = sendable(part).replace("/", "").replace("?", "").replace("#", "").strip(".")
        safe = "".join(letter for letter in place if letter.isprintable()) or "1"
        foreseen(
            client.get(
                address.replace("{}", safe), params={key: sendable(value) for key, value in query.items()}
            )
        )

    attempt()
