"""Reads a QR code from its modules, written from ISO/IEC 18004 and not from what draws ours.

No error correction: what our pages draw is exact, and a test wants to know when it is not.
"""

from __future__ import annotations

import re

Grid = list[list[int]]
BLOCKS = {
    "M": {1: (16, 1), 2: (28, 1), 3: (44, 1), 4: (64, 2), 5: (86, 2), 6: (108, 4)},
    "Q": {1: (13, 1), 2: (22, 1), 3: (34, 2), 4: (48, 2), 6: (76, 4)},
    "H": {1: (9, 1), 2: (16, 1), 3: (26, 2), 4: (36, 4), 6: (60, 4)},
}
"""Level and version to data words and blocks (table 9 of the standard), where all blocks are equally long."""
LEVELS = {0b00: "M", 0b11: "Q", 0b10: "H"}
ALIGNED_AT = {1: None, 2: 18, 3: 22, 4: 26, 5: 30, 6: 34}
"""Centre of the one alignment pattern (annex E)."""
FORMAT_MASK = 0b101010000010010
MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, _: i % 2,
    lambda _, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def modules(path: str, size: int) -> Grid:
    """The modules that the data of an SVG path paints, dark ones 1."""
    grid = [[0] * size for _ in range(size)]
    assert RUN.sub("", path) == "", "nothing else is drawn"
    for left, row, wide, back in (map(int, run) for run in RUN.findall(path)):
        assert wide == back
        for column in range(left, left + wide):
            grid[row][column] = 1
    return grid


def read(grid: Grid) -> str:
    """The text of a code with one stretch of bytes."""
    size = len(grid)
    version = (size - 17) // 4
    bits = [grid[8][j] for j in (0, 1, 2, 3, 4, 5, 7, 8)] + [grid[i][8] for i in (7, 5, 4, 3, 2, 1, 0)]
    told = int("".join(map(str, bits)), 2) ^ FORMAT_MASK
    level = LEVELS[told >> 13]
    mask = MASKS[told >> 10 & 0b111]
    stream = "".join(
        str(grid[i][j] ^ (mask(i, j) == 0)) for i, j in _walk(size) if not _fixed(i, j, size, version)
    )
    words = [int(stream[at : at + 8], 2) for at in range(0, len(stream) - 7, 8)]
    many, blocks = BLOCKS[level][version]
    data = [word for block in range(blocks) for word in words[block:many:blocks]]
    flat = "".join(f"{word:08b}" for word in data)
    assert flat[:4] == "0100", "bytes"
    length = int(flat[4:12], 2)
    return bytes(int(flat[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def _walk(size: int) -> list[tuple[int, int]]:
    """Every module in the order data is laid: pairs of columns from the right, up and down, without the timing column."""
    rights = [*range(size - 1, 6, -2), *range(5, 0, -2)]
    found = []
    for number, right in enumerate(rights):
        rows = range(size) if number % 2 else range(size - 1, -1, -1)
        found += [(i, j) for i in rows for j in (right, right - 1)]
    return found


def _fixed(i: int, j: int, size: int, version: int) -> bool:
    """Whether a module belongs to a pattern or to the format, not to the data."""
    far = size - 8
    if 6 in (i, j) or (i < 9 and (j < 9 or j >= far)) or (i >= far and j < 9):
        return True
    centre = ALIGNED_AT[version]
    return centre is not None and abs(i - centre) <= 2 and abs(j - centre) <= 2
