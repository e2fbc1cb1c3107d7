"""A rule file that is not as described is refused with a message that helps to mend it."""

from __future__ import annotations

import pytest

from nlp.rules.load import LEAST_EXAMPLES, RuleError, read_rules

MARKERS = """
lists: {code: otp|mã}
groups:
  nha_mang: {role: trust, reason: nêu danh nhà mạng, phrases: [nhà mạng]}
  otp: {role: step, reason: xin mã, phrases: ["đọc … ({code})"]}
  pressure: {role: pressure, reason: dọa, phrases: [sẽ bị khóa]}
  joke: {role: exclusion, reason: đùa, phrases: [haha]}
"""
FAMILY = """
family: khoa_sim
name: Dọa khóa SIM
forms: [3]
rows: [Khóa SIM]
source: nơi đã thấy
rules:
  - code: khoa_sim
    description: một câu
    reason: một vế
    trust: [nha_mang]
    step: [otp]
    also: [pressure]
    examples:
      positive: [a, b, c, d, e]
      negative: [a, b, c, d, e]
"""


def read(family: str = FAMILY, markers: str = MARKERS) -> None:
    read_rules({"markers.yaml": markers, "khoa_sim.yaml": family})


def test_the_described_form_is_read() -> None:
    book = read_rules({"markers.yaml": MARKERS, "khoa_sim.yaml": FAMILY})
    assert [rule.code for rule in book.rules] == ["khoa_sim"]
    assert book.rules[0].also_at_least == 1
    assert book.rules[0].source == "nơi đã thấy"
    assert [(family.forms, family.rows) for family in book.families] == [((3,), ("Khóa SIM",))]


def test_a_list_stands_for_its_words() -> None:
    book = read_rules({"markers.yaml": MARKERS, "khoa_sim.yaml": FAMILY})
    assert book.groups["otp"].phrases == ("đọc … (otp|mã)",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[otp]", "[opt]", "có phải «otp» không?"),
        ("step:", "stepp:", "có phải «step» không?"),
        ("[otp]", "[pressure]", "có vai pressure, không dùng được ở step"),
        ("    trust: [nha_mang]\n", "", "trust phải là danh sách không rỗng"),
        ("forms: [3]", "forms: [25]", "forms phải là danh sách số từ 1 đến 24"),
        ("forms: [3]", "forms: 3", "forms phải là danh sách số từ 1 đến 24"),
        ("forms: [3]\n", "", "forms phải là danh sách số từ 1 đến 24"),
        ("rows: [Khóa SIM]", "rows: []", "rows phải là danh sách không rỗng"),
        ("also: [pressure]", "also: [joke]", "có vai exclusion, không dùng được ở also"),
        ("also: [pressure]", "needs: [nha_mang]", "có vai trust, không dùng được ở needs"),
        ("positive: [a, b, c, d, e]", "positive: [a, b]", f"cần ít nhất {LEAST_EXAMPLES} ví dụ positive"),
        ("family: khoa_sim", "family: khac", "tên tệp khác"),
        ("source: nơi đã thấy\n", "", "thiếu source"),
        ("    reason: một vế\n", "", "thiếu reason"),
        ("also: [pressure]", "also: [pressure]\n    also_at_least: nhiều", "số nguyên"),
        ("name: Dọa", "name: [Dọa", "không đọc được YAML"),
        ("rules:", "- rules:", "không đọc được YAML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, told: str) -> None:
    assert old in FAMILY
    with pytest.raises(RuleError, match=r"khoa_sim\.yaml") as caught:
        read(FAMILY.replace(old, new, 1))
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("role: trust", "role: trusst", "có phải «trust» không?"),
        ("({code})", "({kode})", "không có danh sách «kode»; có phải «code» không?"),
        ("lists: {code: otp|mã}", "lists: {code: [otp]}", "mục lists phải là một bảng"),
        ("lists:", "list:", "có phải «lists» không?"),
        ("[nhà mạng]", "['nhà (mạng']", "ngoặc không khớp"),
        ("[nhà mạng]", "['<telefon>']", "không có loại <telefon>"),
        ("[nhà mạng]", "['… nhà mạng']", "bắt đầu hay kết thúc"),
        ("[nhà mạng]", "[]", "danh sách không rỗng"),
    ],
)
def test_a_bad_group_is_named(old: str, new: str, told: str) -> None:
    with pytest.raises(RuleError, match=r"markers\.yaml") as caught:
        read(markers=MARKERS.replace(old, new, 1))
    assert told in caught.value.message


def test_one_code_stands_for_one_rule() -> None:
    other = FAMILY.replace("family: khoa_sim", "family: sim_khac")
    with pytest.raises(RuleError, match="đã có ở"):
        read_rules({"markers.yaml": MARKERS, "khoa_sim.yaml": FAMILY, "sim_khac.yaml": other})


def test_shared_groups_are_needed() -> None:
    with pytest.raises(RuleError, match=r"markers\.yaml"):
        read_rules({"khoa_sim.yaml": FAMILY})
