"""Files of posts: every encoding, delimiter and form of a date in use is read, and nothing else is taken for one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.tables import table, workbook
from crawler.tables.columns import Columns, about_people, chosen, propose, shows_people
from crawler.tables.delimited import read_csv
from crawler.tables.moments import read_moment
from crawler.tables.posts import Problem, posts_of
from crawler.tables.reading import read_path, read_table
from crawler.tables.table import Form, NoTextColumn, Table, UnreadableTable
from models.errors import BadInput, TooLarge, TriageError
from models.queries.intake import NewPost
from tests.crawler.workbooks import cell
from tests.crawler.workbooks import workbook as made

START, END = datetime(1990, 1, 2), datetime(2098, 12, 30)  # noqa: DTZ001  (the strategy wants no zone)
VIETNAM = timezone(timedelta(hours=7))
NAMES = "Nội dung,Địa chỉ,Ngày đăng"
ROWS = [
    ["Nội dung", "Địa chỉ", "Ngày đăng"],
    ["Xin hỏi, làm căn cước\nở đâu?", "https://a.example/1", "20/11/2026 08:15"],
    ["Nghe nói “phí; 50k” đúng không?", "https://a.example/2", "2026-11-20"],
]
LETTERS = st.one_of(
    st.characters(min_codepoint=32, max_codepoint=126),
    st.characters(min_codepoint=0x1EA0, max_codepoint=0x1EF9),
    st.characters(min_codepoint=0x2010, max_codepoint=0x1F600, exclude_categories=["C"]),
    st.sampled_from(',;\t"\n'),
)
"""Without the signs of Western fonts: enough of them are taken for an old Vietnamese one."""
CELLS = st.text(LETTERS, max_size=12).map(str.strip)


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """A CSV file as programs write it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def read(data: str | bytes, name: str = "bai.csv", **given: str) -> list[tuple[int, NewPost | Problem]]:
    """The posts and problems of a file."""
    found = read_table(data.encode() if isinstance(data, str) else data, name)
    return list(posts_of(found, chosen(found, given), lambda _text: "không có địa chỉ"))


def texts(rows: list[tuple[int, NewPost | Problem]]) -> list[str]:
    """The texts of the posts, and the reasons of the others."""
    return [one.text if isinstance(one, NewPost) else one.reason for _line, one in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_and_delimiters_are_found_out(delimiter: str, encoding: str) -> None:
    rows = read(written(ROWS, delimiter).encode(encoding))
    assert [line for line, _post in rows] == [2, 4]
    (_, first), (_, second) = rows
    assert isinstance(first, NewPost)
    assert isinstance(second, NewPost)
    assert (first.text, first.address) == (ROWS[1][0], ROWS[1][1])
    assert first.posted_at == datetime(2026, 11, 20, 8, 15, tzinfo=VIETNAM)
    assert second.posted_at == datetime(2026, 11, 20, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Noäi dung;Ngaøy\nXin hoûi thuû tuïc caáp theû baûo hieåm y teá ôû xaõ;20/11/2026\n".encode("latin-1"), "Xin hỏi thủ tục cấp thẻ bảo hiểm y tế ở xã"),
        ("Néi dung;Ngµy\nXin hái thñ tôc cÊp thÎ b¶o hiÓm y tÕ cña x·;20/11/2026\n".encode("latin-1"), "Xin hỏi thủ tục cấp thẻ bảo hiểm y tế của xã"),
    ],
    ids=["VNI", "TCVN3"],
)  # fmt: skip
def test_old_fonts_are_converted(data: bytes, text: str) -> None:
    assert texts(read(data)) == [text]
    assert read_table(data, "bai.csv").facts.old_font


def test_an_encoding_that_is_not_certain_is_refused() -> None:
    with pytest.raises(BadInput, match="không nhận chắc được bảng mã"):
        read(b"Noi dung;Ng\xe0y\nabc\xff\xfe\x80;1\n" * 3)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
)
@settings(max_examples=30, deadline=None)
def test_what_was_written_is_read_with_its_line(rows: list[list[str]], delimiter: str) -> None:
    """Whatever the cells hold, with the delimiter said: same cells, and the line each record starts on."""
    heading = ["Nội dung", "Ghi chú"]
    head, text = written([heading], delimiter, "\n"), f"sep={delimiter}\n"
    expected, line = [], 3
    for row in rows:
        record = written([row], delimiter, "\n")
        if any(one.strip() for one in row):
            expected.append((line, *row))
        line += len(io.StringIO(record, newline="").readlines())
        head += record
    if not expected:
        return
    found = read_csv((text + head).encode(), "bai.csv")
    people = found.people
    got = [(row.line, *row.cells) for row in found.rows]
    assert got == [
        (line, *(None if at in people else one for at, one in enumerate(cells))) for line, *cells in expected
    ]


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.jsonl", "a.xlsx", "a"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused_in_words(data: bytes, name: str) -> None:
    try:
        read(data, name)
    except TriageError as error:
        said = error.message
    else:
        said = "."
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("data", "why", "error"),
    [
        ("", "trống", UnreadableTable),
        (" \n\n", "trống", UnreadableTable),
        ("a,b\n1,2\n", "Chưa rõ cột nào", NoTextColumn),
        ("\x01\x02\x03\x04" * 90, "không phải văn bản chữ", BadInput),
        (",".join(f"cột {n}" for n in range(101)) + "\n", "hơn 100 cột", TooLarge),
    ],
)
def test_files_that_are_no_tables_are_refused(data: str, why: str, error: type[BadInput]) -> None:
    with pytest.raises(error, match=why):
        read(data)


