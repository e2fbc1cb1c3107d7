"""What the scam rules are once read: groups of phrases with a role, rules that combine them, all in one book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROLES = ("trust", "pretext", "pressure", "channel", "call", "step", "exclusion")
"""What a group of phrases is in the structure of a lure (scam typology, section 2).

``trust``: whoever or whatever the reader is made to trust: an office, a bank, a relative's account, an
employer, a shop, a sure gain. ``step``: what the reader cannot take back. Between them a pretext, pressure,
a private channel and a call to act. An exclusion speaks against a lure: a warning, a question, a joke.
"""

SIGNS = ("pretext", "pressure", "channel", "call", "step")
"""Roles a rule may ask for beside trust and step."""

FORMS = range(1, 25)
"""Numbers of the 24 forms of online fraud (Cục An toàn thông tin, Cẩm nang 7/2023; scam typology, section 1)."""


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that mean one thing in a lure. ``key`` is unique over all families.

    ``at_end``: counts only among the last words of a text ("… phải không ạ?").
    """

    key: str
    role: str
    reason: str
    phrases: tuple[str, ...]
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One described combination; every field but ``weak_step``, ``needs``, ``also`` and ``despite`` is filled."""

    family: str
    code: str
    description: str
    reason: str
    source: str
    trust: frozenset[str]
    step: frozenset[str]
    weak_step: frozenset[str]
    needs: frozenset[str]
    also: frozenset[str]
    also_at_least: int
    despite: frozenset[str]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One way of deceiving: ``forms`` are its numbers in section 1 of the typology, ``rows`` its names in section 2."""

    key: str
    name: str
    forms: tuple[int, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All groups by key, all families and rules in file order."""

    groups: Mapping[str, Group]
    families: tuple[Family, ...]
    rules: tuple[Rule, ...]
