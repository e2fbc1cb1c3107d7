"""The tree of a document: passages with addresses (``II.2``, ``IV/5/gạch 2``, ``Điều 8 khoản 1 điểm a``).

The level comes from the numbering, never from Markdown depth or indentation (guidance documents use
four depths for one level). A heading seen twice gets a prime (``III'``) and a warning, so file order and
addresses stay true. Head, recipients and signature are no passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.official.numbering import (
    ARTICLE,
    ATTACHED,
    BIG_DEPTH,
    BIG_NAMES,
    CLOSING_WORDS,
    DASH,
    ITEM,
    POINT,
    RECIPIENTS,
    SIGNATURE,
    SUBITEM,
    big_heading,
    is_structural,
    roman_heading,
    roman_value,
)

PREAMBLE, CLOSING = "mở đầu", "kết"
PRIMES = 3
"""Repetitions of a label that are primed and warned about; more of them are no heading but a list."""


@dataclass(frozen=True, slots=True)
class PassageText:
    """One passage: its address, its text, its place in the file (from 0); ``ocr``: read from a picture of a page."""

    path: str
    text: str
    position: int
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """``rest``: lines that are no passage, as (``nơi nhận`` / ``chữ ký``, line). Counts are of what was seen."""

    passages: tuple[PassageText, ...]
    rest: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    items: int
    dashes: int
    warnings: tuple[str, ...]


@dataclass
class _Builder:
    """Where in the tree the next line stands."""

    big: dict[int, str] = field(default_factory=dict)
    section: str = ""
    section_number: int = 0
    article: str = ""
    item: str = ""
    point: str = ""
    dash: int = 0
    passages: list[tuple[str, list[str]]] = field(default_factory=list)
    plain: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    items: int = 0
    dashes: int = 0
    warnings: list[str] = field(default_factory=list)

    def add(self, path: str, text: str) -> None:
        self.passages.append((path, [text]))

    def add_plain(self, label: str, text: str) -> None:
        """A paragraph of preamble or closing: "mở đầu", "mở đầu 2", …"""
        count = self.plain.get(label, 0) + 1
        self.plain[label] = count
        self.add(label if count == 1 else f"{label} {count}", text)

    def unique(self, label: str, scope: str) -> str:
        """The label, primed when it already stood in the same place of the tree; from the fourth on counted."""
        key = f"{scope}\n{label}"
        count = self.seen.get(key, 0)
        self.seen[key] = count + 1
        if not count:
            return label
        primed = label + ("'" * count if count <= PRIMES else f"'{count}")
        if count > PRIMES:
            return primed
        self.warnings.append(f"Mục {label} xuất hiện {count + 1} lần; lần sau ghi là {primed}.")
        return primed

    def continue_last(self, line: str) -> None:
        self.passages[-1][1].append(line)


def build(lines: Sequence[str]) -> Structure:
    """The tree of the lines after a document's head."""
    body_end, closing_at = _ends(lines)
    annex_at = next((at for at in range(body_end, len(lines)) if _starts_annex(lines, at)), len(lines))
    builder = _Builder()
    for at, line in enumerate(lines[:body_end]):
        if closing_at is not None and at >= closing_at:
            builder.add_plain(CLOSING, line)
        elif not _place(builder, line):
            _place_plain(builder, line)
    rest = list(_rest(lines[body_end:annex_at]))
    for line in lines[annex_at:]:
        if not _place(builder, line):
            _place_plain(builder, line)
    builder.dashes += sum(1 for _, line in rest if DASH.match(line))
    passages = tuple(
        PassageText(path, "\n".join(parts), at) for at, (path, parts) in enumerate(builder.passages)
    )
    return Structure(
        passages,
        tuple(rest),
        tuple(builder.headings),
        builder.items,
        builder.dashes,
        tuple(dict.fromkeys(builder.warnings)),
    )


def _ends(lines: Sequence[str]) -> tuple[int, int | None]:
    """Where recipients or signature begin, and where the closing words do (behind all structure)."""
    end = next(
        (at for at, line in enumerate(lines) if RECIPIENTS.match(line) or SIGNATURE.match(line)), len(lines)
    )
    last = max((at for at in range(end) if is_structural(lines[at])), default=-1)
    closing = next((at for at in range(last + 1, end) if CLOSING_WORDS.match(lines[at])), None)
    return end, closing


def _starts_annex(lines: Sequence[str], at: int) -> bool:
    """An annex or a regulation issued with the document, behind recipients and signature."""
    if (match := big_heading(lines[at])) and match["kind"].lower() == "phụ lục":
        return True
    following = " ".join(lines[at + 1 : at + 4])
    return bool(ATTACHED.match(lines[at])) and "kèm theo" in following.lower()


