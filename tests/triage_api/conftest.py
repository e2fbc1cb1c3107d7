"""A desk with its application, on the real database."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models.queries import jobs, known_claims, official
from models.session import transaction
from models.settings import settings
from nlp.contracts import Passage, PassageIndex
from nlp.evidence.known_claims import KnownClaims
from nlp.evidence.retrieval import build_index
from pipeline.stored import known_claim_of
from tests import database
from tests.database import Clones, TestDatabase, TestServer
from tests.triage_api import trail_watch
from tests.triage_api.application import application
from tests.triage_api.desk import Desk, make_desk, sign_in
from triage_api import limits
from triage_api.app import Ports


def passages() -> PassageIndex:
    """The index of what is in the database now."""
    with transaction() as session:
        return build_index(
            Passage(
                key=str(row.id),
                document=row.document.number,
                document_name=row.document.kind,
                issuer=row.document.issuer,
                issued=row.document.issued,
                path=row.path,
                text=row.text,
                valid_from=row.document.effective_from,
                valid_until=row.document.effective_until,
            )
            for row in official.current_passages(session)
        )


def known() -> KnownClaims:
    """The known claims of the database now."""
    with transaction() as session:
        return KnownClaims(known_claim_of(row) for row in known_claims.known_rows(session))


def answer(line: str) -> dict[str, Any]:
    """A check that finds nothing; tests of the page bring their own."""
    return {
        "id": json.loads(line)["id"],
        "label": "off_topic",
        "queue": None,
        "distortion": None,
        "indicators": [],
        "findings": [],
        "slots": [],
        "evidence": [],
        "abstained": False,
    }


@dataclass(frozen=True)
class Furnished:
    """A migrated database with a desk, to be cloned."""

    name: str
    desk: Desk


@pytest.fixture(scope="session")
def furnished(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """The desk, written once for all tests: writing it anew cost a tenth of the time of each."""
    name = f"sangtin_desk_{os.getpid()}"
    with database._database(cluster, name, migrated_database):
        place = tmp_path_factory.mktemp("desk")
        with (
            pytest.MonkeyPatch.context() as patch,
            database._settings(patch, database._url(cluster, name), place),
        ):
            made = make_desk()
        yield Furnished(name, made)


@pytest.fixture
def db(
    request: pytest.FixtureRequest,
    clones: Clones,
    migrated_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[TestDatabase]:
    """A migrated database as nobody has used it, with the desk where a test asks for one."""
    template = migrated_database
    if "desk" in request.fixturenames:
        template = request.getfixturevalue("furnished").name
    with clones.used(template, tmp_path, monkeypatch) as fresh:
        yield fresh


@pytest.fixture
def desk(db: TestDatabase, furnished: Furnished, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One office's desk in a database with nothing else. No verdict is drawn for a second look at random."""
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0")
    settings.cache_clear()
    return replace(furnished.desk, people={})


@pytest.fixture
def app(db: TestDatabase) -> FastAPI:
    """The application, jobs put into the real queue."""
    limits.forget()
    return application(Ports(nudge=jobs.nudge, check=answer, passage_index=passages, known_claims=known))


class Browser(TestClient):
    """A client that signs in and sends forms as a page of ours would.

    Whatever a test does with it: a request that changes something must leave a row in the audit trail.
    """

    csrf = ""

    def request(self, method: Any, url: Any, **given: Any) -> Any:
        """As any client, and the trail is looked at afterwards."""
        trail_watch.forget()
        answer = super().request(method, url, **given)
        assert trail_watch.silent() == [], f"{method} {url} left no row in the audit trail"
        return answer

    def submit(self, address: str, **form: Any) -> Any:
        """A form with the session's token; redirects are not followed."""
        return self.post(address, data={"csrf": self.csrf, **form}, follow_redirects=False)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """The event loop all requests of clients run in: one for each request took longer than a small answer."""
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture
def browse(app: FastAPI, portal: BlockingPortal) -> Callable[..., Browser]:
    """Makes clients; with a user name they are signed in."""

    def make(username: str | None = None) -> Browser:
        client = Browser(app, raise_server_exceptions=False)
        client.portal = portal
        if username is not None:
            client.csrf = sign_in(client, username)
        return client

    return make
