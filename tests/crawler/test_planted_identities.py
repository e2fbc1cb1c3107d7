"""A full run over planted people, every kind of source and of file: nobody is in anything that was written."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from urllib.parse import quote, quote_plus

import pytest

from crawler.platforms import APIS
from crawler.registry import KINDS
from crawler.tables.columns import chosen
from crawler.tables.reading import read_table
from models.crypto import Purpose, vault
from models.errors import TriageError
from models.queries import jobs
from models.queries.sources import ROOT_OFFICE, office_by_code
from models.session import transaction
from models.tables.item import Item
from models.tables.post import Post, PostAddress
from models.tables.source import Source
from models.vocabulary import PostKind, SourceKind
from nlp.normalise import fold
from nlp.privacy import mask
from pipeline.default_model import install_default_model
from pipeline.stages import assess, route
from tests.crawler import planted
from tests.crawler.crawling import add_source, new_run
from tests.crawler.crowd import Crawl, crawl_all
from tests.crawler.hostile_server import hostile_server
from tests.crawler.planted import PLANTED, SAID
from tests.database import TestDatabase
from triage_api.services import post_import

MAY_HOLD_SEALED = {"post_address", "indicator_candidate", "scam_indicator"}
"""Tables whose sealed columns are there to hold addresses of posts and indicators, for a short time."""
CRAWLED = set(KINDS) - set(APIS)
"""The interfaces of platforms are planted in ``test_platforms``."""
MODELS = "classifier_version"
"""Holds what set-up built before anything was read, in megabytes."""
_NO_DIGITS = re.compile(r"\D")


def forms(text: str) -> set[str]:
    """A planted string as programs write it on their way to a disk."""
    if text.isdigit():
        return {text}
    composed = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    out = set(composed)
    for one in composed:
        out |= {one.casefold(), quote(one), quote_plus(one), json.dumps(one)[1:-1], one.encode().hex()}
    bare = fold(text)
    out |= {bare, bare.replace(" ", "-"), bare.replace(" ", "_"), bare.replace(" ", "+")}
    return {one for one in out if len(one) >= 5}


def found_in(haystack: str) -> list[str]:
    """Which planted strings stand in a text, in any of their forms."""
    looked_at = haystack + "\n" + haystack.casefold() + "\n" + fold(haystack)
    found = [one for one in PLANTED if _stands_in(one, looked_at)]
    digits = _NO_DIGITS.sub("", planted.PHONE)[1:]
    if re.search(r"[ .\-]?".join(digits), haystack):
        found.append(planted.PHONE)
    return found


def _stands_in(planted_one: str, text: str) -> bool:
    """Numbers stand by themselves: their digits are in many a fingerprint."""
    if planted_one.isdigit():
        return re.search(rf"(?<![0-9a-f]){planted_one}(?![0-9a-f])", text) is not None
    return any(form in text for form in forms(planted_one))


def test_the_search_would_find_them() -> None:
    for one in PLANTED:
        for form in (*forms(one), one.upper()):
            assert found_in(f"xx {form} yy"), form
    assert found_in("gọi +84900000417")
    assert found_in("Nghe nói mỗi hộ đóng 50.000 đồng.") == []


def test_masking_claims_to_catch_what_is_planted_in_running_text() -> None:
    assert found_in(mask(SAID).text) == []
    assert len(found_in(SAID)) >= 6


def everything_in(db: TestDatabase) -> tuple[str, dict[str, list[str]]]:
    """Every row of every table as text, and what could be decrypted, by table."""
    keys, sealed = vault(), {}
    with db.superuser() as connection:
        tables = connection.execute(
            "SELECT quote_ident(schemaname), quote_ident(tablename), tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = []
        for schema, quoted, table in tables:
            if table == MODELS:
                continue
            cursor = connection.execute(f"SELECT t::text, t.* FROM {schema}.{quoted} t")  # noqa: S608
            for row in cursor:
                rows.append(str(row[0]))
                for value in row[1:]:
                    if isinstance(value, bytes):
                        sealed.setdefault(table, []).extend(_opened(keys, value))
    assert len(rows) > 60
    return "\n".join(rows), {table: texts for table, texts in sealed.items() if texts}


def _opened(keys: object, value: bytes) -> list[str]:
    opened = []
    for purpose in Purpose:
        try:
            opened.append(keys.open(value, purpose))  # type: ignore[attr-defined]
        except TriageError:
            continue
    return opened


@pytest.mark.database
def test_after_a_full_run_nobody_is_in_anything_that_was_written(
    db: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with hostile_server() as server:
        sources = planted.plant(server)
        assert {*sources.values()} == CRAWLED
        crawls = [
            Crawl(path, run_id=new_run(add_source(f"{server.url}{path}", kind)), allowed=server.address)
            for path, kind in sources.items()
        ]
        report = crawl_all(crawls)
    empty = [path for path, went in report.went.items() if went.code is not None or not went.counts["new"]]
    assert empty == [], [
        (report.went[p].code, report.went[p].message, report.went[p].problems, report.went[p].counts)
        for p in empty
    ]
    assert not [path for path in server.paths() if planted.PROFILE in path or planted.AVATAR in path]
    with transaction() as session:
        office = office_by_code(session, ROOT_OFFICE).id
    for name, data in planted.files().items():
        table = read_table(data, name)
        result = post_import.store(table, chosen(table, {}), office, jobs.nudge)
        assert (result.new, result.bad) == (2, 0), name
    install_default_model()
    assess.drain()
    route.drain()

    with transaction() as session:
        posts = session.query(Post).all()
        kinds = dict(session.query(Source.id, Source.kind).all())
        told = [post.text for post in posts if post.text and "căn cước" in post.text]
        assert len(told) >= 25
        assert {kinds[post.source_id] for post in posts} == CRAWLED | {SourceKind.FILE}
        assert session.query(Item).count() > 0
        sealed = {(one.month, one.post_id) for one in session.query(PostAddress)}
        assert {(post.month, post.id) for post in posts} == sealed
        assert {post.kind for post in posts} >= {PostKind.ARTICLE, PostKind.THREAD, PostKind.COMMENT}
    rows, opened = everything_in(db)
    assert found_in(rows) == []
    assert {"post_address"} <= set(opened) <= MAY_HOLD_SEALED
    assert found_in("\n".join(opened["post_address"])), "addresses could be read at all"
    assert _tables_holding(db, server.url) == {"source"}
    assert found_in(caplog.text) == []
    assert found_in(report.errors) == []
    for path in db.home.rglob("*"):
        if path.is_file():
            assert found_in(path.read_bytes().decode("utf-8", "replace")) == [], path.name


def _tables_holding(db: TestDatabase, words: str) -> set[str]:
    """The tables in which some row holds these words in the clear."""
    with db.superuser() as connection:
        tables = connection.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename), tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return {
            name
            for table, name in tables
            for row in connection.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            if words in row[0]
        }