def test_a_file_of_names_alone_has_no_posts() -> None:
    assert read(NAMES + "\n") == []


def test_bad_rows_are_named_by_line_and_never_with_words() -> None:
    rows = [
        *ROWS,
        ["", "https://a.example/3", ""],
        ["Lời kín", "https://a.example/4", "31/02/2026"],
        ["Lời kín", "https://a.example/5", "11/20/2026"],
        ["Lời kín", "https://a.example/6", "20/11/2099"],
        ["Lời kín " * 4000, "", ""],
        ["Lời kín", "", "", "thừa"],
    ]
    found = [(line, one) for line, one in read(written(rows)) if isinstance(one, Problem)]
    assert [(line, one.code) for line, one in found] == [
        (5, "invalid_row"), (6, "invalid_row"), (7, "invalid_row"), (8, "invalid_row"), (9, "too_large"), (10, "invalid_row"),
    ]  # fmt: skip
    assert "kín" not in str([one for _line, one in found])
    reasons = [one.reason for _line, one in found]
    for reason, word in zip(reasons, ("thiếu", "không phải ngày", "không phải ngày", "tương lai", "quá dài", "nhiều ô"), strict=True):  # fmt: skip
        assert word in reason


def test_a_quote_that_is_never_closed_takes_no_other_row_with_it() -> None:
    rows = read(f'{NAMES}\nXin hỏi,,\n"không đóng,,\nXin hỏi nữa,,\n')
    assert texts(rows) == ["Xin hỏi", "ngoặc kép mở mà không đóng, hoặc đóng sai chỗ."]
    assert [line for line, _one in rows] == [2, 3]


def test_a_cell_of_ten_megabytes_is_one_bad_row() -> None:
    rows = read(f"{NAMES}\n{'x' * 10_000_000},,\nXin hỏi,,\n")
    assert texts(rows) == ["lời bài quá dài.", "Xin hỏi"]


def test_formulas_in_text_stay_text() -> None:
    assert texts(read("Nội dung\n\"=cmd|'/c calc'!A0\"\n@SUM(A1)\n"))[0] == "=cmd|'/c calc'!A0"


WRITTEN = {
    "20/11/2026": "2026-11-20T00:00:00+07:00",
    "20-11-2026 08:15": "2026-11-20T08:15:00+07:00",
    "20.11.26": "2026-11-20T00:00:00+07:00",
    "08:15, 20/11/2026": "2026-11-20T08:15:00+07:00",
    "8h15 ngày 20/11/2026": "2026-11-20T08:15:00+07:00",
    "20/11/2026 lúc 8 giờ tối": "2026-11-20T20:00:00+07:00",
    "20/11/2026 8:15:30 CH": "2026-11-20T20:15:30+07:00",
    "20/11/2026 12:05AM": "2026-11-20T00:05:00+07:00",
    "Thứ Sáu, ngày 20 tháng 11 năm 2026": "2026-11-20T00:00:00+07:00",
    "2026/11/20 8:15": "2026-11-20T08:15:00+07:00",
    "2026-11-20T08:15:00Z": "2026-11-20T08:15:00+00:00",
    "Fri, 20 Nov 2026 08:00:00 +0700": "2026-11-20T08:00:00+07:00",
    "1795165200": "2026-11-20T09:00:00+00:00",
    "46346,25": "2026-11-20T06:00:00+07:00",
}
NO_MOMENTS = (
    "11/20/2026",
    "31/02/2026",
    "hôm qua",
    "20/11",
    "2026",
    "20/11/2026 25:00",
    "20/11/2026 bài 3",
    "1.2.3.4",
    "",
)


