"""Facts as plain data and back: kept in every snapshot, so that later reports are made from what was printed.

``Facts`` hold only what may be said (``reports.disclosure``); whatever is computed from them says nothing new.
The form follows the dataclasses, so a new field of plain kinds needs no line here; one with a default may be missing in what
was kept before there was such a field. The period is not kept: the
snapshot has it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from reports.disclosure import Count
from reports.facts import Facts
from reports.period import Period

PERIOD_FIELD = "week"


def to_json(value: Any) -> Any:
    """Plain data of facts or a part of them.

    Raises:
        TypeError: a value of a kind this module does not know.
    """
    if isinstance(value, Count):
        return value.to_json()
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        skip = PERIOD_FIELD if isinstance(value, Facts) else None
        return {one.name: to_json(getattr(value, one.name)) for one in fields(value) if one.name != skip}
    if isinstance(value, Mapping):
        return {str(to_json(key)): to_json(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [to_json(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be kept")


def facts_from(kept: Any, period: Period) -> Facts | None:
    """Facts back from a snapshot; None when it was made before facts were kept, or in another form."""
    if not isinstance(kept, Mapping):
        return None
    try:
        return Facts(**{PERIOD_FIELD: period, **_fields(Facts, kept, {}, skip=PERIOD_FIELD)})
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def counts_of(value: Any, path: str = "") -> dict[str, Count]:
    """Every count by where it stands: ``now.labels.scam``, ``scams.«sentence».posts``."""
    if isinstance(value, Count):
        return {path: value}
    found: dict[str, Count] = {}
    for name, part in _parts(value):
        found.update(counts_of(part, f"{path}.{name}" if path else name))
    return found


def with_counts(value: Any, change: Callable[[str, Count], Count], path: str = "") -> Any:
    """The same facts with every count replaced."""
    if isinstance(value, Count):
        return change(path, value)
    if not any(True for _ in _parts(value)):
        return value
    new = {
        name: with_counts(part, change, f"{path}.{name}" if path else name) for name, part in _parts(value)
    }
    if is_dataclass(value) and not isinstance(value, type):
        plain = {one.name: getattr(value, one.name) for one in fields(value)}
        return type(value)(**{**plain, **new})
    if isinstance(value, Mapping):
        return {key: new[str(to_json(key))] for key in value}
    return type(value)(new.values()) if isinstance(value, tuple | list) else tuple(new.values())


def _parts(value: Any) -> list[tuple[str, Any]]:
    if is_dataclass(value) and not isinstance(value, type):
        skip = PERIOD_FIELD if isinstance(value, Facts) else None
        return [(one.name, getattr(value, one.name)) for one in fields(value) if one.name != skip]
    if isinstance(value, Mapping):
        return [(str(to_json(key)), part) for key, part in value.items()]
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return _numbered(value)
    return []


def _numbered(values: Sequence[Any]) -> list[tuple[str, Any]]:
    """Lines by what they say, so that one that moved is the same line; others by place."""
    found: dict[str, Any] = {}
    for number, one in enumerate(values):
        name = f"«{getattr(one, 'sentence', number)}»"
        found[name if name not in found else f"{name}#{number}"] = one
    return list(found.items())


def _fields(kind: Any, kept: Mapping[str, Any], known: Mapping[Any, Any], skip: str = "") -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {
        one.name: _back(hints[one.name], kept[one.name], known)
        for one in fields(kind)
        if one.name != skip and (one.name in kept or _needed(one))
    }


def _needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _back(hint: Any, kept: Any, known: Mapping[Any, Any]) -> Any:
    if isinstance(hint, TypeVar):
        hint = known[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        rest = [one for one in inner if one is not type(None)]
        return None if kept is None else _back(rest[0], kept, known)
    if origin is tuple and len(inner) == 2 and inner[1] is not Ellipsis:
        return tuple(_back(one, part, known) for one, part in zip(inner, kept, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_back(inner[0], key, known): _back(inner[1], part, known) for key, part in kept.items()}
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return tuple(_back(inner[0], part, known) for part in kept)
    if is_dataclass(origin) and isinstance(origin, type):
        parameters = getattr(origin, "__parameters__", ())
        return origin(**_fields(origin, kept, dict(zip(parameters, inner, strict=True))))
    return _single(hint, kept, known)


def _single(hint: Any, kept: Any, known: Mapping[Any, Any]) -> Any:
    if hint is Count:
        return Count.from_json(kept)
    if hint in (date, datetime):
        return hint.fromisoformat(kept)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(kept)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**_fields(hint, kept, known))
    if hint in (str, int, float, bool):
        return hint(kept)
    raise TypeError(f"{hint} cannot be read back")
