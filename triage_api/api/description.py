"""The OpenAPI description: readable without signing in, complete with who may call what and how errors look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from triage_api import security
from triage_api.api.auth import Caller
from triage_api.api.examples import ANSWERS, SHAPES
from triage_api.services.tokens import SCOPES

ADDRESS = "/api/v1/openapi.json"
ABOUT = (
    "Sàng Tin ranks; people decide. Errors are RFC 9457 problem documents with a stable `code`. Lists are"
    " cursor-paginated: pass `next` of one page as `after` of the next. Times are RFC 3339."
)
SCHEMES: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": security.COOKIE,
        "description": f"A signed-in browser; changing calls also carry {security.CSRF_HEADER}.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A program's token. Scopes: " + ", ".join(SCOPES) + ".",
    },
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One Vietnamese sentence for people."},
        "code": {"type": "string", "description": "Stable English code for programs."},
    },
}


def install(application: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Describe the application's ``routers`` when somebody asks for it."""

    def describe() -> dict[str, Any]:
        if application.openapi_schema is None:
            application.openapi_schema = _describe(application, routers)
        return application.openapi_schema

    application.__dict__["openapi"] = describe


def _describe(application: FastAPI, routers: Sequence[APIRouter]) -> dict[str, Any]:
    found = get_openapi(
        title=application.title, version=application.version, description=ABOUT, routes=application.routes
    )
    parts = found.setdefault("components", {})
    parts["securitySchemes"] = SCHEMES
    parts.setdefault("schemas", {})["Problem"] = PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    for route in (route for router in routers for route in router.routes):
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                operation = found["paths"][route.path_format][method.lower()]
                _complete(operation, _scope(route.dependant))
    _give_examples(found)
    return found


def _give_examples(found: dict[str, Any]) -> None:
    """An example for each shape, and for each answer that has no shape of its own."""
    for name, shape in found["components"]["schemas"].items():
        if name in SHAPES:
            shape["examples"] = [SHAPES[name]]
    for (method, path), example in ANSWERS.items():
        for content in found["paths"][path][method]["responses"]["200"]["content"].values():
            content["example"] = example


def _complete(operation: dict[str, Any], scope: str | None) -> None:
    """Name the ways to sign in, and give every kind of refusal its shape."""
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {
        "description": "A refusal or an error.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if scope is None:
        operation["security"] = []
    else:
        operation["security"] = [{"session": []}, {"token": []}]
        operation["x-scope"] = scope


def _scope(dependant: Dependant) -> str | None:
    """The scope a route asks for; None where nobody has to sign in."""
    if isinstance(dependant.call, Caller):
        return dependant.call.scope
    return next((scope for part in dependant.dependencies if (scope := _scope(part))), None)
