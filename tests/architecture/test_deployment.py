"""Dockerfile and compose.yaml, read as text: no engine is needed, and none is assumed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.source_tree import PACKAGES, ROOT, project_files, read

INSTRUCTION = re.compile(
    r"^(FROM|WORKDIR|RUN|COPY|ENV|USER|VOLUME|EXPOSE|HEALTHCHECK|ENTRYPOINT|CMD)\s+(.+)$"
)
SECRET = re.compile(r"(?i)(password|secret|token|_key)")
GIVEN_FROM_OUTSIDE = re.compile(r"\$\{\w+:\?[^}]+\}")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their continuations joined."""
    text = re.sub(r"\\\n\s*", "", read(Path("Dockerfile")))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [_parsed(line) for line in lines]


def _parsed(line: str) -> tuple[str, str]:
    match = INSTRUCTION.match(line)
    assert match, f"not an instruction we use: {line}"
    return match[1], match[2]


def values(instruction: str) -> list[str]:
    """The arguments of every instruction of a kind."""
    return [value for name, value in instructions() if name == instruction]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """compose.yaml with its anchors merged."""
    loaded = yaml.safe_load(read(Path("compose.yaml")))
    assert isinstance(loaded, dict)
    return loaded


def test_images_are_named_with_a_version() -> None:
    images = [value.partition(" AS ")[0] for value in values("FROM")]
    assert images == ["python:3.12-slim"] * 2


def test_only_the_checkout_is_copied_in() -> None:
    assert values("COPY")
    assert not [value for value in values("COPY") if "://" in value]
    copied = {word.rstrip("/") for value in values("COPY") for word in value.split() if "--from" not in value}
    assert set(PACKAGES) <= copied


def test_dependencies_come_from_the_hashed_lock_before_the_code() -> None:
    runs = values("RUN")
    locked = next(run for run in runs if "requirements/runtime.txt" in run)
    assert "--require-hashes" in locked
    everything = instructions()
    assert everything.index(("RUN", locked)) < everything.index(("COPY", "models/ models/"))
    assert not [run for run in runs if re.search(r"curl|wget|://", run)]


def test_the_service_runs_without_rights() -> None:
    names = [name for name, _ in instructions()]
    assert values("USER") == ["10001"]
    last_stage = names[len(names) - names[::-1].index("FROM") :]
    assert last_stage.index("USER") < last_stage.index("CMD")
    assert "RUN" not in last_stage[last_stage.index("USER") :]


def test_no_secret_is_built_in() -> None:
    assert not [value for value in values("ENV") if SECRET.search(value)]


def test_it_says_whether_it_is_well() -> None:
    assert "/healthz" in values("HEALTHCHECK")[0]


def test_everything_copied_passes_the_ignore_file() -> None:
    allowed = {line[1:] for line in read(Path(".dockerignore")).splitlines() if line.startswith("!")}
    copied = {
        word.rstrip("/") for value in values("COPY") if "--from" not in value for word in value.split()[:-1]
    }
    assert copied == allowed
    assert "*" in read(Path(".dockerignore")).splitlines()


def test_services(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"database", "migrate", "web", "worker", "scheduler"}
    assert services["database"]["image"] == "postgres:18"
    assert services["worker"]["deploy"]["replicas"] == 2
    commands = {name: service.get("command") for name, service in services.items()}
    assert commands == {
        "database": None,
        "migrate": ["db", "upgrade"],
        "web": ["serve"],
        "worker": ["worker"],
        "scheduler": ["scheduler"],
    }


def test_nothing_starts_before_the_schema_is_there(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("web", "worker", "scheduler"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_every_lasting_service_has_a_health_check(compose: dict[str, Any]) -> None:
    for name in ("database", "worker", "scheduler"):
        assert compose["services"][name]["healthcheck"]["test"]
    assert "healthcheck" not in compose["services"]["web"]  # the image's own


def test_secrets_are_given_and_have_no_default(compose: dict[str, Any]) -> None:
    settings = [service["environment"] for service in compose["services"].values()]
    secrets = [
        str(value)
        for setting in settings
        for name, value in setting.items()
        if SECRET.search(name) or name == "SANGTIN_DATABASE_URL"
    ]
    assert len(secrets) == 9
    assert not [value for value in secrets if not GIVEN_FROM_OUTSIDE.search(value)]
    assert ".env" in read(Path(".gitignore")).splitlines()


def test_only_the_web_is_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert list(ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


def test_no_service_keeps_rights(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "scheduler"):
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert not [name for name, service in compose["services"].items() if service.get("privileged")]


def test_no_image_floats(compose: dict[str, Any]) -> None:
    images = [service["image"] for service in compose["services"].values()]
    assert not [image for image in images if ":" not in image or image.endswith(":latest")]


def test_settings_named_exist(compose: dict[str, Any]) -> None:
    from models.settings import Settings

    known = {f"SANGTIN_{name.upper()}" for name in Settings.model_fields}
    in_image = set(re.findall(r"\b(SANGTIN_\w+)=", " ".join(values("ENV"))))
    in_compose = {name for name in compose["x-sangtin"]["environment"] if name.startswith("SANGTIN_")}
    assert in_image | in_compose <= known


def test_the_wheel_carries_every_file_of_the_packages(tmp_path: Path) -> None:
    """What the image installs: rules, templates, migrations and corpora included."""
    files = [path for path in project_files() if path.parts[0] in PACKAGES]
    for path in [*files, Path("pyproject.toml"), Path("README.md"), Path("LICENSE")]:
        (tmp_path / "src" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / "src" / path)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "--wheel-dir", tmp_path, tmp_path / "src"], check=True, timeout=300)
    wheel = zipfile.ZipFile(next(tmp_path.glob("sangtin-*.whl")))
    carried = set(wheel.namelist())
    assert [path.as_posix() for path in files if path.as_posix() not in carried] == []
