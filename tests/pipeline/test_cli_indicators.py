"""``sangtin indicators``: listed defanged, exported in full to a file, audited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.session import transaction
from models.settings import settings
from models.tables.audit import AuditEvent
from models.vocabulary import IndicatorKind
from pipeline import cli
from tests.database import TestDatabase
from tests.triage_api.desk import make_desk
from tests.triage_api.feed.scams import confirm, lure, scam

pytestmark = pytest.mark.database


def test_listed_defanged_and_exported_in_full(
    db: TestDatabase, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings.cache_clear()
    desk = make_desk()
    scam(desk, lure(IndicatorKind.DOMAIN, "vneid-capnhat.example", "vneid.gov.vn"))
    confirm(desk, "vneid-capnhat.example")
    assert cli.run(["indicators", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["defanged"], row["state"], row["sightings"]) == ("vneid-capnhat[.]example", "confirmed", 1)
    file = tmp_path / "dau-hieu.hosts"
    assert cli.run(["indicators", "export", "--format", "hosts", "--out", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == "# Sàng Tin\n0.0.0.0 vneid-capnhat.example\n"
    assert cli.run(["indicators", "export", "--office", "khong-co"]) != 0
    with transaction() as session:
        (exported,) = session.query(AuditEvent).filter_by(action="indicators_exported")
        assert exported.detail == "1 hosts (lệnh)"
