"""Everything counted in a text, with what may stand in its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.scan import scan
from nlp.evidence.verdict.quantities import find_quantities
from nlp.evidence.verdict.quantity import Quantity
from nlp.evidence.verdict.same_values import same_value
from nlp.normalise import normalise


def found_in(text: str) -> tuple[Quantity, ...]:
    return find_quantities(scan(normalise(text)))


def values(text: str) -> list[tuple[str, float | str]]:
    return [(one.kind, one.value) for one in found_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("làm lại mất 50k", [("money", 50_000)]),
        ("tiền học 1tr5 một kỳ", [("money", 1_500_000)]),
        ("ba lăm triệu là mức cao nhất", [("money", 35_000_000)]),
        ("mất hăm tám ngàn mỗi mũi", [("money", 28_000)]),
        ("mồ côi lãnh triệu mốt", [("money", 1_100_000)]),
        ("doanh thu 1 tỷ 2", [("money", 1_200_000_000)]),
        ("phí nửa triệu", [("money", 500_000)]),
        ("bị phạt 7tr5 đó nghen", [("money", 7_500_000)]),
        ("quầy thu 6 ngàn, còn trên mạng khỏi tốn tiền", [("money", 6_000), ("money", 0)]),
        ("gửi xe lòng đường 20k/giờ", [("money", 20_000)]),
        ("ban quản lý không được thu thêm bất kỳ khoản tiền nào", [("money", 0)]),
        ("được giảm hai lăm phần trăm", [("percent", 25)]),
        ("một phần tư số căn", [("percent", 25)]),
        ("tỉnh đóng sáu phần", [("percent", 60)]),
        ("được tặng một phần quà", []),
        ("giảm một nửa", [("percent", 50)]),
        ("giảm nửa lệ phí", [("percent", 50)]),
        ("được giảm toàn bộ tiền ăn", [("percent", 100)]),
        ("xem toàn bộ hồ sơ", []),
        ("chờ năm ngày làm việc", [("span", 120)]),
        ("có kết quả trong ngày", [("span", 24)]),
        ("trong ngày 5/6/2027", [("date", "2027-06-05")]),
        ("từ 60 tuổi trở lên", [("age", 60)]),
        ("mỗi hộ nuôi không quá hai con", [("count:con", 2)]),
        ("cầu xây năm 1998, dài 1.200 mét", [("date", "1998"), ("count:m", 1200)]),
        ("xe tải 4 tấn rưỡi", [("count:kg", 4500)]),
        ("chừa nửa mét cho người đi bộ", [("count:m", 0.5)]),
        ("cách nhau 2m5", [("count:m", 2.5)]),
        ("bồn ba trăm lít", [("count:lit", 300)]),
        ("khu đất 2 ha", [("count:m2", 20_000)]),
        ("8 m³ đầu tiên", [("count:m3", 8)]),
        ("chạy dưới 40 km/h", [("count:kmh", 40)]),
        ("12 nghìn người", [("count:nguoi", 12_000)]),
        ("đèo Ngọc Tám dài", []),
        ("ba con lam tam tru", []),
        ("chuyển khoản một lần", []),
        ("không có con số nào", []),
        ("mỗi hộ nhận tối đa 200 lít/ngày", [("count:lit", 200)]),
        ("mỗi hộ lấy 500 lít một ngày", [("count:lit", 500)]),
        ("phí 40.000 đồng/m²/tháng", [("money", 40_000)]),
        ("độ mặn 4 phần ngàn", [("count:phan", 4)]),
        ("hỗ trợ 9 tháng trong một năm học", [("span", 6480)]),
        ("kết quả trả trong ngày làm việc.", [("span", 24)]),
        ("tin nhắn giá 500 đồng", [("money", 500)]),
        ("phạt 300 ngàn hộ không phân loại", [("money", 300_000)]),
        ("được miễn 100% học phí", [("money", 0)]),
        ("lệ phí 70.000 đồng; người già được miễn.", [("money", 70_000), ("money", 0)]),
        ("công tiêm 10.000 đồng, hộ nghèo không phải trả", [("money", 10_000), ("money", 0)]),
        ("người già được miễn.", []),
        ("không được thu tiền điện cao hơn hóa đơn", []),
        ("tiền phát cho ba má", []),
        ("thuyền từ 6 đến dưới 12 mét", [("count:m", 6), ("count:m", 12)]),
        ("cụ từ đủ 75 đến dưới 80 tuổi", [("age", 75), ("age", 80)]),
        ("chờ 5 - 7 ngày", [("span", 120), ("span", 168)]),
        ("chở từ 2 đến 3 tấn", [("count:kg", 2000), ("count:kg", 3000)]),
        ("kéo dài 20 đến khuya", [("count:", 20)]),
        ("25 như trước", [("count:", 25)]),
        ("được cấp 4 con giống", [("count:con", 4)]),
        ("học cấp 3 ở huyện", [("no:cap", 3)]),
        ("hỗ trợ 5 triệu học tiếng", [("money", 5_000_000)]),
        ("2 triệu học sinh", [("count:hoc", 2_000_000)]),
        ("mỗi nhóm 15 đứa", [("count:em", 15)]),
        ("đông nhất là 15 cháu", [("count:em", 15)]),
        ("khối đầu tính bảy ngàn hai trăm đồng", [("money", 7_200)]),
        ("một số mười hai nghìn năm trăm", [("money", 12_500)]),
        ("50 ngàn héc ta lúa", [("count:m2", 500_000_000)]),
        ("tổ có từ 05 đến 07 thành viên", [("count:nguoi", 5), ("count:nguoi", 7)]),
        ("tổ chức đầu tháng mười một", [("date", "--11")]),
        ("hạn mùng năm tháng ba", [("date", "--03-05")]),
        ("ngày mười lăm tháng tư", [("date", "--04-15")]),
        ("từ tháng bảy năm 2027", [("date", "2027-07")]),
        ("ngân sách trả trong năm đầu", [("span", 8_640)]),
        ("trả suốt 5 năm đầu", [("span", 43_200)]),
        ("chịu toàn bộ chi phí", [("percent", 100)]),
        ("xuống nghiệm thu 2 đợt", [("count:dot", 2)]),
        ("xuong nghiem thu 2 dot", [("no:thu", 2)]),
    ],
)
def test_what_is_found(text: str, found: list[tuple[str, float | str]]) -> None:
    assert values(text) == found


@pytest.mark.parametrize(
    ("claim", "official", "same"),
    [
        ("mất 50k", "lệ phí 50.000 đồng", True),
        ("mất 50k", "lệ phí 70.000 đồng", False),
        ("mất 50k", "miễn phí", False),
        ("mất 50k", "không được thu lệ phí", False),
        ("đóng 240k một năm", "nộp 20.000 đồng/tháng", True),
        ("đóng 20k một năm", "nộp 20.000 đồng/tháng", False),
        ("người 80 tuổi", "người trên 75 tuổi", None),
        ("người 12 tuổi", "người dưới 18 tuổi", None),
        ("từ đủ 70 tuổi", "từ đủ 65 tuổi", False),
        ("báo trước tối thiểu 6 ngày", "báo trước ít nhất 02 ngày", False),
        ("tối đa 4 con", "không quá 3 con", False),
        ("không quá 10 ngày", "trong 7 ngày", None),
        ("mục tiêu là 90%", "ít nhất 80%", False),
        ("có 90%", "ít nhất 80%", None),
        ("hộ dưới 2 tỷ đồng", "hộ từ 2 tỷ đồng trở lên", None),
        ("chờ 5 ngày", "trong 05 ngày làm việc", None),
        ("chờ 7 ngày", "trong 05 ngày làm việc", None),
        ("chờ 8 ngày", "trong 05 ngày làm việc", False),
        ("chờ 2 ngày", "trong 48 giờ", True),
        ("chờ hai tuần", "trong 14 ngày", True),
        ("kéo dài 1 năm", "kéo dài 12 tháng", True),
        ("chờ 3 ngày", "trả kết quả trong ngày", False),
        ("từ 1/7", "từ ngày 01/7/2027", True),
        ("từ 1/8", "từ ngày 01/7/2027", False),
        ("từ 1/8", "đến hết ngày 31/12/2027", None),
        ("trong tháng 7/2027", "trước ngày 15/7/2027", True),
        ("ngày 15/7/2027", "trong tháng 7/2027", None),
        ("trước cuối năm 2026", "trước ngày 31/12/2028", False),
        ("dài nửa mét", "dài 50 cm", True),
        ("chở 2 tấn", "chở 2.000 kg", True),
    ],
)
def test_whether_two_exclude_each_other(claim: str, official: str, same: bool | None) -> None:
    (one,), (two,) = found_in(claim), found_in(official)
    assert same_value(one, two) is same


def test_a_number_of_a_document_counts_nothing() -> None:
    assert values("theo Nghị định 168/2024/NĐ-CP") == []


@given(st.text(alphabet="0123456789 .,/%-kđồngtriệumộtphầnhaingàytháng", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    read = normalise(text)
    found = find_quantities(scan(read))
    assert all(0 <= one.start < one.end <= len(read.normalised) for one in found)
    assert list(found) == sorted(found, key=lambda one: one.start)
    assert all(same_value(one, one) is not False for one in found)


def test_a_limit_is_kept_with_its_direction() -> None:
    (one,) = found_in("không quá 30 ngày")
    assert one == Quantity("span", 720.0, one.start, one.end, "max")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("quá 9 triệu đồng", "min"),
        ("không vượt quá 9 triệu đồng", "max"),
        ("9 triệu đồng trở xuống", "max"),
        ("trong phạm vi 200 mét", "max"),
        ("lệ phí kết hôn 30.000 đồng", ""),
        ("qua bưu điện tốn hơn 30.000 đồng", "min"),
        ("đủ 65 tuổi", "min"),
        ("đóng đủ 65k", ""),
        ("chỉ tiêu của xã là 65%", "exact"),
        ("trước ngày 5/6/2027", "max"),
        ("kể từ ngày 5/6/2027", "min"),
    ],
)
def test_directions(text: str, bound: str) -> None:
    assert [one.bound for one in found_in(text)] == [bound]


@given(
    st.sampled_from(["tối đa", "tối thiểu", "không quá", "ít nhất", ""]),
    st.integers(1, 90),
    st.integers(1, 90),
    st.sampled_from(["ngày", "tháng", "mét", "tuổi", "kg"]),
)
@settings(max_examples=60, deadline=None)
def test_a_value_never_excludes_itself_and_others_do_under_one_limit(
    limit: str, one: int, two: int, unit: str
) -> None:
    (first,), (second,) = found_in(f"{limit} {one} {unit}"), found_in(f"{limit} {two} {unit}")
    assert same_value(first, second) is (one == two)


@pytest.mark.parametrize(
    ("claim", "official", "same"),
    [
        ("phát sau ngày 25", "chi trả trước ngày 10 hằng tháng", False),
        ("phát trước ngày 25", "chi trả từ ngày 10 hằng tháng", None),
    ],
)
def test_days_of_the_month_that_never_meet(claim: str, official: str, same: bool | None) -> None:
    one, two = (next(one for one in found_in(text) if one.kind == "date") for text in (claim, official))
    assert same_value(one, two) is same


def test_a_day_of_the_next_year() -> None:
    said, written = found_in("nộp chậm nhất 30/6 năm sau"), found_in("hạn cuối 31/01 năm sau")
    assert same_value(said[0], written[0]) is False


def test_a_range_has_both_its_ends() -> None:
    assert [one.bound for one in found_in("nhóm từ 5 đến 9 hộ")] == ["min", "max"]
    assert [one.bound for one in found_in("nhóm 5 - 9 hộ")] == ["", ""]
