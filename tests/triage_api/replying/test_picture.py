"""The picture for sharing: 1080 × 1080, everything in it, and nothing cut."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.errors import BadInput
from tests.qr_reader import in_picture, read
from triage_api.replying.picture import MARGIN, QR_SIDE, SIDE, Poster, draw, fitting

FACT = "Nộp hồ sơ trực tiếp tại xã vẫn được nhận, không mất phí."
POSTER = Poster("UBND xã trả lời:", FACT, "Tin nói “mất 50k”: sai.", "Nghị quyết số 12.", "Có giá trị đến 31/12/2026.", "https://xa.example/doi-chieu/4", False)  # fmt: skip


CORNER = (SIDE - MARGIN - QR_SIDE, 800, SIDE, SIDE)
"""Where the code stands, to the edges of the picture."""


@pytest.mark.parametrize(
    "link",
    ["https://xa.example/1", POSTER.link, "https://sangtin.songlam.example/doi-chieu/1284003377", "https://x.example/" + "dai/" * 30],
)  # fmt: skip
def test_it_is_drawn_in_its_size_with_a_code_that_reads_as_its_address(link: str) -> None:
    image = Image.open(BytesIO(draw(replace(POSTER, link=link))))
    assert image.size == (1080, 1080)
    modules = in_picture(image.crop(CORNER))
    assert read(modules) == link


def test_a_draft_says_so() -> None:
    draft = replace(POSTER, draft=True)
    assert draft.alt.startswith("Bản nháp, chưa duyệt.")
    assert draw(draft) != draw(POSTER)


def test_the_right_fact_comes_before_what_was_told() -> None:
    assert POSTER.alt.index(FACT) < POSTER.alt.index("mất 50k")
    assert "https://xa.example/doi-chieu/4" in POSTER.alt


@pytest.mark.parametrize("fact", ["dài " * 200, "x" * 300, "Câu " + "rất dài " * 70])
def test_what_does_not_fit_is_refused_with_its_words(fact: str) -> None:
    with pytest.raises(BadInput, match="dài quá khổ ảnh"):
        draw(Poster("UBND xã trả lời:", fact, "", "Nghị quyết.", "", "https://xa.example/1", False))


@settings(max_examples=25)
@given(st.lists(st.text(alphabet="aăâbcđeêghiklmnoôơẪộỹị", min_size=1, max_size=12), max_size=30))
def test_lines_hold_all_words_whole(words: list[str]) -> None:
    found = fitting(" ".join(words), (900, 300), "bold", range(60, 30, -6))
    if found is not None:
        assert [word for line in found[1] for word in line.split()] == words