@pytest.mark.parametrize("text", WRITTEN)
def test_moments_as_people_write_them(text: str) -> None:
    found = read_moment(text)
    assert found is not None
    assert found.isoformat() == WRITTEN[text]


def test_what_is_no_moment_is_not_guessed() -> None:
    assert [text for text in NO_MOMENTS if read_moment(text)] == []


@given(st.datetimes(START, END), st.sampled_from(["%d/%m/%Y %H:%M", "%H:%M %d-%m-%Y", "%d.%m.%Y lúc %Hh%M", "ngày %d tháng %m năm %Y %H:%M", "%Y-%m-%d %H:%M"]))  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_every_moment_is_read_back(moment: datetime, form: str) -> None:
    wanted = moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
    assert read_moment(wanted.strftime(form)) == wanted


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_writing_breaks_the_reader_of_moments(text: str) -> None:
    found = read_moment(text)
    assert found is None or found.tzinfo is not None


PEOPLE = ("Tên", "Họ và tên", "Người đăng", "Tác giả", "Tài khoản", "user_name", "createdBy.userName", "Author", "avatar_url", "SĐT", "Số điện thoại", "Email", "Link Facebook", "Ngày sinh", "profile")  # fmt: skip
NOBODY = (
    "Nội dung",
    "Nội dung người dân phản ánh",
    "Tên bài",
    "Ngày đăng",
    "Link",
    "STT",
    "page_name",
    "content",
)


def test_columns_about_people_are_told_by_their_names() -> None:
    assert [name for name in PEOPLE if not about_people(name)] == []
    assert [name for name in NOBODY if about_people(name)] == []


def test_columns_about_people_are_told_by_what_they_hold_and_never_read() -> None:
    rows = [
        ["A", "B", "C"],
        *(["Nguyễn Văn An", f"0900 000 {n}", f"Xin hỏi câu số {n} về học phí"] for n in range(100, 130)),
    ]
    found = read_table(written(rows).encode(), "bai.csv")
    assert found.people == {0, 1}
    assert all(row.cells[:2] == (None, None) for row in found.rows)
    assert propose(found) == Columns(2)
    for name in ("A", "1"):
        with pytest.raises(BadInput, match="về người đăng"):
            chosen(found, {"thread": name})
    assert not shows_people(["Sở Y tế", "Xin hỏi"])


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("message,created_time,permalink_url,from", {"text": "message", "posted_at": "created_time", "address": "permalink_url"}),
        ("Chủ đề,Nội dung phản ánh,Thời gian", {"text": "Nội dung phản ánh", "posted_at": "Thời gian", "thread": "Chủ đề"}),
        ("STT,Bài viết,Số bình luận,Ngày", {"text": "Bài viết", "posted_at": "Ngày"}),
    ],
)  # fmt: skip
def test_columns_are_proposed_by_their_names(heading: str, fields: dict[str, str]) -> None:
    found = read_table(f"{heading}\n".encode(), "bai.csv")
    proposal = propose(found)
    assert proposal is not None
    assert {
        name: found.columns[at] for name in table.FIELDS if (at := proposal.of(name)) is not None
    } == fields


def test_columns_are_proposed_by_what_they_hold_and_changed_by_a_person() -> None:
    data = "".join(
        f"{n},https://a.example/{n},Xin hỏi thủ tục số {n} làm ở đâu vậy,2{n}/11/2026\n" for n in range(5)
    )
    found = read_table(data.encode(), "bai.csv")
    assert found.facts.without_heading
    assert propose(found) == Columns(2, 1, 3)
    assert chosen(found, {"address": "khong", "thread": "Cột 2"}) == Columns(2, None, 3, 1)
    assert chosen(found, {"text": "2"}) == Columns(1, None, 3)
    for given_columns in ({"text": "khong"}, {"text": "Cột 9"}, {"lạ": "1"}, {"text": "3", "thread": "3"}):
        with pytest.raises(BadInput):
            chosen(found, given_columns)


def saved(book: Any) -> bytes:
    """A workbook as its bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def office_book() -> bytes:
    """As an office keeps its list: a title over the names, real dates, merged cells, formulas, another sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH PHẢN ÁNH"])
    sheet.merge_cells("A1:E1")
    sheet.append([])
    sheet.append(["STT", "Người gửi", "Nội dung", "Thời gian", "Chủ đề"])
    sheet.append([1, "Mơ", "Xin hỏi câu một", datetime(2026, 11, 20, 8, 15), "Học phí"])  # noqa: DTZ001  (no zone in a cell)
    sheet.append([2, "Mơ", "Xin hỏi câu hai", 46346.5, None])
    sheet.append([3, "Mơ", 113, "20/11/2026", None])
    sheet.append([4, "Mơ", "=1/0", None, None])
    sheet.append([5, "Mơ", "Xin hỏi câu năm", True, None])
    sheet.merge_cells("E4:E6")
    book.create_sheet("Khác").append(["x"])
    return saved(book)


