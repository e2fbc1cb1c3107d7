"""Tokens of platforms: where they come from, what is refused, and that they leave for the platform's own host alone."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from crawler import credentials
from crawler.credentials import credential, names_of
from crawler.errors import CredentialMissing, CredentialRefused
from crawler.guard import ALLOWANCE, AddressGate
from crawler.plan import Ledger, Plan
from crawler.platforms import APIS
from crawler.safety import Allowance
from crawler.scrapy_settings import scrapy_settings
from crawler.token_gate import HEADERS, TokenGate
from models.errors import BadInput, TriageError
from models.settings import settings
from models.vocabulary import SourceKind
from pipeline.sources_file import record_of

PAGE, CHANNEL, OA = SourceKind.FACEBOOK_PAGE, SourceKind.YOUTUBE, SourceKind.ZALO_OA
ADDRESSES = {
    PAGE: "https://www.facebook.com/xahadong.example",
    CHANNEL: "https://www.youtube.com/@xahadong",
    OA: "https://oa.zalo.me/1234567890123456789",
}
SECRET = "EAAB-thu-nghiem-0123456789"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """No credential of the machine, and a home of the test's own."""
    for name in list(os.environ):
        if name.startswith(tuple(api.variable for api in APIS.values())):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SANGTIN_HOME", str(tmp_path))
    monkeypatch.delenv("SANGTIN_CREDENTIALS_FILE", raising=False)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def kept(home: Path, text: str, mode: int = 0o600) -> Path:
    """A file of credentials."""
    path = home / "secrets" / "credentials"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize("kind", ADDRESSES)
def test_the_environment_gives_it_and_it_does_not_show(
    kind: SourceKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, common = names_of(kind, ADDRESSES[kind])
    monkeypatch.setenv(common, SECRET)
    found = credential(kind, ADDRESSES[kind])
    assert found.get_secret_value() == SECRET
    assert SECRET not in f"{found!r} {found}"
    monkeypatch.setenv(own, f" {SECRET}2\n")
    assert credential(kind, ADDRESSES[kind]).get_secret_value() == f"{SECRET}2", "the account's own wins"


def test_each_page_may_have_its_own(home: Path) -> None:
    kept(
        home,
        "# Trang\nSANGTIN_FACEBOOK_TOKEN_104417=mot\nexport SANGTIN_FACEBOOK_TOKEN_XAANSON = 'hai'\n\nSANGTIN_FACEBOOK_TOKEN=ba\n",
    )
    asked = {
        address: credential(PAGE, f"https://www.facebook.com/{address}").get_secret_value()
        for address in ("104417", "xaanson", "xa.khac")
    }
    assert asked == {"104417": "mot", "xaanson": "hai", "xa.khac": "ba"}


def test_a_setting_names_another_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(home, f"SANGTIN_ZALO_TOKEN={SECRET}\n").rename(home / "zalo.env")
    with pytest.raises(CredentialMissing, match="SANGTIN_ZALO_TOKEN"):
        credential(OA, ADDRESSES[OA])
    monkeypatch.setenv("SANGTIN_CREDENTIALS_FILE", str(path))
    settings.cache_clear()
    assert credential(OA, ADDRESSES[OA]).get_secret_value() == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o777])
def test_a_file_open_to_others_is_refused_and_says_how_to_close_it(home: Path, mode: int) -> None:
    kept(home, f"SANGTIN_YOUTUBE_KEY={SECRET}\n", mode)
    with pytest.raises(CredentialRefused, match="chmod 600") as refused:
        credential(CHANNEL, ADDRESSES[CHANNEL])
    assert SECRET not in refused.value.message


def test_a_file_of_another_account_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, f"SANGTIN_YOUTUBE_KEY={SECRET}\n")
    if os.geteuid() == 0:
        os.chown(home / "secrets" / "credentials", 12_345, 12_345)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 1_000_000)
    with pytest.raises(CredentialRefused):
        credential(CHANNEL, ADDRESSES[CHANNEL])


