"""Bytes as text: every encoding of Vietnamese pages, under every declaration, and none where there is nothing to tell."""

from __future__ import annotations

import html
from html.entities import codepoint2name

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.encodings import decode, with_mark
from crawler.feed_document import parse_feed
from crawler.safe_xml import mended
from tests.crawler.old_fonts import ENCODED, tcvn3

WORDS = (
    "Từ ngày mai, mỗi hộ nộp 50.000 đồng tiền phí chuyển đổi số tại xã; người dân hỏi cán bộ đã có văn bản chưa,"
    " ở đâu, lúc nào, vì sao phải đóng thêm?"
)
SAID = (None, "utf-8", "windows-1252", "iso-8859-1", "windows-1258", "khong-co")


@pytest.mark.parametrize("name", ENCODED)
@pytest.mark.parametrize("said", [*SAID, "own"])
@pytest.mark.parametrize("meta", ["", "utf-8", "windows-1258", "own"])
def test_a_page_is_read_whatever_is_declared(name: str, said: str | None, meta: str) -> None:
    declared = name if meta == "own" else meta
    page = f"<html><head><meta charset='{declared}'></head><body><p>{WORDS}</p></body></html>"
    body = ENCODED[name](page)
    said = name if said == "own" else said
    assert WORDS in decode(body, said)
    assert WORDS in decode(with_mark(body, said))


@pytest.mark.parametrize("name", ENCODED)
def test_a_feed_is_read_whatever_it_declares(name: str) -> None:
    for declared in ("", ' encoding="utf-8"', f' encoding="{name}"', ' encoding="iso-8859-1"'):
        text = f'<?xml version="1.0"{declared}?><rss version="2.0"><channel><item><title>{WORDS}</title></item></channel></rss>'
        (entry,) = parse_feed(ENCODED[name](text), "https://dd.example/rss")
        assert entry.title == WORDS


def test_a_page_in_the_signs_of_an_old_font_is_read() -> None:
    """UTF-8 by form: what an editor of the time saved, as letters or as the names of them."""
    signs = tcvn3(WORDS).decode("cp1252")
    named = "".join(f"&{codepoint2name[ord(one)]};" if ord(one) in codepoint2name else one for one in signs)
    assert WORDS in decode(f"<p>{signs}</p>".encode())
    assert WORDS in html.unescape(decode(f"<p>{named}</p>".encode()))


@pytest.mark.parametrize(
    "text",
    [
        "Le café est fermé à côté de l'église, l'été a été très beau, déjà vu là-bas, où êtes-vous né?",
        "Müller fährt über die große Straße, schöne Grüße aus Köln, für Öl und Äpfel.",
        "Cục Thuế – © 2026 «Cổng thông tin» 50 °C ± 2 µm",
        "khong dau gi ca, chi co § 5 va © 2026",
    ],
)
def test_what_is_no_old_font_stays_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text
    assert decode(text.encode(), "windows-1258") == text


def test_a_page_of_which_a_few_bytes_are_broken_stays_utf8() -> None:
    body = WORDS.encode()[:-2] + b"\xe1"
    assert decode(body).startswith(WORDS[:80])
    assert decode(b"\xff" + WORDS.encode(), "iso-8859-1").endswith(WORDS)


@pytest.mark.parametrize("name", ENCODED)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_nothing_breaks_it(name: str, data: st.DataObject) -> None:
    body = bytearray(ENCODED[name](WORDS))
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(body)))
        body[at:at] = data.draw(st.binary(max_size=20))
    said = data.draw(st.sampled_from([*SAID, name, "utf-16", "rot13", "idna", "hex", "unicode_escape"]))
    text = decode(bytes(body), said)
    assert "\ud800" not in text
    assert isinstance(decode(with_mark(bytes(body), said)), str)
    mended(bytes(body))


@settings(max_examples=300, deadline=None)
@given(
    begins=st.sampled_from([b"<html>", b"\n <!DOCTYPE html>\n<HTML>", b"<?xml version='1.0'?><rss>", b"{"]),
    rest=st.binary(max_size=60),
)
@example(begins=b"<html>", rest=tcvn3(WORDS))
def test_a_page_of_which_its_server_says_utf8_reads_as_if_it_had_said_nothing(
    begins: bytes, rest: bytes
) -> None:
    """So HTML goes to its reader as it came, and is gone through once."""
    for said in ("utf-8", "UTF8"):
        assert decode(with_mark(begins + rest, said)) == decode(begins + rest, said) == decode(begins + rest)
    if begins.lstrip().upper().endswith(b"HTML>"):
        assert with_mark(begins + rest, "utf-8") == begins + rest


BROKEN = """<rss version="2.0"><channel><title>A & B</title>
<item><title>Thu &amp; chi &quot;50k&quot;&nbsp;nhé&#0;\x01</title><link>https://dd.example/tin?a=1&b=2&amp;c=3</link>
<description>&lt;p&gt;Lệ phí &lt;b&gt;50k&lt;/b&gt; &amp;amp; 20k&lt;/p&gt;</description></item>
<item><title>Hai</bad><description><![CDATA[<p>Một &nbsp;hai & ba &lt;5 tuổi</p>]]></description></item>
<item><title>Ba</title><description>&lt;p&gt;Lời &lt;a href="x"&gt;ba&lt;/a&gt;&lt;/p&gt;</description></item>"""


def test_what_follows_a_mistake_of_xml_keeps_its_references() -> None:
    first, second, third = parse_feed(BROKEN.encode(), "https://dd.example/rss")
    assert (first.title, first.link) == ('Thu & chi "50k" nhé', "https://dd.example/tin?a=1&b=2&c=3")
    assert (first.text, second.text, third.text) == ("Lệ phí 50k & 20k", "Một hai & ba <5 tuổi", "Lời ba")


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="ab&;<>![]CDAT#x0123456789 \x00\x0b\ufffe", max_size=60))
def test_mending_twice_mends_no_more(text: str) -> None:
    once = mended(text.encode())
    assert mended(once) == once
