"""Bodies that ended or began: whether one could have issued a document on a day.

Facts are in ``nlp/lexicons/changed_bodies.yaml``. A body that is only mentioned is never looked at, nor a day that is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from nlp.lexicons import described


@dataclass(frozen=True, slots=True)
class _Body:
    codes: frozenset[str]
    names: tuple[str, ...]
    day: date
    now: str


@cache
def _ended() -> tuple[_Body, ...]:
    listed = described("changed_bodies.yaml")
    bodies = [
        _Body(frozenset(one["codes"]), tuple(one["names"]), one["until"], one["now"])
        for one in listed["ended"]
    ]
    provinces = listed["provinces"]
    for old, new in provinces["joined"].items():
        names = tuple(
            f"{body} tỉnh {old.lower()}"
            for body in (
                "ubnd",
                "ủy ban nhân dân",
                "hđnd",
                "hội đồng nhân dân",
                "công an",
                "bảo hiểm xã hội",
                "thuế",
            )
        )
        where = new if new.lower().startswith("thành phố") else f"tỉnh {new}"
        bodies.append(
            _Body(frozenset(), names, provinces["until"], f"tỉnh {old} đã hợp nhất vào {where} từ 01/7/2025")
        )
    return tuple(bodies)


@cache
def _begun() -> tuple[_Body, ...]:
    return tuple(
        _Body(frozenset(one["codes"]), tuple(one["names"]), one["since"], "")
        for one in described("changed_bodies.yaml")["begun"]
    )


def after_its_end(canonical: str, issuer: str | None, day: date | None) -> str | None:
    """Why the issuer could not have issued a document on ``day``: one Vietnamese clause; None when it could."""
    if day is None:
        return None
    for body in _ended():
        if day > body.day and _is(body, canonical, issuer):
            return f"cơ quan ban hành {body.now}" if not body.now.startswith("tỉnh") else body.now
    return None


def before_its_beginning(canonical: str, issuer: str | None, day: date | None) -> str | None:
    """The same for a body that did not exist yet on ``day``."""
    if day is None:
        return None
    for body in _begun():
        if day < body.day and _is(body, canonical, issuer):
            return f"cơ quan ban hành đến {body.day:%d/%m/%Y} mới có"
    return None


def _is(body: _Body, canonical: str, issuer: str | None) -> bool:
    codes = set(re.split(r"[/\-]", canonical)[1:])
    return bool(codes & body.codes) or (issuer is not None and issuer.lower().startswith(body.names))
