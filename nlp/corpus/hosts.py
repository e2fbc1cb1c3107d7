"""Reads the labelled hosts: which blocklist entries imitate whom, and well-known hosts that imitate nobody.

``lookalike_labels.tsv`` holds no entry of the blocklist, only the SHA-256 of each labelled one (UTF-8, as it
stands in its line), so it says nothing without the list: split, category and imitated domain, or ``-`` twice for
an entry that imitates nobody on the lists of ``nlp.official_names``. ``benign_hosts.txt`` is plain.

Half of each is ``tune``, on which weights and threshold were set, and half ``test``: the first hexadecimal digit
of the SHA-256 decides (even: ``tune``), so nobody chose.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from models.errors import BadInput, TooLarge
from nlp.corpus.lines import Place, member

MAX_FILE_BYTES = 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}\.)+[a-z]{2,63}")
_COLUMNS = 4
_NOBODY = "-"


class Split(StrEnum):
    """Which half a labelled host belongs to."""

    TUNE = "tune"
    TEST = "test"


class HostCategory(StrEnum):
    """What kind of body is imitated."""

    GOVERNMENT = "government"
    UTILITY = "utility"
    BANK = "bank"
    TELECOM = "telecom"
    POST = "post"
    WALLET = "wallet"
    SHOP = "shop"


@dataclass(frozen=True, slots=True)
class HostLabel:
    """What a person saw in one blocklist entry: ``category`` and ``imitated`` are None when it imitates nobody."""

    sha256: str
    split: Split
    category: HostCategory | None
    imitated: str | None


@dataclass(frozen=True, slots=True)
class BenignHost:
    """A well-known host that imitates nobody."""

    host: str
    split: Split


def sha256_of(entry: str) -> str:
    """The name of a blocklist entry in the labels."""
    return hashlib.sha256(entry.encode()).hexdigest()


def split_of(sha256: str) -> Split:
    """The half that an entry of this SHA-256 belongs to."""
    return Split.TEST if int(sha256[0], 16) % 2 else Split.TUNE


def load_labels(path: Path | None = None) -> list[HostLabel]:
    """The labels of a file, by default those that ship with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    found: dict[str, HostLabel] = {}
    for place, line in _lines(_source("lookalike_labels.tsv", path)):
        label = _label(line, place)
        if label.sha256 in found:
            raise place.error("mã SHA-256 đã có ở dòng trước")
        found[label.sha256] = label
    return list(found.values())


def load_benign(path: Path | None = None) -> list[BenignHost]:
    """The benign hosts of a file, by default those that ship with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    found: dict[str, BenignHost] = {}
    for place, host in _lines(_source("benign_hosts.txt", path)):
        if not _HOST.fullmatch(host):
            raise place.error("không phải tên miền viết thường")
        if host in found:
            raise place.error(f"«{host}» đã có ở dòng trước")
        found[host] = BenignHost(host, split_of(sha256_of(host)))
    return list(found.values())


def _source(name: str, path: Path | None) -> Traversable:
    return files("nlp.corpus").joinpath(name) if path is None else path


def _lines(source: Traversable) -> Iterator[tuple[Place, str]]:
    """Lines that are neither blank nor comments, with their places."""
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise BadInput(f"Không đọc được tệp {source.name}: {error.strerror}.") from error
    if len(raw) > MAX_FILE_BYTES:
        raise TooLarge(f"Tệp {source.name} lớn hơn {MAX_FILE_BYTES} byte.")
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"Tệp {source.name}: không phải UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            yield Place(source.name, number), line.strip()


def _label(line: str, place: Place) -> HostLabel:
    cells = line.split("\t")
    if len(cells) != _COLUMNS:
        raise place.error(f"cần {_COLUMNS} cột cách nhau bằng dấu tab")
    sha256, split, category, imitated = cells
    if not _SHA256.fullmatch(sha256):
        raise place.error("cột đầu không phải mã SHA-256")
    if member(Split, split, "split", place) is not split_of(sha256):
        raise place.error("«split» không theo mã SHA-256")
    if category == imitated == _NOBODY:
        return HostLabel(sha256, Split(split), None, None)
    if not _HOST.fullmatch(imitated):
        raise place.error("cột cuối không phải tên miền")
    return HostLabel(sha256, Split(split), member(HostCategory, category, "category", place), imitated)
