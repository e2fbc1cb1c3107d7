"""Look-alike addresses: what imitates which official one, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import IndicatorKind
from nlp.contracts import Detector, DetectorInput, Indicator, Span
from nlp.detectors.indicators import find_indicators
from nlp.detectors.link_impersonation import LinkImpersonation, annotate, lookalike_of
from nlp.normalise import normalise
from nlp.official_names import official_names

IMITATIONS = [
    ("dichvucong.gov.vn.abc.example", "dichvucong.gov.vn"),
    ("www.dichvucong.gov.vn-nop.example", "dichvucong.gov.vn"),
    ("dichvucong-gov-vn.example", "dichvucong.gov.vn"),
    ("dichvuconggovvn.example", "dichvucong.gov.vn"),
    ("dich-vu-cong.example", "dichvucong.gov.vn"),
    ("dichvucongg.example", "dichvucong.gov.vn"),
    ("dichvuccong.top", "dichvucong.gov.vn"),
    ("dichvucnog.example", "dichvucong.gov.vn"),
    ("d1chvuc0ng.example", "dichvucong.gov.vn"),
    ("dịchvụcông.example", "dichvucong.gov.vn"),
    ("dіchvucong.gov.vn", "dichvucong.gov.vn"),
    ("xn--dchvucong-6yb.example", "dichvucong.gov.vn"),
    ("hotro.dichvucong.abc.example", "dichvucong.gov.vn"),
    ("vneid.example", "vneid.gov.vn"),
    ("vnеіd.example", "vneid.gov.vn"),
    ("xn--vnd-sdd9n.example", "vneid.gov.vn"),
    ("еvn.example", "evn.com.vn"),
    ("vneid-capnhat.example", "vneid.gov.vn"),
    ("vneidcapnhat.example", "vneid.gov.vn"),
    ("capnhat-vneld.example", "vneid.gov.vn"),
    ("vneidd.com", "vneid.gov.vn"),
    ("bhxh-hotro.example", "baohiemxahoi.gov.vn"),
    ("baohiemxahoi.com", "baohiemxahoi.gov.vn"),
    ("vssid-moi.example", "baohiemxahoi.gov.vn"),
    ("bocongan-vn.example", "bocongan.gov.vn"),
    ("phatnguoi-csgt.example", "csgt.vn"),
    ("chinhphu.example", "chinhphu.vn"),
    ("evn-hoantien.example", "evn.com.vn"),
    ("evnhanoii.example", "evnhanoi.vn"),
    ("thuedientu.example", "thuedientu.gdt.gov.vn"),
]


@pytest.mark.parametrize(("host", "official"), IMITATIONS)
def test_imitation(host: str, official: str) -> None:
    assert lookalike_of(host) == official


@pytest.mark.parametrize(
    "host",
    ["dichvucong.gov.vn", "xa-benla.tinh.gov.vn", "evn.com.vn", "cskh.evnspc.vn", "www.chinhphu.vn", "baochinhphu.vn", "abc.example",
     "google.com", "facebook.com", "zalo.me", "vnexpress.net", "thongtingiaitri.com", "tinhgia.vn", "chinhphuc.com", "ketoan.vn",
     "dichvu.vn", "hoian.com", "bit.ly", "cohoi.com", "vinid.net", "even.com", "sevn.example", "quocho.com", "127.0.0.1", "",
     "xn--\udcff", "mst.example", "nhandang.com", "moet.com"],
)  # fmt: skip
def test_no_imitation(host: str) -> None:
    assert lookalike_of(host) is None


def test_no_official_domain_imitates_another() -> None:
    for official in official_names():
        assert lookalike_of(official.domain) is None
        assert lookalike_of(f"www.{official.domain}") is None


def test_annotated_and_explained() -> None:
    text = normalise("Vào dichvucong-gov-vn . example hoặc dichvucong.gov.vn, gọi 0900 000 123")
    indicators = find_indicators(text)
    assert [one.lookalike_of for one in annotate(indicators)] == ["dichvucong.gov.vn", None, None]
    detector: Detector = LinkImpersonation()
    (finding,) = detector.detect(DetectorInput(text, indicators))
    assert (finding.detector, finding.code) == ("link_impersonation", "lookalike_domain")
    assert text.original[finding.span.start : finding.span.end] == "dichvucong-gov-vn . example"
    assert "dichvucong.gov.vn" in finding.reason


def test_hosts_of_urls_and_mail_are_looked_at_too() -> None:
    url = Indicator(
        IndicatorKind.URL, "x", "https://vneid.example/a", Span(0, 1), normalised_host="vneid.example"
    )
    mail = Indicator(IndicatorKind.EMAIL, "x", "hotro@vneid.example", Span(0, 1))
    phone = Indicator(IndicatorKind.PHONE, "x", "0900000123", Span(0, 1))
    assert [one.lookalike_of for one in annotate([url, mail, phone])] == [
        "vneid.gov.vn",
        "vneid.gov.vn",
        None,
    ]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", ".gov.vn", ".example", ".com"]))
def test_any_host_is_answered(label: str, ending: str) -> None:
    assert lookalike_of(label + ending) in {None, *(official.domain for official in official_names())}
