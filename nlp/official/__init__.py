"""Official documents: bytes in; number, head, passages and citations out."""

from nlp.official.citations import Citation
from nlp.official.document import OfficialDocument, require_number, to_json, to_passages, with_identity
from nlp.official.parse import parse_document

__all__ = [
    "Citation",
    "OfficialDocument",
    "parse_document",
    "require_number",
    "to_json",
    "to_passages",
    "with_identity",
]
