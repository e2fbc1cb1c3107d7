"""One drawing for every place it is shown: marks on a small sheet, as SVG for pages and as a picture for Word.

Units are pixels of a page 360 wide, so that text of 16 stays 16. In the picture as in grey print the looks stay apart: a solid bar, an
outlined one, a dashed one.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup
from PIL import Image, ImageDraw, ImageFont

log = logging.getLogger("sangtin.reports")

Letters = ImageFont.FreeTypeFont | ImageFont.ImageFont
TEXT = 16
SCALE = 4
"""Pixels of the picture to a unit: 300 to the inch where it is printed 97 mm wide."""
WIDER = 1.28
"""How much wider than ours the widest letters are that a page may have (DejaVu Sans, where a machine has nothing else)."""
OTHERS = {
    False: ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "arial.ttf"),
    True: ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf", "arialbd.ttf"),
}
"""What is looked for on the machine where ours is missing; none is wider than ``WIDER``."""
MARKED = "ẪẰỆỢỹđ"
"""Letters with two marks, which fonts without Vietnamese lack."""
INK, INK_2, LEAF, PAPER = "#18211d", "#4c564f", "#1f5f46", "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; ``look`` is a class of the stylesheet: ``f1`` solid, ``f2`` outlined, ``l4`` dashed, ``ax`` a line to stand on."""

    look: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text from ``x`` on, or around it, on the base line ``y``: pieces with their look (``""``, ``tb`` bold, ``t2`` pale)."""

    x: float
    y: float
    pieces: Sequence[tuple[str, str]]
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in the order they are drawn, and everything they show in words."""

    width: int
    height: int
    marks: Sequence[Bar | Words]
    said: str

    def svg(self) -> Markup:
        """For a page: ``role="img"`` and all figures in ``aria-label``."""
        opening = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            self.width, self.height, self.said
        )
        return opening + Markup("").join(_svg(mark) for mark in self.marks) + Markup("</svg>")

    def png(self) -> bytes:
        """For Word: a picture on white, in our own letters, so that it looks the same on every machine."""
        image = Image.new("RGB", (self.width * SCALE, self.height * SCALE), PAPER)
        pen = ImageDraw.Draw(image)
        for mark in self.marks:
            if isinstance(mark, Bar):
                _paint(pen, mark)
            else:
                _write(pen, mark)
        written = io.BytesIO()
        image.quantize(32).save(
            written, "PNG", optimize=True, dpi=(25.4 * SCALE / 0.336, 25.4 * SCALE / 0.336)
        )
        return written.getvalue()


def _svg(mark: Bar | Words) -> Markup:
    if isinstance(mark, Bar):
        return Markup('<rect class="{}" x="{:g}" y="{:g}" width="{:.1f}" height="{:g}"/>').format(
            mark.look, mark.x, mark.y, mark.width, mark.height
        )
    if len(mark.pieces) == 1 and not mark.pieces[0][1]:
        inside = Markup("{}").format(mark.pieces[0][0])
    else:
        inside = Markup("").join(
            Markup('<tspan class="{}">{}</tspan>').format(look, text) if look else Markup("{}").format(text)
            for text, look in mark.pieces
        )
    anchor = Markup(' text-anchor="middle"') if mark.centred else ""
    return Markup('<text x="{:.1f}" y="{:g}"{}>{}</text>').format(mark.x, mark.y, anchor, inside)


def _paint(pen: ImageDraw.ImageDraw, bar: Bar) -> None:
    box = [round(value * SCALE) for value in (bar.x, bar.y, bar.x + bar.width, bar.y + bar.height)]
    if bar.look == "f1":
        pen.rectangle(box, fill=LEAF)
    elif bar.look == "ax":
        pen.rectangle(box, fill=INK_2)
    elif bar.look == "f2":
        pen.rectangle(box, fill=PAPER, outline=LEAF, width=round(1.5 * SCALE))
    else:
        _dashed(pen, box)


def _dashed(pen: ImageDraw.ImageDraw, box: Sequence[int]) -> None:
    left, top, right, bottom = box
    dash, gap, width = 4 * SCALE, 3 * SCALE, round(1.5 * SCALE)
    for at in range(left, right, dash + gap):
        end = min(at + dash, right)
        pen.line([(at, top), (end, top)], fill=INK, width=width)
        pen.line([(at, bottom), (end, bottom)], fill=INK, width=width)
    for at in range(top, bottom, dash + gap):
        end = min(at + dash, bottom)
        pen.line([(left, at), (left, end)], fill=INK, width=width)
        pen.line([(right, at), (right, end)], fill=INK, width=width)


def _write(pen: ImageDraw.ImageDraw, words: Words) -> None:
    x = (words.x - (room_of(words.pieces) / WIDER / 2 if words.centred else 0)) * SCALE
    for text, look in words.pieces:
        font = _font(bold=look == "tb")
        pen.text((x, words.y * SCALE), text, font=font, fill=INK_2 if look == "t2" else INK, anchor="ls")
        x += pen.textlength(text, font=font)


def room_of(pieces: Sequence[tuple[str, str]]) -> float:
    """Units to keep free for a line of text, whatever letters a page has."""
    return WIDER * sum(_font(bold=look == "tb").getlength(text) for text, look in pieces) / SCALE


def whole_letters() -> bool:
    """Whether pictures are written in letters that have every Vietnamese mark; if not, whoever shows one has to say so."""
    font = _font(bold=False)
    unknown = _shape(font, "\uffff")
    return all(_shape(font, letter) != unknown for letter in MARKED)


def _shape(font: Letters, letter: str) -> bytes:
    return bytes(font.getmask(letter))


@cache
def _font(*, bold: bool) -> Letters:
    """Our letters; where they are not installed those of the machine, and at the worst the few Pillow brings."""
    for name in (*_own(bold=bold), *OTHERS[bold]):
        try:
            return ImageFont.truetype(name, TEXT * SCALE)
        except OSError:
            log.warning("letters for charts not found: %s", Path(name).name)
    return ImageFont.load_default(TEXT * SCALE)


def _own(*, bold: bool) -> tuple[str, ...]:
    try:
        from font_source_sans_pro import SourceSansPro, SourceSansProBold
    except ImportError:
        return ()
    return (SourceSansProBold if bold else SourceSansPro,)
