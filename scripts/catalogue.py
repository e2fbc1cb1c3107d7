"""Collect every text a person reads into ``triage_api/locale``; ``--check`` only says whether it is current.

``python scripts/catalogue.py`` writes ``messages.pot`` and brings ``messages.po`` up to date, keeping the
wordings that were changed there. Texts come from the templates, from ``_()`` and ``N_()`` in the code, from
the names of ``models/vocabulary.py``, and from the sentences errors are raised with.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = Path("triage_api/locale")
TEMPLATE = LOCALE / "messages.pot"
WORDINGS = LOCALE / "vi/LC_MESSAGES/messages.po"
ERRORS = Path("models/errors.py")
VOCABULARY = Path("models/vocabulary.py")
KEYWORDS = {"_": None, "N_": None, "gettext": None}


def main(arguments: list[str]) -> int:
    """Write the catalogue, or with ``--check`` compare it. Returns 1 when it was not current."""
    wanted = written()
    stale = [path for path, text in wanted.items() if not same(path, text)]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path} is not current: run python scripts/catalogue.py\n")
        return 1 if stale else 0
    for path in stale:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(wanted[path])
        sys.stdout.write(f"{path}\n")
    return 0


def same(path: Path, text: bytes) -> bool:
    """Whether the file already holds this."""
    return (ROOT / path).is_file() and (ROOT / path).read_bytes() == text


def written() -> dict[Path, bytes]:
    """Both files as they should be."""
    template = Catalog(project="sangtin", charset="utf-8", fuzzy=False)
    for path, text in sorted(set(texts())):
        template.add(text, locations=[(path, 0)])
    return {TEMPLATE: as_bytes(template), WORDINGS: as_bytes(updated(template))}


def updated(template: Catalog) -> Catalog:
    """The wordings there are, with new texts added and vanished ones dropped."""
    kept: dict[str, str] = {}
    if (ROOT / WORDINGS).is_file():
        with (ROOT / WORDINGS).open("rb") as source:
            kept = {str(one.id): str(one.string) for one in read_po(source, locale="vi") if one.id}
    catalogue = Catalog(locale="vi", project="sangtin", charset="utf-8", fuzzy=False)
    for message in template:
        if message.id:
            catalogue.add(message.id, kept.get(str(message.id), ""), locations=message.locations)
    return catalogue


def as_bytes(catalogue: Catalog) -> bytes:
    """The file without dates and line numbers, so that it changes only when a text does."""
    out = BytesIO()
    write_po(out, catalogue, sort_by_file=True, include_lineno=False, omit_header=True, width=110)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: vi\\n"\n\n'
    return header.encode() + out.getvalue()


def texts() -> Iterator[tuple[str, str]]:
    """Every text with the file it stands in."""
    for path in sorted((ROOT / "triage_api/templates").rglob("*.html")):
        yield from _marked(path, "jinja2.ext:babel_extract")
    for path in sorted((ROOT / "triage_api").rglob("*.py")):
        yield from _marked(path, "python")
    for package in ("triage_api", "models"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield from ((_name(path), text) for text in error_sentences(path))
    yield from ((str(VOCABULARY), text) for text in names(ROOT / VOCABULARY))


def error_sentences(path: Path) -> Iterator[str]:
    """Constant sentences our errors are raised with. What is put together beforehand stays as it is."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in kinds()
            and node.args
        ):
            sentence = node.args[0]
            if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str):
                yield sentence.value


@cache
def kinds() -> frozenset[str]:
    """Names of the error classes."""
    tree = ast.parse((ROOT / ERRORS).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.ClassDef))


def names(path: Path) -> Iterator[str]:
    """Values of the ``…_NAMES`` dictionaries."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        named = isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if named and node.target.id.endswith("_NAMES") and isinstance(node.value, ast.Dict):
            yield from (value.value for value in node.value.values if isinstance(value, ast.Constant))


def _marked(path: Path, method: str) -> Iterator[tuple[str, str]]:
    options = {"trimmed": "true", "silent": "false"}
    with path.open("rb") as source:
        for _line, message, _comments, _context in extract(method, source, KEYWORDS, (), options):
            yield _name(path), message if isinstance(message, str) else message[0]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