def _rest(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at, line in enumerate(lines):
        signing = SIGNATURE.match(line) or (at and not DASH.match(line) and not RECIPIENTS.match(line))
        yield ("chữ ký" if signing else "nơi nhận", line)


def _place(builder: _Builder, line: str) -> bool:
    """Put a numbered line into the tree; False when it is plain text."""
    return (
        _place_big(builder, line)
        or _place_attached(builder, line)
        or _place_article(builder, line)
        or _place_section(builder, line)
        or _place_item(builder, line)
        or _place_point(builder, line)
        or _place_dash(builder, line)
    )


def _place_big(builder: _Builder, line: str) -> bool:
    match = big_heading(line)
    if match is None:
        return False
    name = BIG_NAMES[match["kind"].lower()]
    depth = BIG_DEPTH[name]
    for deeper in [level for level in builder.big if level >= depth]:
        del builder.big[deeper]
    above = " ".join(builder.big[level] for level in sorted(builder.big))
    builder.big[depth] = builder.unique(f"{name} {match['number'] or ''}".strip(), above)
    _leave(builder, section=True)
    path = " ".join(builder.big[level] for level in sorted(builder.big))
    builder.headings.append(path)
    builder.add(path, line)
    return True


def _place_attached(builder: _Builder, line: str) -> bool:
    """A regulation issued with a decision has articles of its own numbering."""
    match = ATTACHED.match(line)
    if match is None or not builder.seen or _names_a_heading(builder):
        return False
    _leave(builder, section=True)
    builder.big = {0: builder.unique(f"{line.strip().capitalize()} kèm theo", "")}
    builder.headings.append(builder.big[0])
    builder.add(builder.big[0], line)
    return True


def _names_a_heading(builder: _Builder) -> bool:
    """Whether the next line is the name of the chapter that stands alone on the line before: "Mục 2 / KẾ HOẠCH"."""
    path, parts = builder.passages[-1]
    return path == builder.headings[-1] and len(parts) == 1 and big_heading(parts[0]) is not None


def _place_article(builder: _Builder, line: str) -> bool:
    match = ARTICLE.match(line)
    if match is None:
        return False
    outer = builder.big.get(0, "")
    annex = outer if outer.startswith("Phụ lục") or outer.endswith("kèm theo") else ""
    _leave(builder, section=True)
    builder.article = builder.unique(f"Điều {match['number']}", annex)
    if annex:
        builder.article = f"{annex} {builder.article}"
    builder.headings.append(builder.article)
    builder.add(builder.article, line)
    return True


def _place_section(builder: _Builder, line: str) -> bool:
    match = roman_heading(line, builder.section_number)
    if match is None or builder.article:
        return False
    above = " ".join(builder.big[level] for level in sorted(builder.big))
    _leave(builder, section=True)
    label = builder.unique(match["number"], above)
    builder.section = f"{above} {label}".strip()
    builder.section_number = roman_value(match["number"])
    builder.headings.append(builder.section)
    builder.add(builder.section, line)
    return True


def _place_item(builder: _Builder, line: str) -> bool:
    match = ITEM.match(line) or SUBITEM.match(line)
    if match is None:
        return False
    builder.items += 1
    scope = builder.article or builder.section or " ".join(builder.big.values())
    number = builder.unique(match["number"], scope)
    builder.item, builder.point, builder.dash = number, "", 0
    builder.add(_item_path(builder), line)
    return True


def _item_path(builder: _Builder) -> str:
    if builder.article:
        return f"{builder.article} khoản {builder.item}" if builder.item else builder.article
    above = builder.section or " ".join(builder.big[level] for level in sorted(builder.big))
    return ".".join(part for part in (above, builder.item) if part)


def _place_point(builder: _Builder, line: str) -> bool:
    match = POINT.match(line)
    if match is None:
        return False
    number = builder.unique(match["number"], _item_path(builder))
    builder.point, builder.dash = number, 0
    builder.add(f"{_item_path(builder)} điểm {number}".strip(), line)
    return True


def _place_dash(builder: _Builder, line: str) -> bool:
    match = DASH.match(line)
    if match is None:
        return False
    builder.dashes += 1
    builder.dash += 1
    if builder.article:
        above = _item_path(builder)
    else:
        above = "/".join(
            part for part in (builder.section or " ".join(builder.big.values()), builder.item) if part
        )
    if builder.point:
        above = f"{above} điểm {builder.point}"
    builder.add(f"{above}/gạch {builder.dash}" if above else f"gạch {builder.dash}", match["title"])
    return True


def _place_plain(builder: _Builder, line: str) -> None:
    """A paragraph without a number belongs to what stands above it; before the first heading, to the preamble."""
    if not builder.passages or builder.passages[-1][0].startswith(PREAMBLE):
        builder.add_plain(PREAMBLE, line)
    else:
        builder.continue_last(line)


def _leave(builder: _Builder, section: bool) -> None:
    builder.article, builder.item, builder.point, builder.dash = "", "", "", 0
    if section:
        builder.section, builder.section_number = "", builder.section_number
