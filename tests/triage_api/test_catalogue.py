"""Every text a person reads goes through the catalogue, and the catalogue is current."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from models.errors import BadInput
from tests.scripts import script
from triage_api import catalogue
from triage_api.catalogue import _, said, translations
from triage_api.rendering import TEMPLATES

ROOT = Path(__file__).parents[2]
BRAND = {"Sàng Tin", "VV", "utf-8"}
SHOWN = re.compile(
    r"""\b(?:aria-label|placeholder|title|alt|data-th|data-done)="([^"{]*[^\W\d_]{2,}[^"{]*)"""
)
WORD = re.compile(r"[^\W\d_]{2,}")


def test_the_catalogue_is_current() -> None:
    stale = [
        str(path)
        for path, text in script("catalogue").written().items()
        if not script("catalogue").same(path, text)
    ]
    assert stale == [], "run python scripts/catalogue.py"


def literals(source: str) -> Iterator[str]:
    """Words a template shows that did not go through ``_()``."""
    html = "".join(value for _line, kind, value in Environment().lex(source) if kind == "data")  # noqa: S701
    yield from SHOWN.findall(html)
    for text in re.split(
        r"<[^>]*>?", re.sub(r"[^<]*>", ">", html, count=0) if html.lstrip().startswith(">") else html
    ):
        for word in WORD.findall(re.sub(r'^[^"]*">|[\w-]+="[^"]*"?|&\w+;', "", text)):
            if not any(word in name for name in BRAND) and not word.isascii():
                yield word


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
)
def test_templates_show_nothing_that_is_not_looked_up(name: str) -> None:
    assert list(literals((TEMPLATES / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "broken", ["<p>Chào bà con</p>", '<input placeholder="Nhập tên">', "<b>{{ x }} ngày tới</b>"]
)
def test_a_literal_is_noticed(broken: str) -> None:
    assert list(literals(broken))


def test_errors_are_said_by_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    error = BadInput("Phần viết dài quá {most} ký tự.", most=4000)
    assert said(error) == error.message == "Phần viết dài quá 4000 ký tự."
    monkeypatch.setattr(catalogue, "_", lambda text: text.replace("Phần viết", "Đoạn viết"))
    assert said(error) == "Đoạn viết dài quá 4000 ký tự."


def test_a_changed_wording_is_shown_without_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "vi/LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.po").write_text('msgid "Hàng việc"\nmsgstr "Việc cần làm"\n', encoding="utf-8")
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    translations.cache_clear()
    try:
        assert (_("Hàng việc"), _("không có trong kho"), _("")) == ("Việc cần làm", "không có trong kho", "")
    finally:
        translations.cache_clear()


def test_names_of_the_vocabulary_are_in_it() -> None:
    with (ROOT / "triage_api/locale/vi/LC_MESSAGES/messages.po").open("rb") as source:
        known = {message.id for message in read_po(source)}
    assert {
        "Thông tin cần đối chiếu",
        "Chưa có căn cứ",
        "Rất gấp",
        "có thể mất tiền hoặc mất tài khoản",
    } <= known


@pytest.mark.parametrize(
    "word",
    [
        "đối tượng",
        "chống phá",
        "thù địch",
        "xuyên tạc",
        "AI",
        "dashboard",
        "fact-check",
        "điểm nóng",
        "bức xúc",
        "đồng tình",
        "xử lý bài đăng",
    ],
)
def test_words_to_avoid_stand_on_no_page(word: str) -> None:
    """Nor in what the code says: both are in the catalogue, and templates are looked at in every folder."""
    pages = " ".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    with (ROOT / "triage_api/locale/vi/LC_MESSAGES/messages.po").open("rb") as source:
        said = " ".join(str(message.id) for message in read_po(source))
    assert not re.search(rf"(?<![\w-]){word}(?![\w-])", f"{pages} {said}")
