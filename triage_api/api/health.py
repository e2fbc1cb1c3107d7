"""Liveness, readiness and figures for Prometheus. No text, no names, no addresses."""

from __future__ import annotations

from typing import Literal

from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel

from models.errors import TriageError
from models.queries import classifiers, jobs
from models.queries.queue import count_everything
from models.session import transaction
from triage_api.routing import Router

router = Router(tags=["health"])


class Waiting(BaseModel):
    """What is not there yet."""

    status: Literal["waiting"]
    code: str


@router.get("/healthz")
@router.get("/api/v1/healthz", include_in_schema=False)
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get(
    "/readyz", responses={503: {"model": Waiting, "description": "Not ready: no database or no model."}}
)
@router.get("/api/v1/readyz", include_in_schema=False)
def ready() -> JSONResponse:
    """The database answers and a model is in use; 503 otherwise."""
    try:
        with transaction() as session:
            model = classifiers.version_in_use(session)
    except TriageError as error:
        return JSONResponse({"status": "waiting", "code": error.code}, status_code=503)
    if model is None:
        return JSONResponse({"status": "waiting", "code": "no_model"}, status_code=503)
    return JSONResponse({"status": "ok", "model": model})


@router.get("/metrics", response_class=PlainTextResponse)
@router.get("/api/v1/metrics", include_in_schema=False)
def metrics() -> PlainTextResponse:
    """Items by queue and state, jobs by state, in the Prometheus text format."""
    with transaction() as session:
        rows = [
            f'sangtin_items{{queue="{queue.value}",state="{state.value}"}} {count}'
            for (queue, state), count in sorted(count_everything(session).items())
        ]
        rows += [
            f'sangtin_jobs{{state="{state}"}} {count}'
            for state, count in sorted(jobs.waiting_jobs(session).items())
        ]
    return PlainTextResponse(
        "# TYPE sangtin_items gauge\n# TYPE sangtin_jobs gauge\n" + "\n".join(rows) + "\n"
    )