def test_a_workbook_is_read_as_people_see_it(office_book: bytes) -> None:
    found = read_table(office_book, "ds.xlsx")
    assert (found.facts.sheet, found.facts.other_sheets, found.facts.before_heading) == ("Sheet", 1, 1)
    assert found.people == {1}
    rows = read(office_book, "ds.xlsx")
    assert texts(rows) == ["Xin hỏi câu một", "Xin hỏi câu hai", "113", "thiếu “Nội dung”.", "“Thời gian” không phải ngày giờ (ngày viết trước tháng)."]  # fmt: skip
    assert [line for line, _one in rows] == [4, 5, 6, 7, 8]
    posts = [one for _line, one in rows if isinstance(one, NewPost)]
    assert [one.posted_at for one in posts] == [
        datetime(2026, 11, 20, hour, minute, tzinfo=VIETNAM) for hour, minute in ((8, 15), (12, 0), (0, 0))
    ]
    assert [one.thread for one in posts] == ["Học phí"] * 3


HEAD = f'<row r="1">{cell("A1", "Nội dung")}</row>'
LAUGHS = '<!DOCTYPE z [<!ENTITY a "ha ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def hostile() -> Iterator[tuple[str, bytes, str]]:
    """Workbooks made to harm the reader, with what is said of them."""
    yield "entities", made(HEAD + f'<row r="2">{cell("A2", "&b;")}</row>', before=LAUGHS), "đã hỏng"
    yield "bomb", made(HEAD, more={"xl/media/a.bin": bytes(8_000_000)}), "bung ra quá lớn"
    yield "hole", made(HEAD + f'<row r="1048576">{cell("A1048576", "Xin hỏi")}</row>'), "đã hỏng"
    yield "not a workbook", made("")[:400], "đã hỏng"
    yield "old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "lưu lại dạng .xlsx"
    yield "empty", made(""), "không có dòng nào"


@pytest.mark.parametrize(("data", "why"), [one[1:] for one in hostile()], ids=[one[0] for one in hostile()])
def test_workbooks_that_harm_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read(data, "ds.xlsx")


def test_a_cell_far_to_the_right_and_many_rows_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = HEAD + f'<row r="2">{cell("A2", "Xin hỏi")}{cell("XFD2", "xa")}</row>'
    assert texts(read(made(rows), "ds.xlsx")) == ["Xin hỏi"]
    many = HEAD + "".join(f'<row r="{n}">{cell(f"A{n}", "Xin hỏi")}</row>' for n in range(2, 40))
    with pytest.raises(TooLarge, match="hơn 20 dòng"):
        read_table(made(many), "ds.xlsx", 20)
    with pytest.raises(TooLarge, match="hơn 20 dòng"):
        read_table(("Nội dung\n" + "Xin hỏi\n" * 40).encode(), "ds.csv", 20)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000)
    with pytest.raises(TooLarge):
        read(made(many), "ds.xlsx")


def test_lines_of_jsonl_are_read_each_time_anew(tmp_path: Path) -> None:
    file = tmp_path / "bai.jsonl"
    lines = [
        '\ufeff{"text": "Xin hỏi", "author": "Mơ", "posted_at": 1795165200}',
        "",
        '{"text": ["x"]}',
        '{"text": "bị c',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    found = read_path(file)
    assert isinstance(found, Table)
    assert (found.facts.form, [found.columns[at] for at in found.people]) == (Form.JSONL, ["author"])
    for _again in range(2):
        rows = list(posts_of(found, chosen(found, {}), str))
        assert [(line, getattr(one, "code", "")) for line, one in rows] == [
            (1, ""),
            (3, "invalid_json"),
            (4, "invalid_json"),
        ]
    other = read('{"noi_dung": "Xin hỏi", "url": "https://a.example/1", "nguoi_dang": "Mơ"}\n', "a.jsonl")
    assert [(one.text, one.address) for _line, one in other if isinstance(one, NewPost)] == [
        ("Xin hỏi", "https://a.example/1")
    ]


def test_names_of_columns_are_masked_and_told_apart() -> None:
    found = read_table("Nội dung,Ghi,Ghi,,\nXin hỏi,1,2,3\n".encode(), "bai.csv")
    assert found.columns == ("Nội dung", "Ghi", "Ghi (2)", "Cột 4")
    assert read_table("Nội dung,Nguyễn Văn An hỏi\n".encode(), "bai.csv").columns[1] == "[TÊN] hỏi"
