"""The catalogue of texts: everything a person reads is looked up here, in templates and in code.

The catalogue is ``locale/<language>/LC_MESSAGES/messages.po``, read and compiled in memory when first
used, so that a change of wording needs no build step. ``scripts/catalogue.py`` keeps it complete.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from models.errors import TriageError

LOCALE = Path(__file__).parent / "locale"
LANGUAGE = "vi"


@cache
def translations(language: str = LANGUAGE) -> GNUTranslations:
    """The texts of one language; one that has no wording of its own is shown as it stands in the code."""
    compiled = BytesIO()
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _(message: str) -> str:
    """The text to show for a text of the code."""
    return translations().gettext(message) if message else ""


def N_(message: str) -> str:  # noqa: N802  (the name gettext tools look for)
    """Mark a text of the code that is looked up later, where it is shown."""
    return message


def said(error: TriageError) -> str:
    """An error's sentence. Plain text: whoever shows it escapes it."""
    sentence = _(error.template)
    return sentence.format_map(error.values) if error.values else sentence
