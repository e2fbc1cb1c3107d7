"""The figures of the lookalike score, with the blocklist there and not."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.corpus import hosts
from nlp.measures import lookalike
from nlp.measures.lookalike import BLOCKLIST, SHARED_DATA, lookalike_figures, lowest_score, shared_data

MOST_FALSE_POSITIVES = 0.01
"""Own ceiling at the shipped threshold, on both halves; needs no blocklist."""

LEAST_RECALL = 0.93
"""Own floor on the half that nothing was set on; measured only where the blocklist is."""

ENTRIES = ["vneid-capnhat.example", "vneid.example/dang-nhap", "khong-giong-ai.example", "www.xa-la.example"]
IMITATED = ["vneid.gov.vn", "bocongan.gov.vn", None, "vneid.gov.vn"]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A blocklist of four invented entries and their labels: two found, one of them put down to another body."""
    (tmp_path / BLOCKLIST).write_text("\n".join([*ENTRIES, "thua.example", ""]), encoding="utf-8")
    government = hosts.HostCategory.GOVERNMENT
    labels = [
        hosts.HostLabel(hosts.sha256_of(entry), hosts.Split.TEST, government if imitated else None, imitated)
        for entry, imitated in zip(ENTRIES, IMITATED, strict=True)
    ]
    labels.append(hosts.HostLabel("0" * 64, hosts.Split.TEST, None, None))
    benign = [
        hosts.BenignHost(host, hosts.Split.TEST)
        for host in ("abc.example", "acb.com.vn", "vneid.test", "x.test")
    ]
    monkeypatch.setattr(lookalike, "load_labels", lambda: labels)
    monkeypatch.setattr(lookalike, "load_benign", lambda: benign)
    return tmp_path


def test_figures_of_one_half(few: Path) -> None:
    figures = lookalike_figures(few)
    assert figures["available"] is True
    assert figures["note"] == "1 labelled entries are not in scam_urls_dev.txt."
    half = figures["test"]
    assert (half["imitators"], half["imitators_offices"], half["other_entries"]) == (3, 3, 1)
    assert (half["recall"], half["right_body"], half["recall_by_body"]) == (0.6667, 0.3333, 0.75)
    assert half["other_entries_flagged"] == 0.0
    assert half["by_category"] == {"government": {"imitators": 3, "recall": 0.6667}}
    assert (half["benign"], half["benign_unlisted"]) == (4, 3)
    assert (half["false_positives"], half["false_positives_unlisted"]) == (0.25, 0.3333)
    assert (half["score_there"], half["recall_at_1_percent"]) == (0.96, 0.0)
    assert "recall" not in figures["tune"]


def test_without_the_blocklist_it_says_so(few: Path) -> None:
    (few / BLOCKLIST).unlink()
    figures = lookalike_figures(few)
    assert figures["available"] is False
    assert "recall was not measured" in figures["note"]
    assert figures["test"]["false_positives"] == 0.25
    assert "recall" not in figures["test"]


def test_where_the_blocklist_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SHARED_DATA, str(tmp_path))
    assert shared_data() == tmp_path
    monkeypatch.delenv(SHARED_DATA)
    checkout = Path(__file__).parents[3]
    assert shared_data() == checkout.parent / "shared" / "data"


@pytest.mark.parametrize(
    ("benign", "most", "lowest"),
    [
        ([0.0, 0.0, 0.4, 0.9], 0.25, 0.41),
        ([0.0, 0.4, 0.4, 0.9], 0.5, 0.41),
        ([0.0, 0.0, 0.4, 0.9], 0.5, 0.01),
        ([0.2, 0.1], 0.0, 0.21),
        ([], 0.1, 0.01),
    ],
)
def test_the_lowest_score_that_few_benign_hosts_reach(
    benign: list[float], most: float, lowest: float
) -> None:
    assert lowest_score(benign, most) == lowest
    assert sum(score >= lowest for score in benign) <= most * len(benign)


def test_on_the_shipped_hosts() -> None:
    figures = lookalike_figures()
    for split in ("tune", "test"):
        assert figures[split]["false_positives"] <= MOST_FALSE_POSITIVES
    if not figures["available"]:
        pytest.skip(figures["note"])
    assert figures["note"] == ""
    assert figures["test"]["recall_at_1_percent"] >= LEAST_RECALL
    assert figures["test"]["recall_at_1_percent_offices"] >= LEAST_RECALL
