"""Own stylesheet and scripts, cached for a year under an address that changes with their content.

They are written to be read and sent to be light: what only a reader of the source needs stays here. A phone unpacks about a quarter
less, which is why no page has to leave anything out for it.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache
from pathlib import Path

from fastapi import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
_STRING = r"\"[^\"\n]*\"|'[^'\n]*'"
_CSS = re.compile(rf"({_STRING})|/\*.*?\*/|\s+", re.DOTALL)
_AROUND = re.compile(rf"({_STRING})|\s*([{{}};,])\s*|(?<=:)\s+")
_HEX = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3\b")
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@cache
def asset_url(name: str) -> str:
    """``/static/ui.css?v=1f2e3d4c``."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={digest}"


def light_css(text: str) -> str:
    """A stylesheet without its comments and layout; what stands in quotes stays as it is.

    >>> light_css("/* why */ a:hover,\\n b { color: red;  content: ' ; ' }")
    "a:hover,b{color:red;content:' ; '}"
    """
    plain = _CSS.sub(lambda found: found[1] or " ", text)
    plain = _AROUND.sub(lambda found: found[1] or found[2] or "", plain)
    plain = _HEX.sub(r"#\1\2\3", plain)
    return plain.replace(";}", "}").strip()


def light_js(text: str) -> str:
    """A script without lines that are only a comment, and without indentation. No text of ours goes over several lines (a test).

    >>> light_js("// why\\n  one();\\n\\n  // two\\n  two(); // here")
    'one();\\ntwo(); // here'
    """
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def light(path: Path) -> bytes:
    """What is sent of a stylesheet or script."""
    text = path.read_text(encoding="utf-8")
    return (light_css(text) if path.suffix == ".css" else light_js(text)).encode()


class LightFiles(StaticFiles):
    """Static files, stylesheets and scripts in their light form."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """As ``StaticFiles``, for these two kinds from memory."""
        path = Path(full_path)
        if path.suffix not in _TYPES:
            return super().file_response(full_path, stat_result, scope, status_code)
        body = light(path)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = dict(scope["headers"])
        if tag.encode() in headers.get(b"if-none-match", b""):
            return NotModifiedResponse(Response(headers={"ETag": tag}).headers)
        return Response(body, status_code, {"ETag": tag}, _TYPES[path.suffix])
