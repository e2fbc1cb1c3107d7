"""Sentences added to a draft on request: those of a template, or the words of a passage with their citation."""

from __future__ import annotations

from models.errors import BadInput, NotFound
from models.queries import decisions, official
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from triage_api.catalogue import _
from triage_api.replying.templates import template

PASSAGE = "doan-"
LONGEST_QUOTE = 600


def added(session: Session, item: Item, task: str, code: str) -> list[NewSentence]:
    """What ``task`` adds: ``mau`` the template ``code``, ``doan-12`` the words of passage 12; anything else nothing.

    Raises:
        BadInput: there is no such template for this kind of work, or the passage is too long to be quoted whole.
        NotFound: the passage is not in the base.
    """
    if task == "mau":
        chosen = template(code)
        if chosen is None or chosen.queue is not item.queue:
            raise BadInput("Hãy chọn một mẫu trong danh sách.")
        return chosen.composed(_first_passage(session, item.id))
    number = task.removeprefix(PASSAGE)
    if task.startswith(PASSAGE) and number.isascii() and number.isdigit() and len(number) <= 18:
        return [_quoted(session, int(number))]
    return []


def _first_passage(session: Session, item_id: int) -> int | None:
    cited = [one for given in decisions.current_decisions(session, item_id) for one in given.passages]
    return cited[0].id if cited else None


def _quoted(session: Session, passage_id: int) -> NewSentence:
    found = official.passages_by_id(session, [passage_id])
    if not found:
        raise NotFound("Đoạn văn bản được dẫn không còn trong kho.")
    words = " ".join(found[passage_id].text.split())
    if len(words) > LONGEST_QUOTE:
        raise BadInput("Đoạn dài quá {most} ký tự; hãy viết một câu rồi chọn căn cứ.", most=LONGEST_QUOTE)
    return NewSentence(_("Văn bản nêu: “{words}”").format(words=words.rstrip(".")) + ".", passage_id)
