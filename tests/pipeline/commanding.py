"""``sangtin`` as its users start it: a process, its exit code and what it said."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CODE = re.compile(r"(?:^Mã: |\(mã: )([a-z_]+)\)?$", re.MULTILINE)
VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    exit_code: int
    out: str
    err: str

    @property
    def codes(self) -> list[str]:
        """The stable codes of its errors."""
        return CODE.findall(self.err)

    @property
    def json(self) -> Any:
        """Its one line of JSON."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    def fails_clearly(self, exit_code: int, code: str) -> bool:
        """Ended with this exit code and this error code, in Vietnamese, without a traceback."""
        assert (self.exit_code, self.codes[-1:]) == (exit_code, [code]), self
        assert VIETNAMESE.search(self.err.lower()), self.err
        assert "Traceback" not in self.err, self.err
        return True


def sangtin_here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Said:
    """The same in this process, for what a first command in a process of its own has shown: it need not load everything anew."""
    from pipeline import cli

    capsys.readouterr()
    exit_code = cli.run([*map(str, arguments)])
    said = capsys.readouterr()
    return Said(exit_code, said.out, said.err)


def sangtin(*arguments: str | Path, stdin: str | None = None, **environment: str) -> Said:
    """Run a command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)
