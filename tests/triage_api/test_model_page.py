"""What is told of the model: to everybody on the method page, to analysts with its thresholds and what waits for the next training."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from models.queries import classifiers
from models.queries.method_figures import Model
from models.session import transaction
from models.settings import settings
from models.tables.classifier import ClassifierVersion
from models.vocabulary import LABEL_NAMES, Label, Queue, Role, Topic
from nlp import thresholds
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.measured import install_measured
from triage_api.model_view import protected_share
from triage_api.services import corrections, lease

pytestmark = pytest.mark.database
ADDRESS = "/mo-hinh"


def test_error_rates_are_told_by_label_to_everybody(desk: Desk, browse: Callable[..., Browser]) -> None:
    assert "Máy gợi ý nhãn này thì đúng" not in browse().get("/cach-lam").text
    install_measured()
    page = browse().get("/cach-lam").text
    assert page.count("90,0%") >= len(Label)
    assert page.count("(77,7%–82,0%)") == len(Label)
    assert all(name in page for name in LABEL_NAMES.values())
    assert "dưới 0,8%" in page, "none of a sample is no proof of none"
    assert ">0,0%" not in page


def test_no_share_is_told_as_at_least_nothing(
    desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0.05")
    settings.cache_clear()
    assert "Ít nhất 5,0% số còn lại" in browse().get("/cach-lam").text
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0")
    settings.cache_clear()
    page = browse().get("/cach-lam").text
    assert "luôn có hai người xem" in page
    assert "Ít nhất" not in page
    assert ">0,0%" not in page


def test_what_was_not_judged_wrong_is_under_a_bound(desk: Desk, browse: Callable[..., Browser]) -> None:
    person = desk.person("ctv01")
    for _ in range(20):
        item_id = desk.item()
        with transaction() as session:
            lease.lease(session, person, item_id)
            lease.dismiss(session, person, item_id, as_opinion=False)
    page = browse().get("/cach-lam").text
    assert "0 (dưới 16,1%)" in page, "no opinion in twenty: the upper end of Wilson's interval"


@pytest.mark.parametrize(
    ("share", "upper", "words"),
    [
        (None, None, "chưa đo"),
        ("0", None, "không thấy trong bài mẫu"),
        ("0", "0.008", "dưới 0,8%"),
        ("0.003", "0.008", "0,3%, nhiều nhất 0,8%"),
        ("0.003", None, "0,3%"),
    ],
)
def test_the_protected_share_in_words(share: str | None, upper: str | None, words: str) -> None:
    given = [None if one is None else Decimal(one) for one in (share, upper)]
    model = Model(1, "v", Decimal("0.9"), given[0], given[1], datetime.now(UTC), None, None, None)
    assert protected_share(model) == words


def test_analysts_read_model_thresholds_and_what_waits(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("phan01", Role.ANALYST)
    assert "Chưa có mô hình đang dùng" in browse("phan01").get(ADDRESS).text
    install_measured()
    person, item_id = desk.person("ctv01"), desk.item(queue=Queue.QUESTIONS)
    with transaction() as session:
        lease.lease(session, person, item_id)
        corrections.correct(session, person, item_id, Label.SCAM, Topic.KHAC)
    page = browse("phan01").get(ADDRESS).text
    for words in (
        "2026.11.9",
        "cd34cd34cd34cd34",
        "ab12ab12",
        "Qua cổng kho bảo vệ",
        "sangtin train --corrections",
    ):
        assert words in page, words
    assert "1 bài đã được sửa nhãn còn giữ, 1 bài sửa sau khi có mô hình đang dùng" in page
    for label, value in thresholds.CERTAIN.items():
        assert LABEL_NAMES[label] in page
        assert f"{value * 100:.1f}".replace(".", ",") + "%" in page
    assert "<form" not in page.split("<main", 1)[1], "nothing is changed here"


def test_a_correction_before_the_model_is_not_counted_as_newer(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("phan01", Role.ANALYST)
    person, item_id = desk.person("ctv01"), desk.item(queue=Queue.QUESTIONS)
    with transaction() as session:
        lease.lease(session, person, item_id)
        corrections.correct(session, person, item_id, Label.SCAM, Topic.KHAC)
    install_measured()
    assert "1 bài đã được sửa nhãn còn giữ, 0 bài" in browse("phan01").get(ADDRESS).text


def test_who_reviews_does_not_read_it_and_who_promotes_does(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("ctv01")
    desk.person("qtri01", Role.ADMINISTRATOR)
    assert browse("ctv01").get(ADDRESS).status_code == 403
    assert "Mô hình và ngưỡng" in browse("qtri01").get(ADDRESS).text


def test_a_model_that_does_not_pass_is_called_so_and_versions_are_listed(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("phan01", Role.ANALYST)
    install_measured("2026.11.1", protected=0.02, upper=0.03)
    install_measured("2026.11.2")
    page = browse("phan01").get(ADDRESS).text
    assert "Chưa qua cổng kho bảo vệ" in page
    assert "2026.11.2" in page


def test_figures_are_kept_with_the_version(desk: Desk) -> None:
    install_measured()
    with transaction() as session:
        version = session.query(ClassifierVersion).one()
        kept = classifiers.figures_of(session, version.id)
        assert [one.label for one in kept] == list(Label)
        assert {(one.precision, one.recall_low, one.posts) for one in kept} == {
            (Decimal("0.9000"), Decimal("0.7770"), 1200)
        }
        assert version.created_at > datetime.now(UTC) - timedelta(minutes=5)
