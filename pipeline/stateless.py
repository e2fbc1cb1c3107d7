"""The language side without a database: the model that set-up built, and documents from a folder."""

from __future__ import annotations

from pathlib import Path

import typer

from models.errors import BadInput, NoModel, TriageError
from models.settings import settings
from nlp.assess import Assessor
from nlp.contracts import Passage
from nlp.detectors.label_model import LabelModel
from nlp.evidence.retrieval import build_index
from nlp.model_file import read_artefact
from nlp.official.document import parse_document, to_passages
from pipeline.document_files import bytes_of, files_of


def default_assessor(official: Path | None = None) -> Assessor:
    """An assessor with set-up's model; with a folder of documents it also compares.

    Raises:
        NoModel: set-up has not built the model.
        BadInput: the folder has no readable document.
    """
    return Assessor(
        default_model(),
        None if official is None else build_index(passages_of(official)),
        scam_threshold=settings().scam_threshold,
    )


def default_model() -> LabelModel:
    """The model of ``Settings.model_dir``.

    Raises:
        NoModel: there is none.
    """
    directory = settings().model_dir
    if not directory.is_dir():
        raise NoModel(f"Chưa có mô hình trong {directory}. Hãy chạy: make setup")
    return LabelModel.from_bytes(read_artefact(directory).data)


def passages_of(folder: Path) -> list[Passage]:
    """The passages of every readable document of a folder; a bad file is named and left out.

    Raises:
        BadInput: nothing could be read.
    """
    found: list[Passage] = []
    for file in files_of([folder]):
        try:
            found += to_passages(parse_document(bytes_of(file), file.name))
        except TriageError as error:
            typer.echo(f"{error.message} (mã: {error.code})", err=True)
    if not found:
        raise BadInput(f"{folder}: không có văn bản nào đọc được (PDF, DOCX, HTML, TXT, MD).")
    return found
