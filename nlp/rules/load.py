"""Read the scam rules and refuse, with a helpful message, what is not as described here.

A family is one file ``nlp/rules/<family>.yaml`` (``markers.yaml`` holds the groups all share)::

    family: khoa_sim
    name: Dọa khóa SIM
    forms: [3]                           # numbers of the typology, section 1
    rows: [Khóa SIM]                     # its rows in section 2, where it has any
    source: antv.gov.vn A27DF11ED        # where the wording was seen
    groups:                              # optional, beside the shared ones
      dau_so: {role: trust, reason: xưng là nhà mạng, phrases: [tổng đài viễn thông]}
    rules:
      - code: khoa_sim_authority_step
        description: Ai làm gì với ai, một câu
        reason: một vế tiếng Việt cho người xem
        trust: [nha_mang, dau_so]        # one of these groups, and
        step: [keypress, otp]            # one of these groups, and
        needs: [bao_khoa]                # one of these groups, where the rule cannot do without, and
        also: [pressure, channel]        # groups of at least `also_at_least` different roles
        also_at_least: 1
        weak_step: [data]                # steps honest people ask for too: one more of `also`
        despite: [joke]                  # exclusions that do not hold here
        examples: {positive: [... 5 or more], negative: [... 5 or more]}

``markers.yaml`` may name ``lists`` of words; ``{me}`` in any phrase stands for the list ``me``.
A rule cannot be written without somebody to trust and a step: keywords alone flag every official
warning (scam typology, section 2). Examples run as tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib import resources
from typing import Any

import yaml

from models.errors import BadInput
from nlp import lexicons
from nlp.phrases import PhraseError, parse
from nlp.rules.book import FORMS, ROLES, SIGNS, Family, Group, Rule, RuleBook

LEAST_EXAMPLES = 5
SHARED_FILE = "markers.yaml"

_LIST_NAME = re.compile(r"\{(\w{1,40})\}")


class RuleError(BadInput):
    """A rule file cannot be used. Names file, place and reason."""

    code = "bad_rule"


def load_rules() -> RuleBook:
    """The rules that ship with the product, checked. Raises ``RuleError``."""
    folder = resources.files("nlp.rules")
    files = {
        entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".yaml")
    }
    return read_rules(files)


def read_rules(files: Mapping[str, str]) -> RuleBook:
    """Rules from file texts by file name; ``markers.yaml`` must be among them."""
    if SHARED_FILE not in files:
        raise RuleError(f"thiếu tệp nhóm dấu hiệu chung {SHARED_FILE}")
    data = _parse(SHARED_FILE, files[SHARED_FILE])
    _only(SHARED_FILE, "tệp", data, ("lists", "groups"))
    lists = _lists(data.get("lists") or {})
    shared = _groups(SHARED_FILE, "", data.get("groups"), lists)
    groups = dict(shared)
    families: list[Family] = []
    rules: list[Rule] = []
    for name in sorted(files):
        if name == SHARED_FILE:
            continue
        data = _parse(name, files[name])
        _only(name, "tệp", data, ("family", "name", "forms", "rows", "source", "groups", "rules"))
        family = _family(name, data)
        own = _groups(name, f"{family.key}.", data.get("groups") or {}, lists)
        groups |= own
        families.append(family)
        source = _text(name, "tệp", data, "source")
        known = shared | {key.removeprefix(f"{family.key}."): group for key, group in own.items()}
        entries = _list(name, "tệp", data, "rules")
        rules.extend(_rule(name, family.key, source, entry, known) for entry in entries)
    _unique(rules)
    return RuleBook(groups, tuple(families), tuple(rules))


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        data = lexicons.from_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" dòng {mark.line + 1}" if mark else ""
        raise RuleError(f"{name}{line}: không đọc được YAML") from error
    if not isinstance(data, dict):
        raise RuleError(f"{name}: cần một bảng khóa và giá trị")
    return data


def _lists(data: object) -> dict[str, str]:
    if not isinstance(data, dict) or not all(isinstance(words, str) for words in data.values()):
        raise RuleError(f"{SHARED_FILE}: mục lists phải là một bảng tên và các từ cách nhau bằng |")
    return {str(name): words for name, words in data.items()}


def _family(name: str, data: Mapping[str, Any]) -> Family:
    key = _text(name, "tệp", data, "family")
    if f"{key}.yaml" != name:
        raise RuleError(f"{name}: family là «{key}» nhưng tên tệp khác")
    forms = data.get("forms")
    if not isinstance(forms, list) or not all(form in FORMS for form in forms):
        raise RuleError(f"{name}: forms phải là danh sách số từ {FORMS.start} đến {FORMS.stop - 1}")
    rows = _list(name, "tệp", data, "rows") if "rows" in data else []
    return Family(key, _text(name, "tệp", data, "name"), tuple(forms), tuple(str(row) for row in rows))


def _groups(name: str, prefix: str, data: object, lists: Mapping[str, str]) -> dict[str, Group]:
    if not isinstance(data, dict):
        raise RuleError(f"{name}: mục groups phải là một bảng")
    return {f"{prefix}{key}": _group(name, f"{prefix}{key}", entry, lists) for key, entry in data.items()}


def _group(name: str, key: str, entry: object, lists: Mapping[str, str]) -> Group:
    where = f"nhóm «{key}»"
    if not isinstance(entry, dict):
        raise RuleError(f"{name}, {where}: cần role, reason và phrases")
    _only(name, where, entry, ("role", "reason", "phrases", "at_end"))
    role = _text(name, where, entry, "role")
    if role not in ROLES:
        raise RuleError(f"{name}, {where}: không có vai «{role}»{_did_you_mean(role, ROLES)}")
    phrases = tuple(
        _spelt_out(name, where, str(phrase), lists) for phrase in _list(name, where, entry, "phrases")
    )
    for phrase in phrases:
        try:
            parse(phrase)
        except PhraseError as error:
            raise RuleError(f"{name}, {where}: {error}") from error
    reason = _text(name, where, entry, "reason")
    return Group(key, role, reason, phrases, at_end=entry.get("at_end") is True)


def _spelt_out(name: str, where: str, phrase: str, lists: Mapping[str, str]) -> str:
    """The phrase with the words of each list in place of its name."""
    for wanted in _LIST_NAME.findall(phrase):
        if wanted not in lists:
            raise RuleError(f"{name}, {where}: không có danh sách «{wanted}»{_did_you_mean(wanted, lists)}")
    return _LIST_NAME.sub(lambda found: lists[found[1]], phrase)


_RULE_KEYS = (
    "code",
    "description",
    "reason",
    "trust",
    "step",
    "weak_step",
    "needs",
    "also",
    "also_at_least",
    "despite",
    "examples",
)


def _rule(name: str, family: str, source: str, entry: object, known: Mapping[str, Group]) -> Rule:
    if not isinstance(entry, dict):
        raise RuleError(f"{name}: mỗi quy tắc là một bảng")
    code = _text(name, "quy tắc", entry, "code")
    where = f"quy tắc «{code}»"
    _only(name, where, entry, _RULE_KEYS)
    examples = entry.get("examples")
    if not isinstance(examples, dict):
        raise RuleError(f"{name}, {where}: thiếu examples")
    _only(name, where, examples, ("positive", "negative"))
    at_least = entry.get("also_at_least", 1 if entry.get("also") else 0)
    if not isinstance(at_least, int) or at_least < 0:
        raise RuleError(f"{name}, {where}: also_at_least phải là số nguyên không âm")

    def named(key: str, roles: Iterable[str], needed: bool = False) -> frozenset[str]:
        return _named(name, where, entry, key, known, roles) if needed or entry.get(key) else frozenset()

    return Rule(
        family=family,
        code=code,
        description=_text(name, where, entry, "description"),
        reason=_text(name, where, entry, "reason"),
        source=source,
        trust=named("trust", ("trust",), needed=True),
        step=named("step", ("step",), needed=True),
        weak_step=named("weak_step", ("step",)),
        needs=named("needs", SIGNS),
        also=named("also", SIGNS),
        also_at_least=at_least,
        despite=named("despite", ("exclusion",)),
        positive=_examples(name, where, examples, "positive"),
        negative=_examples(name, where, examples, "negative"),
    )


def _named(
    name: str,
    where: str,
    entry: Mapping[str, Any],
    key: str,
    known: Mapping[str, Group],
    roles: Iterable[str],
) -> frozenset[str]:
    keys: set[str] = set()
    for wanted in _list(name, where, entry, key):
        group = known.get(str(wanted))
        if group is None:
            raise RuleError(
                f"{name}, {where}: {key} nhắc nhóm «{wanted}» không có{_did_you_mean(str(wanted), known)}"
            )
        if group.role not in set(roles):
            raise RuleError(f"{name}, {where}: nhóm «{wanted}» có vai {group.role}, không dùng được ở {key}")
        keys.add(group.key)
    return frozenset(keys)


def _examples(name: str, where: str, examples: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = tuple(str(example) for example in _list(name, where, examples, key))
    if len(found) < LEAST_EXAMPLES:
        raise RuleError(f"{name}, {where}: cần ít nhất {LEAST_EXAMPLES} ví dụ {key}, mới có {len(found)}")
    return found


def _text(name: str, where: str, entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RuleError(f"{name}, {where}: thiếu {key}")
    return value.strip()


def _list(name: str, where: str, entry: Mapping[str, Any], key: str) -> list[Any]:
    value = entry.get(key)
    if not isinstance(value, list) or not value:
        raise RuleError(f"{name}, {where}: {key} phải là danh sách không rỗng")
    return value


def _only(name: str, where: str, entry: Mapping[Any, Any], allowed: Iterable[str]) -> None:
    names = tuple(allowed)
    for key in entry:
        if key not in names:
            raise RuleError(f"{name}, {where}: không có khóa «{key}»{_did_you_mean(str(key), names)}")


def _did_you_mean(wrong: str, known: Iterable[str]) -> str:
    near = get_close_matches(wrong, list(known), n=1, cutoff=0.5)
    return f"; có phải «{near[0]}» không?" if near else ""


def _unique(rules: Iterable[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.code in seen:
            raise RuleError(f"{rule.family}.yaml: mã quy tắc «{rule.code}» đã có ở {seen[rule.code]}.yaml")
        seen[rule.code] = rule.family
