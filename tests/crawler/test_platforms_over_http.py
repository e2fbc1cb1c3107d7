"""The crawl process against servers that speak the interfaces: the token's way, what is stored, what is found nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.session import transaction
from models.tables.post import Post
from models.tables.source import SetAside
from models.vocabulary import SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.forked import Runs
from tests.crawler.local_site import Answer, LocalSite, local_site
from tests.crawler.platform_stubs import PEOPLE, TOKEN, Facebook, Stub, YouTube, Zalo, serve
from tests.crawler.test_crawl_demonstration import everything_in
from tests.database import TestDatabase

pytestmark = pytest.mark.database
PAGE, CHANNEL, OA = SourceKind.FACEBOOK_PAGE, SourceKind.YOUTUBE, SourceKind.ZALO_OA
PATHS = {PAGE: "/xahadong.example", CHANNEL: "/@xahadong", OA: "/1234567890123456789"}
VARIABLES = {PAGE: "SANGTIN_FACEBOOK_TOKEN", CHANNEL: "SANGTIN_YOUTUBE_KEY", OA: "SANGTIN_ZALO_TOKEN"}
WORDS = "Từ ngày 01/12/2026 trả thẻ căn cước trong 05 ngày làm việc."


def account(kind: SourceKind) -> Stub:
    """A small account behind a token."""
    if kind is PAGE:
        page = Facebook(token=TOKEN)
        page.publish(1, WORDS)
        page.comment(1, 2, "Có phải đóng thêm 500 nghìn không?")
        return page
    if kind is CHANNEL:
        channel = YouTube(token=TOKEN, videos={1: ("Bản tin xã", WORDS)})
        channel.comments = {1: {1: ["Có phải đóng thêm 500 nghìn không?", "Không, vẫn 70.000 đồng."]}}
        return channel
    oa = Zalo(token=TOKEN)
    oa.publish(1, "Trả thẻ căn cước", WORDS)
    return oa


def everywhere(db: TestDatabase, *more: str) -> str:
    """Every row, every file but that of credentials, and what else is given."""
    paths = [path for path in db.home.rglob("*") if path.is_file() and path.name != "credentials"]
    files = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    return "\n".join([everything_in(db, fewest=20), *files, *more])


@pytest.mark.parametrize("kind", PATHS)
def test_an_account_is_read_with_its_token_which_is_found_nowhere(
    db: TestDatabase,
    runs: Runs,
    site: LocalSite,
    kind: SourceKind,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    serve(stub := account(kind), site)
    source = add_source(site.url + PATHS[kind], kind)
    if kind is OA:
        credentials_in(db.home, 0o644)
        assert (runs.crawl(source, site)["code"], site.asked) == ("credential_refused", [])
        credentials_in(db.home, 0o600)
    else:
        monkeypatch.setenv(VARIABLES[kind], TOKEN)
    said = runs.crawl(source, site)
    assert (said["state"], said["new"]) == ("done", {PAGE: 2, CHANNEL: 3, OA: 1}[kind])
    assert stub.asked, "the stand-in was asked"
    assert "/robots.txt" not in [one.path for one in site.asked], "an interface has terms, not a robots.txt"
    assert all("cookie" not in one.headers and one.method == "GET" for one in site.asked)
    assert not [one.path for one in site.asked if TOKEN in one.path]
    with_token = [one for one in site.asked if TOKEN in str(one.headers)]
    assert len(with_token) == len(site.asked)
    assert all(sum(TOKEN in value for value in one.headers.values()) == 1 for one in site.asked)
    with transaction() as session:
        texts = [post.text or "" for post in session.query(Post)]
        assert session.query(SetAside).count() == (1 if kind is OA else 0)
    assert [text for text in texts if WORDS in text]
    if kind is PAGE:
        stub.token = "khac"
        ended = runs.crawl(source, site)
        assert (ended["code"], len(site.asked)) == ("token_expired", 1)
        assert VARIABLES[kind] in ended["message"]
        with transaction() as session:
            assert session.query(Post).filter(Post.gone_at.is_(None)).count() == 2
    found = everywhere(db, str(said), *capfd.readouterr())
    for secret in (TOKEN, *PEOPLE):
        assert secret not in found
        assert secret.encode().hex() not in found


def test_a_redirect_carries_nothing_away(
    db: TestDatabase, runs: Runs, site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_YOUTUBE_KEY", TOKEN)
    with local_site() as other:
        serve(account(CHANNEL), site)
        path = "/youtube/v3/channels"
        away = Answer(status=302, headers={"Location": f"{other.url}/"})
        within = Answer(status=302, headers={"Location": "/elsewhere"})
        source = add_source(site.url + PATHS[CHANNEL], CHANNEL)
        for answer, code in ((away, "address_refused"), (within, "token_expired")):
            site.pages[path] = answer
            assert runs.crawl(source, site)["code"] == code
        assert other.asked == []
        assert [TOKEN in str(one.headers) for one in site.asked] == [True, False]


def credentials_in(home: Path, mode: int) -> None:
    """The OA's token in the file of credentials."""
    kept = home / "secrets" / "credentials"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(f"SANGTIN_ZALO_TOKEN_1234567890123456789={TOKEN}\n")
    kept.chmod(mode)
