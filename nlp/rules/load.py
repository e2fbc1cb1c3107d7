"""Read the scam rules and refuse, with a helpful message, what is not as described here.

A family is one file ``nlp/rules/<family>.yaml`` (``markers.yaml`` holds the groups all share)::

    family: khoa_sim
    name: Dọa khóa SIM
    source: antv.gov.vn A27DF11ED        # where the wording was seen
    groups:                              # optional, beside the shared ones
      dau_so: {role: authority, reason: xưng là nhà mạng, phrases: [tổng đài viễn thông]}
    rules:
      - code: khoa_sim_authority_step
        description: Ai làm gì với ai, một câu
        reason: một vế tiếng Việt cho người xem
        authority: [nha_mang, dau_so]    # one of these groups, and
        step: [keypress, otp]            # one of these groups, and
        also: [pressure, channel]        # groups of at least `also_at_least` different roles
        also_at_least: 1
        weak_step: [data]                # steps real offices ask for too: one more of `also`
        despite: [joke]                  # exclusions that do not hold here
        examples: {positive: [... 5 or more], negative: [... 5 or more]}

A rule cannot be written without an authority and a step: keywords alone flag every official
warning (scam typology, section 2). Examples run as tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from typing import Any

import yaml

from models.errors import BadInput
from nlp.phrases import PhraseError, parse

ROLES = ("authority", "pretext", "pressure", "channel", "call", "step", "exclusion")
"""What a group of phrases is in the structure of a lure; exclusions speak against one."""

LEAST_EXAMPLES = 5
SHARED_FILE = "markers.yaml"


class RuleError(BadInput):
    """A rule file cannot be used. Names file, place and reason."""

    code = "bad_rule"


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that mean one thing in a lure. ``key`` is unique over all families."""

    key: str
    role: str
    reason: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One described combination; every field but ``weak_step``, ``also`` and ``despite`` is filled."""

    family: str
    code: str
    description: str
    reason: str
    source: str
    authority: frozenset[str]
    step: frozenset[str]
    weak_step: frozenset[str]
    also: frozenset[str]
    also_at_least: int
    despite: frozenset[str]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All groups by key and all rules in file order."""

    groups: Mapping[str, Group]
    rules: tuple[Rule, ...]


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
    shared = _groups(SHARED_FILE, "", _parse(SHARED_FILE, files[SHARED_FILE]).get("groups"))
    groups = dict(shared)
    rules: list[Rule] = []
    for name in sorted(files):
        if name == SHARED_FILE:
            continue
        data = _parse(name, files[name])
        _only(name, "tệp", data, ("family", "name", "source", "groups", "rules"))
        family = _text(name, "tệp", data, "family")
        if f"{family}.yaml" != name:
            raise RuleError(f"{name}: family là «{family}» nhưng tên tệp khác")
        own = _groups(name, f"{family}.", data.get("groups") or {})
        groups |= own
        source = _text(name, "tệp", data, "source")
        _text(name, "tệp", data, "name")
        known = {key.removeprefix(f"{family}."): group for key, group in own.items()}
        entries = _list(name, "tệp", data, "rules")
        rules.extend(_rule(name, family, source, entry, shared | known) for entry in entries)
    _unique(rules)
    return RuleBook(groups, tuple(rules))


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" dòng {mark.line + 1}" if mark else ""
        raise RuleError(f"{name}{line}: không đọc được YAML") from error
    if not isinstance(data, dict):
        raise RuleError(f"{name}: cần một bảng khóa và giá trị")
    return data


def _groups(name: str, prefix: str, data: object) -> dict[str, Group]:
    if not isinstance(data, dict):
        raise RuleError(f"{name}: mục groups phải là một bảng")
    return {f"{prefix}{key}": _group(name, f"{prefix}{key}", entry) for key, entry in data.items()}


def _group(name: str, key: str, entry: object) -> Group:
    where = f"nhóm «{key}»"
    if not isinstance(entry, dict):
        raise RuleError(f"{name}, {where}: cần role, reason và phrases")
    _only(name, where, entry, ("role", "reason", "phrases"))
    role = _text(name, where, entry, "role")
    if role not in ROLES:
        raise RuleError(f"{name}, {where}: không có vai «{role}»{_did_you_mean(role, ROLES)}")
    phrases = tuple(str(phrase) for phrase in _list(name, where, entry, "phrases"))
    for phrase in phrases:
        try:
            parse(phrase)
        except PhraseError as error:
            raise RuleError(f"{name}, {where}: {error}") from error
    return Group(key, role, _text(name, where, entry, "reason"), phrases)


_RULE_KEYS = (
    "code",
    "description",
    "reason",
    "authority",
    "step",
    "weak_step",
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
    return Rule(
        family=family,
        code=code,
        description=_text(name, where, entry, "description"),
        reason=_text(name, where, entry, "reason"),
        source=source,
        authority=_named(name, where, entry, "authority", known, ("authority",)),
        step=_named(name, where, entry, "step", known, ("step",)),
        weak_step=_named(name, where, entry, "weak_step", known, ("step",))
        if entry.get("weak_step")
        else frozenset(),
        also=_named(name, where, entry, "also", known, ROLES[1:6]) if entry.get("also") else frozenset(),
        also_at_least=at_least,
        despite=_named(name, where, entry, "despite", known, ("exclusion",))
        if entry.get("despite")
        else frozenset(),
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
