"""Stylesheets and scripts are sent light, and mean the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.assets import STATIC, asset_url, light

OURS = sorted(path for path in STATIC.iterdir() if path.suffix in (".css", ".js"))


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_nothing_but_layout_and_comments_is_left_out(path: object) -> None:
    text, sent = path.read_text(encoding="utf-8"), light(path).decode()  # type: ignore[attr-defined]
    if path.suffix == ".css":  # type: ignore[attr-defined]
        plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        plain = re.sub(r"#(.)\1(.)\2(.)\3\b", r"#\1\2\3", plain)
        assert re.sub(r"[\s;]", "", sent) == re.sub(r"[\s;]", "", plain)
        assert sent.count("{") == sent.count("}") == plain.count("{")
    else:
        kept = [line.strip() for line in text.splitlines() if not line.strip().startswith("//")]
        assert sent.splitlines() == [line for line in kept if line]


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix == ".js"], ids=lambda path: path.name)
def test_no_text_of_a_script_goes_over_several_lines(path: object) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():  # type: ignore[attr-defined]
        assert line.count("`") % 2 == 0, line


@pytest.mark.database
def test_a_browser_that_has_it_is_told_so(desk: Desk, browse: Callable[..., Browser]) -> None:
    got = browse().get(asset_url("ui.css"))
    assert len(got.content) < 0.9 * (STATIC / "ui.css").stat().st_size
    assert got.headers["content-type"].startswith("text/css")
    again = browse().get(asset_url("ui.css"), headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
