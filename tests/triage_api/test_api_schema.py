"""Schemathesis reads the description of the interface and calls everything in it: no error nobody foresaw, and no answer that
breaks what the description says of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import Case
from schemathesis.specs.openapi import checks as described

from models.session import transaction
from models.tables.reply import Reply
from models.vocabulary import Queue, Role, Verdict
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.public_side import publish
from triage_api.api.description import ADDRESS
from triage_api.api.examples import ANSWERS, SHAPES
from triage_api.services import decide, lease
from triage_api.services.tokens import SCOPES, issue_token

pytestmark = pytest.mark.database
EXAMPLES = 6
CHECKS = [
    schemathesis.checks.not_a_server_error,
    described.status_code_conformance,
    described.content_type_conformance,
    described.response_schema_conformance,
]
MAY_WAIT = {"/readyz"}
"""Answers 503 by design, as described, while there is no model."""


@pytest.fixture
def token(desk: Desk) -> str:
    """A token that may do everything, on a desk with items in several states."""
    person = desk.person("quyen-het", *Role)
    with transaction() as session:
        for queue, text in ((Queue.CLAIMS, "Nộp hồ sơ mất phí 50k"), (Queue.QUESTIONS, "Nộp ở đâu ạ?")):
            desk.item(text, queue)
        held = desk.item()
        lease.lease(session, person, held)
        decide.decide(session, person, held, conclusion(desk, Verdict.TRUE))
        return issue_token(session, person.id, "mọi quyền", SCOPES, 1)


def test_every_answer_is_as_described(app: FastAPI, token: str) -> None:
    schema = schemathesis.openapi.from_asgi(ADDRESS, app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def attempt(case: Case) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            case.validate_response(answer, checks=CHECKS[1:] if case.path in MAY_WAIT else CHECKS)

        attempt()


def test_a_posting_told_with_any_time_is_answered_as_described(app: FastAPI, desk: Desk, token: str) -> None:
    """With the number of an answer that was approved, so that what is made up gets further than "there is no such reply"."""
    publish(desk)
    with transaction() as session:
        number = session.query(Reply).one().id
    operation = schemathesis.openapi.from_asgi(ADDRESS, app)["/api/v1/replies/{reply_id}/posted"]["POST"]
    seen = set()

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), own=strategies.booleans())
    def attempt(case: Case, own: bool) -> None:
        case.path_parameters = {"reply_id": number}
        if own and isinstance(case.body, dict):
            case.body["url"] = "https://dongmay.songlam.example/1"
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(answer, checks=CHECKS)
        seen.add(answer.status_code)

    attempt()
    assert {409, 422} <= seen or {200, 422} <= seen, seen


def shown(app: FastAPI) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Every JSON a program sends or gets, with its schema and its example or None."""
    found = app.openapi()
    parts = found["components"]["schemas"]
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            bodies = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for name, body in bodies.items():
                for kind, content in body.get("content", {}).items():
                    schema = content.get("schema", {})
                    shape = parts.get(schema.get("$ref", "").rpartition("/")[2], {})
                    example = content.get("example", next(iter(shape.get("examples", [])), None))
                    if kind.endswith("json"):
                        yield (
                            f"{method} {path} {name}",
                            {**schema, "components": found["components"]},
                            example,
                        )


def test_everything_has_an_example_that_is_as_described(app: FastAPI) -> None:
    everything = list(shown(app))
    assert [name for name, _schema, example in everything if example is None] == []
    wrong = {
        name: [str(one).partition("\n")[0] for one in errors]
        for name, schema, example in everything
        if (errors := list(jsonschema_rs.Draft202012Validator(schema).iter_errors(example)))
    }
    assert wrong == {}


def test_no_example_is_left_behind(app: FastAPI) -> None:
    found = app.openapi()
    assert set(SHAPES) <= set(found["components"]["schemas"])
    assert {path for _method, path in ANSWERS} <= set(found["paths"])
