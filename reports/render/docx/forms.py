"""The two forms of official documents as data: ``forms.yaml``, or an office's own file of the same names."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import BadInput

FORMS = Path(__file__).with_name("forms.yaml")


class DocumentForm(StrEnum):
    """For whom the document is: a body of the Party or of the state."""

    PARTY = "dang"
    STATE = "chinhquyen"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(_Part):
    """Margins of A4."""

    top: float = Field(ge=15, le=30)
    bottom: float = Field(ge=15, le=30)
    left: float = Field(ge=20, le=40)
    right: float = Field(ge=10, le=30)


Size = float


class Line(_Part):
    """A line of the head. ``rule``: a line drawn under it, ``whole`` as long as it or a ``part`` of it (a third to half), or so many
    millimetres.
    """

    text: str = ""
    size: Size = Field(ge=10, le=18)
    bold: bool = False
    rule: float | Literal["whole", "part"] | None = None
    dashes: str | None = None


class Body(_Part):
    """The text: ``line`` is a multiple, ``exactly`` a height in points; one of the two."""

    size: Size = Field(ge=10, le=18)
    indent: float
    after: float
    line: float | None = None
    exactly: float | None = None


class TableText(_Part):
    """Words inside tables."""

    size: Size = Field(ge=9, le=18)


class Authority(_Part):
    """By whose authority and in which post somebody signs; a clerk changes it in the file."""

    text: str
    post: str
    size: Size


class Recipients(_Part):
    """The block "Nơi nhận"; ``between`` ends each line but the last."""

    between: str
    head: str
    head_size: Size
    head_italic: bool
    head_underline: bool
    size: Size
    last: str


class Layout(_Part):
    """Everything of one form."""

    page: Page
    font: str
    number_size: Size
    nation: list[Line]
    parent: Line
    agency: Line
    star: bool
    document_number: Line
    place_and_date: Line
    title: Line
    summary: Line
    body: Body
    table: TableText
    roman: str
    authority: Authority
    recipients: Recipients
    closing: Literal[".", "./."]
    comma: bool = True
    """Whether a comma stands before the day of a cited document: "số 12/2026/NQ-HĐND, ngày 10/07/2026"."""


@cache
def layout(form: DocumentForm, own: Path | None = None) -> Layout:
    """The layout of a form, from our file or an office's ``own``.

    Raises:
        BadInput: the office's file cannot be read, lacks the form, or has a value that cannot be.
    """
    path = own or FORMS
    try:
        forms = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Layout.model_validate(forms[form.value])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BadInput(
            "Không đọc được mẫu văn bản “{form}” trong tệp {file} ({reason}).",
            form=form.value,
            file=path.name,
            reason=type(error).__name__,
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(
            "Tệp {file}, mẫu “{form}”, mục {place}: {reason}.",
            file=path.name,
            form=form.value,
            place=".".join(str(part) for part in first["loc"]),
            reason=first["msg"],
        ) from None
