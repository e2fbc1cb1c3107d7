"""Answers to people's questions, for everybody: what the office wrote and quotes, never what somebody asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from models.queries import public_answers
from models.vocabulary import Topic
from triage_api import public_rendering
from triage_api.answer_page import answer_context
from triage_api.claim_review import claim_number
from triage_api.dependencies import Db
from triage_api.fields import Id, IdInPath, ShortQuery
from triage_api.formats import today
from triage_api.routing import Router

router = Router(include_in_schema=False)
PER_PAGE = 20


@router.get("/hoi-dap")
def answers(
    request: Request, session: Db, chu_de: ShortQuery = "", sau: Annotated[Id | None, Query()] = None
) -> Response:
    """The list: answers in force, the newest first."""
    topic = Topic(chu_de) if chu_de in {known.value for known in Topic} else None
    found = public_answers.newest(session, PER_PAGE + 1, today(), sau, topic)
    shown = found[:PER_PAGE]
    context = {
        "answers": shown,
        "words": public_answers.words(session, [one.reply_id for one in shown]),
        "next": shown[-1].reply_id if len(found) > PER_PAGE else None,
        "topic": topic,
        "first": sau is None,
        "claim_number": claim_number,
    }
    return public_rendering.page(request, "answers.html", context)


@router.get("/hoi-dap/{answer_id}")
def answer(request: Request, session: Db, answer_id: IdInPath) -> Response:
    """One answer with the passages it quotes."""
    return public_rendering.page(request, "answer.html", answer_context(session, answer_id))
