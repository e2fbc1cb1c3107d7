"""Look-alike addresses: what imitates which official one, and what does not."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import IndicatorKind
from nlp.contracts import Detector, DetectorInput, Indicator, Span
from nlp.detectors.indicators import find_indicators
from nlp.detectors.link_impersonation import LinkImpersonation, annotate, lookalike_of, lookalike_score
from nlp.normalise import normalise
from nlp.official_names import GOVERNMENT, imitated_names, is_official_host
from nlp.thresholds import LOOKALIKE

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
    ("evn-ma.test", "evn.com.vn"),
    ("ketqua-dvc.example", "dichvucong.gov.vn"),
    ("csgtt-tracuu.test", "csgt.vn"),
    ("so-gplxgov.example", "gplx.gov.vn"),
    ("hanoi.gov.vn.abc.example", "hanoi.gov.vn"),
    ("sotaichinh.bacninh-gov-vn.example", "bacninh.gov.vn"),
    ("xabenla.gov.vn.abc.example", "gov.vn"),
    ("xabenla-gov-vn.example", "gov.vn"),
    ("vietcombank.example", "vietcombank.com.vn"),
    ("vietcomdank.example", "vietcombank.com.vn"),
    ("viietcoombank.example", "vietcombank.com.vn"),
    ("vietcornbank.example", "vietcombank.com.vn"),
    ("vcb-digibank.example", "vietcombank.com.vn"),
    ("vcbdigloibink.example", "vietcombank.com.vn"),
    ("tpbqnk.example", "tpb.vn"),
    ("bidddv.example", "bidv.com.vn"),
    ("acb.vn-zz.example", "acb.com.vn"),
    ("e-acb.example", "acb.com.vn"),
    ("vay-vib3.example", "vib.com.vn"),
    ("nanghanmucvpb24h.example", "vpbank.com.vn"),
    ("acb.com.vn.abc.example", "acb.com.vn"),
    ("momo-hoantien.example", "momo.vn"),
    ("еvn.example", "evn.com.vn"),
    ("viettel-uudai.example", "viettel.com.vn"),
    ("vnpost-giaohang.example", "vnpost.vn"),
    ("sawaco-hoadon.example", "sawaco.com.vn"),
    ("shoppee.example", "shopee.vn"),
    ("hcm-tiki.example", "tiki.vn"),
]


@pytest.mark.parametrize(("host", "official"), IMITATIONS)
def test_imitation(host: str, official: str) -> None:
    assert lookalike_of(host) == official


@pytest.mark.parametrize(
    "host",
    ["dichvucong.gov.vn", "xa-benla.tinh.gov.vn", "evn.com.vn", "cskh.evnspc.vn", "www.chinhphu.vn", "baochinhphu.vn", "abc.example",
     "google.com", "facebook.com", "zalo.me", "vnexpress.net", "thongtingiaitri.com", "tinhgia.vn", "chinhphuc.com", "ketoan.vn",
     "dichvu.vn", "hoian.com", "bit.ly", "cohoi.com", "vinid.net", "even.com", "sevn.example", "quocho.com", "127.0.0.1", "",
     "xn--\udcff", "mst.example", "nhandang.com", "moet.com",
     "vietcombank.com.vn", "vcbdigibank.vietcombank.com.vn", "techcombank.com", "tpb.vn", "shopee.sg", "www.dhl.de", "bidvest.co.za",
     "tiki.org", "hdb.gov.sg", "acbj.com", "vibe.com", "mbank.pl", "ubank.com.au", "vinacapital.com", "postfinance.ch", "inpost.pl",
     "contiki.com", "usa.gov", "gov.uk", "vnpt.gov.au", "shinhan.ac.kr", "chinhphucvumon.vn", "baocongan.example", "saomaibank.example",
     "hanoi.example",
     "bacninh.example", "..gov.vn", "a..vneid.example", "vneid" * 13 + ".example"],
)  # fmt: skip
def test_no_imitation(host: str) -> None:
    assert lookalike_of(host) is None


OWN_DOMAINS = sorted({domain for body in imitated_names() for domain in (body.domain, *body.own)})


@pytest.mark.parametrize("domain", OWN_DOMAINS)
def test_no_own_domain_imitates_another(domain: str) -> None:
    for host in (domain, f"www.{domain}", f"cskh.vietcombank.{domain}"):
        assert lookalike_score(host).score == 0.0


def test_a_bank_is_neither_official_nor_a_look_alike() -> None:
    (indicator,) = annotate(find_indicators(normalise("Vào vietcombank.com.vn xem")))
    assert (indicator.official, indicator.lookalike_of) == (False, None)
    assert not is_official_host("vietcombank.com.vn")


def test_annotated_and_explained() -> None:
    text = normalise("Vào dichvucong-gov-vn . example hoặc dichvucong.gov.vn, gọi 0900 000 123")
    indicators = find_indicators(text)
    assert [one.lookalike_of for one in annotate(indicators)] == ["dichvucong.gov.vn", None, None]
    detector: Detector = LinkImpersonation()
    (finding,) = detector.detect(DetectorInput(text, indicators))
    assert (finding.detector, finding.code) == ("link_impersonation", "lookalike_domain")
    assert text.original[finding.span.start : finding.span.end] == "dichvucong-gov-vn . example"
    assert finding.reason == (
        "Địa chỉ này giống dichvucong.gov.vn nhưng không phải địa chỉ chính thức:"
        " viết tên miền dichvucong.gov.vn bằng dấu gạch nối hoặc viết liền"
    )


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("acb.com.vn.abc.example", "chứa nguyên acb.com.vn nhưng tên miền thật là abc.example"),
        ("vneid.example", "dùng tên «vneid» với đuôi khác"),
        ("vneid-capnhat.example", "ghép tên «vneid» với chữ khác"),
        ("vneid.abc.example", "đặt tên «vneid» trước một tên miền khác"),
        ("vieetcombank.example", "lặp chữ trong tên «vietcombank»"),
        ("vietcomdank.example", "viết lệch vài chữ so với tên «vietcombank»"),
        ("vpbаnk.example", "dùng chữ cái lạ trông như chữ thường để giống tên «vpbank»"),
        ("vne1d.example", "dùng chữ số thay chữ cái để giống tên «vneid»"),
        ("dịchvụcông.example", "dùng chữ có dấu trông như chữ thường để giống tên «dichvucong»"),
        ("xabenla-gov-vn.example", "giả đuôi .gov.vn của cơ quan nhà nước"),
        (
            "vcbdigloibink.example",
            "ghép chữ viết tắt của vietcombank.com.vn với chữ «bank» viết chệch",
        ),
        ("tpbqnk.example", "viết chệch chữ «bank» trong tên của tpb.vn"),
    ],
)
def test_the_reason_says_what_was_seen(host: str, why: str) -> None:
    assert lookalike_score(host).why == why


def test_the_surer_the_higher() -> None:
    hosts = ["kon-tiki.example", "vay-vib.example", "vietcomdank.example", "vneid.example", "tpb.vn.example"]
    scores = [lookalike_score(host).score for host in hosts]
    assert scores == sorted(scores)
    assert scores[0] < LOOKALIKE <= scores[1]


def test_a_short_name_needs_company() -> None:
    assert lookalike_score("evn.example").score < LOOKALIKE <= lookalike_score("evn.top").score
    assert lookalike_score("evnroute.example").score < LOOKALIKE <= lookalike_score("evnhotro.example").score


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


NAMES = sorted({name for body in imitated_names() for name in (*body.names, *body.weak)})
ANSWERS = {None, GOVERNMENT, *(body.domain for body in imitated_names())}


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([*NAMES, "-", ".", "bank", "xn--", "а", "1"]), max_size=8).map("".join),
    ),
    st.sampled_from(["", ".gov.vn", ".example", ".com", ".top"]),
)
def test_any_host_is_answered(label: str, ending: str) -> None:
    found = lookalike_score(label + ending)
    assert found.official in ANSWERS
    assert 0.0 <= found.score <= 1.0
    assert (found.official is None) == (found.score == 0.0) == (found.why == "")
    assert lookalike_of(label + ending) in {None, found.official}


@settings(max_examples=100, deadline=None)
@given(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20), st.sampled_from(OWN_DOMAINS)
)
def test_whatever_stands_before_an_own_domain_is_its_own(before: str, domain: str) -> None:
    host = f"{before}.{domain}"
    assert lookalike_of(host) is None or before.startswith("xn--")


def steps(host: str) -> int:
    """How many calls it takes to score a host: a measure of work that no other process disturbs."""
    count = 0

    def seen(_frame: object, event: str, _what: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(seen)
    try:
        lookalike_score.__wrapped__(host)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("word", ["vietcombanx", "bank", "evn-", "a-", "gov-vn-", "vcbb", "xn--", "аа", "1l"])
def test_work_grows_with_length_only(word: str) -> None:
    labels = [(word * 60)[:59].strip("-") for _ in range(4)]
    steps(f"{labels[0]}.example")
    one, four = steps(f"{labels[0]}.com"), steps(".".join(labels) + ".com")
    assert four <= 5 * one
    assert four < 20_000
