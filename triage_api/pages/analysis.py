"""The analysts' pages: how far reviewers agree, how well the machine sorts, and what was corrected."""

from __future__ import annotations

from fastapi import Request, Response

from nlp.agreement import RELIABLE, TENTATIVE
from nlp.measures.sampled import FEWEST
from triage_api.dependencies import Db, SignedIn
from triage_api.model_view import protected_share
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import analysis

router = Router(include_in_schema=False)


@router.get("/phan-tich/dong-thuan")
def agreement(request: Request, session: Db, person: SignedIn) -> Response:
    """Krippendorff's alpha of first and second conclusions, and the machine's sorting by people's readings."""
    context = {
        "person": person,
        "agreements": analysis.agreements(session, person),
        "sortings": analysis.sortings(session, person),
        "days": analysis.SPAN.days,
        "fewest_pairs": analysis.FEWEST_PAIRS,
        "fewest": FEWEST,
        "reliable": RELIABLE,
        "tentative": TENTATIVE,
    }
    return render(request, "agreement.html", context)


@router.get("/mo-hinh")
def model(request: Request, session: Db, person: SignedIn) -> Response:
    """The model in use, how often it is right, its thresholds and what waits for the next training. Nothing is changed here."""
    known = analysis.models_known(session, person)
    protected = protected_share(known["model"]) if known["model"] else ""
    return render(request, "model.html", {"person": person, "protected": protected, **known})


@router.get("/phan-tich/mau-sua-nhan")
def corrections(request: Request, session: Db, person: SignedIn) -> Response:
    """How often people put which label in the place of which."""
    counts = analysis.correction_counts(session, person)
    context = {"person": person, "counts": counts, "total": sum(count for *_labels, count in counts)}
    return render(request, "corrections.html", context)


@router.get("/phan-tich/mau-sua-nhan.jsonl")
def export(session: Db, person: SignedIn) -> Response:
    """The examples as JSONL, masked, for training."""
    return Response(
        "".join(analysis.exported(session, person)),
        media_type="application/jsonl",
        headers={
            "Content-Disposition": 'attachment; filename="mau-sua-nhan.jsonl"',
            "Cache-Control": "no-store",
        },
    )
