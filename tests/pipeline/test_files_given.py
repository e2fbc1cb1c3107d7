"""Files given on the command line, good and bad in one go: each bad one is named, nothing good is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from models.session import transaction
from tests.database import TestDatabase
from tests.pipeline.commanding import VIETNAMESE, sangtin, sangtin_here

DOCUMENTS = Path(__file__).parents[2] / "pipeline" / "demo" / "documents"
DOCX = (DOCUMENTS / "nq-12-2026-nq-hdnd.docx").read_bytes()
WITHOUT_NUMBER = "THÔNG BÁO\nVề lịch tiếp dân\n\n1. Tiếp dân sáng thứ hai hằng tuần tại trụ sở.\n"
HEAD = "UBND XÃ ĐỒNG MÂY\n{}\nĐồng Mây, ngày {} năm 2026\nTHÔNG BÁO\nVề lịch tiếp dân\n\n1. Sáng thứ hai hằng tuần.\n"
BAD_DOCUMENTS = {
    "cat-doi.docx": (DOCX[: len(DOCX) // 2], "corrupt_document"),
    "cat-doi.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0", "corrupt_document"),
    "khong-so.txt": (WITHOUT_NUMBER.encode(), "document_without_number"),
    "hai-so.txt": (HEAD.format("Số: 15/TB-UBND\nSố: 16/TB-UBND", "20 tháng 5").encode(), "ambiguous_number"),
    "ngay-sai.txt": (HEAD.format("Số: 15/TB-UBND", "31 tháng 02").encode(), "incomplete_document"),
    "mat.txt": (HEAD.format("MẬT\nSố: 17/TB-UBND", "20 tháng 5").encode(), "secret_document"),
    "rong.txt": (b"", "corrupt_document"),
    "ten-gia.pdf": (b"khong phai PDF", "corrupt_document"),
}
COMPLETED_BY_A_PERSON = {"document_without_number", "ambiguous_number", "incomplete_document"}
GOOD_LINE = json.dumps(
    {"id": "t1", "text": "Nghe nói làm căn cước thu 50k", "address": "https://a.example/1"}
)
LAST_LINE = json.dumps({"id": "t3", "text": "Xã mình mở lớp số tối thứ ba", "address": "https://a.example/3"})
CUT_LINE = '{"id": "t2", "text": "Dòng này bị c'


def counted(table: str) -> int:
    """Rows of a table."""
    with transaction() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Every bad document, and between them one good one."""
    place = tmp_path / "van-ban"
    place.mkdir()
    for name, (data, _) in BAD_DOCUMENTS.items():
        (place / name).write_bytes(data)
    (place / "kh-05-tu.txt").write_bytes((DOCUMENTS / "kh-05-tu.txt").read_bytes())
    return place