def test_what_is_no_file_or_no_line_is_refused_without_a_word_of_it(home: Path) -> None:
    path = kept(home, f"SANGTIN_YOUTUBE_KEY={SECRET}\n{SECRET}\n")
    with pytest.raises(CredentialRefused, match="dòng 2") as refused:
        credential(CHANNEL, ADDRESSES[CHANNEL])
    assert SECRET not in refused.value.message
    path.write_bytes(b"#" * (credentials.MAX_FILE + 1))
    with pytest.raises(CredentialRefused):
        credential(CHANNEL, ADDRESSES[CHANNEL])
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(CredentialRefused):
        credential(CHANNEL, ADDRESSES[CHANNEL])
    path.unlink()
    path.mkdir(0o700)
    with pytest.raises(CredentialRefused):
        credential(CHANNEL, ADDRESSES[CHANNEL])


@pytest.mark.parametrize("value", ["a b", "a\r\nHost: evil.example", "khóa-lạ", "x" * 5_000])
def test_what_a_header_cannot_carry_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGTIN_ZALO_TOKEN", value)
    with pytest.raises(CredentialMissing) as refused:
        credential(OA, ADDRESSES[OA])
    assert value not in refused.value.message


@given(text=st.text(max_size=200) | st.from_regex(r"(SANGTIN_[A-Z]{1,9}=[^\n]{0,9}\n){1,3}", fullmatch=True))
@hypothesis.settings(max_examples=25, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
def test_a_file_of_anything_raises_nothing_else(home: Path, text: str) -> None:
    path = home / "anything"
    path.write_text(text, encoding="utf-8", errors="replace")
    path.chmod(0o600)
    try:
        found = credentials._in_file(path)
    except CredentialRefused:
        return
    assert all(name.startswith("SANGTIN_") for name in found)


def gate(kind: SourceKind, source: str, allowance: Allowance | None = None) -> TokenGate:
    spider = SimpleNamespace(plan=Plan(kind, source, allowance=allowance), ledger=Ledger())
    crawler: Any = SimpleNamespace(spider=spider, settings={ALLOWANCE: allowance})
    return TokenGate(crawler)


def carried(request: Request) -> list[bytes]:
    return [value for header in HEADERS if (value := request.headers.get(header)) is not None]


@pytest.mark.parametrize(
    ("kind", "header", "value"),
    [
        (PAGE, "Authorization", f"Bearer {SECRET}"),
        (CHANNEL, "X-Goog-Api-Key", SECRET),
        (OA, "access_token", SECRET),
    ],
)
def test_it_travels_in_one_header_and_is_taken_off_again(
    kind: SourceKind, header: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(APIS[kind].variable, SECRET)
    last = gate(kind, ADDRESSES[kind])
    request = Request(f"{APIS[kind].origin}/x?a=1")
    last.process_request(request)
    assert carried(request) == [value.encode()]
    assert request.headers[header] == value.encode()
    assert SECRET not in request.url + repr(request) + repr(request.meta)
    response = last.process_response(request, Response(request.url, status=302, request=request))
    assert response.status == 302
    assert carried(request) == []
    last.process_request(request)
    last.process_exception(request, OSError())
    assert carried(request) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://graph.facebook.com/x",
        "https://graph.facebook.com:8443/x",
        "https://graph.facebook.com.evil.example/x",
        "https://www.facebook.com/x",
        "https://evil.example/?u=https://graph.facebook.com/",
        "https://www.googleapis.com/youtube/v3/videos",
        "http://127.0.0.1:8123/x",
    ],
)
def test_no_other_address_gets_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGTIN_FACEBOOK_TOKEN", SECRET)
    for allowance in (None, Allowance("127.0.0.1", 8123)):
        request = Request(url, headers={"Authorization": "cũ", "access_token": "cũ"})
        gate(PAGE, ADDRESSES[PAGE], allowance).process_request(request)
        assert carried(request) == []


