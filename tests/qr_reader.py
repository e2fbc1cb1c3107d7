"""Reads a QR code as a telephone does, from its modules (ISO/IEC 18004), for tests of what we draw with another program.

Versions 1 to 10, byte mode, ASCII (readers do not agree on anything more). Nothing is mended: a code of ours is drawn clean, so a codeword that is wrong is an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

from PIL import Image

Modules = Sequence[Sequence[bool]]
"""Rows of modules without the quiet zone; True is dark."""
LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
FORMAT_MASK = 0b101010000010010
CHECK_WORDS = {
    "L": (7, 10, 15, 20, 26, 18, 20, 24, 30, 18),
    "M": (10, 16, 26, 18, 24, 16, 18, 22, 22, 26),
    "Q": (13, 22, 18, 26, 18, 24, 18, 22, 20, 24),
    "H": (17, 28, 22, 16, 22, 28, 26, 26, 24, 28),
}
"""Error correction codewords of each block, by version from 1."""
BLOCKS = {
    "L": (1, 1, 1, 1, 1, 2, 2, 2, 2, 4),
    "M": (1, 1, 1, 2, 2, 4, 4, 4, 5, 5),
    "Q": (1, 1, 2, 2, 4, 4, 6, 6, 8, 8),
    "H": (1, 1, 2, 4, 4, 4, 5, 6, 8, 8),
}
ALIGNED = ((), (18,), (22,), (26,), (30,), (34,), (22, 38), (24, 42), (26, 46), (28, 50))
"""Centres of alignment patterns besides 6, by version from 1."""
MASKS = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2 + 0 * x,
    lambda y, x: x % 3 + 0 * y,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
BYTES = 0b0100
FINDER, QUIET = 7, 4
"""Modules of a finder's side, and of the light border around a code."""


class NoCode(AssertionError):
    """What was looked at is no QR code that a telephone would read."""


def in_picture(image: Image.Image) -> Modules:
    """The modules of the one code in a picture (or a part of it) that holds nothing else dark. Its quiet zone has to be there."""
    grey = image.convert("L")
    box = grey.point(lambda light: 255 * (light < 128)).getbbox()
    if box is None:
        raise NoCode("nothing dark")
    left, top, right, bottom = box
    inside = top + (bottom - top) // 120  # in the first row of modules, but not on its blurred edge
    dark = [x for x in range(left, right) if grey.getpixel((x, inside)) < 128]
    run = next((at for at, x in enumerate(dark) if x != dark[0] + at), len(dark))
    if not run:
        raise NoCode("no finder")
    side = 17 + 4 * round(((right - left) * FINDER / run - 17) / 4)
    size = (right - left) / side
    if abs(run / FINDER - size) > 1 or abs((bottom - top) / side - size) > 0.1 or size < 2:
        raise NoCode(f"no square of {side} modules: {box}, finder of {run}")
    room = min(left, top, grey.width - right, grey.height - bottom)
    if room < QUIET * size - 1:
        raise NoCode(f"a quiet zone of {room} points beside modules of {size:.1f}")
    places = [int((at + 0.5) * size) for at in range(side)]
    return [[grey.getpixel((left + x, top + y)) < 128 for x in places] for y in places]


_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def in_path(path: str, side: int) -> Modules:
    """The modules that the data of an SVG path paints, a rectangle of one row for each run."""
    if _RUN.sub("", path):
        raise NoCode("something else is drawn")
    modules = [[False] * side for _ in range(side)]
    for left, row, wide, back in (map(int, run) for run in _RUN.findall(path)):
        if wide != back:
            raise NoCode(f"a run of {wide} ends after {back}")
        modules[row][left : left + wide] = [True] * wide
    return modules


def read(modules: Modules) -> str:
    """The text of a code.

    Raises:
        NoCode: a codeword is wrong, or it is written in another way than we do.
    """
    version, rest = divmod(len(modules) - 17, 4)
    if rest or not 1 <= version <= 10 or any(len(row) != len(modules) for row in modules):
        raise NoCode(f"{len(modules)} modules")
    level, mask = _format(modules)
    bits = _bits(modules, version, mask)
    words = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits) - 7, 8)]
    return _text(_data(words, version, level), version)


