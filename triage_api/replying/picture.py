"""The picture of a reply for sharing: 1080 × 1080, drawn here. The right fact first and largest, what was told after it.

Text is set in the largest size that fits its box and never cut; what does not fit in the smallest size is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO

import font_source_sans_pro
import segno
from PIL import Image, ImageDraw, ImageFont

from models.errors import BadInput
from triage_api.catalogue import N_, _

SIDE = 1080
MARGIN = 72
WIDTH = SIDE - 2 * MARGIN
QR_SIDE = 220
INK, PAPER, LEAF, QUIET = "#14201b", "#ffffff", "#12563b", "#47524c"
MOST = 600
"""Characters of one text; more is never tried."""
_FACES = {"bold": font_source_sans_pro.SourceSansProBold, "plain": font_source_sans_pro.SourceSansPro}
TOO_LONG = N_("Câu “{words} …” dài quá khổ ảnh. Hãy rút gọn câu; máy không cắt chữ.")


@dataclass(frozen=True, slots=True)
class Poster:
    """What the picture says. ``told``: the claim and the word for it, as one sentence; empty where nothing is corrected."""

    opening: str
    fact: str
    told: str
    source: str
    validity: str
    link: str
    draft: bool

    @property
    def alt(self) -> str:
        """The picture in words, in the order it is read."""
        parts = [self.opening, self.fact, self.told, self.source, self.validity]
        said = " ".join(part for part in parts if part)
        if self.draft:
            said = _("Bản nháp, chưa duyệt.") + " " + said
        return said + " " + _("Mã QR dẫn đến {link}").format(link=self.link)


@dataclass(frozen=True, slots=True)
class _Box:
    """A place for text: its top, height, width, face, colour and sizes from the largest to the smallest."""

    top: int
    height: int
    width: int
    face: str
    colour: str
    sizes: range


_OPENING = _Box(64, 60, WIDTH, "bold", INK, range(40, 25, -2))
_FACT = _Box(150, 400, WIDTH, "bold", LEAF, range(84, 35, -2))
_TOLD = _Box(575, 180, WIDTH, "plain", INK, range(44, 27, -2))
_SOURCE = _Box(800, 130, WIDTH - QR_SIDE - 40, "plain", INK, range(32, 23, -1))
_VALIDITY = _Box(936, 80, WIDTH - QR_SIDE - 40, "plain", QUIET, range(28, 23, -1))


def check_fits(poster: Poster) -> None:
    """Refuse what does not fit, without drawing.

    Raises:
        BadInput: a text does not fit its place even in the smallest size; the sentence says which.
    """
    for box, text in _placed(poster):
        _fit(box, text)


def draw(poster: Poster) -> bytes:
    """The picture as PNG.

    Raises:
        BadInput: a text does not fit its place even in the smallest size; the sentence says which.
    """
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIDE, 28), fill=QUIET if poster.draft else LEAF)
    for box, text in _placed(poster):
        size, lines = _fit(box, text)
        for row, line in enumerate(lines):
            pen.text(
                (MARGIN, box.top + row * _leading(size)), line, font=_font(box.face, size), fill=box.colour
            )
    pen.line((MARGIN, 776, SIDE - MARGIN, 776), fill=INK, width=2)
    pen.line((MARGIN, 782, SIDE - MARGIN, 782), fill=INK, width=2)
    code = _qr(poster.link)
    image.paste(code, (SIDE - MARGIN - code.width, 800))
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def lines_of(text: str, width: int, font: ImageFont.FreeTypeFont) -> list[str] | None:
    """The text in lines no wider than ``width``, broken between words only; None when a word alone is wider."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= width:
            lines[-1] = joined
        elif font.getlength(word) <= width:
            lines.append(word)
        else:
            return None
    return lines


def fitting(text: str, box: tuple[int, int], face: str, sizes: range) -> tuple[int, list[str]] | None:
    """The largest size in which the text fits a box (width, height), with its lines; None when none does."""
    width, height = box
    for size in sizes:
        lines = lines_of(text, width, _font(face, size))
        if lines is not None and len(lines) * _leading(size) <= height:
            return size, lines
    return None


def _placed(poster: Poster) -> tuple[tuple[_Box, str], ...]:
    opening = f"{_('Bản nháp, chưa duyệt.')} {poster.opening}" if poster.draft else poster.opening
    told = (_OPENING, opening), (_FACT, poster.fact), (_TOLD, poster.told)
    return (*told, (_SOURCE, poster.source), (_VALIDITY, poster.validity))


def _fit(box: _Box, text: str) -> tuple[int, list[str]]:
    found = None if len(text) > MOST else fitting(text, (box.width, box.height), box.face, box.sizes)
    if found is None:
        raise _too_long(text)
    return found


def _too_long(text: str) -> BadInput:
    return BadInput(TOO_LONG, words=" ".join(text.split()[:6])[:80])


def _leading(size: int) -> int:
    """Height of a line: stacked marks (Ẫ, Ộ) need more than Latin text does."""
    return round(size * 1.32)


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    # The package ships TrueType and OpenType files; both hold all Vietnamese letters.
    return ImageFont.truetype(_FACES[face], size)


def _qr(link: str) -> Image.Image:
    """The address as a QR code of error level M with its quiet zone, near 220 points wide and never larger."""
    code = segno.make(link, error="m", micro=False)
    modules = code.symbol_size(border=4)[0]
    out = BytesIO()
    code.save(out, kind="png", scale=max(1, QR_SIDE // modules), border=4)
    out.seek(0)
    with Image.open(out) as drawn:
        return drawn.convert("RGB")
