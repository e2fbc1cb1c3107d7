"""What a cross-encoder takes is measured with the small model of the tests, or with one that is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.evidence import neural
from tests.onnx_models import write
from tests.scripts import script


@pytest.mark.skipif(
    not neural.installed(),
    reason=f"phần neural (mô hình đối chiếu) chưa cài trên máy này ({neural.HOW_TO_INSTALL})",
)
@pytest.mark.parametrize("named", [False, True])
def test_a_few_pairs_are_measured_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: bool
) -> None:
    bench = script("bench_neural")
    monkeypatch.setattr(bench, "PAIRS", 8)
    monkeypatch.setattr("sys.argv", ["bench_neural.py", *([str(write(tmp_path / "m"))] if named else [])])
    assert bench.main() == 0
    told = json.loads(capsys.readouterr().out)
    assert told["at_once"] == (64 if named else 16)
    assert told["pairs"] == 8
    assert 0 < told["asked"] <= 8
    assert told["milliseconds_a_pair_without"] > 0


def test_what_is_wrong_with_a_directory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench_neural.py", str(tmp_path / "khong-co")])
    assert script("bench_neural").main() == 2
    assert capsys.readouterr().err == f"{tmp_path / 'khong-co'}: không có thư mục này; chưa đối chiếu gì.\n"
