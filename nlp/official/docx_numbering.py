"""The numbers Word shows before paragraphs of automatic lists: they stand in no run of text, only in ``numbering.xml``.

Rules of ECMA-376 part 1, 17.9: a paragraph, or its style, names a list and a level; levels count up, deeper ones begin
anew behind a higher one. Kinds of figures other than those listed are counted in Arabic ones. Every table is read once
and looked up, so a long file takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nlp.official.numbering import figure, whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
MAX_LABEL = 40
_STYLES_DEEP = 10
_BULLETS = frozenset("-–—+•*")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    legal: bool
    restarts: bool


@dataclass(frozen=True, slots=True)
class _List:
    """One ``w:num``: the abstract list it belongs to, its levels, and from where its levels begin anew."""

    abstract: str
    levels: dict[int, _Level]
    begins: dict[int, int]


@dataclass
class Numbering:
    """The lists of one document, and how far each has counted. Ask in the order of the text, once for each paragraph."""

    lists: dict[str, _List] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, paragraph: Any) -> str:
        """What Word shows before a paragraph ("1.", "b)", "-"), counted on; empty for a paragraph in no list."""
        number, depth = self._place(paragraph)
        known = self.lists.get(number)
        if known is None or depth not in known.levels:
            return ""
        counts = self.counts.setdefault(known.abstract, {})
        if number not in self.begun:
            self.begun.add(number)
            for level, first in known.begins.items():
                counts[level] = first - 1
        counts[depth] = counts.get(depth, known.levels[depth].start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            if deeper not in known.levels or known.levels[deeper].restarts:
                del counts[deeper]
        return _shown(known.levels, counts, depth)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        style = _value(properties.find(f"{W}pStyle"))
        styled = self.styles.get(style, ("", 0))
        own = properties.find(f"{W}numPr")
        if own is None:
            return styled
        number, depth = own.find(f"{W}numId"), own.find(f"{W}ilvl")
        return (
            styled[0] if number is None else _value(number),
            styled[1] if depth is None else whole(_value(depth), 0),
        )


def numbering_of(numbering: Any, styles: Any) -> Numbering:
    """The lists of a document from the roots of its ``numbering.xml`` and ``styles.xml``, either of which may be None."""
    if numbering is None:
        return Numbering()
    abstract = {one.get(f"{W}abstractNumId") or "": one for one in numbering.iterchildren(f"{W}abstractNum")}
    named = {
        _value(link): one for one in abstract.values() if (link := one.find(f"{W}styleLink")) is not None
    }
    lists: dict[str, _List] = {}
    for one in numbering.iterchildren(f"{W}num"):
        key = _value(one.find(f"{W}abstractNumId"))
        body = abstract.get(key)
        if body is not None and (link := body.find(f"{W}numStyleLink")) is not None:
            body = named.get(_value(link), body)
        if body is not None:
            lists[one.get(f"{W}numId") or ""] = _read_list(key, body, one)
    return Numbering(lists, dict(_styled(styles, lists, abstract)))


def _read_list(key: str, body: Any, number: Any) -> _List:
    levels = dict(_read_level(level) for level in body.iterchildren(f"{W}lvl"))
    begins: dict[int, int] = {}
    for change in number.iterchildren(f"{W}lvlOverride"):
        depth = whole(change.get(f"{W}ilvl") or "", 0)
        if (level := change.find(f"{W}lvl")) is not None:
            levels[depth] = _read_level(level)[1]
        if (first := change.find(f"{W}startOverride")) is not None:
            begins[depth] = whole(_value(first), 1)
    return _List(key, {depth: one for depth, one in levels.items() if 0 <= depth < LEVELS}, begins)


def _read_level(level: Any) -> tuple[int, _Level]:
    restart = level.find(f"{W}lvlRestart")
    return whole(level.get(f"{W}ilvl") or "", 0), _Level(
        start=whole(_value(level.find(f"{W}start")), 1),
        form=_value(level.find(f"{W}numFmt")) or "decimal",
        text=_value(level.find(f"{W}lvlText"))[:MAX_LABEL],
        legal=level.find(f"{W}isLgl") is not None,
        restarts=restart is None or _value(restart) != "0",
    )


def _styled(
    styles: Any, lists: dict[str, _List], abstract: dict[str, Any]
) -> Iterator[tuple[str, tuple[str, int]]]:
    """The list and level of each paragraph style that has one, its own or that of a style it is based on."""
    if styles is None:
        return
    known = {one.get(f"{W}styleId") or "": one for one in styles.iterchildren(f"{W}style")}
    level_of = {
        (key, _value(level.find(f"{W}pStyle"))): whole(level.get(f"{W}ilvl") or "", 0)
        for key, body in abstract.items()
        for level in body.iterchildren(f"{W}lvl")
    }
    for name in known:
        at: str = name
        for _ in range(_STYLES_DEEP):
            style = known.get(at)
            if style is None:
                break
            own = style.find(f"{W}pPr/{W}numPr")
            if own is not None and own.find(f"{W}numId") is not None:
                number = _value(own.find(f"{W}numId"))
                told = whole(_value(own.find(f"{W}ilvl")), 0)
                key = lists[number].abstract if number in lists else ""
                yield name, (number, level_of.get((key, name), told))
                break
            at = _value(style.find(f"{W}basedOn"))


def _shown(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    level = levels[depth]
    if level.form == "none":
        return ""
    if level.form == "bullet":
        return level.text if level.text in _BULLETS else "-"

    def told(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if at not in levels:
            return ""
        form = "decimal" if level.legal else levels[at].form
        return figure(counts.get(at, levels[at].start), form)

    return re.sub(r"%([1-9])", told, level.text).strip()


def _value(node: Any) -> str:
    return (node.get(f"{W}val") or "") if node is not None else ""