def test_a_redirect_never_gets_it_and_another_kind_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGTIN_FACEBOOK_TOKEN", SECRET)
    redirected = Request("https://graph.facebook.com/y", meta={"redirect_times": 1})
    redirected.headers["Authorization"] = f"Bearer {SECRET}"
    gate(PAGE, ADDRESSES[PAGE]).process_request(redirected)
    assert carried(redirected) == []
    other = Request("https://graph.facebook.com/x")
    gate(SourceKind.FEED, "https://graph.facebook.com/x").process_request(other)
    assert carried(other) == []


def test_the_stand_in_gets_it_only_where_it_is_the_source_and_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANGTIN_FACEBOOK_TOKEN", SECRET)
    source, allowance = "http://127.0.0.1:8123/xahadong", Allowance("127.0.0.1", 8123)
    for asked, allowed, got in (
        (source, allowance, 1),
        (source, None, 0),
        (source, Allowance("127.0.0.1", 8124), 0),
        ("http://127.0.0.1:8124/xahadong", allowance, 0),
    ):
        request = Request("http://127.0.0.1:8123/v26.0/xahadong/feed")
        gate(PAGE, asked, allowed).process_request(request)
        assert len(carried(request)) == got


def test_nothing_else_is_put_between_it_and_the_network() -> None:
    order = scrapy_settings(Plan(PAGE, ADDRESSES[PAGE]), "x", contact="c", version="1", max_bytes=1)
    ranks = {name: rank for name, rank in order["DOWNLOADER_MIDDLEWARES"].items() if rank is not None}
    assert max(ranks, key=lambda name: ranks[name]) == "crawler.token_gate.TokenGate"
    assert ranks["crawler.token_gate.TokenGate"] > 900, "behind every middleware of the framework"


def test_the_pages_of_the_platform_are_never_asked() -> None:
    spider = SimpleNamespace(plan=Plan(PAGE, ADDRESSES[PAGE]), ledger=Ledger())
    crawler: Any = SimpleNamespace(spider=spider, settings={})
    address_gate = AddressGate(crawler)
    address_gate.process_request(Request("https://graph.facebook.com/v26.0/x"))
    for url in (
        ADDRESSES[PAGE],
        "https://facebook.com/x",
        "https://l.facebook.com/",
        "http://graph.facebook.com/x",
    ):
        with pytest.raises(TriageError):
            address_gate.process_request(Request(url))


ENTRY = {"name": "Trang xã", "kind": "facebook_page", "url": "https://m.facebook.com/xahadong.example"}


def test_a_sources_file_may_name_the_variable_and_nothing_else() -> None:
    own, common = names_of(PAGE, ADDRESSES[PAGE])
    for name in (own, common):
        assert record_of({**ENTRY, "credentials": f"env:{name}"}).url == ADDRESSES[PAGE]
    for wrong in (SECRET, "env:SANGTIN_SECRET_KEY", "env:SANGTIN_YOUTUBE_KEY", ["x"], f"env:{own}_2"):
        with pytest.raises(BadInput, match=own) as refused:
            record_of({**ENTRY, "credentials": wrong})
        assert SECRET not in refused.value.message
    with pytest.raises(BadInput, match="không dùng"):
        record_of({"name": "a", "kind": "feed", "url": "https://a.example/", "credentials": f"env:{common}"})


def test_a_source_that_would_use_up_the_quota_by_itself_is_refused() -> None:
    entry = {"name": "Kênh", "kind": "youtube", "url": "@xahadong"}
    assert record_of(entry).url == ADDRESSES[CHANNEL]
    with pytest.raises(BadInput, match="10000"):
        record_of({**entry, "every": "5m"})
    with pytest.raises(BadInput, match="10000"):
        record_of({**entry, "limits": {"pages": 500}})