@pytest.mark.database
def test_each_bad_document_is_named_and_the_good_one_is_kept(
    db: TestDatabase, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = sangtin("official", "add", folder, "--json")
    rows = {Path(row["file"]).name: row for row in map(json.loads, said.out.splitlines())}
    assert said.exit_code == 2, said
    assert "Traceback" not in said.err
    for name, (_, code) in BAD_DOCUMENTS.items():
        error = rows[name]["error"]
        assert error["code"] == code, error
        assert name in error["message"]
        assert VIETNAMESE.search(error["message"].lower())
    assert rows["kh-05-tu.txt"]["error"] is None
    assert rows["kh-05-tu.txt"]["passages"] > 0
    assert counted("document") == 1, "of the bad ones nothing is stored, not even in part"
    assert counted("document_passage") == rows["kh-05-tu.txt"]["passages"]

    given = ("--number", "16/TB-UBND", "--issued", "2026-05-20", "--issuer", "UBND xã Đồng Mây")
    completed = sangtin_here(capsys, "official", "add", folder / "hai-so.txt", *given)
    assert (completed.exit_code, "16/TB-UBND, đã nạp" in completed.out) == (0, True), completed
    assert counted("document") == 2

    again = sangtin_here(capsys, "official", "add", folder / "kh-05-tu.txt")
    assert (again.exit_code, "đã có trong kho" in again.out) == (0, True), again
    assert counted("document") == 2


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document_is_refused_without_a_database_too(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """``official parse`` reads what it can: who a document is may be said later."""
    from pipeline import cli

    code = cli.run(["official", "parse", str(folder / name), "--json"])
    said = capsys.readouterr()
    if BAD_DOCUMENTS[name][1] in COMPLETED_BY_A_PERSON:
        read = json.loads(said.out)
        assert code == 0
        assert read["warnings"]
        assert None in (read["number"], read["issued"]) or name == "hai-so.txt"
    else:
        assert (code, said.out) == (2, "")
        assert name in said.err
        assert BAD_DOCUMENTS[name][1] in said.err


@pytest.mark.database
def test_a_line_cut_in_half_is_named_and_the_others_are_imported(
    db: TestDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bai.jsonl"
    file.write_text("\n".join((GOOD_LINE, CUT_LINE, LAST_LINE)), encoding="utf-8")
    said = sangtin("import", file)
    assert said.fails_clearly(2, "invalid_json")
    assert "bai.jsonl, dòng 2" in said.err
    assert counted("post") == 2
    assert "Dòng này" not in said.err, "the message holds no words of the line"
    again = sangtin_here(capsys, "import", file)
    assert again.exit_code == 2
    assert counted("post") == 2, "what was imported before is not imported again"


@pytest.mark.database
def test_a_table_is_looked_at_mapped_and_imported(
    db: TestDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipeline import cli

    file = tmp_path / "bai.csv"
    rows = ("Tác giả;A;Lời;Ngày", "Mơ;x;Nghe nói thu 50k, gọi 0900 000 123;20/11/2026", "Mơ;x;;20/11/2026")
    file.write_text("\n".join(rows), encoding="utf-16")

    def run(*more: str) -> tuple[int, str, str]:
        code = cli.run(["import", str(file), "--map", "text=Lời", *more])
        said = capsys.readouterr()
        assert "Mơ" not in said.out + said.err
        assert "0900" not in said.out + said.err
        return code, said.out, said.err

    code, out, _err = run("--preview", "--json")
    found = json.loads(out)
    assert (code, found["stored"], found["new"], found["skipped"]) == (2, False, 1, 1)
    assert found["columns"] == {"text": "Lời", "posted_at": "Ngày"}
    assert found["never_read"] == ["Tác giả"]
    assert found["first"][0]["posted_at"] == "2026-11-20T00:00:00+07:00"
    assert [(one["line"], one["code"]) for one in found["errors"]] == [(3, "invalid_row")]
    assert counted("post") == 0
    code, out, err = run("--preview")
    for words in ("Chưa lưu gì", "1 dòng tốt: 1 bài mới", "[SĐT]"):
        assert words in out
    for words in (
        "UTF-16, cột ngăn bằng dấu chấm phẩy",
        "“Tác giả”: không đọc: về người đăng",
        "bai.csv, dòng 3: thiếu",
    ):
        assert words in err
    assert "Đã nạp 1 bài mới, 0 bài sửa, 0 bài đã có; 1 dòng bị bỏ qua." in run()[1]
    assert json.loads(run("--json")[1])["same"] == 1
    assert counted("post") == 1
    assert cli.run(["import", str(file), "--map", "text"]) == 2
    assert cli.run(["import", str(file), "--map", "text=Tác giả"]) == 2
    assert "nói về người đăng" in capsys.readouterr().err


def test_a_line_cut_in_half_is_answered_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "bai.jsonl"
    file.write_text("\n".join((GOOD_LINE, CUT_LINE, LAST_LINE)), encoding="utf-8")
    said = sangtin("check", file)
    first, bad, last = map(json.loads, said.out.splitlines())
    assert said.exit_code == 2
    assert (first["id"], last["id"]) == ("t1", "t3")
    assert (bad["line"], bad["error"]["code"]) == (2, "invalid_json")
    assert VIETNAMESE.search(bad["error"]["message"])
