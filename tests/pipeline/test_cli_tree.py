"""Every command explains itself with an example, in Vietnamese, and refuses nonsense with code 2."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from models.errors import BadInput
from pipeline import cli
from pipeline.cli.app import application
from tests.pipeline.commanding import VIETNAMESE, sangtin

ROOT = Path(__file__).parents[2]
CONTRACT = {
    "up", "serve", "worker", "scheduler", "check", "verify", "official add", "official list", "official show",
    "official confirm", "official search", "official parse", "sources list", "sources add", "sources test", "sources import", "sources enable",
    "sources disable", "sources stop", "sources resume", "crawl",
    "import", "assess", "report weekly", "train", "evaluate", "models list", "models show", "models promote",
    "models rollback", "indicators list", "indicators export", "users first", "users add", "users list", "users disable", "users reset", "audit verify",
    "purge", "db upgrade", "db backup", "db restore", "doctor", "claims import", "claims list",
}  # fmt: skip
"""The commands of the outside contract that exist today, and those of the known claims."""

READ_BY_PROGRAMS = {
    "official add", "official list", "official show", "official search", "official parse", "sources list",
    "sources test", "import", "evaluate", "models list", "models show", "indicators list", "users first", "users add", "users list",
    "users reset", "audit verify", "doctor", "report weekly", "claims import", "claims list",
}  # fmt: skip


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its words."""
    children = getattr(command, "commands", None)
    if children is None:
        yield " ".join(path), command
        return
    for name, child in children.items():
        yield from leaves(child, (*path, name))


LEAVES = dict(leaves(get_command(application)))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command run in this process."""
    code = cli.run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_commands_of_the_contract_are_there() -> None:
    assert set(LEAVES) == CONTRACT


@pytest.mark.parametrize("name", LEAVES)
def test_help_explains_with_an_example(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, err = told(capsys, *name.split(), "--help")
    assert (code, err) == (0, "")
    assert VIETNAMESE.search(out)
    example = re.search(r"Ví dụ: (.*)", " ".join(out.split()))
    assert example, out
    assert f"sangtin {name}" in example[1]
    assert not re.search(r"Usage|Options|Arguments|Commands|Show this|\[required\]|\[default", out)
    assert all(one.help for one in LEAVES[name].params if one.name != "help"), (
        "every option says what it is for"
    )


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert told(capsys, "--version") == (0, f"sangtin {project['version']}\n", "")


@pytest.mark.parametrize("group", ["", *sorted({name.split()[0] for name in LEAVES if " " in name})])
def test_a_group_alone_shows_its_commands(capsys: pytest.CaptureFixture[str], group: str) -> None:
    code, out, _ = told(capsys, *group.split())
    assert code == 2
    assert "Cách dùng: sangtin" in out
    assert "Lệnh:" in out


@pytest.mark.parametrize("name", LEAVES)
def test_an_unknown_option_is_bad_usage(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, err = told(capsys, *name.split(), "--khong-co")
    assert (code, out) == (2, "")
    assert err == f"Không có tùy chọn --khong-co. Xem cách dùng: sangtin {name} --help\nMã: bad_usage\n"


@pytest.mark.parametrize("name", sorted(READ_BY_PROGRAMS))
def test_what_programs_read_has_json(name: str) -> None:
    assert "--json" in {option for one in LEAVES[name].params for option in one.opts}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("khong-co", "Không có lệnh “khong-co”."),
        ("sources khong-co", "Không có lệnh “khong-co”."),
        ("sources add x", "Thiếu LOẠI."),
        ("users add a", "Thiếu tùy chọn --role."),
        ("official add /khong/co", "TỆP: không có tệp hoặc thư mục này."),
        ("official parse .", "TỆP: đây là thư mục, cần một tệp."),
        ("assess --since hôm-qua", "--since: ngày viết dạng 2026-11-20 hoặc 20/11/2026."),
        ("users add a --role vua --label b", "--role: chỉ nhận một trong"),
        ("worker --concurrency 0", "--concurrency:"),
        ("worker --concurrency nhiều", "--concurrency:"),
        ("worker --concurrency", "Tùy chọn --concurrency cần một giá trị."),
        ("doctor thừa", "Thừa: thừa."),
    ],
)
def test_bad_usage_is_said_in_vietnamese(capsys: pytest.CaptureFixture[str], line: str, words: str) -> None:
    code, out, err = told(capsys, *shlex.split(line))
    assert (code, out) == (2, "")
    assert err.startswith(words), err
    assert err.endswith("Mã: bad_usage\n")


def test_an_error_of_ours_is_its_sentence_and_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise BadInput("Không dùng được.")

    monkeypatch.setattr("pipeline.doctor.examine", refuse)
    assert told(capsys, "doctor") == (2, "", "Không dùng được.\nMã: bad_input\n")


def test_an_error_nobody_expected_keeps_its_words_to_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble() -> None:
        raise RuntimeError("lời của một bài viết")

    monkeypatch.setattr("pipeline.doctor.examine", stumble)
    code, out, err = told(capsys, "doctor")
    assert (code, out) == (1, "")
    assert "lời của một bài viết" not in err
    assert err.startswith("Lỗi ngoài dự kiến (RuntimeError test_cli_tree.py:")
    assert err.endswith("Mã: unexpected\n")


def test_ctrl_c_is_no_accident(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.doctor.examine", interrupted)
    assert told(capsys, "doctor") == (1, "", "Đã dừng theo yêu cầu.\nMã: interrupted\n")


def test_a_setting_that_cannot_be_used_is_named() -> None:
    assert sangtin("serve", SANGTIN_PORT="tám nghìn").fails_clearly(2, "bad_settings")
    assert "SANGTIN_PORT" in sangtin("serve", SANGTIN_PORT="0").err


def test_help_is_quick_and_needs_no_database() -> None:
    said = sangtin("--help", SANGTIN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    assert said.exit_code == 0
    assert "máy xếp thứ tự, người quyết định" in said.out