def _format(modules: Modules) -> tuple[str, int]:
    side = len(modules)
    around = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(y, 8) for y in range(side - 1, side - 8, -1)] + [(8, x) for x in range(side - 8, side)]
    both = {int("".join(str(int(modules[y][x])) for y, x in places), 2) for places in (around, apart)}
    if len(both) != 1:
        raise NoCode("the two formats differ")
    told = both.pop() ^ FORMAT_MASK
    return LEVELS[told >> 13], told >> 10 & 0b111


def _bits(modules: Modules, version: int, mask: int) -> list[int]:
    side = len(modules)
    fixed = _fixed(version, side)
    bits = []
    upwards = True
    columns = [x for x in range(side - 1, 0, -2) if x > 6] + [5, 3, 1]
    for right in columns:
        rows = range(side - 1, -1, -1) if upwards else range(side)
        places = ((y, x) for y in rows for x in (right, right - 1) if (y, x) not in fixed)
        bits.extend(int(modules[y][x]) ^ (MASKS[mask](y, x) == 0) for y, x in places)
        upwards = not upwards
    return bits


def _fixed(version: int, side: int) -> set[tuple[int, int]]:
    """What holds no data: finders with their formats, timing, alignment, and the number of the version."""
    found = {(y, x) for y in range(9) for x in range(9)}
    found |= {(y, x) for y in range(9) for x in range(side - 8, side)}
    found |= {(y, x) for y in range(side - 8, side) for x in range(9)}
    found |= {(6, at) for at in range(side)} | {(at, 6) for at in range(side)}
    last = ALIGNED[version - 1][-1:]
    centres = (6, *ALIGNED[version - 1]) if last else ()
    corners = {(6, 6), *((6, at) for at in last), *((at, 6) for at in last)}
    for y, x in ((y, x) for y in centres for x in centres if (y, x) not in corners):
        found |= {(y + down, x + over) for down in range(-2, 3) for over in range(-2, 3)}
    if version >= 7:
        block = {(y, x) for y in range(6) for x in range(side - 11, side - 8)}
        found |= block | {(x, y) for y, x in block}
    return found


def _data(words: Sequence[int], version: int, level: str) -> list[int]:
    """The data of all blocks in their order, each block looked at for errors."""
    count, check = BLOCKS[level][version - 1], CHECK_WORDS[level][version - 1]
    short = len(words) // count
    longer = len(words) % count
    sizes = [short - check + (number >= count - longer) for number in range(count)]
    blocks: list[list[int]] = [[] for _ in range(count)]
    left = iter(words)
    for row in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if row < size:
                block.append(next(left))
    data = [word for block in blocks for word in block]
    for _row in range(check):
        for block in blocks:
            block.append(next(left))
    if any(_wrong(block, check) for block in blocks):
        raise NoCode("codewords are wrong")
    return data


def _wrong(block: Sequence[int], check: int) -> bool:
    """Whether a Reed-Solomon block has an error: one of its syndromes is not zero."""
    powers = [1]
    for _ in range(check - 1):
        powers.append(_times(powers[-1], 2))
    return any(reduce(lambda total, word, root=root: _times(total, root) ^ word, block, 0) for root in powers)


def _times(one: int, other: int) -> int:
    """A product in the field of 256 elements over x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
        other >>= 1
    return product


def _text(data: Sequence[int], version: int) -> str:
    bits = "".join(f"{word:08b}" for word in data)
    starts = 4 + (8 if version < 10 else 16)
    mode, length = int(bits[:4], 2), int(bits[4:starts], 2)
    if mode != BYTES:
        raise NoCode(f"mode {mode:04b}")
    ends = [starts + 8 * number for number in range(length + 1)]
    return bytes(int(bits[one:other], 2) for one, other in pairwise(ends)).decode("ascii")
