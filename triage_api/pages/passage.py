"""One passage of an official document by its lasting address: its words, its dates, what it said before."""

from __future__ import annotations

from fastapi import Request, Response

from models.errors import BadInput, NotFound
from models.queries.passage_context import passage_context
from models.queries.passage_page import passage_page
from nlp.normalise import normalise
from triage_api.catalogue import said
from triage_api.dependencies import Db, Visitor
from triage_api.fields import IdInPath, SearchQuery, ShortQuery
from triage_api.formats import parse_day
from triage_api.highlight import highlighted
from triage_api.library_view import citing_documents, needs_check, read_from_picture
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.validity import passage_validity

router = Router(include_in_schema=False)
MOST_RELATED = 25


@router.get("/van-ban/doan/{passage_id:int}")
def show(
    request: Request,
    session: Db,
    visitor: Visitor,
    passage_id: IdInPath,
    ngay: ShortQuery = "",
    q: SearchQuery = "",
) -> Response:
    """The passage. ``ngay`` is the day asked for, ``q`` a search whose words are marked."""
    page = passage_page(session, passage_id)
    if page is None:
        raise NotFound("Kho không có đoạn văn bản này.")
    error = None
    try:
        on = parse_day(ngay)
    except BadInput as problem:
        on, error = None, problem
    passage = page.passage
    query = " ".join(q.split())[:200]
    cited_by = citing_documents(page.cited_by)
    context = {
        "person": visitor,
        "page": page,
        "passage": passage,
        "document": passage.document,
        "segments": highlighted(passage.text, normalise(query) if query else None),
        "around": passage_context(session, passage),
        "validity": passage_validity(passage, on),
        "on": on,
        "query": query,
        "check": needs_check(passage.document),
        "ocr": read_from_picture(passage),
        "cited_by": cited_by[:MOST_RELATED],
        "cited_by_more": len(cited_by[MOST_RELATED:]),
        "error": said(error) if error else None,
    }
    return render(request, "passage.html", context, status=error.status if error else 200)
