"""A host as an eye reads it: punycode decoded, look-alike letters made plain, split where people split it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import pairwise

from nlp.lures import Company
from nlp.normalise import fold
from nlp.normalise.addresses import public_suffix

_LONGEST_HOST = 253
_LONGEST_LABEL = 63

_FOREIGN = str.maketrans("аеорсухіјѕһԁԛԝкмтвнοαενικρτυχɡı", "aeopcyxijshdqwkmtbhoaevikptuxgi")
_FIGURES = str.maketrans("0135$", "oiess")


class Disguise(IntEnum):
    """What had to be undone before the host could be read like this."""

    NONE = 0
    MARKS = 1
    FIGURES = 2
    FOREIGN = 3


@dataclass(frozen=True)
class Label:
    """One label without its hyphens; ``breaks`` are the places in ``text`` where a word may begin or end."""

    text: str
    breaks: frozenset[int]

    @cached_property
    def company(self) -> Company:
        """How much of the label are words of a lure."""
        return Company(self.text, self.breaks)

    def words(self, start: int, end: int) -> list[str]:
        """The words of a range, cut at the breaks."""
        cuts = [start, *sorted(at for at in self.breaks if start < at < end), end]
        return [self.text[low:high] for low, high in pairwise(cuts) if low < high]

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether a range is a word of its own."""
        return start in self.breaks and end in self.breaks


@dataclass(frozen=True)
class Host:
    """One reading of a host. ``suffix`` is its public suffix, empty when its ending is not a known one."""

    text: str
    disguise: Disguise

    @cached_property
    def suffix(self) -> str:
        """The ending nobody registers."""
        return public_suffix(self.text) or ""

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """The labels before the ending; the registered one is the last."""
        rest = self.text.removesuffix(self.suffix).rstrip(".") if self.suffix else ""
        return tuple(_label(part) for part in rest.split(".") if part)

    @property
    def registered(self) -> str:
        """The registered domain, or the whole host when its ending is not known."""
        if not self.suffix or self.text == self.suffix:
            return self.text
        name = self.text.removesuffix(f".{self.suffix}").rpartition(".")[2]
        return f"{name}.{self.suffix}"


def is_readable(host: str) -> bool:
    """Whether a text can be a host: nothing longer than RFC 1035 allows, and no label empty.

    The limit of a label also keeps the work on one label, and so on a host, bounded.
    """
    return len(host) <= _LONGEST_HOST and all(0 < len(label) <= _LONGEST_LABEL for label in host.split("."))


def read_host(host: str) -> list[Host]:
    """The readings of a lower-case host, the plainest first: as it stands, then with disguises undone."""
    plain = host if host.isascii() and "xn--" not in host else _plain(host)
    found = [Host(plain, Disguise.NONE if plain == host else Disguise.MARKS)]
    latin = plain if plain.isascii() else plain.translate(_FOREIGN)
    if latin != plain:
        found.append(Host(latin, Disguise.FOREIGN))
    letters = latin.translate(_FIGURES)
    if letters != latin and any(char.isalpha() for char in latin):
        found.append(Host(letters, max(found[-1].disguise, Disguise.FIGURES)))
    return found


def _plain(host: str) -> str:
    """The host with its punycode decoded and without diacritics."""
    return fold(unicodedata.normalize("NFKC", ".".join(_decoded(label) for label in host.split("."))))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _label(raw: str) -> Label:
    if "-" not in raw and "_" not in raw:
        return Label(raw, frozenset((0, len(raw))))
    words = [word for word in raw.replace("_", "-").split("-") if word]
    breaks = {0}
    at = 0
    for word in words:
        at += len(word)
        breaks.add(at)
    return Label("".join(words), frozenset(breaks))
